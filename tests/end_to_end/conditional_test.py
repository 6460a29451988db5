"""Conditional interactions: criteria in place of an id, asked again when the change is committed."""

import json
import threading
import urllib.parse

from fixture import FHIR_JSON, PSYCHIATRY, SCHOOL, Client, EndToEnd, main, transaction_of

SYSTEM = "https://skola.example/nummer"


def thing(value: str, **more) -> dict:
    """A resource that is no child's record, so that any identifier will do."""
    return {"resourceType": "Medication", "identifier": [{"system": SYSTEM, "value": value}]} | more


def holding(reference: str) -> dict:
    return {"ingredient": [{"itemReference": {"reference": reference}}]}


def criteria(value: str) -> str:
    return "identifier=" + urllib.parse.quote(f"{SYSTEM}|{value}")


class Conditional(EndToEnd):

    def send(self, method: str, path: str, body, name: str = SCHOOL, content_type: str = FHIR_JSON, **headers: str):
        sent = {"Content-Type": content_type, **{key.replace("_", "-"): value for key, value in headers.items()}}
        return self.client(name).send(method, path, json.dumps(body).encode(), sent)

    def found(self, value: str, name: str = SCHOOL) -> list[dict]:
        bundle = self.client(name).get(f"Medication?{criteria(value)}&_total=accurate")
        return [entry["resource"] for entry in bundle.get("entry", [])]

    def test_a_create_with_criteria_makes_one_resource(self):
        first = self.send("POST", "Medication", thing("c1"), If_None_Exist=criteria("c1"))
        again = self.send("POST", "Medication", thing("c1"), If_None_Exist=criteria("c1"))
        self.assertEqual((first.status, again.status), (201, 200), again.body)
        self.assertEqual(json.loads(again.body), json.loads(first.body))
        self.assertEqual(again.etag, 'W/"1"')
        self.assertEqual(len(self.found("c1")), 1)

    def test_an_update_with_criteria_makes_or_changes_the_resource(self):
        made = self.send("PUT", f"Medication?{criteria('u1')}", thing("u1"))
        self.assertEqual(made.status, 201, made.body)
        changed = self.send("PUT", f"Medication?{criteria('u1')}", thing("u1", status="inactive"))
        self.assertEqual((changed.status, changed.etag), (200, 'W/"2"'), changed.body)
        self.assertEqual(json.loads(changed.body)["id"], json.loads(made.body)["id"])
        self.assertEqual([each["status"] for each in self.found("u1")], ["inactive"])
        late = self.send("PUT", f"Medication?{criteria('u1')}", thing("u1"), If_Match='W/"1"')
        self.assert_refused(late, 412, "EXCHANGE-IF-MATCH")
        other = self.send("PUT", f"Medication?{criteria('u1')}", thing("u1", id="another"))
        self.assert_refused(other, 400, "EXCHANGE-CONDITION-ID")

    def test_a_patch_with_criteria_changes_the_one_that_they_find(self):
        touch, kind = [{"op": "add", "path": "/status", "value": "active"}], "application/json-patch+json"
        nothing = self.send("PATCH", f"Medication?{criteria('p1')}", touch, content_type=kind)
        self.assert_refused(nothing, 404)
        self.send("POST", "Medication", thing("p1"))
        self.assertEqual(self.send("PATCH", f"Medication?{criteria('p1')}", touch, content_type=kind).status, 200)
        self.assertEqual(self.found("p1")[0]["status"], "active")

    def test_several_matches_are_refused_and_change_nothing(self):
        self.send("POST", "Medication", thing("s1"))
        self.send("POST", "Medication", thing("s1"))
        self.remember()
        with self.nothing_stored():
            for method, path, more in (("POST", "Medication", {"If_None_Exist": criteria("s1")}),
                                       ("PUT", f"Medication?{criteria('s1')}", {})):
                with self.subTest(method=method):
                    answer = self.send(method, path, thing("s1"), **more)
                    self.assert_refused(answer, 412, "EXCHANGE-CONDITION-SEVERAL")
                    self.assertEqual(json.loads(answer.body)["issue"][0]["code"], "multiple-matches")

    def test_another_organisations_records_are_never_matched(self):
        self.send("POST", "Medication", thing("o1"))
        self.assertEqual(self.send("POST", "Medication", thing("o1"), PSYCHIATRY, If_None_Exist=criteria("o1")).status, 201)
        self.assertEqual(len(self.found("o1")), 1)
        self.assertEqual(len(self.found("o1", PSYCHIATRY)), 1)

    def test_what_is_no_criterion_is_refused(self):
        self.remember()
        with self.nothing_stored():
            for text, message_id in (("", "REST-CONDITION"), ("_count=1", "REST-CONDITION"), ("_sort=_id", "REST-CONDITION"),
                                     ("colour=red", "SEARCH-UNKNOWN-PARAMETER"), ("identifier=", "SEARCH-VALUE"),
                                     ("identifier=%zz", "SEARCH-ENCODING")):
                with self.subTest(text=text):
                    if text:
                        self.assert_refused(self.send("POST", "Medication", thing("x"), If_None_Exist=text), 400, message_id)
                    self.assert_refused(self.send("PUT", f"Medication?{text}", thing("x")), 400, message_id)

    def test_a_transaction_takes_criteria_in_its_entries_and_references(self):
        self.send("POST", "Medication", thing("t1"))
        bundle = transaction_of([("urn:uuid:00000000-0000-4000-8000-000000000001", thing("t1")),
                                 ("urn:uuid:00000000-0000-4000-8000-000000000002", thing("t2"))])
        bundle["entry"][0]["request"]["ifNoneExist"] = criteria("t1")
        bundle["entry"][1]["request"] = {"method": "PUT", "url": f"Medication?{criteria('t2')}"}
        bundle["entry"].append({"request": {"method": "POST", "url": "Medication"}, "resource": thing(
            "t3", **holding(f"Medication?{criteria('t1')}"))})
        answer = self.send("POST", "", bundle)
        self.assertEqual(answer.status, 200, answer.body)
        statuses = [entry["response"]["status"][:3] for entry in json.loads(answer.body)["entry"]]
        self.assertEqual(statuses, ["200", "201", "201"])
        kept, pointing = self.found("t1"), self.found("t3")[0]
        self.assertEqual(len(kept), 1)
        self.assertEqual(pointing["ingredient"][0]["itemReference"]["reference"], f"Medication/{kept[0]['id']}")

    def test_entries_that_answer_each_others_criteria_are_refused(self):
        same = transaction_of([("urn:uuid:00000000-0000-4000-8000-000000000003", thing("e1")),
                               ("urn:uuid:00000000-0000-4000-8000-000000000004", thing("e1"))])
        for entry in same["entry"]:
            entry["request"]["ifNoneExist"] = criteria("e1")
        one = json.loads(json.dumps(same))
        del one["entry"][1]["request"]["ifNoneExist"]
        self.remember()
        with self.nothing_stored():
            for bundle in (same, one):
                self.assert_refused(self.send("POST", "", bundle), 400, "EXCHANGE-CONDITION-TWICE")

    def test_a_reference_by_criteria_leads_to_one_resource_or_the_transaction_fails(self):
        self.send("POST", "Medication", thing("r1"))
        self.send("POST", "Medication", thing("r1"))
        self.remember()
        with self.nothing_stored():
            for text, message_id in ((f"Medication?{criteria('r0')}", "REFERENCE-NOT-FOUND"),
                                     (f"Medication?{criteria('r1')}", "REFERENCE-SEVERAL"),
                                     ("Medication?colour=red", "REFERENCE-CRITERIA")):
                bundle = {"resourceType": "Bundle", "type": "transaction", "entry": [
                    {"request": {"method": "POST", "url": "Medication"}, "resource": thing("r9", **holding(text))}]}
                with self.subTest(message_id=message_id):
                    self.assert_refused(self.send("POST", "", bundle), 422, message_id)

    def test_of_many_at_once_one_makes_the_resource(self):
        values, clients = [f"race{n}" for n in range(20)], 8
        together, statuses = threading.Barrier(clients), []

        def race(number: int):
            client = Client(self.stand.certs, SCHOOL, self.stand.base)
            client.send("GET", "metadata")
            for value in values:
                together.wait(timeout=30)
                if number % 2:
                    answer = client.send("PUT", f"Medication?{criteria(value)}", json.dumps(thing(value)).encode(),
                                         {"Content-Type": FHIR_JSON})
                else:
                    answer = client.send("POST", "Medication", json.dumps(thing(value)).encode(),
                                         {"Content-Type": FHIR_JSON, "If-None-Exist": criteria(value)})
                statuses.append((value, answer.status))
            client.close()

        threads = [threading.Thread(target=race, args=(number,)) for number in range(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=120)
        self.assertEqual(len(statuses), clients * len(values))
        self.assertLessEqual({status for _, status in statuses}, {200, 201, 409})
        for value in values:
            with self.subTest(value=value):
                self.assertEqual(len(self.found(value)), 1)
                self.assertEqual([status for each, status in statuses if each == value].count(201), 1)


if __name__ == "__main__":
    main()
