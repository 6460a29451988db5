"""A newcomer with curl and a demo certificate: sends a referral as RIV-TA, and reads it as the receiving unit.
Nobody else gets anything, not even an answer without a certificate of ours."""

import json
import re
import shutil
import subprocess
import unittest
import uuid
from xml.etree import ElementTree

from fixture import FHIR_JSON, ORGANISATIONS, ROOT, SOAP_PATH, STRANGER, EndToEnd, main, transaction_of
from resources import patient
from sample_referral import FILE, WHY_NOT, filled_sample

SENDER, RECEIVER = ORGANISATIONS["bumm-farsta"], ORGANISATIONS["bup-huddinge"]
PERSON = f"{RECEIVER.hsa_id}P; role=physician"
GUIDE = ROOT / "docs/interfaces/rivta.md"
FACTS = "%{http_code} %{http_version} %{size_header} %{size_download}"  # for --write-out
SILENCE = "000 0 0 0"                                                     # no byte of HTTP came back


@unittest.skipUnless(shutil.which("curl"), "curl is not installed; scripts/setup.sh installs it")
class WithCurl(EndToEnd):

    @classmethod
    def prepare(cls) -> None:
        subprocess.run(["bash", ROOT / "certs/make_dev_ca.sh", cls.stand.certs, "--extra"], check=True,
                       stdout=subprocess.DEVNULL)

    def curl(self, *arguments: str, certificate: str | None = None, body: bytes | None = None):
        command = ["curl", "--silent", "--max-time", "30", "--cacert", self.stand.certs / "trust.pem"]
        if certificate:
            command += ["--cert", self.stand.certs / f"{certificate}.pem",
                        "--key", self.stand.certs / f"{certificate}.key"]
        if body is not None:
            command += ["--data-binary", "@-"]
        return subprocess.run([*command, *arguments], input=body or b"", capture_output=True, timeout=60)

    def fhir(self, name: str, path: str, *arguments: str, body: bytes | None = None) -> tuple[int, dict]:
        """Status and resource."""
        done = self.curl(*arguments, "--write-out", "\n%{http_code}", f"{self.stand.base}/{path}",
                         certificate=name, body=body)
        self.assertEqual(done.returncode, 0, done.stderr)
        text, _, status = done.stdout.rpartition(b"\n")
        return int(status), json.loads(text)

    def matches(self, name: str, path: str) -> list[dict]:
        status, bundle = self.fhir(name, path)
        self.assertEqual(status, 200, bundle)
        return [entry["resource"] for entry in bundle.get("entry", [])]

    def call(self, body: bytes, certificate: str | None, *arguments: str):
        return self.curl("--header", "Content-Type: text/xml; charset=utf-8", "--header", 'SOAPAction: ""', *arguments,
                         self.stand.base.removesuffix("/fhir") + SOAP_PATH, certificate=certificate, body=body)

    def sample(self, request_id: str) -> bytes:
        if not FILE.is_file():
            self.skipTest(WHY_NOT)
        return filled_sample(SENDER.hsa_id, RECEIVER.hsa_id, request_id).encode()

    def send_sample(self) -> tuple[dict, dict]:
        """Task and ServiceRequest as the receiving unit reads them."""
        request_id = f"{SENDER.hsa_id}#{uuid.uuid4()}"
        done = self.call(self.sample(request_id), SENDER.name)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout.decode(), r"resultCode>(OK|INFO)<")
        tasks = [t for t in self.matches(RECEIVER.name, "Task") if t["groupIdentifier"]["value"] == request_id]
        self.assertEqual(len(tasks), 1)
        status, question = self.fhir(RECEIVER.name, tasks[0]["focus"]["reference"])
        self.assertEqual(status, 200, question)
        return tasks[0], question

    def test_the_receiving_unit_reads_service_request_and_task_of_the_published_sample(self):
        task, question = self.send_sample()
        self.assertEqual(task["resourceType"], "Task")
        self.assertEqual(task["owner"]["reference"], f"Organization/{RECEIVER.id}")
        self.assertEqual(task["requester"]["reference"], f"Organization/{SENDER.id}")
        self.assertEqual(question["resourceType"], "ServiceRequest")
        self.assertEqual(question["identifier"][0]["value"], task["groupIdentifier"]["value"])
        self.assertEqual(question["note"][0]["text"], "text")
        status, child = self.fhir(RECEIVER.name, question["subject"]["reference"])
        self.assertEqual((status, child["name"][0]["text"]), (200, "name"))
        status, opened = self.fhir(RECEIVER.name, f"Task/{task['id']}/$read", "--request", "POST",
                                   "--header", f"X-Acting-Person: {PERSON}")
        self.assertEqual((status, opened["status"]), (200, "received"))

    def test_the_same_child_is_one_patient_of_the_sender(self):
        first, second = self.send_sample(), self.send_sample()
        self.assertNotEqual(first[0]["id"], second[0]["id"])
        self.assertEqual(first[1]["subject"]["reference"], second[1]["subject"]["reference"])
        identifier = self.fhir(SENDER.name, first[1]["subject"]["reference"])[1]["identifier"][0]
        found = self.matches(SENDER.name, f"Patient?identifier={identifier['system']}%7C{identifier['value']}")
        self.assertEqual([each["id"] for each in found], [first[1]["subject"]["reference"].split("/")[1]])

    def test_without_a_certificate_of_ours_no_byte_of_http_is_answered(self):
        body = self.sample(f"{SENDER.hsa_id}#{uuid.uuid4()}")
        before = len(self.matches(RECEIVER.name, "Task"))
        for certificate in (None, "extra/other-ca", "extra/self-signed", "extra/revoked"):
            with self.subTest(certificate=certificate):
                done = self.call(body, certificate, "--write-out", FACTS)
                self.assertNotEqual(done.returncode, 0)
                self.assertEqual(done.stdout.decode(), SILENCE)
        self.assertEqual(len(self.matches(RECEIVER.name, "Task")), before)

    def test_another_organisation_finds_nothing_by_id_search_or_history(self):
        task, question = self.send_sample()
        for place in (f"Task/{task['id']}", f"ServiceRequest/{question['id']}", question["subject"]["reference"]):
            kind, identity = place.split("/")
            for path in (place, f"{place}/_history", f"{place}/_history/1"):
                with self.subTest(path=path):
                    self.assertEqual(self.fhir(STRANGER, path)[0], 404)
            for query in (kind, f"{kind}?_id={identity}"):
                with self.subTest(query=query):
                    self.assertEqual(self.matches(STRANGER, query), [])

    def test_who_read_and_who_made_it_is_found_by_those_whom_it_concerns(self):
        task, question = self.send_sample()
        place = f"ServiceRequest/{question['id']}"
        reads = self.matches(RECEIVER.name, f"AuditEvent?entity={place}&action=R")
        self.assertEqual([each["subtype"][0]["code"] for each in reads], ["rest-read"])
        self.assertEqual(self.matches(SENDER.name, f"AuditEvent?entity={place}&action=R"), [])
        for name in (SENDER.name, RECEIVER.name):
            made = self.matches(name, f"Provenance?target=Task/{task['id']}")
            self.assertEqual([each["target"][0]["reference"] for each in made], [f"Task/{task['id']}/_history/1"])
            self.assertEqual(self.fhir(name, f"Provenance/{made[0]['id']}"), (200, made[0]))
            self.assertEqual(self.fhir(STRANGER, f"Provenance/{made[0]['id']}")[0], 404)
        for query in (f"AuditEvent?entity={place}", f"Provenance?target=Task/{task['id']}",
                      f"AuditEvent?patient={question['subject']['reference']}"):
            self.assertEqual(self.matches(STRANGER, query), [])

    def test_another_organisation_reaches_nothing_by_a_transaction(self):
        task, question = self.send_sample()
        child = patient(400)
        about = {"resourceType": "Observation", "status": "final", "code": {"text": "x"},
                 "subject": {"reference": question["subject"]["reference"]}}
        reading = {"resourceType": "Bundle", "type": "transaction", "entry": [
            {"request": {"method": "GET", "url": f"Task/{task['id']}"}}]}
        changing = {"resourceType": "Bundle", "type": "transaction", "entry": [
            {"resource": task, "request": {"method": "PUT", "url": f"Task/{task['id']}",
                                           "ifMatch": f'W/"{task["meta"]["versionId"]}"'}}]}
        pointing = transaction_of([(f"urn:uuid:{uuid.uuid4()}", child), (f"urn:uuid:{uuid.uuid4()}", about)])
        for name, bundle in (("GET", reading), ("PUT", changing), ("reference", pointing)):
            with self.subTest(entry=name):
                status, outcome = self.fhir(STRANGER, "", "--header", f"Content-Type: {FHIR_JSON}",
                                            body=json.dumps(bundle).encode())
                self.assertIn(status, (400, 404, 422))
                self.assertEqual(outcome["resourceType"], "OperationOutcome")
                self.assertNotIn(task["groupIdentifier"]["value"], json.dumps(outcome))
        self.assertEqual(self.matches(STRANGER, "Patient"), [])
        self.assertEqual(self.fhir(SENDER.name, f"Task/{task['id']}")[1]["meta"], task["meta"])


