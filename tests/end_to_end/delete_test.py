"""DELETE: whoever wrote a resource takes it away, and nobody learns what others have."""

import json
import urllib.parse
import uuid

from fixture import PSYCHIATRY, SCHOOL, EndToEnd, main
from resources import patient

SYSTEM = "https://skola.example/nummer"


def thing(value: str, **more) -> dict:
    return {"resourceType": "Medication", "identifier": [{"system": SYSTEM, "value": value}]} | more


class Delete(EndToEnd):

    def made(self, value: str, **more) -> str:
        return f"Medication/{self.client(SCHOOL).create(thing(value, **more))['id']}"

    def delete(self, place: str, name: str = SCHOOL, **headers: str):
        return self.client(name).send("DELETE", place, headers={k.replace("_", "-"): v for k, v in headers.items()})

    def found(self, value: str) -> int:
        return self.client(SCHOOL).get(f"Medication?identifier={SYSTEM}|{value}&_total=accurate")["total"]

    def test_a_deleted_resource_is_gone_and_its_history_stays(self):
        place = self.made("d1")
        answer = self.delete(place)
        self.assertEqual((answer.status, answer.etag, answer.body), (204, 'W/"2"', b""))
        self.assert_refused(self.client(SCHOOL).send("GET", place), 410, "EXCHANGE-GONE")
        self.assert_refused(self.client(SCHOOL).send("GET", f"{place}/_history/2"), 410)
        self.assertEqual(self.client(SCHOOL).get(f"{place}/_history/1")["identifier"][0]["value"], "d1")
        self.assertEqual(self.found("d1"), 0)
        entries = self.client(SCHOOL).get(f"{place}/_history")["entry"]
        self.assertEqual([entry["request"]["method"] for entry in entries], ["DELETE", "POST"])
        self.assertNotIn("resource", entries[0])

    def test_deleting_again_makes_no_version(self):
        place = self.made("d2")
        self.delete(place)
        again = self.delete(place)
        self.assertEqual((again.status, again.etag), (204, None))
        self.assertEqual(len(self.client(SCHOOL).get(f"{place}/_history")["entry"]), 2)
        self.assert_refused(self.delete(place, If_Match='W/"2"'), 412, "EXCHANGE-IF-MATCH")

    def test_what_another_unit_has_is_answered_like_what_nobody_has(self):
        place = self.made("d3")
        hidden, nothing = self.delete(place, PSYCHIATRY), self.delete(f"Medication/{uuid.uuid4()}", PSYCHIATRY)
        self.assertEqual((hidden.status, hidden.etag, hidden.body), (nothing.status, nothing.etag, nothing.body))
        self.assertEqual(hidden.status, 204)
        self.assertEqual(self.found("d3"), 1)

    def test_a_version_that_is_gone_is_not_deleted(self):
        place = self.made("d4")
        self.assert_refused(self.delete(place, If_Match='W/"7"'), 412, "EXCHANGE-IF-MATCH")
        self.assertEqual(self.delete(place, If_Match='W/"1"').status, 204)

    def test_what_another_resource_points_at_is_kept_until_that_one_is_gone(self):
        part = self.made("d5")
        whole = self.made("d6", ingredient=[{"itemReference": {"reference": part}}])
        self.assert_refused(self.delete(part), 409, "EXCHANGE-DELETE-REFERRED")
        self.assertEqual(self.found("d5"), 1)
        self.assertEqual(self.delete(whole).status, 204)
        self.assertEqual(self.delete(part).status, 204)

    def test_what_was_sent_stays_with_the_receiver(self):
        child, consent, request, task = self.send_referral(330)
        self.assert_refused(self.delete(request), 409, "EXCHANGE-DELETE-REFERRED")
        for place in (task, consent):
            with self.subTest(place=place.split("/")[0]):
                self.assert_refused(self.delete(place), 405, "HTTP-METHOD")
        self.assert_refused(self.delete(request, PSYCHIATRY), 403, "EXCHANGE-NOT-YOURS")

    def test_criteria_find_what_is_deleted(self):
        criteria = "identifier=" + urllib.parse.quote(f"{SYSTEM}|d7")
        self.assertEqual(self.delete(f"Medication?{criteria}").status, 204)
        self.made("d7")
        self.assertEqual(self.delete(f"Medication?{criteria}").etag, 'W/"2"')
        self.assertEqual(self.found("d7"), 0)
        self.made("d7"), self.made("d7")
        self.assert_refused(self.delete(f"Medication?{criteria}"), 412, "EXCHANGE-CONDITION-SEVERAL")
        self.assert_refused(self.delete("Medication?_count=1"), 400, "REST-CONDITION")

    def test_the_same_request_again_deletes_once(self):
        place, request_id = self.made("d8"), str(uuid.uuid4())
        first = self.delete(place, X_Request_ID=request_id)
        again = self.delete(place, X_Request_ID=request_id)
        self.assertEqual((first.status, again.status, again.etag), (204, 204, 'W/"2"'))
        self.assertEqual(again.headers.get("idempotent-replayed"), "true")

    def test_a_deletion_is_audited(self):
        place = f"Patient/{self.client(SCHOOL).create(patient(331))['id']}"
        self.assertEqual(self.delete(place, Prefer="return=OperationOutcome").status, 200)
        events = self.client(SCHOOL).get("AuditEvent?subtype=rest-delete").get("entry", [])
        entities = [each["what"]["reference"] for event in events for each in event["resource"].get("entity", [])]
        self.assertTrue([each for each in entities if each.startswith(place)], json.dumps(events)[:500])


if __name__ == "__main__":
    main()
