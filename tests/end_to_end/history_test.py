"""The history of a resource: of a time, page by page, while others write, and of the caller's versions only."""

import datetime
import json
import urllib.parse

from fixture import FHIR_JSON, PSYCHIATRY, SCHOOL, EndToEnd, main
from resources import patient


class History(EndToEnd):

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

    def page(self, path: str) -> dict:
        answer = self.client(SCHOOL).send("GET", path)
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
                self.assert_refused(self.client(SCHOOL).send("GET", f"{place}/_history?{fields}"), 400, message_id)


if __name__ == "__main__":
    main()
