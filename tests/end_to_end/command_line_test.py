"""The commands on files as a person or a script calls them: exit codes, and what goes to which stream."""

import json
import os
import pathlib
import subprocess
import tarfile
import tempfile
import unittest

from fixture import EndToEnd, main

PATIENT = {"resourceType": "Patient",
           "text": {"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml">Åsa</div>'},
           "name": [{"given": ["Åsa"]}], "gender": "female"}
PROFILE_URL = "https://example.org/StructureDefinition/dated"
PROFILE = {"resourceType": "StructureDefinition", "url": PROFILE_URL, "name": "Dated", "status": "draft",
           "kind": "resource", "abstract": False, "type": "Patient", "derivation": "constraint",
           "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Patient",
           "differential": {"element": [{"id": "Patient.birthDate", "path": "Patient.birthDate", "min": 1}]}}
SYSTEM = "http://example.org/sid/codes"
FINE, ERROR, WRONG_USE = 0, 1, 2


class CommandLine(unittest.TestCase):

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory(prefix="brygga-command-line-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name: str, content) -> str:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content, ensure_ascii=False))
        return str(path)

    def run_brygga(self, *words: str, text: str = "", code: int = FINE) -> subprocess.CompletedProcess:
        done = subprocess.run([EndToEnd.binary, *words], input=text, capture_output=True, text=True,
                              encoding="utf-8", timeout=120, check=False)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def test_valid_file_exits_0(self):
        done = self.run_brygga("validate", self.write("a.json", PATIENT))
        self.assertEqual(done.stdout, "1 file, 0 errors, 0 warnings\n")
        self.assertEqual(done.stderr, "")

    def test_error_exits_1_and_is_shown_with_a_caret(self):
        done = self.run_brygga("validate", self.write("a.json", PATIENT | {"gender": "woman"}), code=ERROR)
        place, line, caret, count = done.stdout.splitlines()
        self.assertIn(": error: Patient.gender: ", place)
        self.assertIn("[VAL-BINDING]", place)
        self.assertEqual(line[caret.index("^"):][:8], '"gender"')
        self.assertEqual(count, "1 file, 1 error, 0 warnings")

    def test_wrong_use_exits_2_and_prints_no_result(self):
        file = self.write("a.json", PATIENT)
        for words in (["validate"], ["validate", "--format", "html", file], ["validate", "--nonsense", file],
                      ["fhirpath", "id"], ["convert", file], ["convert", "--to", "yaml", file], ["snapshot"],
                      ["codesystem", file], ["codesystem", "--system", "icd", file],
                      ["codesystem", "--system", SYSTEM, "--language", "s v", file],
                      ["codesystem", "--system", SYSTEM, "--version", "1|2", file],
                      ["codesystem", "--system", SYSTEM, "--name", "icd-10", file],
                      ["codesystem", "--system", SYSTEM, "--where", "active", file],
                      ["codesystem", "--system", SYSTEM, "--separator", ";", file],
                      ["nonsense"], []):
            with self.subTest(words=words):
                done = self.run_brygga(*words, code=WRONG_USE)
                self.assertEqual(done.stdout, "")
                self.assertNotEqual(done.stderr, "")

    def test_help_of_each_command_has_an_example_and_the_exit_codes(self):
        for command in ("validate", "fhirpath", "convert", "snapshot", "codesystem"):
            with self.subTest(command=command):
                done = self.run_brygga(command, "--help")
                self.assertIn(f"  brygga {command} ", done.stdout)
                self.assertIn("Exit code: 0", done.stdout)
                self.assertLess(max(map(len, done.stdout.splitlines())), 100)

    def test_json_of_a_folder_is_a_bundle_that_names_the_files(self):
        for name in ("b/2.json", "b/1.json", "a.xml", "package.json"):
            self.write(name, PATIENT)
        bundle = json.loads(self.run_brygga("validate", "--format", "json", str(self.folder)).stdout)
        self.assertEqual((bundle["resourceType"], bundle["type"]), ("Bundle", "collection"))
        names = [entry["resource"]["extension"][0]["valueString"] for entry in bundle["entry"]]
        self.assertEqual(names, [str(self.folder / name) for name in ("a.xml", "b/1.json", "b/2.json")])

    def test_json_of_one_file_is_an_outcome_with_line_and_column(self):
        done = self.run_brygga("validate", "--format", "json", "-", code=ERROR,
                               text='{"resourceType":"Patient",\n "gender":"woman"}')
        outcome = json.loads(done.stdout)
        issue = next(issue for issue in outcome["issue"] if issue["severity"] == "error")
        place = {extension["url"].rsplit("-", 1)[-1]: extension for extension in issue["extension"]}
        self.assertEqual((place["line"]["valueInteger"], place["col"]["valueString"]), (2, "2"))
        self.assertEqual(issue["expression"], ["Patient.gender"])
        self.assertEqual(issue["details"]["coding"][0]["code"], "VAL-BINDING")

    def test_json_lines_are_one_outcome_a_file(self):
        files = [self.write("a.json", PATIENT), str(self.folder / "missing.json")]
        done = self.run_brygga("validate", "--format", "ndjson", *files, code=ERROR)
        outcomes = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual([outcome["issue"][0]["severity"] for outcome in outcomes], ["information", "fatal"])

    @unittest.skipIf(os.geteuid() == 0, "root may read everything")
    def test_file_that_may_not_be_read_is_an_error_of_that_file(self):
        closed, open_file = self.write("a.json", PATIENT), self.write("b.json", PATIENT)
        os.chmod(closed, 0)
        done = self.run_brygga("validate", closed, open_file, code=ERROR)
        self.assertIn("[CLI-FILE]", done.stdout)
        self.assertIn("2 files, 1 error, 0 warnings", done.stdout)

    def test_profile_is_found_in_a_file_and_missed_without_it(self):
        file, profile = self.write("a.json", PATIENT), self.write("profile.json", PROFILE)
        words = ("validate", "--profile", PROFILE_URL, file)
        self.assertIn("[CLI-PROFILE]", self.run_brygga(*words, code=ERROR).stderr)
        self.assertIn("[VAL-PROFILE-MIN]", self.run_brygga(*words, "--package", profile, code=ERROR).stdout)

    def test_package_is_opened_as_tgz_and_a_missing_dependency_is_a_warning(self):
        manifest = {"name": "example.ig", "version": "1.0.0", "dependencies": {"example.base": "2.0.0"}}
        with tarfile.open(self.folder / "ig.tgz", "w:gz") as package:
            for name, content in (("package.json", manifest), ("StructureDefinition-dated.json", PROFILE)):
                package.add(self.write(name, content), f"package/{name}")
        done = self.run_brygga("validate", "--package", str(self.folder / "ig.tgz"), "--profile", PROFILE_URL,
                               self.write("a.json", PATIENT), code=ERROR)
        self.assertIn("[VAL-PROFILE-MIN]", done.stdout)
        self.assertIn("[PACKAGE-DEPENDENCY]", done.stderr)
        self.assertIn("example.base", done.stderr)

    def test_missing_core_package_is_refused_with_what_to_do(self):
        done = self.run_brygga("validate", "--core", str(self.folder / "none"), self.write("a.json", PATIENT),
                               code=ERROR)
        self.assertEqual(done.stdout, "")
        self.assertIn("hl7.fhir.r4.corexml", done.stderr)

    def test_fhirpath_prints_a_result_a_line(self):
        done = self.run_brygga("fhirpath", "name.given | gender", "-", text=json.dumps(PATIENT))
        self.assertEqual(done.stdout, 'FHIR.string: "Åsa"\nFHIR.code: "female"\n')

    def test_fhirpath_that_cannot_be_read_exits_1_with_a_caret(self):
        done = self.run_brygga("fhirpath", "name.given(", self.write("a.json", PATIENT), code=ERROR)
        self.assertEqual(done.stdout, "")
        self.assertTrue(done.stderr.startswith("expression:1:"), done.stderr)
        self.assertTrue(done.stderr.endswith("^\n"), done.stderr)

    def test_fhirpath_asks_packages_if_one_is_named(self):
        words = ("fhirpath", f"conformsTo('{PROFILE_URL}')", self.write("a.json", PATIENT))
        self.assertIn("[FHIRPATH-HOST]", self.run_brygga(*words, code=ERROR).stderr)
        done = self.run_brygga(*words, "--package", self.write("profile.json", PROFILE))
        self.assertEqual(done.stdout, "System.Boolean: false\n")

    def coded(self, code: str, display: str | None = None) -> str:
        coding = {"system": SYSTEM, "code": code} | ({"display": display} if display else {})
        return self.write(f"{code}.json", PATIENT | {"maritalStatus": {"coding": [coding]}})

    def test_codes_of_a_table_are_in_not_in_and_of_a_fragment_not_to_be_told(self):
        table = self.write("codes.csv", "\ufeffKod;Text\r\nA1;\"Ett \"\"A\"\"; först\"\r\nA2;Två\r\n")
        words = ("codesystem", "--system", SYSTEM, "--language", "sv", "--code-column", "Kod",
                 "--display-column", "Text", table)
        whole, part = str(self.folder / "whole.json"), str(self.folder / "part.json")
        self.assertEqual(self.run_brygga(*words, "--output", whole).stdout, f"{whole}: 2 concepts, 0 inactive\n")
        self.run_brygga(*words, "--output", part, "--fragment")

        self.run_brygga("validate", "--package", whole, self.coded("A1", 'ett "a"; först'))
        done = self.run_brygga("validate", "--package", whole, self.coded("A3"), code=ERROR)
        self.assertIn("[VAL-CODE-UNKNOWN]", done.stdout)
        done = self.run_brygga("validate", "--package", whole, self.coded("A2", "Tre"), code=ERROR)
        self.assertIn("[VAL-CODE-DISPLAY]", done.stdout)
        self.run_brygga("validate", "--package", part, self.coded("A3"))

    def test_parents_of_a_table_answer_filters_by_is_a(self):
        table = self.write("codes.tsv", "code\tdisplay\tparent\nA\ta\t\nAB\tab\tA\nC\tc\t\n")
        system = self.write("system.json", self.run_brygga("codesystem", "--system", SYSTEM, "--parent-column",
                                                           "parent", table).stdout)
        value_set = self.write("set.json", {
            "resourceType": "ValueSet", "url": "http://example.org/ValueSet/a", "name": "A", "status": "draft",
            "compose": {"include": [{"system": SYSTEM, "filter": [
                {"property": "concept", "op": "is-a", "value": "A"}]}]}})
        for code, answer in (("A", "true"), ("AB", "true"), ("C", "false")):
            with self.subTest(code=code):
                done = self.run_brygga("fhirpath", "--package", system, "--package", value_set,
                                       "maritalStatus.memberOf('http://example.org/ValueSet/a')", self.coded(code))
                self.assertEqual(done.stdout, f"System.Boolean: {answer}\n")

    def test_table_with_errors_is_shown_and_nothing_is_written(self):
        table = self.write("codes.csv", "code,display\nA,a\nA,b\nB ,c\n")
        output = self.folder / "system.json"
        done = self.run_brygga("codesystem", "--system", SYSTEM, "--output", str(output), table, code=ERROR)
        self.assertEqual(done.stdout, "")
        self.assertIn(f"{table}:3:1: error: ", done.stderr)
        self.assertIn("[CODES-TWICE]\n     3 | A,b\n       | ^\n", done.stderr)
        self.assertIn(f"{table}:4:1: error: ", done.stderr)
        self.assertIn("[CODES-SPACE]", done.stderr)
        self.assertFalse(output.exists())

    def test_table_that_is_not_utf8_is_refused_at_its_place(self):
        table = self.folder / "codes.csv"
        table.write_bytes("code,display\nA,a\nB,\u00e5\n".encode("latin-1"))
        done = self.run_brygga("codesystem", "--system", SYSTEM, str(table), code=ERROR)
        self.assertIn(f"{table}:3:3: error: ", done.stderr)
        self.assertIn("[CODES-UTF8]", done.stderr)

    def test_convert_there_and_back_is_the_same(self):
        there = self.run_brygga("convert", "--to", "xml", self.write("a.json", PATIENT)).stdout
        self.assertIn('<gender value="female"/>', there)
        back = self.run_brygga("convert", "--to", "json", "-", text=there).stdout
        self.assertEqual(json.loads(back), PATIENT)

    def test_snapshot_keeps_the_format_and_what_else_the_profile_has(self):
        made = json.loads(self.run_brygga("snapshot", self.write("profile.json", PROFILE)).stdout)
        elements = {element["id"]: element for element in made.pop("snapshot")["element"]}
        self.assertEqual(made, PROFILE)
        self.assertEqual(elements["Patient.birthDate"]["min"], 1)
        self.assertIn("Patient.link.other", elements)

    def test_results_that_cannot_be_written_are_an_error(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run([EndToEnd.binary, "convert", "--to", "xml", self.write("a.json", PATIENT)],
                                  stdout=full, stderr=subprocess.PIPE, text=True, timeout=120, check=False)
        self.assertEqual(done.returncode, ERROR)
        self.assertIn("[CLI-OUTPUT]", done.stderr)


if __name__ == "__main__":
    main()
