"""One receiver does not slow another, and what is withdrawn while it waits is not sent."""

import socket
import uuid

from fixture import ORGANISATIONS, SCHOOL, EndToEnd, main, wait_until
from raw_receiver import RawReceiver, response, take

DEAD, HEALTHY, SHUT = "bup-huddinge", "bup-handen", "habilitering-sodertorn"
WAITING = 50


class ReceiverQueue(EndToEnd):
    ENDPOINTS = (DEAD, HEALTHY, SHUT)
    OPTIONS = {"delivery": {"first_wait": 200, "deadline": 10000}}

    def receiver(self, name: str, answer=take) -> RawReceiver:
        made = RawReceiver(self.ports[name], self.stand.certs / f"{name}.pem", answer)
        self.addCleanup(made.close)
        return made

    def rows_of(self, name: str, rows: list[dict]) -> list[dict]:
        return [row for row in rows if row["receiver"] == ORGANISATIONS[name].hsa_id]

    def test_a_dead_receiver_slows_no_other_and_gets_what_waited_when_it_lives(self):
        """The dead one takes connections and never says a word, which is worse than refusing them."""
        dead = socket.create_server(("127.0.0.1", self.ports[DEAD]), backlog=256)
        self.addCleanup(dead.close)
        healthy = self.receiver(HEALTHY)
        for number in range(WAITING):
            self.send_referral(100 + number, receiver=DEAD)
        task = self.send_referral(160, receiver=HEALTHY)[3]
        wait_until("the healthy receiver's receipt",
                   lambda: self.client(SCHOOL).get(task)["status"] == "received", patience=5)
        self.assertEqual(len(healthy.requests), 1)
        rows = self.outbox()
        waiting = self.rows_of(DEAD, rows)
        self.assertEqual(len(waiting), WAITING)
        self.assertEqual({row["state"] for row in waiting}, {"queued"})

        dead.close()
        living = self.receiver(DEAD)
        ids = {row["message"] for row in waiting}
        wait_until("what waited", lambda: {r.header["id"] for r in list(living.requests)} == ids, patience=90)
        states = {row["state"] for row in self.rows_of(DEAD, self.outbox())}
        self.assertEqual(states, {"received"})

    def test_content_whose_basis_is_withdrawn_while_it_waits_is_never_sent(self):
        shut = [True]

        def refuse_or_take(connection, request):
            if not shut[0]:
                return take(connection, request)
            connection.sendall(response("503 Service Unavailable"))
            return None

        receiver = self.receiver(SHUT, refuse_or_take)
        secrets = [f"fråga-{uuid.uuid4()}" for _ in range(2)]
        tried = self.send_referral(170, receiver=SHUT, question=secrets[0])
        # After three failures the circuit is open for seconds: nothing is on its way, and a further
        # message has not been tried.
        wait_until("three attempts", lambda: len(receiver.requests) >= 3)
        untried = self.send_referral(171, receiver=SHUT, question=secrets[1])
        school = self.client(SCHOOL)
        for consent in (tried[1], untried[1]):
            school.update(school.get(consent) | {"status": "inactive"})
        before = len(receiver.requests)
        shut[0] = False
        for task in (tried[3], untried[3]):
            self.assertEqual(school.get(task)["status"], "cancelled")
        content = {row["message"]: row for row in self.rows_of(SHUT, self.settled())
                   if row["code"] == "referral"}
        self.assertEqual([row["state"] for row in content.values()], ["cancelled"] * 2, content)
        for request in receiver.requests[before:]:
            self.assertNotIn(request.header["id"], content)
            self.assertLessEqual(request.types, {"MessageHeader", "Task"})
            for secret in secrets:
                self.assertNotIn(secret.encode(), request.body)
        self.assertNotIn(secrets[1].encode(), bytes(receiver.plain))
        self.assertIn(secrets[0].encode(), bytes(receiver.plain))

    def settled(self) -> list[dict]:
        """The outbox when nothing waits for the receiver any more. The gateway must be stopped to
        look, and delivers for a while between two looks."""
        rows: list[dict] = []

        def nothing_waits() -> bool:
            nonlocal rows
            rows = self.outbox()
            return all(row["state"] not in ("queued", "sending") for row in self.rows_of(SHUT, rows))

        wait_until("an empty queue", nothing_waits, patience=60)
        return rows


if __name__ == "__main__":
    main()
