"""A referral that is passed on, and one whose work is stopped, between organisations that look into their inbox."""

import json
import uuid

from fixture import ORGANISATIONS, PSYCHIATRY, SCHOOL, EndToEnd, main, place_of
from client import urn  # from the folder that fixture names
from resources import OURS, coding, consent, in_days, patient, service_request, task

SECOND = "bup-huddinge"
PERSON = "SE2321000016-P1; role=psychologist"


def reason(code: str) -> dict:
    return coding(f"{OURS}/CodeSystem/task-reason", code)


class ReferralSteps(EndToEnd):
    def refer(self, number: int, receivers: tuple[str, ...]) -> list[str]:
        """The school's referral to child psychiatry, on a consent that names the receivers."""
        sender, owner = ORGANISATIONS[SCHOOL], ORGANISATIONS[PSYCHIATRY]
        child, basis, ask = urn(), urn(), urn()
        subject = {"reference": child}
        entries = [(child, patient(number)),
                   (basis, consent(subject, sender, [ORGANISATIONS[n] for n in receivers], "referral")),
                   (ask, service_request(subject, sender, owner, "Utredning")),
                   (urn(), task("fulfill", subject, {"reference": ask}, (sender, owner), str(uuid.uuid4()),
                                {"reference": basis}))]
        return [place_of(response) for response in self.client(SCHOOL).transaction(entries)]

    def put(self, name: str, resource: dict):
        return self.client(name).send(
            "PUT", f"{resource['resourceType']}/{resource['id']}", json.dumps(resource).encode(),
            {"Content-Type": "application/fhir+json", "X-Acting-Person": PERSON,
             "If-Match": f'W/"{resource["meta"]["versionId"]}"'})

    def step(self, name: str, place: str, status: str, **elements) -> None:
        answer = self.put(name, self.client(name).get(place) | {"status": status} | elements)
        self.assertEqual(answer.status, 200, answer.body[:500])

    def forward(self, place: str):
        found = self.client(PSYCHIATRY).get(place)
        output = [{"type": coding(f"{OURS}/CodeSystem/task-parameter", "suggested-receiver"),
                   "valueReference": {"reference": f"HealthcareService/service-{SECOND}"}}]
        return self.put(PSYCHIATRY, found | {
            "status": "rejected", "statusReason": reason("outside-mandate"), "output": output,
            "businessStatus": coding(f"{OURS}/CodeSystem/business-status", "forwarded")})

    def test_an_owner_passes_a_referral_on_in_the_name_of_the_requester(self):
        _, _, question, place = self.refer(301, (PSYCHIATRY, SECOND))
        self.step(PSYCHIATRY, place, "received")

        answer = self.forward(place)

        self.assertEqual(answer.status, 200, answer.body[:500])
        old = self.client(SCHOOL).get(place)
        self.assertEqual(old["status"], "rejected")
        passed = [t for t in self.client(SECOND).search("Task") if t.get("partOf") == [{"reference": place}]]
        self.assertEqual(len(passed), 1)
        self.assertEqual(passed[0]["requester"], old["requester"])
        self.assertEqual(passed[0]["groupIdentifier"], old["groupIdentifier"])
        self.assertEqual(passed[0]["restriction"], old["restriction"])
        self.assertEqual(self.client(SECOND).get(question)["resourceType"], "ServiceRequest")
        self.assertEqual(self.client(SCHOOL).get(f"Task/{passed[0]['id']}")["status"], "requested")
        hidden = self.client(PSYCHIATRY).send("GET", f"Task/{passed[0]['id']}")
        self.assert_refused(hidden, 404, "EXCHANGE-NOT-FOUND")

    def test_nothing_is_passed_on_beyond_the_consent(self):
        _, _, question, place = self.refer(302, (PSYCHIATRY,))
        self.step(PSYCHIATRY, place, "received")

        self.assert_refused(self.forward(place), 422, "CONSENT-RECEIVER")

        self.assertEqual(self.client(SCHOOL).get(place)["status"], "received")
        self.assert_refused(self.client(SECOND).send("GET", question), 404, "EXCHANGE-NOT-FOUND")

    def test_work_that_has_begun_is_stopped_when_its_owner_agrees(self):
        child, _, _, place = self.refer(303, (PSYCHIATRY,))
        for status in ("received", "accepted", "in-progress"):
            self.step(PSYCHIATRY, place, status)
        cancelled = {"status": "cancelled", "statusReason": reason("other")}
        early = self.put(PSYCHIATRY, self.client(PSYCHIATRY).get(place) | cancelled)
        self.assert_refused(early, 409, "EXCHANGE-ABORT-MISSING")

        asked = self.client(SCHOOL).create({
            "resourceType": "Task", "status": "requested", "intent": "order",
            "code": coding("http://hl7.org/fhir/CodeSystem/task-code", "abort"),
            "focus": {"reference": place}, "for": {"reference": child},
            "owner": ORGANISATIONS[PSYCHIATRY].reference, "restriction": {"period": {"end": in_days(5)}}})
        abort = f"Task/{asked['id']}"
        self.step(PSYCHIATRY, abort, "received")
        self.step(PSYCHIATRY, abort, "accepted")
        self.step(PSYCHIATRY, place, **cancelled)

        self.assertEqual(self.client(SCHOOL).get(place)["status"], "cancelled")
        self.assertEqual(asked["groupIdentifier"], self.client(SCHOOL).get(place)["groupIdentifier"])


if __name__ == "__main__":
    main()
