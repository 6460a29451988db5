"""Several at once change the same resource: one wins, the others hear that they lost."""

import json
import threading
import uuid

from fixture import FHIR_JSON, ORGANISATIONS, PSYCHIATRY, SCHOOL, Client, EndToEnd, main
from resources import OURS, coding, patient

ROUNDS = 10
REASON = coding(f"{OURS}/CodeSystem/task-reason", "no-longer-needed")


class ConcurrentUpdate(EndToEnd):

    def at_once(self, requests: list[tuple[str, str, dict, str]]) -> list:
        """Answers to PUTs of (organisation, place, resource, If-Match) that are sent together."""
        together, answers = threading.Barrier(len(requests)), [None] * len(requests)

        def send(index: int, name: str, place: str, resource: dict, version: str):
            client = Client(self.stand.certs, name, self.stand.base)
            client.send("GET", "metadata")  # connected before the others begin
            together.wait(timeout=30)
            answers[index] = client.send("PUT", place, json.dumps(resource).encode(), {
                "Content-Type": FHIR_JSON, "If-Match": version, "X-Request-ID": str(uuid.uuid4()),
                "X-Acting-Person": f"{ORGANISATIONS[name].hsa_id}P; role=caseworker"})
            client.close()

        threads = [threading.Thread(target=send, args=(i, *request)) for i, request in enumerate(requests)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        return answers

    def test_of_eight_updates_of_one_version_one_is_stored(self):
        made = self.client(SCHOOL).create(patient(280))
        place = f"Patient/{made['id']}"
        changed = [made | {"name": [{"family": f"Exempel{n}"}]} for n in range(8)]
        answers = self.at_once([(SCHOOL, place, resource, 'W/"1"') for resource in changed])
        self.assertEqual(sorted(a.status for a in answers), [200] + [412] * 7)
        for answer in answers:
            if answer.status == 412:
                self.assert_refused(answer, 412)
        winner = next(resource for answer, resource in zip(answers, changed) if answer.status == 200)
        now = self.client(SCHOOL).get(place)
        self.assertEqual((now["meta"]["versionId"], now["name"]), ("2", winner["name"]))
        self.assertEqual(len(self.client(SCHOOL).get(f"{place}/_history")["entry"]), 2)

    def test_the_receiver_accepts_while_the_sender_cancels_and_one_of_them_wins(self):
        cancelled = {"status": "cancelled", "statusReason": REASON}
        for number in range(ROUNDS):
            place = self.send_referral(281 + number)[3]
            receiver, sender = self.client(PSYCHIATRY), self.client(SCHOOL)
            receiver.call("POST", f"{place}/$read", X_Acting_Person="SE2321000016-1; role=physician")
            task = receiver.get(place)
            version = f'W/"{task["meta"]["versionId"]}"'
            answers = self.at_once([(PSYCHIATRY, place, task | {"status": "accepted"}, version),
                                    (SCHOOL, place, sender.get(place) | cancelled, version)])
            with self.subTest(round=number):
                statuses = [answer.status for answer in answers]
                self.assertEqual(statuses.count(200), 1, [a.body[:300] for a in answers])
                self.assertIn(max(statuses), (409, 412), [a.body[-300:] for a in answers])
                status = "accepted" if statuses[0] == 200 else "cancelled"
                self.assertEqual({receiver.get(place)["status"], sender.get(place)["status"]}, {status})


if __name__ == "__main__":
    main()
