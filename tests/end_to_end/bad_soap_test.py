"""Bad RIV-TA calls: faults and results as docs/interfaces/rivta.md says, and nothing behind them."""

import re
import uuid

from fixture import BOMBS, ORGANISATIONS, PSYCHIATRY, SHARED, SOAP_PATH, Client, EndToEnd, main
from rivta import process_request

SENDER = "bumm-farsta"
FAULT = re.compile(r"<(?:\w+:)?Fault\b.*<faultcode>(?:\w+:)?(\w+)</faultcode>", re.S)


class BadSoap(EndToEnd):

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.remember()

    @classmethod
    def contents(cls, names: tuple[str, ...] = (SENDER, PSYCHIATRY)) -> dict:
        return super().contents(names)

    def request(self, sender: str = SENDER, receiver: str = PSYCHIATRY) -> str:
        return process_request(ORGANISATIONS[sender].hsa_id, ORGANISATIONS[receiver].hsa_id,
                               f"bad#{uuid.uuid4()}", child=33)

    def call(self, body: str | bytes, content_type: str = "text/xml; charset=utf-8", **headers: str):
        data = body.encode() if isinstance(body, str) else body
        return self.post(SENDER, SOAP_PATH, data, content_type, **headers)

    def assert_fault(self, answer, code: str) -> None:
        text = answer.body.decode()
        self.assertEqual(answer.status, 500, text[:500])
        self.assertTrue(answer.headers["content-type"].startswith("text/xml"))
        found = FAULT.search(text)
        self.assertIsNotNone(found, text[:500])
        self.assertEqual(found[1], code)

    def assert_error(self, answer, code: str) -> str:
        text = answer.body.decode()
        self.assertEqual(answer.status, 200, text[:500])
        self.assertRegex(text, r"<(\w+:)?resultCode>ERROR</")
        self.assertRegex(text, rf"<(\w+:)?errorCode>{code}</")
        self.assertRegex(text, r"<(\w+:)?logId>[^<]+</")
        return text

    def test_no_envelope_is_a_fault_of_the_client(self):
        whole = self.request()
        texts = ("", "x", "<a/>", whole[:-3], whole + "x", whole + "\0", whole + "<a/>",
                 whole.replace("<s:Body>", "<s:Body><x/>"), '{"resourceType":"Patient"}')
        with self.nothing_stored():
            for text in texts:
                with self.subTest(text=text[:20], length=len(text)):
                    self.assert_fault(self.call(text), "Client")

    def test_document_types_and_entities_are_a_fault_of_the_client(self):
        whole = self.request()
        declared = whole.replace("?>", '?><!DOCTYPE a [<!ENTITY e "x">]>', 1).replace("Alex Exempel", "&e;")
        with self.nothing_stored():
            self.assert_fault(self.call(declared), "Client")
            self.assert_fault(self.call(whole.replace("?>", "?><?php x?>", 1)), "Client")

    def test_xml_bombs_are_a_fault_of_the_client(self):
        folder = SHARED / "suites/xml-hostile"
        if not folder.is_dir():
            self.skipTest("no shared suites here: BRYGGA_SHARED names no folder with suites/xml-hostile")
        with self.nothing_stored():
            for name in BOMBS:
                with self.subTest(file=name):
                    self.assert_fault(self.call((folder / name).read_bytes()), "Client")

    def test_a_wrong_content_type_or_method_is_refused_as_plain_text(self):
        with self.nothing_stored():
            self.assertEqual(self.call(self.request(), "application/soap+xml").status, 415)
            self.assertEqual(self.call(self.request(), Content_Encoding="gzip").status, 415)
            answer = self.client(SENDER).send("GET", SOAP_PATH + "?wsdl")
            self.assertEqual((answer.status, answer.headers["allow"]), (405, "POST"))

    def test_more_than_ten_million_bytes_are_too_long(self):
        with self.nothing_stored():
            self.assertEqual(self.announce(SENDER, SOAP_PATH, 10_000_001, "text/xml").status, 413)

    def test_a_system_that_the_directory_does_not_know_is_not_allowed(self):
        unknown = Client(self.stand.certs, "server", self.stand.base)
        self.addCleanup(unknown.close)
        answer = unknown.send("POST", SOAP_PATH, self.request().encode(), {"Content-Type": "text/xml"})
        unknown.close()
        with self.nothing_stored():
            self.assert_fault(answer, "Client")
            self.assertIn("RIVTA-NOT-ALLOWED", answer.body.decode())

    def test_another_action_is_a_fault_of_the_client(self):
        with self.nothing_stored():
            self.assert_fault(self.call(self.request(), SOAPAction='"urn:other"'), "Client")

    def test_a_header_that_must_be_understood_is_a_fault(self):
        header = '<s:Header><x:a xmlns:x="urn:x" s:mustUnderstand="1"/>'
        with self.nothing_stored():
            self.assert_fault(self.call(self.request().replace("<s:Header>", header)), "MustUnderstand")

    def test_another_version_of_soap_is_a_fault(self):
        text = self.request().replace("http://schemas.xmlsoap.org/soap/envelope/",
                                      "http://www.w3.org/2003/05/soap-envelope")
        with self.nothing_stored():
            self.assert_fault(self.call(text), "VersionMismatch")

    def test_a_unit_of_another_system_is_a_fault_that_says_no_reason(self):
        with self.nothing_stored():
            listed = self.call(self.request(sender="bup-huddinge"))
            unknown = self.call(self.request().replace(ORGANISATIONS[SENDER].hsa_id, "SE2321000016-NONE"))
            for answer in (listed, unknown):
                self.assert_fault(answer, "Client")
                self.assertIn("RIVTA-NOT-ALLOWED", answer.body.decode())

    def test_what_breaks_the_schema_is_a_validation_error_without_values(self):
        secret = f"hemlig{uuid.uuid4().hex}"
        texts = (self.request().replace('code="NR"', f'code="{secret}"'),
                 self.request().replace("<c:typeOfRequest", f"<c:{secret}/><c:typeOfRequest"),
                 self.request().replace('<c:versionNumber>1<', f'<c:versionNumber>{secret}<'))
        with self.nothing_stored():
            for text in texts:
                answer = self.assert_error(self.call(text), "VALIDATION_ERROR")
                self.assertNotIn(secret, answer)
        self.assertNotIn(secret, (self.stand.folder / "brygga.log").read_text())

    def test_a_person_id_with_a_wrong_check_digit_is_a_validation_error(self):
        text = re.sub(r'(personId extension="\d{11})(\d)',
                      lambda m: m[1] + str((int(m[2]) + 1) % 10), self.request())
        with self.nothing_stored():
            self.assert_error(self.call(text), "VALIDATION_ERROR")

    def test_an_unknown_receiver_is_refused(self):
        text = self.request().replace(ORGANISATIONS[PSYCHIATRY].hsa_id, "SE2321000016-NONE")
        with self.nothing_stored():
            self.assertIn("RIVTA-RECEIVER-UNKNOWN", self.assert_error(self.call(text), "VALIDATION_ERROR"))

    def test_other_content_under_the_same_request_id_is_an_application_error(self):
        text = self.request()
        self.assertRegex(self.call(text).body.decode(), r"resultCode>(OK|INFO)<")
        type(self).remember()
        with self.nothing_stored():
            self.assert_error(self.call(text.replace("nedstämdhet", "oro")), "APPLICATION_ERROR")
            self.assertRegex(self.call(text).body.decode(), r"resultCode>(OK|INFO)<")


if __name__ == "__main__":
    main()
