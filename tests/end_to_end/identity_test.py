"""Who may call: what the certificate says decides, and nobody sees what is another's."""

import json
import signal
import socket
import ssl
import subprocess
import urllib.parse
import uuid

from fixture import (FHIR_JSON, ORGANISATIONS, PSYCHIATRY, ROOT, SCHOOL, STRANGER, Client, EndToEnd, main,
                     transaction_of, wait_until)
from client import urn
from resources import patient, service_request

REQUEST = b"GET /fhir/Patient HTTP/1.1\r\nHost: localhost\r\n\r\n"


class Identity(EndToEnd):

    @classmethod
    def prepare(cls) -> None:
        subprocess.run(["bash", ROOT / "certs/make_dev_ca.sh", cls.stand.certs, "--extra"], check=True,
                       stdout=subprocess.DEVNULL)

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.places = cls.send_referral(60)
        cls.client(SCHOOL).update(cls.client(SCHOOL).get(cls.places[0]) | {"active": False})

    def connection(self, name: str | None) -> ssl.SSLSocket:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(self.stand.certs / "trust.pem")
        if name:
            context.load_cert_chain(self.stand.certs / f"{name}.pem", self.stand.certs / f"{name}.key")
        url = urllib.parse.urlsplit(self.stand.base)
        plain = socket.create_connection((url.hostname, url.port), timeout=20)
        self.addCleanup(plain.close)
        tls = context.wrap_socket(plain, server_hostname="localhost")
        self.addCleanup(tls.close)
        return tls

    def bytes_answered(self, name: str | None) -> bytes:
        """Everything that a request gets back, until the gateway closes."""
        answered = b""
        try:
            tls = self.connection(name)
            tls.sendall(REQUEST)
            while part := tls.recv(4096):
                answered += part
        except OSError:
            pass
        return answered

    def assert_refused_in_the_handshake(self, name: str | None) -> None:
        with self.assertRaises(ssl.SSLError) as refusal:
            self.connection(name).recv(1)
        self.assertIn("ALERT", refusal.exception.reason)
        self.assertEqual(self.bytes_answered(name), b"")

    def test_no_certificate_gets_an_alert_and_no_byte_of_http(self):
        self.assert_refused_in_the_handshake(None)

    def test_a_wrong_certificate_gets_an_alert_and_no_byte_of_http(self):
        for name in ("other-ca", "impostor", "self-signed", "expired", "not-yet-valid", "revoked", "wrong-eku",
                     "no-serial-number", "two-serial-numbers", "lower-case-hsa-id", "nul-serial-number"):
            with self.subTest(certificate=name):
                self.assert_refused_in_the_handshake(f"extra/{name}")

    def test_a_good_certificate_gets_an_answer(self):
        tls = self.connection(SCHOOL)
        tls.sendall(REQUEST)
        self.assertTrue(tls.recv(4096).startswith(b"HTTP/1.1 200 "))

    def test_a_certificate_revoked_while_connected_ends_the_connection(self):
        name = "habilitering-sodertorn"
        tls = self.connection(name)
        tls.sendall(REQUEST)
        self.assertTrue(tls.recv(4096).startswith(b"HTTP/1.1 200 "))
        subprocess.run(["bash", ROOT / "certs/make_dev_ca.sh", self.stand.certs, "--revoke", name], check=True,
                       stdout=subprocess.DEVNULL)
        self.stand.process.send_signal(signal.SIGHUP)
        tls.settimeout(20)
        try:
            while tls.recv(4096):
                pass
        except ConnectionError:
            pass
        wait_until("the new list", lambda: self.bytes_answered(name) == b"")
        self.assert_refused_in_the_handshake(name)
        self.assertEqual(self.client(SCHOOL).send("GET", "metadata").status, 200)

    def test_a_system_that_the_directory_does_not_know_is_not_logged_in(self):
        unknown = Client(self.stand.certs, "server", self.stand.base)
        self.addCleanup(unknown.close)
        for method, path in (("GET", "Patient"), ("GET", self.places[0]), ("POST", "Patient")):
            body = json.dumps(patient(61)).encode() if method == "POST" else None
            answer = unknown.send(method, path, body, {"Content-Type": FHIR_JSON} if body else {})
            self.assert_refused(answer, 401)

    def test_a_unit_that_is_not_listed_for_the_system_is_forbidden(self):
        for unit in (ORGANISATIONS[PSYCHIATRY].hsa_id, "SE2321000016-NONE"):
            answer = self.client(SCHOOL).send("GET", "Patient", headers={"X-Acting-Unit": unit})
            self.assert_refused(answer, 403)

    def test_headers_that_pretend_an_identity_are_ignored(self):
        other = ORGANISATIONS[SCHOOL].hsa_id
        with open(self.stand.certs / f"{SCHOOL}.pem") as file:
            pem = urllib.parse.quote(file.read())
        pretended = {"X-SSL-Client-S-DN": f"serialNumber={other}", "X-SSL-Client-Serial": other,
                     "X-SSL-Client-Verify": "SUCCESS", "X-SSL-Client-Cert": pem, "X_SSL_CLIENT_CERT": pem,
                     "X-Forwarded-Client-Cert": pem, "Client-Cert": pem}
        pretended = {name: value[:500] for name, value in pretended.items()}
        stranger = self.client(STRANGER)
        self.assertEqual(stranger.send("GET", self.places[0], headers=pretended).status, 404)
        with_them = stranger.send("GET", "Patient", headers=pretended)
        self.assertEqual(with_them.resource.get("entry", []), [])
        unknown = Client(self.stand.certs, "server", self.stand.base)
        self.addCleanup(unknown.close)
        self.assert_refused(unknown.send("GET", "Patient", headers=pretended), 401)

    def test_another_organisation_reads_nothing_and_cannot_tell_it_from_nothing(self):
        stranger = self.client(STRANGER)
        for place in self.places:
            kind = place.split("/")[0]
            nowhere = f"{kind}/{uuid.uuid4()}"
            for path in ("{}", "{}/_history/1", "{}/_history"):
                theirs, nothing = (stranger.send("GET", path.format(p)) for p in (place, nowhere))
                with self.subTest(kind=kind, path=path):
                    self.assert_refused(theirs, 404)
                    self.assertEqual((theirs.status, theirs.body), (nothing.status, nothing.body))

    def test_another_organisation_finds_nothing_by_search(self):
        child, _, question, task = (self.client(SCHOOL).get(place) for place in self.places)
        number = child["identifier"][0]["value"]
        for query in ("Patient", "Task", "ServiceRequest", "Consent", f"Patient?_id={child['id']}",
                      f"Patient?identifier={number}", f"ServiceRequest?subject={self.places[0]}",
                      f"ServiceRequest?identifier={question['identifier'][0]['value']}",
                      f"Task?_id={task['id']}", f"Task?owner={task['owner']['reference']}",
                      f"Task?requester={task['requester']['reference']}", f"Task?patient={self.places[0]}"):
            with self.subTest(query=query.split("=")[0]):
                bundle = self.client(STRANGER).get(query)
                self.assertEqual(bundle.get("entry", []), [])
                self.assertEqual(bundle.get("total", 0), 0)

    def test_another_organisation_changes_nothing(self):
        for place in self.places:
            kind = place.split("/")[0]
            resource = self.client(SCHOOL).get(place)
            answers = [self.post(STRANGER, f"{kind}/{identity}", json.dumps(resource | {"id": identity}).encode(),
                                 method="PUT", If_Match='W/"1"')
                       for identity in (resource["id"], str(uuid.uuid4()))]
            with self.subTest(kind=kind):
                self.assertIn(answers[0].status, (404, 405, 412))
                self.assertEqual((answers[0].status, answers[0].body), (answers[1].status, answers[1].body))
                self.assertEqual(self.client(SCHOOL).get(place), resource)

    def test_another_organisations_child_cannot_be_referred_to(self):
        answers = []
        for child in (self.places[0], f"Patient/{uuid.uuid4()}"):
            me = ORGANISATIONS[STRANGER]
            asked = service_request({"reference": child}, me, me, "Fråga", identifier="same")
            body = json.dumps(transaction_of([(urn(), asked)])).encode()
            answers.append(self.post(STRANGER, "/fhir", body))
        for answer in answers:
            self.assert_refused(answer, 422)
        self.assertEqual(answers[0].body, answers[1].body)


if __name__ == "__main__":
    main()
