"""What is judged, and what two validators' outcomes are taken to say."""

import io
import json
import pathlib
import sys
import tarfile
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from judge import demo_files, resources_in, spread, stage_definitions  # noqa: E402
from outcomes import agreement, by_message_id, judgements  # noqa: E402
from package_cache import ALIASES, unpack  # noqa: E402


def outcome(*issues: tuple[str, str, str]) -> str:
    """A line of the reference: severity, message id and place of each issue."""
    return json.dumps({"resourceType": "OperationOutcome", "issue": [
        {"severity": severity, "code": "invalid", "expression": [place], "extension": [
            {"url": "http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-line", "valueInteger": 1},
            {"url": "http://hl7.org/fhir/StructureDefinition/operationoutcome-message-id", "valueCode": name}]}
        for severity, name, place in issues]})


CLEAN = outcome(("information", "ALL_OK", ""))
OURS = json.dumps({"resourceType": "OperationOutcome", "issue": [
    {"severity": "error", "code": "required", "details": {
        "text": "One is missing.",
        "coding": [{"system": "https://brygga.example/fhir/CodeSystem/message-id", "code": "VALIDATE-MIN"}]}}]})


def judged(*lines: str):
    return judgements([pathlib.Path(f"{i}.json") for i in range(len(lines))], lines)


class Outcomes(unittest.TestCase):
    def test_an_issue_has_the_message_id_of_whoever_wrote_it(self):
        theirs, ours = judged(outcome(("fatal", "Bad_Syntax", "Patient")), OURS)
        self.assertEqual([f.message_id for f in theirs.errors], ["Bad_Syntax"])
        self.assertEqual([f.message_id for f in ours.errors], ["VALIDATE-MIN"])

    def test_a_language_that_no_package_lists_is_undecided_and_another_unknown_code_is_wrong(self):
        def unknown(value_set: str) -> str:
            text = f"The System URI could not be determined for the code 'sv' in the ValueSet '{value_set}|4.0.1'"
            return json.dumps({"resourceType": "OperationOutcome", "issue": [
                {"severity": "error", "code": "code-invalid", "details": {"text": text}}]})

        language, gender = judged(unknown("http://hl7.org/fhir/ValueSet/all-languages"),
                                  unknown("http://hl7.org/fhir/ValueSet/administrative-gender"))
        self.assertEqual((len(language.errors), language.undecided), (0, 1))
        self.assertEqual((len(gender.errors), gender.undecided), (1, 0))

    def test_information_says_nothing_is_wrong(self):
        self.assertEqual(judged(CLEAN)[0].findings, ())

    def test_entries_of_a_bundle_and_items_of_a_list_are_alike(self):
        a, b = (judged(outcome(("error", "X", place)))[0].findings[0].kind for place in (
            "Bundle.entry[1].resource/*Task/12-ab*/.extension[0]", "Bundle.entry[7].resource/*Task/9*/.extension[2]"))
        self.assertEqual(a, b)

    def test_a_file_without_an_outcome_is_no_verdict(self):
        with self.assertRaises(ValueError):
            judgements([pathlib.Path("a"), pathlib.Path("b")], [CLEAN])

    def test_two_verdicts_agree_or_differ_in_one_of_two_ways(self):
        bad = outcome(("error", "X", ""), ("error", "X", ""), ("warning", "W", ""))
        kinds = agreement(judged(CLEAN, bad, bad, CLEAN), judged(CLEAN, OURS, CLEAN, OURS))
        self.assertEqual({kind: [a.file.name for a, _ in pairs] for kind, pairs in kinds.items()}, {
            "both clean": ["0.json"], "both errors": ["1.json"],
            "only the reference errors": ["2.json"], "only ours errors": ["3.json"]})

    def test_a_message_id_counts_once_for_a_file_and_warnings_never(self):
        bad = outcome(("error", "X", ""), ("error", "X", ""), ("warning", "W", ""))
        rows = by_message_id(judged(bad, outcome(("error", "A", ""), ("error", "X", ""))))
        self.assertEqual([row[:2] for row in rows], [("X", 2), ("A", 1)])


class Selection(unittest.TestCase):
    def setUp(self):
        made = tempfile.TemporaryDirectory()
        self.addCleanup(made.cleanup)
        self.folder = pathlib.Path(made.name)

    def put(self, name: str, content: str) -> None:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)

    def test_a_sample_is_spread_over_all_and_the_same_every_time(self):
        files = [pathlib.Path(str(i)) for i in range(10)]
        self.assertEqual([f.name for f in spread(files, 4)], ["0", "2", "5", "7"])
        self.assertEqual(spread(files, 10), files)

    def test_what_is_meant_to_be_invalid_and_what_is_no_resource_is_left_out(self):
        self.put("StructureDefinition-a.json", '{"resourceType": "StructureDefinition"}')
        self.put("examples/Task-a.xml", '<Task xmlns="http://hl7.org/fhir"/>')
        self.put("examples/invalid/Task-b.json", '{"resourceType": "Task"}')
        self.put("package.json", '{"name": "brygga"}')
        found = resources_in(self.folder)
        self.assertEqual([f.name for f in found], ["StructureDefinition-a.json", "Task-a.xml"])
        stage_definitions(found, self.folder / "ig")
        self.assertEqual([f.name for f in (self.folder / "ig").iterdir()], ["StructureDefinition-a.json"])

    def test_of_the_demo_every_message_is_judged_and_some_of_each_type(self):
        for i in range(40):
            self.put(f"stored/AuditEvent-{i:02}-1.json", "{}")
            self.put(f"messages/bup-referral-{i}.json", "{}")
        self.put("stored/Task-1-1.xml", "<Task/>")
        names = [f.name.partition("-")[0] for f in demo_files(self.folder)]
        self.assertEqual((names.count("bup"), names.count("AuditEvent"), names.count("Task")), (40, 30, 1))


class Cache(unittest.TestCase):
    def test_a_package_is_there_under_its_aliases_without_dependencies(self):
        with tempfile.TemporaryDirectory() as made:
            folder = pathlib.Path(made)
            manifest = json.dumps({"name": "hl7.terminology.r4", "version": "7.0.1", "dependencies": {"x": "1"}})
            with tarfile.open(folder / "p.tgz", "w:gz") as packed:
                for name, content in (("package/package.json", manifest), ("package/a.json", "{}"),
                                      ("../outside.json", "{}")):
                    member = tarfile.TarInfo(name)
                    member.size = len(content)
                    packed.addfile(member, io.BytesIO(content.encode()))
            cache = folder / "cache"
            cache.mkdir()
            unpack(folder / "p.tgz", cache)
            expected = {"hl7.terminology.r4#7.0.1"} | {"#".join(alias) for alias in ALIASES["hl7.terminology.r4"]}
            self.assertEqual({f.name for f in cache.iterdir()}, expected)
            for each in cache.iterdir():
                written = json.loads((each / "package/package.json").read_text())
                self.assertEqual(f"{written['name']}#{written['version']}", each.name)
                self.assertNotIn("dependencies", written)
                self.assertTrue((each / "package/a.json").exists())
            self.assertFalse((folder / "outside.json").exists())


if __name__ == "__main__":
    unittest.main()
