"""Searches that follow references: chains, _has, _include and _revinclude; and the common parameters."""

import json
import urllib.parse

from fixture import FHIR_JSON, PSYCHIATRY, SCHOOL, EndToEnd, main

SYSTEM = "https://skola.example/nummer"
TAG = {"system": "https://skola.example/tagg", "code": "akut"}


class LinkedSearch(EndToEnd):

    def made(self, value: str, *parts: str, name: str = SCHOOL, **more) -> str:
        """A Medication with that number, made of others; "Medication/…"."""
        body = {"resourceType": "Medication", "identifier": [{"system": SYSTEM, "value": value}],
                "ingredient": [{"itemReference": {"reference": part}} for part in parts]} | more
        if not parts:
            del body["ingredient"]
        return f"Medication/{self.client(name).create(body)['id']}"

    def found(self, query: str, name: str = SCHOOL, mode: str = "match") -> set[str]:
        answer = self.client(name).send("GET", f"Medication?{query}")
        self.assertEqual(answer.status, 200, (query, answer.body))
        entries = answer.resource.get("entry", [])
        places = [f"{entry['resource']['resourceType']}/{entry['resource']['id']}" for entry in entries
                  if entry["search"]["mode"] == mode]
        self.assertEqual(len(places), len(set(places)), "a resource stands twice")
        return set(places)

    @staticmethod
    def number(value: str) -> str:
        return urllib.parse.quote(f"{SYSTEM}|{value}")

    def test_a_chain_finds_by_what_a_reference_leads_to(self):
        last = self.made("k3")
        middle = self.made("k2", last)
        first = self.made("k1", middle)
        for query, expected in ((f"ingredient.identifier={self.number('k2')}", {first}),
                                (f"ingredient:Medication.identifier={self.number('k3')}", {middle}),
                                (f"ingredient.ingredient.identifier={self.number('k3')}", {first}),
                                (f"ingredient:Medication.ingredient:Medication._id={last[11:]}", {first}),
                                (f"ingredient.identifier={self.number('k2')}&identifier={self.number('k9')}", set()),
                                (f"ingredient.identifier={self.number('k2')},{self.number('k3')}", {first, middle}),
                                (f"ingredient.identifier={self.number('none')}", set())):
            with self.subTest(query=query):
                self.assertEqual(self.found(query), expected)
                self.assertEqual(self.client(SCHOOL).get(f"Medication?{query}&_summary=count")["total"], len(expected))

    def test_has_finds_what_others_point_at(self):
        last = self.made("h3")
        middle = self.made("h2", last)
        self.made("h1", middle, last)
        for query, expected in (
                (f"_has:Medication:ingredient:identifier={self.number('h1')}", {middle, last}),
                (f"_has:Medication:ingredient:identifier={self.number('h2')}", {last}),
                (f"_has:Medication:ingredient:_has:Medication:ingredient:identifier={self.number('h1')}", {last}),
                (f"_has:Medication:ingredient:ingredient.identifier={self.number('h3')}", {middle, last}),
                (f"_has:Medication:ingredient:identifier={self.number('h3')}", set())):
            with self.subTest(query=query):
                self.assertEqual(self.found(query), expected)

    def test_includes_show_what_matches_point_at_and_what_points_at_them(self):
        last = self.made("i3")
        middle = self.made("i2", last)
        first = self.made("i1", middle)
        for query, match, expected in ((f"_include=Medication:ingredient", "i1", {middle}),
                                       (f"_include=Medication:ingredient:Medication", "i1", {middle}),
                                       (f"_include=Medication:ingredient:Substance", "i1", set()),
                                       (f"_include=*", "i2", {last}),
                                       (f"_include:iterate=Medication:*", "i1", {middle, last}),
                                       (f"_revinclude=Medication:ingredient", "i3", {middle}),
                                       (f"_revinclude:iterate=Medication:ingredient", "i3", {middle, first}),
                                       (f"_revinclude=Medication:*&_include=Medication:*", "i2", {first, last}),
                                       (f"_revinclude=Task:focus", "i3", set())):
            with self.subTest(query=query):
                text = f"identifier={self.number(match)}&{query}"
                self.assertEqual(self.found(text, mode="include"), expected)
                self.assertEqual(len(self.found(text)), 1)

    def test_includes_of_a_cycle_end(self):
        one = self.made("z1")
        two = self.made("z2", one)
        body = self.client(SCHOOL).get(one) | {"ingredient": [{"itemReference": {"reference": two}}]}
        answer = self.client(SCHOOL).send("PUT", one, json.dumps(body).encode(),
                                          {"Content-Type": FHIR_JSON, "If-Match": 'W/"1"'})
        self.assertEqual(answer.status, 200, answer.body)
        query = f"identifier={self.number('z1')}&_include:iterate=Medication:ingredient"
        self.assertEqual((self.found(query), self.found(query, mode="include")), ({one}, {two}))

    def test_nothing_of_another_organisation_is_followed_or_shown(self):
        theirs = self.made("o3", name=PSYCHIATRY)
        self.assertEqual(self.found(f"_has:Medication:ingredient:identifier={self.number('o3')}"), set())
        self.assertEqual(self.found(f"_id={theirs[11:]}&_include=*"), set())
        self.assertEqual(self.found(f"ingredient.identifier={self.number('o3')}"), set())

    def test_what_is_included_is_audited_and_pages_have_their_own(self):
        parts = [self.made(f"p{index}") for index in range(3)]
        wholes = [self.made("pw", part) for part in parts]
        answer = self.client(SCHOOL).get(
            f"Medication?identifier={self.number('pw')}&_include=Medication:ingredient&_count=2")
        shown = [f"{entry['resource']['resourceType']}/{entry['resource']['id']}" for entry in answer["entry"]]
        self.assertEqual(set(shown), set(wholes[1:] + parts[1:]))
        link = {each["relation"]: each["url"] for each in answer["link"]}
        self.assertIn("_include=Medication%3Aingredient", link["self"])
        following = self.client(SCHOOL).get(link["next"].split("/fhir/")[1])
        shown = [f"{entry['resource']['resourceType']}/{entry['resource']['id']}" for entry in following["entry"]]
        self.assertEqual(shown, [wholes[0], parts[0]])
        trail = self.client(SCHOOL).get(f"AuditEvent?entity={parts[0]}")
        self.assertIn("E", [entry["resource"].get("action") for entry in trail.get("entry", [])])

    def test_the_audit_trail_can_be_included(self):
        place = self.made("a1")
        answer = self.client(SCHOOL).get(f"Medication?_id={place[11:]}&_revinclude=AuditEvent:entity")
        modes = [entry["search"]["mode"] for entry in answer["entry"]]
        self.assertEqual(modes[0], "match")
        self.assertIn("include", modes)
        for query in ("AuditEvent?entity:Medication.identifier=none", "AuditEvent?entity:Patient.active=true&_total=accurate"):
            self.assertEqual(self.client(SCHOOL).get(query).get("entry", []), [])

    def test_common_parameters_look_at_meta(self):
        place = self.made("m1", meta={"tag": [TAG], "source": "urn:skola:journal",
                                      "security": [{"system": "urn:s", "code": "R"}],
                                      "profile": ["http://example.org/StructureDefinition/x"]})
        for query in (f"_tag={TAG['system']}|akut", "_tag=akut", "_source=urn:skola:journal", "_security=urn:s|R",
                      "_profile=http://example.org/StructureDefinition/x", "_tag:missing=false&_id=" + place[11:]):
            with self.subTest(query=query):
                self.assertEqual(self.found(query.replace("|", "%7C")), {place})
        self.assertEqual(self.found("_tag:not=akut&_id=" + place[11:]), set())
        self.assertEqual(self.found("_has:Medication:ingredient:_tag=akut"), set())

    def test_bad_chains_and_includes_are_refused(self):
        chain = ".".join(["ingredient"] * 80) + "._id=1"
        for query, message in (("identifier.name=x", "SEARCH-CHAIN"), ("ingredient.nothing=x", "SEARCH-UNKNOWN-PARAMETER"),
                               ("ingredient:Patient.name=x", "SEARCH-CHAIN"), ("ingredient:Nothing.name=x", "SEARCH-CHAIN"),
                               ("ingredient.=x", "SEARCH-UNKNOWN-PARAMETER"), (".identifier=x", "SEARCH-UNKNOWN-PARAMETER"),
                               ("ingredient._count=1", "SEARCH-UNKNOWN-PARAMETER"), (chain, "SEARCH-TOO-MANY"),
                               ("_has:Medication:ingredient=1", "SEARCH-CHAIN"), ("_has=1", "SEARCH-UNKNOWN-PARAMETER"),
                               ("_has:Task:nothing:status=1", "SEARCH-UNKNOWN-PARAMETER"),
                               ("_has:Task:owner:status=1", "SEARCH-CHAIN"),
                               ("_has:" * 60 + "x=1", "SEARCH-CHAIN"),
                               ("_include=Medication", "SEARCH-INCLUDE"), ("_include=Nothing:x", "SEARCH-INCLUDE"),
                               ("_include=Medication:identifier", "SEARCH-CHAIN"), ("_revinclude=*", "SEARCH-INCLUDE"),
                               ("_include:other=Medication:*", "SEARCH-MODIFIER"), ("_include=", "SEARCH-INCLUDE"),
                               ("_include=Medication:ingredient:Nothing", "SEARCH-INCLUDE"),
                               ("&".join(["_include=Medication:*"] * 17), "SEARCH-TOO-MANY")):
            with self.subTest(query=query[:60]):
                status = 413 if message == "SEARCH-TOO-MANY" else 400
                answer = self.client(SCHOOL).send("GET", f"Medication?{query}")
                self.assert_refused(answer, answer.status, message)
                self.assertIn(answer.status, (400, status, 403, 422))

    def test_a_lenient_search_says_what_it_passed_over(self):
        place = self.made("l1")
        query = f"Medication?identifier={self.number('l1')}&colour=red&status:exact=x"
        strict = self.client(SCHOOL).send("GET", query)
        self.assert_refused(strict, 400, "SEARCH-UNKNOWN-PARAMETER")
        lenient = self.client(SCHOOL).send("GET", query, None, {"Prefer": 'return=minimal, handling="lenient"'})
        self.assertEqual(lenient.status, 200, lenient.body)
        entries = lenient.resource["entry"]
        self.assertEqual([entry["search"]["mode"] for entry in entries], ["match", "outcome"])
        self.assertEqual(entries[0]["resource"]["id"], place[11:])
        issues = entries[1]["resource"]["issue"]
        self.assertEqual([issue["severity"] for issue in issues], ["warning", "warning"])
        self.assertEqual([issue["expression"] for issue in issues], [["colour"], ["status:exact"]])
        self.assertNotIn("colour", lenient.resource["link"][0]["url"])
        bad = self.client(SCHOOL).send("GET", query + "&_count=x", None, {"Prefer": "handling=lenient"})
        self.assert_refused(bad, 400, "SEARCH-VALUE")


if __name__ == "__main__":
    main()
