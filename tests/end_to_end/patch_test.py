"""PATCH: a part of a resource is changed as an update would change it, by the same rules."""

import json
import threading
import uuid

from fixture import FHIR_XML, PSYCHIATRY, SCHOOL, Client, EndToEnd, main
from resources import patient

JSON_PATCH = "application/json-patch+json"
PERSON = {"X-Acting-Person": "SE2321000016-1; role=physician"}


def operation(kind: str, path: str, **parts) -> dict:
    return {"name": "operation", "part": [{"name": "type", "valueCode": kind}, {"name": "path", "valueString": path},
                                          *({"name": name} | value for name, value in parts.items())]}


class Patch(EndToEnd):

    def patch(self, name: str, place: str, body, content_type: str = JSON_PATCH, **headers: str):
        text = body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = {"Content-Type": content_type, **{key.replace("_", "-"): value for key, value in headers.items()}}
        return self.client(name).send("PATCH", place, text, sent)

    def made(self, number: int) -> str:
        return f"Patient/{self.client(SCHOOL).create(patient(number))['id']}"

    def test_a_json_patch_makes_the_next_version(self):
        place = self.made(310)
        answer = self.patch(SCHOOL, place, [{"op": "replace", "path": "/name/0/family", "value": "Ek"}],
                            If_Match='W/"1"')
        self.assertEqual((answer.status, answer.etag), (200, 'W/"2"'), answer.body)
        self.assertEqual(self.client(SCHOOL).get(place)["name"][0]["family"], "Ek")

    def test_a_fhirpath_patch_may_come_as_json_or_xml(self):
        place = self.made(311)
        parameters = {"resourceType": "Parameters", "parameter": [
            operation("replace", "Patient.name[0].family", value={"valueString": "Ask"})]}
        self.assertEqual(self.patch(SCHOOL, place, parameters, "application/fhir+json").status, 200)
        self.assertEqual(self.client(SCHOOL).get(place)["name"][0]["family"], "Ask")
        xml = (b'<Parameters xmlns="http://hl7.org/fhir"><parameter><name value="operation"/>'
               b'<part><name value="type"/><valueCode value="delete"/></part>'
               b'<part><name value="path"/><valueString value="Patient.name"/></part></parameter></Parameters>')
        self.assertEqual(self.patch(SCHOOL, place, xml, FHIR_XML).status, 200)
        self.assertNotIn("name", self.client(SCHOOL).get(place))

    def test_a_patch_that_cannot_be_applied_changes_nothing(self):
        place = self.made(312)
        refusals = (
            ([{"op": "remove", "path": "/photo"}], 422, "PATCH-TARGET"),
            ([{"op": "replace", "path": "/birthDate", "value": "x"}], 422, "VAL-PRIMITIVE"),
            ([{"op": "replace", "path": "/id", "value": "other"}], 422, "EXCHANGE-PATCH-ID"),
            ([{"op": "test", "path": "/resourceType", "value": "Task"}], 422, "PATCH-TEST"),
            ([{"op": "replace", "path": "", "value": {"resourceType": "Task", "status": "x", "intent": "order"}}],
             422, None),
            (b"[", 400, "JSON-SYNTAX"),
            ({"op": "remove"}, 400, "PATCH-OPERATION"))
        self.remember()
        with self.nothing_stored():
            for body, status, message_id in refusals:
                with self.subTest(body=body):
                    self.assert_refused(self.patch(SCHOOL, place, body), status, message_id)
            self.assert_refused(self.patch(SCHOOL, place, b"<diff/>", "application/xml-patch+xml"), 415)
        self.assertEqual(self.client(SCHOOL).get(place)["meta"]["versionId"], "1")

    def test_a_version_that_is_gone_and_a_resource_of_another_are_refused(self):
        place = self.made(313)
        touch = [{"op": "add", "path": "/active", "value": True}]
        self.remember()
        with self.nothing_stored():
            self.assert_refused(self.patch(SCHOOL, place, touch, If_Match='W/"7"'), 412)
            self.assert_refused(self.patch(PSYCHIATRY, place, touch), 404)
            self.assert_refused(self.patch(SCHOOL, f"Patient/{uuid.uuid4()}", touch), 404)

    def test_patches_without_if_match_that_meet_are_all_applied(self):
        place, count = self.made(314), 8
        together, statuses = threading.Barrier(count), []

        def send(number: int):
            client = Client(self.stand.certs, SCHOOL, self.stand.base)
            client.send("GET", "metadata")
            body = json.dumps([{"op": "add", "path": "/name/0/given/-", "value": f"N{number}"}]).encode()
            together.wait(timeout=30)
            statuses.append(client.send("PATCH", place, body, {"Content-Type": JSON_PATCH}).status)
            client.close()

        threads = [threading.Thread(target=send, args=(number,)) for number in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        given = self.client(SCHOOL).get(place)["name"][0]["given"]
        applied = [name for name in given if name.startswith("N")]
        self.assertEqual(len(applied), statuses.count(200))
        self.assertLessEqual(set(statuses), {200, 409})

    def test_a_task_changes_by_the_transition_that_the_patch_implies(self):
        place = self.send_referral(315)[3]
        receiver = self.client(PSYCHIATRY)
        receiver.call("POST", f"{place}/$read", X_Acting_Person=PERSON["X-Acting-Person"])
        accept = [{"op": "replace", "path": "/status", "value": "accepted"}]
        self.assert_refused(self.patch(PSYCHIATRY, place, accept), 428)
        etag = f'W/"{receiver.get(place)["meta"]["versionId"]}"'
        finished = [{"op": "replace", "path": "/status", "value": "completed"}]
        self.assert_refused(
            self.patch(PSYCHIATRY, place, finished, If_Match=etag, X_Acting_Person=PERSON["X-Acting-Person"]), 409)
        told = [{"op": "add", "path": "/description", "value": "free text"}]
        self.assert_refused(
            self.patch(PSYCHIATRY, place, told, If_Match=etag, X_Acting_Person=PERSON["X-Acting-Person"]), 422)
        answer = self.patch(PSYCHIATRY, place, accept, If_Match=etag, X_Acting_Person=PERSON["X-Acting-Person"])
        self.assertEqual(answer.status, 200, answer.body)
        self.assertEqual(receiver.get(place)["status"], "accepted")

    def test_the_same_request_again_has_the_same_answer_and_no_further_effect(self):
        place, request = self.made(316), str(uuid.uuid4())
        add = [{"op": "add", "path": "/name/0/given/-", "value": "Twice"}]
        answers = [self.patch(SCHOOL, place, add, X_Request_ID=request) for _ in range(2)]
        self.assertEqual([answer.status for answer in answers], [200, 200])
        self.assertEqual(self.client(SCHOOL).get(place)["name"][0]["given"].count("Twice"), 1)


if __name__ == "__main__":
    main()
