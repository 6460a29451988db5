"""What the end-to-end tests share: one gateway per test file, partners that call it, and looks into it.

Every test file is a program: `python3 replay_test.py --binary build/release/brygga`.
"""

import argparse
import contextlib
import http.client
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "partner"))

from client import FHIR_JSON, Answer, Client  # noqa: E402
from resources import referral  # noqa: E402
from stand import ORGANISATIONS, ROOT, Stand, free_port  # noqa: E402

FHIR_XML = "application/fhir+xml"
MESSAGE_ID_SYSTEM = "https://brygga.example/fhir/CodeSystem/message-id"
SOAP_PATH = "/rivta/clinicalprocess/activity/request/ProcessRequest/1/rivtabp21"
SHARED = pathlib.Path(os.environ.get("BRYGGA_SHARED", ROOT.parent / "shared"))
BOMBS = ("cyclic.xml", "dtd.xml", "dtd_element.xml", "external.xml", "external_file.xml", "quadratic.xml",
         "xmlbomb.xml", "xmlbomb2.xml")
PATIENCE = 30.0  # seconds until a wait is given up

SCHOOL, PSYCHIATRY, STRANGER = "skola-farsta", "bup-handen", "socialtjanst-farsta"
TYPES = ("Patient", "Consent", "ServiceRequest", "Task", "DocumentReference", "CarePlan", "Encounter",
         "Appointment", "AppointmentResponse")


def wait_until(what: str, look, patience: float = PATIENCE):
    """The first result of look() that is something; fails with `what` after the deadline."""
    until = time.monotonic() + patience
    pause = threading.Event()
    while time.monotonic() < until:
        found = look()
        if found:
            return found
        pause.wait(0.02)
    raise AssertionError(f"waited {patience:.0f} s for {what}")


def transaction_of(entries: list[tuple[str, dict]]) -> dict:
    return {"resourceType": "Bundle", "type": "transaction", "entry": [
        {"fullUrl": name, "resource": resource,
         "request": {"method": "POST", "url": resource["resourceType"]}}
        for name, resource in entries]}


def place_of(response: dict) -> str:
    """Type/id of an entry of a transaction's answer."""
    return "/".join(response["location"].split("/_history")[0].split("/")[-2:])


