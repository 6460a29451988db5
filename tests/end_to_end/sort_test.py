"""_sort: by any parameters, in Swedish order, page by page while others write."""

import urllib.parse

from fixture import SCHOOL, EndToEnd, main

SYSTEM = "https://skola.example/partier"


class Sort(EndToEnd):

    def made(self, lot: str, status: str | None = None, form: str | None = None, part: str | None = None,
             expires: str | None = None) -> str:
        body = {"resourceType": "Medication", "identifier": [{"system": SYSTEM, "value": lot}]}
        if status:
            body["status"] = status
        if form:
            body["form"] = {"coding": [{"system": "urn:form", "code": form}]}
        if part:
            body["ingredient"] = [{"itemReference": {"reference": part}}]
        if expires:
            body["batch"] = {"expirationDate": expires}
        return f"Medication/{self.client(SCHOOL).create(body)['id']}"

    def pages(self, query: str, type_name: str = "Medication", between=None) -> list[str]:
        places, path = [], f"{type_name}?{query}"
        while path:
            bundle = self.client(SCHOOL).get(path)
            places += [f"{type_name}/{entry['resource']['id']}" for entry in bundle.get("entry", [])]
            path = next((link["url"].split("/fhir/")[1] for link in bundle["link"] if link["relation"] == "next"), None)
            if path and between:
                between()
        return places

    @staticmethod
    def of(lot: str) -> str:
        return "identifier=" + urllib.parse.quote(f"{SYSTEM}|{lot}")

    def test_several_keys_and_directions(self):
        a = self.made("s", "active", "b", expires="2030-01-01")
        b = self.made("s", "inactive", "a", expires="2028-05")
        c = self.made("s", "active", "a")
        d = self.made("s", None, "c", expires="2029")
        for sort, expected in (("status,form", [c, a, b, d]), ("-status,form", [b, c, a, d]), ("form,-status", [b, c, a, d]),
                               ("expiration-date", [b, d, a, c]), ("-expiration-date", [a, d, b, c]),
                               ("_lastUpdated", [a, b, c, d]), ("-_lastUpdated", [d, c, b, a]),
                               ("_id", sorted([a, b, c, d])), ("-_id", sorted([a, b, c, d], reverse=True)),
                               ("lot-number", [d, c, b, a])):
            for count in (1, 3, 50):
                with self.subTest(sort=sort, count=count):
                    self.assertEqual(self.pages(f"{self.of('s')}&_sort={sort}&_count={count}"), expected)

    def test_texts_are_in_swedish_order(self):
        names = ["Öberg", "andersson", "Zetterlund", "Åberg", "Ädel", "Andréasson", "O\u0308rn"]
        for name in names:
            self.client(SCHOOL).create({"resourceType": "Person", "name": [{"family": name}]})
        bundle = self.client(SCHOOL).get("Person?_sort=name")
        self.assertEqual([entry["resource"]["name"][0]["family"] for entry in bundle["entry"]],
                         ["andersson", "Andréasson", "Zetterlund", "Åberg", "Ädel", "Öberg", "O\u0308rn"])

    def test_a_chain_sorts_by_what_a_reference_leads_to(self):
        first, second = self.made("part", "inactive"), self.made("part", "active")
        a = self.made("chain", part=first)
        b = self.made("chain", part=second)
        c = self.made("chain")
        for sort, expected in (("ingredient:Medication.status", [b, a, c]), ("-ingredient:Medication.status", [a, b, c])):
            self.assertEqual(self.pages(f"{self.of('chain')}&_sort={sort}&_count=2"), expected)

    def test_what_is_written_between_pages_moves_nothing(self):
        made = [self.made("w", status) for status in ("active", "inactive", "active", "inactive", "active")]
        expected = [made[4], made[2], made[0], made[3], made[1]]
        shown = self.pages(f"{self.of('w')}&_sort=status&_count=2", between=lambda: self.made("w", "active"))
        self.assertEqual(shown, expected)
        shown = self.pages(f"{self.of('w')}&_sort=_lastUpdated&_count=3&status=inactive")
        self.assertEqual(shown, [made[1], made[3]])

    def test_totals_and_texts_go_with_an_order(self):
        for number in range(4):
            self.client(SCHOOL).create({"resourceType": "Person", "name": [{"given": [f"Mellannamnsdag {3 - number}"]}]})
        bundle = self.client(SCHOOL).get("Person?name:contains=namnsdag&_sort=name&_count=2&_total=accurate")
        self.assertEqual((bundle["total"], len(bundle["entry"])), (4, 2))
        self.assertEqual(bundle["entry"][0]["resource"]["name"][0]["given"], ["Mellannamnsdag 0"])

    def test_bad_orders_are_refused(self):
        for sort, message in (("nothing", "SEARCH-UNKNOWN-PARAMETER"), ("", "SEARCH-VALUE"), ("-", "SEARCH-VALUE"),
                              ("status,,form", "SEARCH-VALUE"), ("ingredient.status", "SEARCH-CHAIN"),
                              ("status.form", "SEARCH-CHAIN"), ("ingredient:Task.status", "SEARCH-CHAIN"),
                              (",".join(["status"] * 9), "SEARCH-TOO-MANY"), ("--status", "SEARCH-UNKNOWN-PARAMETER")):
            with self.subTest(sort=sort):
                answer = self.client(SCHOOL).send("GET", f"Medication?_sort={sort}")
                self.assert_refused(answer, 422 if message == "SEARCH-TOO-MANY" else 400, message)
        audit = self.client(SCHOOL).send("GET", "AuditEvent?_sort=date")
        self.assert_refused(audit, 400, "SEARCH-SORT")
        self.assertEqual(self.client(SCHOOL).send("GET", "AuditEvent?_sort=-_lastUpdated").status, 200)


if __name__ == "__main__":
    main()
