"""Bad FHIR requests: each is refused with its status and permanent id, and leaves nothing behind."""

import json
import uuid

from fixture import (BOMBS, FHIR_JSON, FHIR_XML, ORGANISATIONS, PSYCHIATRY, SCHOOL, SHARED, EndToEnd, main,
                     transaction_of)
from client import urn
from resources import patient, referral

RESOURCE_LIMIT, BUNDLE_LIMIT = 2 * 1024 * 1024, 32 * 1024 * 1024
CHILD = json.dumps(patient(50)).encode()
CHILD_XML = b'<Patient xmlns="http://hl7.org/fhir"><active value="true"/></Patient>'


class BadInput(EndToEnd):

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.child, cls.consent, cls.question, cls.task = cls.send_referral(40)
        school = cls.client(SCHOOL)
        moved = school.get(cls.child)
        school.update(moved | {"active": False})
        cls.remember()

    def refused(self, path: str, body: bytes, status: int, message_id: str | None = None,
                content_type: str = FHIR_JSON) -> list[str]:
        return self.assert_refused(self.post(SCHOOL, path, body, content_type), status, message_id)

    def changed(self, name: str, place: str, changes: dict, **headers: str):
        """The answer to a PUT of the resource as it is, with the changes."""
        now = self.client(name).get(place)
        return self.post(name, place, json.dumps(now | changes).encode(), method="PUT", **headers)

    # --- bytes that are no document ---

    def test_malformed_json_is_refused(self):
        documents = (b"", b"{", CHILD[:-1], CHILD.replace(b":", b"=", 1), CHILD[:-1] + b",}",
                     b'{"resourceType":"Patient","active":true,"active":true}',
                     b'{"resourceType":"Patient","name":[{"family":"\xff\xfe"}]}')
        with self.nothing_stored():
            for body in documents:
                with self.subTest(body=body[:40]):
                    self.refused("Patient", body, 400)

    def test_malformed_xml_is_refused(self):
        documents = (b"", b"<Patient", CHILD_XML[:-1], CHILD_XML.replace(b"/>", b">"),
                     CHILD_XML.replace(b"hl7.org/fhir", b"hl7.org/other"),
                     CHILD_XML.replace(b'"true"', b"true"))
        with self.nothing_stored():
            for body in documents:
                with self.subTest(body=body[:40]):
                    self.refused("Patient", body, 400, content_type=FHIR_XML)

    def test_nul_and_garbage_after_a_document_are_refused(self):
        with self.nothing_stored():
            for rest in (b"\0", b"\0\0\0", b"x", b"{}", CHILD):
                with self.subTest(rest=rest[:10]):
                    self.refused("Patient", CHILD + rest, 400)
            for rest in (b"\0", b"x", b"<a/>", CHILD_XML, b"<!DOCTYPE a>"):
                with self.subTest(rest=rest[:10], format="xml"):
                    self.refused("Patient", CHILD_XML + rest, 400, content_type=FHIR_XML)

    def test_documents_that_nest_too_deeply_are_refused(self):
        with self.nothing_stored():
            self.refused("Patient", b"[" * 100_000, 413, "JSON-DEPTH")
            self.refused("Patient", b"<a>" * 100_000, 413, "XML-DEPTH", content_type=FHIR_XML)

    def test_xml_bombs_are_refused(self):
        folder = SHARED / "suites/xml-hostile"
        if not folder.is_dir():
            self.skipTest("no shared suites here: BRYGGA_SHARED names no folder with suites/xml-hostile")
        with self.nothing_stored():
            for name in BOMBS:
                with self.subTest(file=name):
                    self.refused("Patient", (folder / name).read_bytes(), 400, content_type=FHIR_XML)

    def test_entities_inside_a_resource_are_refused(self):
        with self.nothing_stored():
            for prolog in (b'<!DOCTYPE Patient [<!ENTITY a "true">]>',
                           b'<!DOCTYPE Patient [<!ENTITY a SYSTEM "file:///etc/hostname">]>'):
                body = prolog + CHILD_XML.replace(b"true", b"&a;")
                self.refused("Patient", body, 400, content_type=FHIR_XML)

    # --- requests that the interface does not have ---

    def test_a_resource_of_two_mebibytes_and_one_byte_is_too_long(self):
        with self.nothing_stored():
            self.assert_refused(self.announce(SCHOOL, "Patient", RESOURCE_LIMIT + 1), 413, "HTTP-BODY-LENGTH")

    def test_a_request_refused_before_its_body_is_answered_like_any_other(self):
        request_id = str(uuid.uuid4())
        answer = self.announce(SCHOOL, "Patient", RESOURCE_LIMIT + 1, Accept="application/fhir+xml",
                               X_Request_ID=request_id)
        self.assertEqual(answer.status, 413)
        self.assertEqual(answer.headers["content-type"].split(";")[0], "application/fhir+xml")
        self.assertIn(b'<code value="HTTP-BODY-LENGTH"/>', answer.body)
        self.assertEqual(answer.headers["x-request-id"], request_id)
        self.assertEqual(answer.headers["cache-control"], "no-store")
        self.assertEqual(answer.headers["x-content-type-options"], "nosniff")

    def test_a_transaction_of_more_than_32_mebibytes_is_too_long(self):
        with self.nothing_stored():
            self.assert_refused(self.announce(SCHOOL, "/fhir", BUNDLE_LIMIT + 1), 413, "HTTP-BODY-LENGTH")

    def test_a_body_that_is_sent_before_the_answer_is_read_still_gets_its_answer(self):
        body = b" " * (5 * RESOURCE_LIMIT)
        with self.nothing_stored():
            for _ in range(5):
                self.refused("Patient", body, 413, "HTTP-BODY-LENGTH")

    def test_another_content_type_is_refused(self):
        with self.nothing_stored():
            for kind in ("text/plain", "application/x-www-form-urlencoded", "application/pdf",
                         "application/fhir+json; charset=iso-8859-1",
                         "application/fhir+json; fhirVersion=3.0"):
                with self.subTest(kind=kind):
                    self.refused("Patient", CHILD, 415, "HTTP-CONTENT-TYPE", content_type=kind)

    def test_an_unknown_type_or_operation_is_not_found(self):
        with self.nothing_stored():
            self.refused("Nothing", CHILD, 404, "HTTP-UNKNOWN-TYPE")
            for path in ("$nothing", "Patient/$everything-else", f"{self.task}/$nothing"):
                with self.subTest(path=path):
                    self.refused(path, CHILD, 404, "HTTP-UNKNOWN-OPERATION")

    def test_a_wrong_method_is_answered_with_the_right_ones(self):
        allowed = {("DELETE", self.task): {"GET", "PUT"}, ("PATCH", "metadata"): {"GET"},
                   ("POST", self.child): {"GET", "PATCH", "PUT"},
                   ("POST", "metadata"): {"GET"}, ("GET", f"{self.task}/$read"): {"POST"}}
        with self.nothing_stored():
            for (method, path), methods in allowed.items():
                with self.subTest(method=method, path=path.split("/")[0]):
                    answer = self.post(SCHOOL, path, CHILD, method=method)
                    self.assert_refused(answer, 405, "HTTP-METHOD")
                    self.assertLessEqual(methods, set(answer.headers["allow"].split(", ")))
                    self.assertNotIn(method, answer.headers["allow"].split(", "))

    def test_an_unknown_search_parameter_is_refused(self):
        with self.nothing_stored():
            for query in ("Patient?colour=red", "Task?owner:above=x", "Task?_nothing=1", "Task?status=a&b=c"):
                with self.subTest(query=query):
                    self.assert_refused(self.client(SCHOOL).send("GET", query), 400)

    # --- rules of the exchange ---

    def test_a_resource_of_another_type_than_the_path_is_refused(self):
        with self.nothing_stored():
            self.refused("Task", CHILD, 400)

    def test_a_referral_without_basis_is_refused(self):
        entries = referral(51, ORGANISATIONS[SCHOOL], ORGANISATIONS[PSYCHIATRY], "no-basis")
        del entries[3][1]["extension"]
        bundle = json.dumps(transaction_of([entries[0], *entries[2:]])).encode()
        with self.nothing_stored():
            ids = self.refused("/fhir", bundle, 422)
            self.assertTrue(any(i.startswith("BASIS-") for i in ids), ids)

    def test_a_referral_to_a_consent_for_another_receiver_is_refused(self):
        entries = referral(52, ORGANISATIONS[SCHOOL], ORGANISATIONS[PSYCHIATRY], "wrong-basis")
        entries[1][1]["provision"]["actor"][0]["reference"] = ORGANISATIONS["bup-huddinge"].reference
        with self.nothing_stored():
            self.refused("/fhir", json.dumps(transaction_of(entries)).encode(), 422, "CONSENT-RECEIVER")

    def test_an_unknown_receiver_is_refused(self):
        known = ORGANISATIONS[PSYCHIATRY].reference["reference"]
        with self.nothing_stored():
            for owner in ({"reference": "Organization/org-nobody"},
                          {"identifier": {"system": "urn:oid:1.2.752.29.4.19", "value": "SE2321000016-NONE"}}):
                entries = referral(53, ORGANISATIONS[SCHOOL], ORGANISATIONS[PSYCHIATRY], "nobody")
                self.assertEqual(entries[3][1]["owner"], {"reference": known})
                entries[3][1]["owner"] = owner
                with self.subTest(owner=list(owner)[0]):
                    self.refused("/fhir", json.dumps(transaction_of(entries)).encode(), 422)

    def test_one_bad_entry_of_a_transaction_undoes_all(self):
        entries = referral(54, ORGANISATIONS[SCHOOL], ORGANISATIONS[PSYCHIATRY], "half")
        entries.append((urn(), {"resourceType": "Patient", "birthDate": "yesterday"}))
        with self.nothing_stored():
            answer = self.post(SCHOOL, "/fhir", json.dumps(transaction_of(entries)).encode())
            self.assertIn(answer.status, (400, 422))
            self.assert_refused(answer, answer.status)

    def test_an_illegal_transition_is_a_conflict_that_names_the_legal_actions(self):
        person = {"X_Acting_Person": f"{ORGANISATIONS[PSYCHIATRY].hsa_id}P; role=physician"}
        with self.nothing_stored():
            answer = self.changed(PSYCHIATRY, self.task, {"status": "completed"}, If_Match='W/"1"', **person)
            self.assert_refused(answer, 409)
            text = json.dumps(answer.resource)
            actions = self.client(PSYCHIATRY).get(f"{self.task}/$actions")["parameter"]
            codes = [p["valueCode"] for a in actions if a["name"] == "action"
                     for p in a["part"] if p["name"] == "code"]
            self.assertTrue(codes)
            for code in ["requested", *codes]:
                self.assertIn(code, text)

    def test_a_step_of_the_other_party_is_forbidden(self):
        with self.nothing_stored():
            answer = self.changed(SCHOOL, self.task, {"status": "accepted"}, If_Match='W/"1"')
            self.assertIn(answer.status, (403, 409), answer.body[:500])
            self.assert_refused(answer, answer.status)

    def test_an_update_of_a_task_without_if_match_is_refused(self):
        with self.nothing_stored():
            self.assert_refused(self.changed(SCHOOL, self.task, {"status": "cancelled"}), 428)

    def test_a_lost_if_match_is_refused(self):
        with self.nothing_stored():
            self.assert_refused(self.changed(SCHOOL, self.child, {"active": True}, If_Match='W/"1"'), 412)
            self.assert_refused(self.changed(SCHOOL, self.task, {"status": "cancelled"}, If_Match='W/"7"'), 412)

    def test_a_malformed_if_match_is_refused(self):
        with self.nothing_stored():
            for tag in ("1", "W/1", 'W/""', "*", 'W/"1", W/"2"'):
                answer = self.changed(SCHOOL, self.task, {"status": "cancelled"}, If_Match=tag)
                with self.subTest(tag=tag):
                    self.assertIn(answer.status, (400, 412))
                    self.assert_refused(answer, answer.status)

    def test_no_value_of_a_request_comes_back_in_a_refusal(self):
        secret = f"Hemlig-{uuid.uuid4()}"
        bodies = (patient(55) | {"gender": secret}, patient(55) | {secret: "x"}, patient(55) | {"birthDate": secret},
                  {"resourceType": secret})
        with self.nothing_stored():
            for body in bodies:
                answer = self.post(SCHOOL, "Patient", json.dumps(body).encode())
                self.assertIn(answer.status, (400, 422))
                self.assertNotIn(secret, answer.body.decode())
        self.assertNotIn(secret, (self.stand.folder / "brygga.log").read_text())


if __name__ == "__main__":
    main()
