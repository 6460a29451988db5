"""A request that is sent again: the same X-Request-ID has one effect, whatever happens in between."""

import json
import threading
import uuid

from fixture import (FHIR_JSON, ORGANISATIONS, PSYCHIATRY, SCHOOL, Client, EndToEnd, main, transaction_of)
from resources import patient, referral


class Replay(EndToEnd):

    def create(self, number: int, request_id: str, given: str = "Kim"):
        body = json.dumps(patient(number, given)).encode()
        return self.post(SCHOOL, "Patient", body, X_Request_ID=request_id)

    def patients(self, number: int) -> list[dict]:
        identifier = patient(number)["identifier"][0]["value"]
        return self.client(SCHOOL).search(f"Patient?identifier={identifier}")

    def assert_replay_of(self, first, second):
        self.assertEqual(second.status, first.status)
        self.assertEqual(second.body, first.body)
        for header in ("etag", "location", "last-modified", "content-type"):
            self.assertEqual(second.headers.get(header), first.headers.get(header), header)
        self.assertEqual(second.headers.get("idempotent-replayed"), "true")

    def test_the_same_create_again_gets_the_same_answer_and_has_one_effect(self):
        request_id = str(uuid.uuid4())
        first = self.create(1, request_id)
        self.assertEqual(first.status, 201)
        self.assertNotIn("idempotent-replayed", first.headers)
        self.assert_replay_of(first, self.create(1, request_id))
        self.assertEqual(len(self.patients(1)), 1)

    def test_another_body_under_the_same_id_is_a_conflict(self):
        request_id = str(uuid.uuid4())
        self.assertEqual(self.create(2, request_id).status, 201)
        self.assert_refused(self.create(2, request_id, given="Robin"), 409)
        self.assertEqual([p["name"][0]["given"] for p in self.patients(2)], [["Kim"]])

    def test_another_path_under_the_same_id_is_a_conflict(self):
        request_id = str(uuid.uuid4())
        self.assertEqual(self.create(3, request_id).status, 201)
        body = json.dumps(transaction_of([(f"urn:uuid:{uuid.uuid4()}", patient(3))])).encode()
        self.assert_refused(self.post(SCHOOL, "/fhir", body, X_Request_ID=request_id), 409)
        self.assertEqual(len(self.patients(3)), 1)

    def test_the_same_id_of_another_system_is_another_request(self):
        request_id = str(uuid.uuid4())
        body = json.dumps(patient(4)).encode()
        first = self.post(SCHOOL, "Patient", body, X_Request_ID=request_id)
        second = self.post(PSYCHIATRY, "Patient", body, X_Request_ID=request_id)
        self.assertEqual((first.status, second.status), (201, 201))
        self.assertNotIn("idempotent-replayed", second.headers)
        self.assertNotEqual(first.resource["id"], second.resource["id"])

    def test_a_refused_request_is_not_remembered(self):
        request_id = str(uuid.uuid4())
        refused = self.post(SCHOOL, "Patient", b'{"resourceType":"Patient","nothing":1}',
                            X_Request_ID=request_id)
        self.assertIn(refused.status, (400, 422))
        good = self.create(5, request_id)
        self.assertEqual(good.status, 201)
        self.assertNotIn("idempotent-replayed", good.headers)

    def test_eight_at_once_have_one_effect(self):
        request_id = str(uuid.uuid4())
        entries = referral(6, ORGANISATIONS[SCHOOL], ORGANISATIONS[PSYCHIATRY], "at-once")
        body = json.dumps(transaction_of(entries)).encode()
        together, answers = threading.Barrier(8), []

        def send():
            client = Client(self.stand.certs, SCHOOL, self.stand.base)
            client.send("GET", "metadata")  # connected before the others begin
            together.wait(timeout=30)
            answers.append(client.send("POST", "/fhir", body, {
                "Content-Type": FHIR_JSON, "X-Request-ID": request_id}))
            client.close()

        threads = [threading.Thread(target=send) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        self.assertEqual([a.status for a in answers], [200] * 8, [a.body[:300] for a in answers])
        self.assertEqual(len({a.body for a in answers}), 1)
        self.assertEqual(sum(a.headers.get("idempotent-replayed") == "true" for a in answers), 7)
        self.assertEqual(len(self.patients(6)), 1)
        tasks = [t for t in self.client(SCHOOL).search("Task")
                 if t["groupIdentifier"]["value"] == "at-once"]
        self.assertEqual(len(tasks), 1)

    def test_two_bodies_at_once_under_one_id_have_one_effect(self):
        request_id, together, answers = str(uuid.uuid4()), threading.Barrier(8), []

        def send(given: str):
            client = Client(self.stand.certs, SCHOOL, self.stand.base)
            client.send("GET", "metadata")
            together.wait(timeout=30)
            answers.append((given, client.send("POST", "Patient", json.dumps(patient(9, given)).encode(), {
                "Content-Type": FHIR_JSON, "X-Request-ID": request_id})))
            client.close()

        threads = [threading.Thread(target=send, args=(name,)) for name in ("Kim", "Robin") * 4]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        kept = self.patients(9)
        self.assertEqual(len(kept), 1)
        for given, answer in answers:
            self.assertEqual(answer.status, 201 if [given] == kept[0]["name"][0]["given"] else 409)

    def test_it_is_still_known_after_the_process_was_killed(self):
        request_id = str(uuid.uuid4())
        first = self.create(10, request_id)
        self.end_gateway()
        self.stand.start()
        self.assert_replay_of(first, self.create(10, request_id))
        self.assertEqual(len(self.patients(10)), 1)

    def test_it_is_still_known_after_a_restart(self):
        request_id = str(uuid.uuid4())
        first = self.create(7, request_id)
        self.assertEqual(first.status, 201)
        self.restart()
        self.assert_replay_of(first, self.create(7, request_id))
        self.assertEqual(len(self.patients(7)), 1)

    def test_an_update_sent_again_makes_one_version(self):
        made = self.client(SCHOOL).create(patient(8))
        body = json.dumps(made | {"active": False}).encode()
        headers = {"X_Request_ID": str(uuid.uuid4()), "If_Match": 'W/"1"'}
        first, second = (self.post(SCHOOL, f"Patient/{made['id']}", body, method="PUT", **headers)
                         for _ in range(2))
        self.assertEqual((first.status, first.etag), (200, 'W/"2"'))
        self.assert_replay_of(first, second)
        self.assertEqual(self.client(SCHOOL).get(f"Patient/{made['id']}")["meta"]["versionId"], "2")


if __name__ == "__main__":
    main()
