"""JSON, XML and RIV-TA say the same: what is written in one is read in another without loss."""

import json
import re
import uuid
import xml.etree.ElementTree as ElementTree

from fixture import (FHIR_JSON, FHIR_XML, ORGANISATIONS, PSYCHIATRY, SCHOOL, SOAP_PATH, EndToEnd, main,
                     wait_until)
from resources import patient
from sample_referral import FILE, WHY_NOT, filled_sample

NS = "{http://hl7.org/fhir}"
RESOURCE_LIMIT = 2 * 1024 * 1024

CHILD = patient(200, "Åsa-Örjan", "Łukasz & \"Söner\" <i>") | {
    "text": {"status": "additional", "div":
             '<div xmlns="http://www.w3.org/1999/xhtml"><p>Å &amp; <b>fet</b>\u00a0text</p><br/></div>'},
    "extension": [{"url": "https://example.org/amount", "valueDecimal": "@1.500@"},
                  {"url": "https://example.org/small", "valueDecimal": "@-0.0000100@"},
                  {"url": "https://example.org/nested", "extension": [
                      {"url": "flag", "valueBoolean": False}, {"url": "count", "valueInteger": 0}]}],
    "_birthDate": {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/patient-birthTime",
                                  "valueDateTime": "2014-01-01T05:06:07.080+01:00"}]},
    "deceasedBoolean": False, "multipleBirthInteger": 2}
CHILD["name"][0]["given"] = ["Åsa", None, "Örjan"]
CHILD["name"][0]["_given"] = [None, {"extension": [{"url": "https://example.org/absent", "valueCode": "masked"}]},
                              {"id": "third"}]


def text_of(resource: dict) -> str:
    """JSON in which decimals keep their digits."""
    return re.sub(r'"@([^@"]+)@"', r"\1", json.dumps(resource, ensure_ascii=False))


def tree_of(text: str | bytes) -> dict:
    return json.loads(text, parse_float=lambda digits: f"@{digits}@")


def without_server_parts(resource: dict) -> dict:
    return {key: value for key, value in resource.items() if key not in ("id", "meta")}