@unittest.skipUnless(shutil.which("curl"), "curl is not installed; scripts/setup.sh installs it")
class Guide(EndToEnd):

    def pasted(self) -> list[str]:
        """The output of each block of commands of the guide, run as they stand there but for the port."""
        blocks = re.findall(r"^```sh\n(.*?)^```", GUIDE.read_text(), re.M | re.S)
        outputs = []
        for block in blocks:
            there = "gateway=https://localhost:8443 certs=build/demo/certs\n"
            self.assertTrue(block.startswith(there), block)
            host = self.stand.base.removesuffix("/fhir")
            done = subprocess.run(["bash", "-euc", f"gateway={host} certs={self.stand.certs}\n{block[len(there):]}"],
                                  cwd=ROOT, capture_output=True, text=True, timeout=60)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            outputs.append(done.stdout)
        return outputs

    def test_the_lines_of_the_guide_work_when_they_are_pasted(self):
        for _ in range(2):
            sent, read = self.pasted()
            ElementTree.fromstring(sent)
            self.assertIn("resultCode>OK<", sent)
            self.assertEqual(re.findall(r'"resourceType" ?: ?"(Bundle|Task|ServiceRequest)"', read),
                             ["Bundle", "Task", "Bundle", "ServiceRequest"])
            self.assertIn("SE2321000016-BUMM1#example-1", read)


if __name__ == "__main__":
    main()