class EndToEnd(unittest.TestCase):
    """A gateway for all tests of the class."""

    ENDPOINTS: tuple[str, ...] = ()        # organisations with a receiver
    OPTIONS: dict[str, dict | str] = {}
    binary: pathlib.Path                   # from the command line
    kept: tuple                            # by remember()
    maxDiff = None

    @classmethod
    def setUpClass(cls) -> None:
        folder = tempfile.TemporaryDirectory(prefix="brygga-end-to-end-")
        cls.addClassCleanup(folder.cleanup)
        cls.ports = {name: free_port() for name in cls.ENDPOINTS}
        cls.stand = Stand(pathlib.Path(folder.name) / "stand", cls.binary, cls.ports, options=cls.OPTIONS)
        cls.clients: dict[str, Client] = {}
        cls.addClassCleanup(cls.end_gateway)
        cls.prepare()
        cls.stand.start()

    @classmethod
    def prepare(cls) -> None:
        """What the gateway must find when it starts."""

    @classmethod
    def tearDownClass(cls) -> None:
        """Whatever the tests sent: no name and no person id of it stands in the log."""
        log = (cls.stand.folder / "brygga.log").read_text(errors="replace")
        found = re.findall(r"Exempel|\bKim\b|\b(?:19|20)\d{10}\b", log)
        if found:
            raise AssertionError(f"{len(found)} values of resources stand in the log")

    @classmethod
    def end_gateway(cls) -> None:
        for client in cls.clients.values():
            client.close()
        cls.clients = {}
        if cls.stand.process and cls.stand.process.poll() is None:
            cls.stand.kill()
        if cls.stand.process:
            cls.stand.process.stdout.close()

    @classmethod
    def client(cls, name: str) -> Client:
        if name not in cls.clients:
            cls.clients[name] = Client(cls.stand.certs, name, cls.stand.base)
        return cls.clients[name]

    @classmethod
    def restart(cls) -> None:
        cls.while_stopped(lambda: None)

    @classmethod
    def while_stopped(cls, look):
        """Its result. Port 0 gives the gateway a new port, so every connection is made again."""
        for client in cls.clients.values():
            client.close()
        status = cls.stand.stop()
        cls.end_gateway()
        if status != 0:
            raise AssertionError(f"the gateway ended with status {status}")
        try:
            return look()
        finally:
            cls.stand.start()

    @classmethod
    def lines_of(cls, command: str) -> list[dict]:
        """What `brygga outbox` or `brygga audit` prints; the gateway must be stopped."""
        out = subprocess.run([cls.stand.binary, command, "--config", cls.stand.config], check=True,
                             capture_output=True)
        return [json.loads(line) for line in out.stdout.splitlines()]

    @classmethod
    def outbox(cls) -> list[dict]:
        return cls.while_stopped(lambda: cls.lines_of("outbox"))

    @classmethod
    def writes(cls) -> list[tuple]:
        """Audit records of successful changes; the gateway must be stopped."""
        return [(r["event"], e["type"], e["id"], e["version"]) for r in cls.lines_of("audit")
                if r["action"] in "CUD" and r["outcome"] == 0 for e in r["entities"]]

    @classmethod
    def send_referral(cls, number: int, sender: str = SCHOOL, receiver: str = PSYCHIATRY,
                      **more: str) -> list[str]:
        """Type/id of child, consent, question and Task."""
        entries = referral(number, ORGANISATIONS[sender], ORGANISATIONS[receiver], str(uuid.uuid4()), **more)
        return [place_of(response) for response in cls.client(sender).transaction(entries)]

    def post(self, name: str, path: str, body: bytes, content_type: str = FHIR_JSON, method: str = "POST",
             **headers: str) -> Answer:
        fields = {"Content-Type": content_type} | {k.replace("_", "-"): v for k, v in headers.items()}
        return self.client(name).send(method, path, body, fields)

    def announce(self, name: str, path: str, length: int, content_type: str = FHIR_JSON,
                 **headers: str) -> Answer:
        """The answer to a POST that says how long its body is and waits with sending it."""
        client = Client(self.stand.certs, name, self.stand.base)
        connection = http.client.HTTPSConnection(client.url.hostname, client.url.port, context=client.context,
                                                 timeout=client.timeout)
        self.addCleanup(connection.close)
        connection.putrequest("POST", path if path.startswith("/") else f"{client.url.path}/{path}")
        connection.putheader("Content-Type", content_type)
        connection.putheader("Content-Length", str(length))
        for key, value in headers.items():
            connection.putheader(key.replace("_", "-"), value)
        connection.endheaders()
        response = connection.getresponse()
        body = response.read()
        connection.close()
        return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, body)

    def assert_refused(self, answer: Answer, status: int, message_id: str | None = None) -> list[str]:
        """An OperationOutcome with the status and, in details.coding, permanent ids; the ids."""
        self.assertEqual(answer.status, status, answer.body[:500])
        outcome = answer.resource
        self.assertIsNotNone(outcome, answer.headers)
        self.assertEqual(outcome["resourceType"], "OperationOutcome")
        ids = []
        for issue in outcome["issue"]:
            for coding in issue["details"]["coding"]:
                self.assertEqual(coding["system"], MESSAGE_ID_SYSTEM)
                self.assertRegex(coding["code"], r"^[A-Z0-9]+(-[A-Z0-9]+)+$")
                ids.append(coding["code"])
        self.assertTrue(ids, outcome)
        if message_id:
            self.assertIn(message_id, ids)
        return ids

    @classmethod
    def contents(cls, names: tuple[str, ...] = (SCHOOL, PSYCHIATRY)) -> dict:
        """What searches find: type, id and version, for each organisation."""
        return {name: sorted((kind, r["id"], r["meta"]["versionId"])
                             for kind in TYPES for r in cls.client(name).search(kind))
                for name in names}

    @classmethod
    def remember(cls) -> None:
        """What nothing_stored() compares with. Tests of such a class change nothing that is kept."""
        cls.kept = cls.contents(), *cls.while_stopped(cls.traces)

    @classmethod
    def traces(cls) -> tuple[list[tuple], list[str]]:
        """Changes in the audit and messages in the outbox; the gateway must be stopped."""
        return cls.writes(), [row["message"] for row in cls.lines_of("outbox")]

    @contextlib.contextmanager
    def nothing_stored(self):
        """What runs inside leaves no resource, no message and no audit of a change."""
        contents, writes, messages = self.kept
        yield
        self.assertEqual(self.contents(), contents)
        self.assertEqual(self.while_stopped(self.traces), (writes, messages))


def main() -> None:
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--binary", type=pathlib.Path, required=True)
    arguments, rest = parser.parse_known_args()
    EndToEnd.binary = arguments.binary.resolve()
    unittest.main(module="__main__", argv=[sys.argv[0], *rest], verbosity=2)
