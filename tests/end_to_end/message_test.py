"""A partner's messages to the gateway: taken once, answered with a message, refused as a whole."""

import json
import re
import threading
import uuid

from fixture import FHIR_JSON, FHIR_XML, ORGANISATIONS, PSYCHIATRY, SCHOOL, STRANGER, Client, EndToEnd, main
from resources import message_of, referral


def message(number: int, sender: str = SCHOOL, identifier: str | None = None, **more) -> dict:
    """A referral to child psychiatry as a message."""
    organisation = ORGANISATIONS[sender]
    entries = referral(number, organisation, ORGANISATIONS[PSYCHIATRY], str(uuid.uuid4()), **more)
    return message_of(entries, organisation, "referral", identifier)


class Message(EndToEnd):

    def deliver(self, bundle: dict, name: str = SCHOOL, **headers: str):
        return self.post(name, "/fhir/$process-message", json.dumps(bundle).encode(), **headers)

    def assert_answered(self, answer, bundle: dict, status: int, code: str) -> None:
        self.assertEqual(answer.status, status, answer.body[:600])
        answered = answer.resource
        self.assertEqual((answered["resourceType"], answered["type"]), ("Bundle", "message"))
        response = answered["entry"][0]["resource"]["response"]
        self.assertEqual(response["identifier"], bundle["entry"][0]["resource"]["id"])
        self.assertEqual(response["code"], code)
        outcomes = [e["resource"] for e in answered["entry"] if e["resource"]["resourceType"] == "OperationOutcome"]
        if code != "ok":
            self.assertTrue(outcomes[0]["issue"][0]["details"]["coding"][0]["code"])

    def found(self, bundle: dict) -> int:
        asked = next(e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == "ServiceRequest")
        value = asked["identifier"][0]["value"]
        return len(self.client(SCHOOL).search(f"ServiceRequest?identifier={value}"))

    def test_a_message_is_stored_and_answered_ok(self):
        bundle = message(220)
        self.assert_answered(self.deliver(bundle), bundle, 200, "ok")
        self.assertEqual(self.found(bundle), 1)
        number = bundle["entry"][1]["resource"]["identifier"][0]["value"]
        self.assertEqual(self.client(STRANGER).search(f"Patient?identifier={number}"), [])

    def test_the_same_message_again_gets_the_same_answer_and_has_one_effect(self):
        bundle = message(221)
        for _ in range(3):
            self.assert_answered(self.deliver(bundle), bundle, 200, "ok")
        self.restart()
        self.assert_answered(self.deliver(bundle), bundle, 200, "ok")
        self.assertEqual(self.found(bundle), 1)

    def test_the_same_message_many_times_at_once_has_one_effect(self):
        bundle, answers, together = message(222), [], threading.Barrier(8)
        body = json.dumps(bundle).encode()

        def send():
            client = Client(self.stand.certs, SCHOOL, self.stand.base)
            client.send("GET", "metadata")
            together.wait(timeout=30)
            answers.append(client.send("POST", "/fhir/$process-message", body, {"Content-Type": FHIR_JSON}))
            client.close()

        threads = [threading.Thread(target=send) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        self.assertEqual(len(answers), 8)
        for answer in answers:
            self.assert_answered(answer, bundle, 200, "ok")
        self.assertEqual(self.found(bundle), 1)

    def test_another_message_under_the_same_identifier_is_fatal(self):
        first = message(223)
        self.assert_answered(self.deliver(first), first, 200, "ok")
        second = message(224, identifier=first["identifier"]["value"])
        self.assert_answered(self.deliver(second), second, 409, "fatal-error")
        self.assertEqual(self.found(second), 0)

    def test_a_message_without_basis_is_fatal_and_leaves_nothing(self):
        bundle = message(225)
        bundle["entry"][4]["resource"].pop("extension")
        self.remember()
        with self.nothing_stored():
            self.assert_answered(self.deliver(bundle), bundle, 422, "fatal-error")

    def test_a_message_of_a_unit_that_is_not_the_systems_is_refused(self):
        self.remember()
        with self.nothing_stored():
            answer = self.deliver(message(226, sender=STRANGER))
            self.assertEqual(answer.status, 403, answer.body[:300])

    def test_what_is_no_message_gets_a_plain_outcome(self):
        whole = message(227)
        wrong = (whole | {"type": "collection"}, whole | {"entry": whole["entry"][1:]},
                 whole | {"entry": whole["entry"][:1]}, {"resourceType": "Patient"})
        self.remember()
        with self.nothing_stored():
            for bundle in wrong:
                self.assert_refused(self.deliver(bundle), 400)

    def test_the_answer_is_xml_when_xml_is_asked_for(self):
        answer = self.deliver(message(228), Accept=FHIR_XML)
        self.assertEqual(answer.status, 200)
        self.assertTrue(re.match(rb'(<\?xml[^>]*>\s*)?<Bundle xmlns="http://hl7.org/fhir">', answer.body))


if __name__ == "__main__":
    main()
