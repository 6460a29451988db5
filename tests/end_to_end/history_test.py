"""The histories of a resource, a type and everything: of a time, page by page, while others write, and of the caller's
versions only."""

import datetime
import json
import urllib.parse

from fixture import FHIR_JSON, PSYCHIATRY, SCHOOL, STRANGER, EndToEnd, main
from resources import patient


class History(EndToEnd):
    clocks: list[str] = []

    def versions_of(self, number: int, count: int) -> str:
        place = f"Patient/{self.client(SCHOOL).create(patient(number))['id']}"
        for _ in range(count - 1):
            self.change(place)
        return place

    def change(self, place: str):
        body = self.client(SCHOOL).get(place)
        body["name"][0].setdefault("given", []).append("N")
        answer = self.client(SCHOOL).send("PUT", place, json.dumps(body).encode(), {"Content-Type": FHIR_JSON})
        self.assertEqual(answer.status, 200, answer.body)

    def made(self, place: str, version: int) -> str:
        return self.client(SCHOOL).get(f"{place}/_history/{version}")["meta"]["lastUpdated"]

    def page(self, path: str, name: str = SCHOOL) -> dict:
        answer = self.client(name).send("GET", path)
        self.assertEqual(answer.status, 200, answer.body)
        return answer.resource

    def shown(self, path: str) -> list[int]:
        return [int(entry["response"]["etag"][3:-1]) for entry in self.page(path).get("entry", [])]

    @staticmethod
    def next_of(bundle: dict) -> str | None:
        url = next((link["url"] for link in bundle["link"] if link["relation"] == "next"), None)
        return url and url.split("/fhir/")[1]

    def test_entries_say_what_was_asked_and_answered(self):
        place = self.versions_of(610, 2)
        newest, first = self.page(f"{place}/_history")["entry"]
        self.assertEqual(newest["request"], {"method": "PUT", "url": place})
        self.assertEqual(first["request"], {"method": "POST", "url": "Patient"})
        self.assertEqual((newest["response"]["status"], first["response"]["status"]), ("200", "201"))
        self.assertEqual(newest["response"]["etag"], 'W/"2"')
        self.assertEqual(newest["response"]["lastModified"], newest["resource"]["meta"]["lastUpdated"])

    def test_since_an_instant(self):
        place = self.versions_of(611, 3)
        first = self.made(place, 1)
        later = (datetime.datetime.fromisoformat(self.made(place, 3)) + datetime.timedelta(seconds=1)).isoformat()
        self.assertEqual(self.shown(f"{place}/_history?_since={first}"), [3, 2, 1])
        self.assertEqual(self.shown(f"{place}/_history?_since={urllib.parse.quote(later)}"), [])
        self.assertEqual(self.shown(f"{place}/_history?_since=1999-01-01T00:00:00Z&_count=1"), [3])

    def test_at_a_time(self):
        place = self.versions_of(612, 2)
        self.assertEqual(self.shown(f"{place}/_history?_at=1999"), [])
        self.assertEqual(self.shown(f"{place}/_history?_at=2999-01-01T00:00:00Z"), [2])
        self.assertEqual(self.shown(f"{place}/_history?_at={self.made(place, 1)[:4]}"), [2, 1])

    def test_a_time_of_nothing_and_nothing_at_all_differ(self):
        place = self.versions_of(613, 1)
        for path in (f"{place}/_history?_since=2999-01-01T00:00:00Z", "Patient/none/_history?_at=1999"):
            self.assert_refused(self.client(PSYCHIATRY).send("GET", path), 404)
        self.assertEqual(self.shown(f"{place}/_history?_since=2999-01-01T00:00:00Z"), [])

    def test_pages_hold_while_others_write(self):
        place = self.versions_of(614, 5)
        path, seen = f"{place}/_history?_count=2&_since=1999-01-01T00:00:00Z", []
        while path:
            seen += self.shown(path)
            path = self.next_of(self.page(path))
            self.change(place)
        self.assertEqual(seen, [5, 4, 3, 2, 1])

    def test_what_is_no_time_is_refused(self):
        place = self.versions_of(615, 1)
        for fields, message_id in (("_since=2024-05-01", "SEARCH-VALUE"), ("_since=", "SEARCH-VALUE"),
                                   ("_at=2024-13", "SEARCH-VALUE"), ("_at=soon", "SEARCH-VALUE"),
                                   ("_at=ge2024", "SEARCH-VALUE"),
                                   ("_at=2024&_at=2025", "SEARCH-VALUE"), ("_count=0", "SEARCH-VALUE"),
                                   ("_sort=_lastUpdated", "HTTP-URL-PARAMETER"), ("_cursor=x", "SEARCH-CURSOR")):
            with self.subTest(fields=fields):
                for path in (f"{place}/_history", "Patient/_history", "_history"):
                    self.assert_refused(self.client(SCHOOL).send("GET", f"{path}?{fields}"), 400, message_id)

    def walk(self, path: str, between=lambda: None, name: str = SCHOOL) -> list[str]:
        """What is on all pages: "PUT Patient/1 W/"2"", in their order."""
        shown = []
        while path:
            bundle = self.page(path, name)
            shown += [f"{e['request']['method']} {e['fullUrl'].split('/fhir/')[1]} {e['response']['etag']}"
                      for e in bundle.get("entry", [])]
            path = self.next_of(bundle)
            between()
        return shown

    def now(self) -> str:
        """A millisecond that began after everything before was written; what is written next may be in it."""
        place = self.versions_of(699, 1)
        before = now = self.client(SCHOOL).get(place)["meta"]["lastUpdated"]
        while now == before:
            self.change(place)
            now = self.client(SCHOOL).get(place)["meta"]["lastUpdated"]
        self.clocks.append(place)
        return now

    def changes(self, path: str, between=lambda: None) -> list[str]:
        """The same without the resources that now() made."""
        return [each for each in self.walk(path, between) if each.split()[1] not in self.clocks]

    def test_of_a_type_and_of_everything(self):
        since = self.now()
        place = self.versions_of(620, 1)
        drug = f"Medication/{self.client(SCHOOL).create({'resourceType': 'Medication'})['id']}"
        other = self.versions_of(621, 2)
        self.assertEqual(self.changes(f"Patient/_history?_since={since}"),
                         [f'PUT {other} W/"2"', f'POST {other} W/"1"', f'POST {place} W/"1"'])
        everything = [f'PUT {other} W/"2"', f'POST {other} W/"1"', f'POST {drug} W/"1"', f'POST {place} W/"1"']
        self.assertEqual(self.changes(f"_history?_since={since}"), everything)
        self.assertEqual(self.changes(f"_history?_since={since}&_count=1"), everything)
        bundle = self.page(f"_history?_since={since}&_count=1")
        self.assertEqual((bundle["type"], len(bundle["entry"])), ("history", 1))
        self.assertEqual(bundle["total"], len(self.walk(f"_history?_since={since}")))
        self.assertEqual(self.page(f"{other}/_history?_count=1")["total"], 2)

    def test_a_deletion_stands_there_without_content(self):
        since = self.now()
        drug = f"Medication/{self.client(SCHOOL).create({'resourceType': 'Medication'})['id']}"
        self.assertEqual(self.client(SCHOOL).send("DELETE", drug).status, 204)
        for path in ("Medication/_history", "_history"):
            first = self.page(f"{path}?_since={since}")["entry"][0]
            self.assertEqual(first["request"], {"method": "DELETE", "url": drug})
            self.assertNotIn("resource", first)
        gone = self.client(SCHOOL).send("GET", drug)
        self.assertEqual((gone.status, gone.etag), (410, 'W/"2"'))
        self.assertIn("last-modified", gone.headers)

    def test_each_version_once_while_others_write(self):
        since = self.now()
        place, other = self.versions_of(623, 1), self.versions_of(624, 4)
        expected = [f'{"PUT" if v > 1 else "POST"} {other} W/"{v}"' for v in (4, 3, 2, 1)] + [f'POST {place} W/"1"']
        path = f"Patient/_history?_count=2&_since={since}"
        self.assertEqual(self.changes(path, lambda: self.change(other)), expected)

    def test_at_a_time_every_resource_has_one_version(self):
        first = self.versions_of(625, 2)
        second = self.versions_of(626, 1)
        moment = self.now()
        self.now()
        self.change(second)
        shown = [each for each in self.walk(f"Patient/_history?_at={moment}") if first in each or second in each]
        self.assertEqual(shown, [f'POST {second} W/"1"', f'PUT {first} W/"2"'])

    def test_what_another_unit_has_never_appears(self):
        mine = self.versions_of(627, 2)
        for path in ("Patient/_history?_count=1000", "_history?_count=1000"):
            self.assertFalse([each for each in self.walk(path, name=STRANGER) if mine in each])
            shown = self.page(path, STRANGER)
            self.assertNotIn(mine, json.dumps(shown))
        self.assertEqual(self.page("Patient/_history", STRANGER)["total"], 0)
        directory = self.walk("Organization/_history", name=STRANGER)
        self.assertTrue(directory)
        self.assertEqual(directory, self.walk("Organization/_history"))

    def test_a_cursor_opens_for_its_unit_and_path(self):
        self.versions_of(628, 2)
        for path in ("Patient/_history", "_history"):
            following = self.next_of(self.page(f"{path}?_count=1"))
            cursor = following.split("?")[1]
            self.assertEqual(self.client(SCHOOL).send("GET", following).status, 200)
            changed = following[:-1] + ("A" if following[-1] != "A" else "B")
            for name, url in ((PSYCHIATRY, following), (SCHOOL, following[:-8]), (SCHOOL, changed),
                              (SCHOOL, f"Task/_history?{cursor}")):
                self.assert_refused(self.client(name).send("GET", url), 400, "SEARCH-CURSOR")

    def test_the_audit_has_a_history_of_its_own(self):
        self.versions_of(629, 1)
        entries = self.page("AuditEvent/_history?_count=5")["entry"]
        self.assertEqual({entry["resource"]["resourceType"] for entry in entries}, {"AuditEvent"})
        self.assertFalse([each for each in self.walk("_history?_count=1000") if "AuditEvent" in each])

    def test_a_part_of_every_resource(self):
        since = self.now()
        for entry in self.page(f"Patient/_history?_since={since}&_elements=name")["entry"]:
            self.assertNotIn("birthDate", entry["resource"])
        for entry in self.page(f"_history?_since={since}&_elements=name")["entry"]:
            self.assertEqual(entry["resource"]["meta"]["tag"][0]["code"], "SUBSETTED")
        self.assert_refused(self.client(SCHOOL).send("GET", "_history?_elements=nothing"), 400, "SUBSET-ELEMENT")

    def test_head_and_if_none_match_of_a_version(self):
        place = f"{self.versions_of(631, 2)}/_history/1"
        self.assertEqual(self.client(SCHOOL).send("HEAD", place).status, 200)
        for sent, status in (('W/"1"', 304), ('W/"2"', 200)):
            answer = self.client(SCHOOL).send("GET", place, headers={"If-None-Match": sent})
            self.assertEqual((answer.status, answer.etag), (status, 'W/"1"'))

    def test_it_is_stated(self):
        rest = self.client(SCHOOL).get("metadata")["rest"][0]
        self.assertIn({"code": "history-system"}, rest["interaction"])
        for resource in rest["resource"]:
            self.assertIn({"code": "history-type"}, resource["interaction"])


if __name__ == "__main__":
    main()
