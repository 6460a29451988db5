"""_summary and _elements: a part of a resource is shown, marked, and never taken back for the whole."""

import json

from fixture import FHIR_JSON, FHIR_XML, PSYCHIATRY, SCHOOL, EndToEnd, main
from resources import patient

SUBSETTED = {"system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue", "code": "SUBSETTED"}


class Subset(EndToEnd):

    def made(self, number: int) -> str:
        body = patient(number) | {
            "maritalStatus": {"text": "x"},
            "text": {"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml">x</div>'}}
        return f"Patient/{self.client(SCHOOL).create(body)['id']}"

    def shown(self, path: str) -> dict:
        answer = self.client(SCHOOL).send("GET", path)
        self.assertEqual(answer.status, 200, answer.body)
        return answer.resource

    def test_each_kind_of_subset_shows_its_elements_and_is_tagged(self):
        place = self.made(410)
        for fields, there, gone in (("_summary=true", {"name", "birthDate"}, {"text", "maritalStatus"}),
                                    ("_summary=text", {"text"}, {"name", "maritalStatus"}),
                                    ("_summary=data", {"name", "maritalStatus"}, {"text"}),
                                    ("_elements=name", {"name"}, {"text", "birthDate", "maritalStatus"})):
            for path in (place, f"{place}/_history/1"):
                with self.subTest(fields=fields, path=path.count("/")):
                    part = self.shown(f"{path}?{fields}")
                    self.assertLessEqual(there | {"id", "meta"}, set(part))
                    self.assertFalse(gone & set(part))
                    self.assertIn(SUBSETTED, part["meta"]["tag"])
                    self.assertEqual(part["meta"]["versionId"], "1")
        self.assertNotIn("tag", self.shown(f"{place}?_summary=false")["meta"])

    def test_a_search_and_a_history_show_subsets_page_by_page(self):
        places = [self.made(number) for number in (411, 412, 413)]
        path = f"Patient?_id={','.join(place.split('/')[1] for place in places)}&_count=2&_elements=birthDate"
        seen = []
        while path:
            bundle = self.shown(path)
            seen += [entry["resource"] for entry in bundle["entry"]]
            path = next((link["url"] for link in bundle["link"] if link["relation"] == "next"), None)
            path = path and path.split("/fhir/")[1]
        self.assertEqual(len(seen), 3)
        seen += [entry["resource"] for entry in self.shown(f"{places[0]}/_history?_elements=birthDate")["entry"]]
        for part in seen:
            self.assertIn("birthDate", part)
            self.assertNotIn("name", part)
            self.assertIn(SUBSETTED, part["meta"]["tag"])

    def test_the_form_of_a_search_takes_them_too(self):
        place = self.made(414).split("/")[1]
        answer = self.client(SCHOOL).send("POST", "Patient/_search", f"_id={place}&_summary=text".encode(),
                                          {"Content-Type": "application/x-www-form-urlencoded"})
        self.assertNotIn("name", answer.resource["entry"][0]["resource"])

    def test_what_cannot_be_meant_is_refused(self):
        place = self.made(415)
        for fields, message_id in (("_summary=all", "SEARCH-VALUE"), ("_summary=count", "SEARCH-VALUE"),
                                   ("_elements=", "SUBSET-ELEMENT"), ("_elements=nome", "SUBSET-ELEMENT"),
                                   ("_summary=text&_elements=name", "SUBSET-BOTH")):
            with self.subTest(fields=fields):
                self.assert_refused(self.client(SCHOOL).send("GET", f"{place}?{fields}"), 400, message_id)

    def test_a_subset_is_no_way_around_who_may_read(self):
        self.assert_refused(self.client(PSYCHIATRY).send("GET", f"{self.made(416)}?_elements=id"), 404)

    def test_a_subset_is_not_taken_for_the_whole(self):
        place = self.made(417)
        for content_type, form in ((FHIR_JSON, ""), (FHIR_XML, "&_format=xml")):
            part = self.client(SCHOOL).send("GET", f"{place}?_summary=data{form}").body
            self.remember()
            with self.nothing_stored():
                answer = self.client(SCHOOL).send("PUT", place, part,
                                                  {"Content-Type": content_type, "If-Match": 'W/"1"'})
                self.assert_refused(answer, 422, "REST-SUBSETTED")
        whole = self.shown(place)
        answer = self.client(SCHOOL).send("PUT", place, json.dumps(whole).encode(),
                                          {"Content-Type": FHIR_JSON, "If-Match": 'W/"1"'})
        self.assertEqual(answer.status, 200, answer.body)


if __name__ == "__main__":
    main()
