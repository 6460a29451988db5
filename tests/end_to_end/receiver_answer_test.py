"""Receivers that answer badly, late or not at all: nothing is lost, nothing is sent elsewhere."""

import threading
import time

from fixture import ORGANISATIONS, SCHOOL, EndToEnd, free_port, main, wait_until
from raw_receiver import RawReceiver, receipt, response, take

REDIRECTS, TRICKLES, HANGS_UP, BUSY_FIRST, HEALTHY = (
    "bup-handen", "bup-huddinge", "bumm-farsta", "habilitering-sodertorn", "socialtjanst-farsta")
DEADLINE = 1.5  # seconds


class ReceiverAnswer(EndToEnd):
    ENDPOINTS = (REDIRECTS, TRICKLES, HANGS_UP, BUSY_FIRST, HEALTHY)
    OPTIONS = {"delivery": {"first_wait": 100, "deadline": int(DEADLINE * 1000)}}

    def receiver(self, name: str, answer, port: int | None = None) -> RawReceiver:
        made = RawReceiver(port or self.ports[name], self.stand.certs / f"{name}.pem", answer)
        self.addCleanup(made.close)
        return made

    def row(self, name: str, message: str) -> dict:
        found = [r for r in self.outbox()
                 if r["receiver"] == ORGANISATIONS[name].hsa_id and r["message"] == message]
        self.assertEqual(len(found), 1)
        return found[0]

    def requests_of(self, receiver: RawReceiver, message: str) -> list:
        return [r for r in receiver.requests if r.header["id"] == message]

    def test_a_redirect_is_not_followed(self):
        trap = self.receiver(REDIRECTS, take, free_port())
        elsewhere = f"https://localhost:{trap.listener.getsockname()[1]}/fhir/$process-message"
        statuses = iter(("301 Moved", "302 Found", "303 See Other", "307 Temporary Redirect",
                         "308 Permanent Redirect"))

        def redirect(connection, _request):
            status = next(statuses, "307 Temporary Redirect")
            connection.sendall(response(status, b"", f"Location: {elsewhere}"))

        receiver = self.receiver(REDIRECTS, redirect)
        self.send_referral(80, receiver=REDIRECTS)
        wait_until("three attempts", lambda: len(receiver.requests) >= 3)
        row = self.row(REDIRECTS, receiver.requests[0].header["id"])
        self.assertEqual(trap.calls, 0)
        self.assertIn(row["state"], ("queued", "set-aside"), row)
        self.assertEqual(row["received"], 0)

    def test_an_answer_that_trickles_is_cut_off_at_the_deadline(self):
        ended, lasted = threading.Event(), []

        def trickle(connection, request):
            try:
                for byte in receipt(request):
                    connection.sendall(bytes([byte]))
                    if ended.wait(0.1):
                        break
            except OSError:
                pass
            lasted.append(time.monotonic() - request.time)
            return True

        self.addCleanup(ended.set)
        receiver = self.receiver(TRICKLES, trickle)
        self.send_referral(81, receiver=TRICKLES)
        wait_until("the end of the attempt", lambda: lasted)
        self.assertGreater(lasted[0], DEADLINE / 2)
        self.assertLess(lasted[0], DEADLINE * 4)
        row = self.row(TRICKLES, receiver.requests[0].header["id"])
        self.assertEqual((row["state"], row["outcome"]), ("queued", "deadline"), row)

    def test_a_connection_closed_after_the_request_is_one_request_for_each_attempt(self):
        receiver = self.receiver(HANGS_UP, lambda _connection, _request: True)
        self.send_referral(82, receiver=HANGS_UP)
        wait_until("three attempts", lambda: len(receiver.requests) >= 3)
        message = receiver.requests[0].header["id"]
        row = self.while_stopped(lambda: [
            r | {"seen": len(self.requests_of(receiver, message))}
            for r in self.lines_of("outbox") if r["message"] == message])[0]
        self.assertEqual(row["attempts"], row["seen"], row)
        self.assertEqual(row["state"], "queued", row)

    def test_a_reused_connection_that_closes_is_not_tried_a_second_time_by_itself(self):
        """The classic double sending: a kept connection breaks after the second request on it."""
        used = set()

        def first_taken_then_closed(connection, request):
            if connection in used:
                return True
            used.add(connection)
            take(connection, request)
            return False

        receiver = self.receiver(HEALTHY, first_taken_then_closed)
        for number in range(6):
            self.send_referral(90 + number, receiver=HEALTHY)
            wait_until("the message", lambda n=number: len(
                {r.header["id"] for r in receiver.requests}) > n)
        messages = {r.header["id"] for r in receiver.requests}
        rows, seen = self.while_stopped(lambda: (
            {r["message"]: r["attempts"] for r in self.lines_of("outbox") if r["message"] in messages},
            {m: len(self.requests_of(receiver, m)) for m in messages}))
        for message, attempts in rows.items():
            self.assertLessEqual(seen[message], attempts)

    def test_a_receiver_that_closes_kept_connections_unasked_gets_each_message_at_once(self):
        def take_and_close(connection, request):
            take(connection, request)
            return True

        receiver = self.receiver(HEALTHY, take_and_close)
        tasks = [self.send_referral(100 + number, receiver=HEALTHY)[3] for number in range(8)]
        for task in tasks:
            self.wait_for_received(task)
        messages = {r.header["id"] for r in receiver.requests}
        self.assertEqual(len(messages), 8)
        for row in (r for r in self.outbox() if r["message"] in messages):
            self.assertEqual((row["state"], row["outcome"]), ("received", "ok"), row)
            self.assertLessEqual(row["attempts"], 2, row)

    def test_a_receiver_that_was_busy_gets_the_same_message_id_again(self):
        answers = iter(("503 Service Unavailable", "429 Too Many Requests"))

        def busy_first(connection, request):
            status = next(answers, None)
            if status is None:
                return take(connection, request)
            connection.sendall(response(status))
            return None

        receiver = self.receiver(BUSY_FIRST, busy_first)
        task = self.send_referral(83, receiver=BUSY_FIRST)[3]
        self.wait_for_received(task)
        ids = {(r.header["id"], r.headers["x-request-id"]) for r in receiver.requests}
        self.assertEqual(len(receiver.requests), 3)
        self.assertEqual(len(ids), 1, ids)
        self.assertEqual(len({r.body for r in receiver.requests}), 1)
        row = self.row(BUSY_FIRST, receiver.requests[0].header["id"])
        self.assertEqual((row["state"], row["attempts"], row["outcome"]), ("received", 3, "ok"))

    def wait_for_received(self, task: str) -> None:
        client = self.client(SCHOOL)
        wait_until("the receipt", lambda: client.get(task)["status"] == "received")


if __name__ == "__main__":
    main()