class Formats(EndToEnd):

    def read(self, name: str, path: str, accept: str):
        answer = self.client(name).send("GET", path, headers={"Accept": accept})
        self.assertEqual(answer.status, 200, answer.body[:300])
        self.assertTrue(answer.headers["content-type"].startswith(accept), answer.headers)
        return answer

    def test_json_read_as_xml_written_again_and_read_as_json_is_the_same(self):
        written = self.post(SCHOOL, "Patient", text_of(CHILD).encode())
        self.assertEqual(written.status, 201, written.body[:500])
        first = self.read(SCHOOL, f"Patient/{written.resource['id']}", FHIR_XML)
        again = self.post(SCHOOL, "Patient", first.body, FHIR_XML, Accept=FHIR_XML)
        self.assertEqual(again.status, 201, again.body[:500])
        identity = ElementTree.fromstring(again.body).find(f"{NS}id").get("value")
        self.assertNotEqual(identity, written.resource["id"])
        last = tree_of(self.read(SCHOOL, f"Patient/{identity}", FHIR_JSON).body)
        self.assertEqual(without_server_parts(last), CHILD)

    def test_xml_holds_what_the_json_says(self):
        written = self.post(SCHOOL, "Patient", text_of(CHILD).encode()).resource
        root = ElementTree.fromstring(self.read(SCHOOL, f"Patient/{written['id']}", FHIR_XML).body)
        self.assertEqual(root.tag, f"{NS}Patient")
        self.assertEqual([e.get("value") for e in root.iter(f"{NS}valueDecimal")], ["1.500", "-0.0000100"])
        self.assertEqual([e.get("value") for e in root.iter(f"{NS}given")], ["Åsa", None, "Örjan"])
        self.assertEqual(root.find(f"{NS}name/{NS}family").get("value"), 'Łukasz & "Söner" <i>')
        self.assertEqual("".join(root.find(f"{NS}text").itertext()).strip(), "Å & fet\u00a0text")

    def test_the_format_of_the_url_goes_before_accept(self):
        written = self.client(SCHOOL).create(patient(201))
        for wanted, kind in (("xml", FHIR_XML), ("json", FHIR_JSON)):
            answer = self.client(SCHOOL).send("GET", f"Patient/{written['id']}?_format={wanted}", headers={
                "Accept": FHIR_JSON if wanted == "xml" else FHIR_XML})
            self.assertTrue(answer.headers["content-type"].startswith(kind), answer.headers)

    def test_errors_come_as_xml_when_xml_is_asked_for(self):
        client = self.client(SCHOOL)
        answers = {404: client.send("GET", "Patient/none", headers={"Accept": FHIR_XML}),
                   400: client.send("POST", "Patient", b"{", {"Accept": FHIR_XML, "Content-Type": FHIR_JSON}),
                   415: client.send("POST", "Patient", b"{", {"Accept": FHIR_XML, "Content-Type": "text/plain"}),
                   405: client.send("DELETE", "Task/none", headers={"Accept": FHIR_XML})}
        for status, answer in answers.items():
            with self.subTest(status=status):
                self.assertEqual(answer.status, status)
                self.assertTrue(answer.headers["content-type"].startswith(FHIR_XML), answer.headers)
                root = ElementTree.fromstring(answer.body)
                self.assertEqual(root.tag, f"{NS}OperationOutcome")
                code = root.find(f"{NS}issue/{NS}details/{NS}coding/{NS}code").get("value")
                self.assertRegex(code, r"^[A-Z0-9]+(-[A-Z0-9]+)+$")

    def test_a_format_that_is_not_offered_is_not_acceptable(self):
        answer = self.client(SCHOOL).send("GET", "Patient", headers={"Accept": "text/turtle"})
        self.assertEqual(answer.status, 406)

    def test_a_resource_of_exactly_two_mebibytes_is_taken(self):
        body = json.dumps(patient(202)).encode()
        answer = self.post(SCHOOL, "Patient", b" " * (RESOURCE_LIMIT - len(body)) + body)
        self.assertEqual(answer.status, 201, answer.body[:300])

    def test_the_published_sample_of_a_referral_becomes_service_request_and_task_of_the_receiver(self):
        if not FILE.is_file():
            self.skipTest(WHY_NOT)
        sender, receiver = ORGANISATIONS["bumm-farsta"], ORGANISATIONS[PSYCHIATRY]
        request_id = f"sample#{uuid.uuid4()}"
        body = filled_sample(sender.hsa_id, receiver.hsa_id, request_id)
        answer = self.post(sender.name, SOAP_PATH, body.encode(), "text/xml; charset=utf-8", SOAPAction='""')
        text = answer.body.decode()
        self.assertEqual(answer.status, 200, text[:600])
        self.assertRegex(text, r"resultCode>(OK|INFO)<")

        client, task = self.client(receiver.name), self.task_of(receiver.name, request_id)
        self.assertEqual(task["owner"]["reference"], f"Organization/{receiver.id}")
        self.assertEqual(task["requester"]["reference"], f"Organization/{sender.id}")
        person = {"X-Acting-Person": f"{receiver.hsa_id}P; role=physician"}
        opened = client.send("POST", f"Task/{task['id']}/$read", headers=person)
        self.assertEqual(opened.status, 200, opened.body[:300])
        self.assertEqual(client.get(f"Task/{task['id']}")["status"], "received")
        question = client.get(task["focus"]["reference"])
        self.assertEqual(question["resourceType"], "ServiceRequest")
        self.assertEqual(question["identifier"][0]["value"], request_id)
        self.assertEqual(question["note"][0]["text"], "text")
        child = client.get(question["subject"]["reference"])
        self.assertEqual(child["name"][0]["text"], "name")
        self.assertEqual(child["address"][0]["city"], "postalCity")
        as_xml = self.read(receiver.name, question["resourceType"] + "/" + question["id"], FHIR_XML)
        self.assertEqual(ElementTree.fromstring(as_xml.body).tag, f"{NS}ServiceRequest")

    def task_of(self, name: str, request_id: str) -> dict:
        def look():
            return [t for t in self.client(name).search("Task")
                    if t.get("groupIdentifier", {}).get("value") == request_id]
        return wait_until("the Task", look)[0]


if __name__ == "__main__":
    main()
