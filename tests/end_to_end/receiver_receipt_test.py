"""What counts as a receipt: only the receiver's own word about this message."""

import json
import uuid

from fixture import ORGANISATIONS, PSYCHIATRY, SCHOOL, EndToEnd, main, wait_until
from raw_receiver import RawReceiver, Request, receipt, response
from receiver import acknowledgement

JSON = "Content-Type: application/fhir+json"


def answered(header: dict, code: str = "ok", status: str = "200 OK") -> bytes:
    return response(status, json.dumps(acknowledgement(header, code)).encode(), JSON)


def about_another(request: Request) -> bytes:
    return answered(request.header | {"id": str(uuid.uuid4())})


def without_response(request: Request) -> bytes:
    bundle = acknowledgement(request.header, "ok")
    del bundle["entry"][0]["resource"]["response"]
    return response("200 OK", json.dumps(bundle).encode(), JSON)


NO_RECEIPTS = {
    "nothing": lambda _: response("200 OK"),
    "nothing, accepted": lambda _: response("202 Accepted"),
    "no content": lambda _: b"HTTP/1.1 204 No Content\r\n\r\n",
    "a page": lambda _: response("200 OK", b"<html>ok</html>", "Content-Type: text/html"),
    "half of a receipt": lambda request: response("200 OK", receipt(request).split(b"\r\n\r\n")[1][:-9], JSON),
    "about another message": about_another,
    "a message without response": without_response,
    "transient-error": lambda request: answered(request.header, "transient-error"),
    "ok with 503": lambda request: answered(request.header, "ok", "503 Service Unavailable"),
    "two mebibytes": lambda _: response("200 OK", b" " * 2 * 1024 * 1024, JSON),
    "garbage": lambda _: b"\x00\xff garbage\r\n\r\n",
}


class ReceiverReceipt(EndToEnd):
    ENDPOINTS = (PSYCHIATRY,)
    OPTIONS = {"delivery": {"first_wait": 20, "deadline": 5000}}

    def setUp(self):
        self.say = receipt
        self.receiver = RawReceiver(self.ports[PSYCHIATRY], self.stand.certs / f"{PSYCHIATRY}.pem", self.answer)
        self.addCleanup(self.receiver.close)

    def answer(self, connection, request) -> bool:
        said = self.say(request)
        connection.sendall(said)
        return not said.startswith(b"HTTP")

    def status_of(self, task: str) -> str:
        return self.client(SCHOOL).get(task)["status"]

    def test_an_answer_that_is_no_receipt_is_followed_by_another_attempt(self):
        for number, (name, say) in enumerate(NO_RECEIPTS.items()):
            with self.subTest(answer=name):
                bad, task = [say, say], None
                self.receiver.requests.clear()
                self.say = lambda request, bad=bad: bad.pop()(request) if bad else receipt(request)
                task = self.send_referral(240 + number)[3]
                wait_until("the second attempt", lambda: len(self.receiver.requests) >= 2)
                wait_until("the receipt", lambda t=task: self.status_of(t) == "received")
                self.assertEqual(len(self.receiver.requests), 3)
                self.assertEqual(len({r.header["id"] for r in self.receiver.requests}), 1)
                history = self.client(SCHOOL).get(f"{task}/_history")["entry"]
                self.assertEqual([e["resource"]["status"] for e in history], ["received", "requested"])

    def test_a_fatal_error_is_not_sent_again(self):
        self.say = lambda request: answered(request.header, "fatal-error", "422 Unprocessable Entity")
        self.send_referral(260)
        wait_until("the message", lambda: self.receiver.requests)
        message = self.receiver.requests[0].header["id"]

        def set_aside():
            rows = [r for r in self.outbox() if r["message"] == message]
            return rows if rows[0]["state"] == "set-aside" else None

        row = wait_until("the verdict", set_aside)[0]
        self.assertEqual((row["receiver"], row["attempts"]), (ORGANISATIONS[PSYCHIATRY].hsa_id, 1), row)
        self.assertEqual(len(self.receiver.requests), 1)


if __name__ == "__main__":
    main()
