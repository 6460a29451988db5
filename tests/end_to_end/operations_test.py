"""The operations that ask FHIR packages: $validate and the terminology, with a package of the configuration."""

import io
import json
import tarfile
import urllib.parse

from fixture import FHIR_JSON, SCHOOL, EndToEnd, main

CODES = "https://example.org/fhir/CodeSystem/colour"
COLOURS = "https://example.org/fhir/ValueSet/colour"
NAMED = "https://example.org/fhir/StructureDefinition/named-patient"
RESOURCES = [
    {"resourceType": "CodeSystem", "url": CODES, "version": "1", "status": "active", "content": "complete",
     "concept": [{"code": "red", "display": "Red"}, {"code": "blue", "display": "Blue"}]},
    {"resourceType": "ValueSet", "url": COLOURS, "version": "1", "status": "active",
     "compose": {"include": [{"system": CODES}]}},
    {"resourceType": "StructureDefinition", "url": NAMED, "version": "1", "name": "NamedPatient", "status": "active",
     "kind": "resource", "abstract": False, "type": "Patient", "derivation": "constraint",
     "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Patient",
     "differential": {"element": [{"id": "Patient.name", "path": "Patient.name", "min": 1}]}},
]


def package() -> bytes:
    files = {"package.json": {"name": "example.ig", "version": "1.0.0", "fhirVersions": ["4.0.1"], "dependencies": {}}}
    for number, resource in enumerate(RESOURCES):
        files[f"{resource['resourceType']}-{number}.json"] = resource
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, content in files.items():
            text = json.dumps(content).encode()
            entry = tarfile.TarInfo(f"package/{name}")
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text))
    return packed.getvalue()


class Operations(EndToEnd):
    OPTIONS = {"packages": "[ig.tgz]"}

    @classmethod
    def prepare(cls) -> None:
        (cls.stand.folder / "ig.tgz").write_bytes(package())

    def ask(self, path: str, **fields: str):
        return self.client(SCHOOL).send("GET", f"{path}?{urllib.parse.urlencode(fields)}")

    def validate(self, resource: dict, query: str = ""):
        answer = self.client(SCHOOL).send("POST", f"{resource['resourceType']}/$validate{query}",
                                          json.dumps(resource).encode(), {"Content-Type": FHIR_JSON})
        self.assertEqual(answer.status, 200, answer.body[:300])
        return {(i["severity"], i["details"]["coding"][0]["code"]) for i in answer.resource["issue"]}

    def test_a_configured_package_is_expanded(self):
        answer = self.ask("ValueSet/$expand", url=COLOURS)
        self.assertEqual(answer.status, 200)
        self.assertEqual([c["code"] for c in answer.resource["expansion"]["contains"]], ["red", "blue"])

    def test_what_is_compiled_into_the_definitions_is_known_too(self):
        answer = self.ask("CodeSystem/$lookup", system="http://terminology.hl7.org/CodeSystem/v3-ActCode", code="AMB")
        self.assertEqual(answer.status, 200, answer.body[:300])

    def test_validate_asks_the_profile_of_a_configured_package(self):
        found = self.validate({"resourceType": "Patient", "active": True}, "?profile=" + urllib.parse.quote(NAMED))
        self.assertIn(("error", "VAL-PROFILE-MIN"), found)

    def test_nothing_that_is_validated_is_kept(self):
        self.validate({"resourceType": "Patient", "name": [{"text": "Kim"}]})
        self.assertEqual(self.client(SCHOOL).search("Patient"), [])

    def test_the_package_is_compiled_once(self):
        compiled = list((self.stand.folder / "packages").iterdir())
        self.assertEqual(len(compiled), 1)
        made = compiled[0].stat().st_mtime_ns
        self.restart()
        self.assertEqual([(f, f.stat().st_mtime_ns) for f in (self.stand.folder / "packages").iterdir()],
                         [(compiled[0], made)])
        self.assertEqual(self.ask("ValueSet/$expand", url=COLOURS).status, 200)


if __name__ == "__main__":
    main()
