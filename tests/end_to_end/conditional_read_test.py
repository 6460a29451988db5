"""A read that is known already, and HEAD: what the answer says without its body."""

import email.utils

from fixture import SCHOOL, EndToEnd, main
from resources import patient

# Another answer has another of these.
OWN = {"x-request-id", "date"}


class ConditionalRead(EndToEnd):

    def made(self, number: int) -> str:
        return f"Patient/{self.client(SCHOOL).create(patient(number))['id']}"

    def read(self, place: str, **headers: str):
        return self.client(SCHOOL).send("GET", place, None, {k.replace("_", "-"): v for k, v in headers.items()})

    def test_a_version_that_is_known_is_not_sent_again(self):
        place = self.made(510)
        first = self.read(place)
        changed = first.headers["last-modified"]
        long_ago = email.utils.formatdate(0, usegmt=True)
        for path in (place, f"{place}/_history/1", f"{place}?_summary=true"):
            for headers, status in (({"If_None_Match": first.etag}, 304), ({"If_None_Match": 'W/"7"'}, 200),
                                    ({"If_None_Match": "*"}, 304), ({"If_Modified_Since": changed}, 304),
                                    ({"If_Modified_Since": long_ago}, 200), ({"If_Modified_Since": "x"}, 200),
                                    ({"If_None_Match": 'W/"7"', "If_Modified_Since": changed}, 200),
                                    ({"If_None_Match": first.etag, "If_Modified_Since": long_ago}, 304)):
                with self.subTest(path=path.count("/"), headers=headers):
                    answer = self.read(path, **headers)
                    self.assertEqual((answer.status, answer.etag), (status, first.etag))
                    self.assertEqual(answer.headers["last-modified"], changed)
                    self.assertEqual(answer.body == b"", status == 304)

    def test_head_says_what_get_would(self):
        place = self.made(511)
        for path in (place, f"{place}/_history/1", f"{place}/_history", f"Patient?_id={place.split('/')[1]}",
                     f"{place}?_format=xml&_pretty=true", "Patient/none", "Nothing/1", "metadata",
                     "ValueSet/$expand?url=http://hl7.org/fhir/ValueSet/administrative-gender"):
            with self.subTest(path=path.split("/")[0]):
                whole, head = (self.client(SCHOOL).send(method, path) for method in ("GET", "HEAD"))
                self.assertEqual((head.status, head.body), (whole.status, b""))
                differ = {name for name in whole.headers.keys() | head.headers.keys()
                          if whole.headers.get(name) != head.headers.get(name)}
                self.assertLessEqual(differ, OWN)

    def test_a_known_version_and_a_refusal_of_head_have_no_body_either(self):
        place = self.made(512)
        answer = self.client(SCHOOL).send("HEAD", place, None, {"If-None-Match": 'W/"1"'})
        self.assertEqual((answer.status, answer.body, answer.etag), (304, b"", 'W/"1"'))
        answer = self.client(SCHOOL).send("HEAD", "Patient/$validate")
        self.assertEqual((answer.status, answer.body), (405, b""))
        self.assertEqual(self.read(place).status, 200)


if __name__ == "__main__":
    main()
