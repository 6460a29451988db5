#!/usr/bin/env python3
"""Has the official HL7 validator judge our definitions and what the gateway sends; scripts/conformance.sh starts it.

usage: judge.py --work build/judge --schemas schemas --kept build/judge/kept --validator build/release/brygga

--work has what scripts/conformance.sh fetched: lib (jars) and home (package cache). The report, with every finding
of every file, is written to report.txt there. Exit status 1 if there is an error in one of our own parts.
"""

import argparse
import json
import pathlib
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree

from outcomes import Judgement, agreement, by_message_id, judgements

HERE = pathlib.Path(__file__).resolve().parent
DEFINITIONS = {"CapabilityStatement", "CodeSystem", "ConceptMap", "ImplementationGuide", "MessageDefinition",
               "NamingSystem", "OperationDefinition", "Questionnaire", "SearchParameter", "StructureDefinition",
               "StructureMap", "ValueSet"}
EXAMPLES = 500         # of R4, spread evenly over the sorted names of the package
OF_A_TYPE = 30         # of one type, among what was stored in the demo, spread in the same way
FIRST_LINES = 3        # findings shown of a file
LINE_WIDTH = 220
OUR_PARTS = ("definitions and examples", "search parameters", "demo")
R4_EXAMPLES = "R4 examples"


# --- what is judged ---

def spread(files: list[pathlib.Path], count: int) -> list[pathlib.Path]:
    """`count` of the files at even distances, the first one among them."""
    if len(files) <= count:
        return files
    return [files[i * len(files) // count] for i in range(count)]


def resource_type(file: pathlib.Path) -> str:
    """Empty for what is no resource."""
    if file.suffix == ".xml":
        return xml.etree.ElementTree.parse(file).getroot().tag.removeprefix("{http://hl7.org/fhir}")
    content = json.loads(file.read_text())
    return content.get("resourceType", "") if isinstance(content, dict) else ""


def resources_in(folder: pathlib.Path) -> list[pathlib.Path]:
    """Every resource below the folder that is meant to be valid."""
    return sorted(file for file in folder.rglob("*") if file.suffix in (".json", ".xml")
                  and "invalid" not in file.relative_to(folder).parts and resource_type(file))


def demo_files(kept: pathlib.Path) -> list[pathlib.Path]:
    files = sorted(f for name in ("messages", "answers") for f in (kept / name).glob("*"))
    by_type: dict[tuple[str, str], list[pathlib.Path]] = {}
    for file in sorted((kept / "stored").glob("*")):
        by_type.setdefault((file.name.partition("-")[0], file.suffix), []).append(file)
    return files + [file for group in by_type.values() for file in spread(group, OF_A_TYPE)]


def r4_examples(schemas: pathlib.Path) -> list[pathlib.Path]:
    """Every resource of the package, definitions too, has a name with its type and id."""
    return spread(sorted((schemas / "node_modules/hl7.fhir.r4.examples").glob("[A-Z]*-*.json")), EXAMPLES)


def stage_definitions(files: list[pathlib.Path], folder: pathlib.Path) -> None:
    """What the validator reads as our implementation guide: the definitions alone, in one folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for file in files:
        if resource_type(file) in DEFINITIONS:
            shutil.copyfile(file, folder / file.name)


# --- the two validators ---

def ask_reference(work: pathlib.Path, files: list[pathlib.Path]) -> list[Judgement]:
    (work / "igs.txt").write_text(f"{work / 'ig'}\n")
    (work / "files.txt").write_text("".join(f"{file}\n" for file in files))
    command = ["java", "-Xmx4g", f"-Duser.home={work / 'home'}", "-cp", f"{work / 'lib'}/*", HERE / "Judge.java",
               work / "home/fhir-settings.json", work / "igs.txt", work / "files.txt"]
    return ask(command, files, work / "reference")


def ask_ours(work: pathlib.Path, validator: pathlib.Path, files: list[pathlib.Path]) -> list[Judgement]:
    """As a user starts it: by R4's own package."""
    return ask([validator, "validate", "--format", "ndjson", *files], files, work / "ours")


def ask(command: list, files: list[pathlib.Path], name: pathlib.Path) -> list[Judgement]:
    """Runs a validator; its outcomes and what it tells beside them stay in NAME.ndjson and NAME.log. Exit status 1 of
    ours means that there are errors."""
    began = time.monotonic()
    outcomes = name.with_suffix(".ndjson")
    with outcomes.open("w") as out, name.with_suffix(".log").open("w") as log:
        status = subprocess.run(command, stdout=out, stderr=log, check=False).returncode
    if status not in (0, 1):
        sys.exit(f"error: {name.name} ended with status {status}; see {log.name}")
    with outcomes.open() as lines:
        try:
            found = judgements(files, lines)
        except ValueError as error:
            sys.exit(f"error: {name.name} did not judge every file: {error}; see {log.name}")
    print(f"{name.name}: {len(files)} files in {time.monotonic() - began:.0f} s", flush=True)
    return found


# --- the report ---

class Report:
    """Prints what a reader wants to see, and writes all of it to a file."""

    def __init__(self, file: pathlib.Path, root: pathlib.Path):
        self.file = file.open("w")
        self.root = root

    def say(self, text: str = "") -> None:
        print(text[:LINE_WIDTH], flush=True)
        self.write(text)

    def write(self, text: str) -> None:
        self.file.write(text + "\n")

    def name(self, judgement: Judgement) -> str:
        file = judgement.file
        return str(file.relative_to(self.root)) if file.is_relative_to(self.root) else str(file)

    def file_line(self, judgement: Judgement) -> str:
        return f"{len(judgement.errors):4} errors {len(judgement.warnings):4} warnings  {self.name(judgement)}"


def show_part(report: Report, title: str, judged: list[Judgement]) -> int:
    """By file, files with findings of the same kinds together. Returns the number of errors."""
    errors, warnings = (sum(len(j.of(s)) for j in judged) for s in ("error", "warning"))
    undecided = sum(j.undecided for j in judged)
    report.say(f"\n{title}: {len(judged)} files, {errors} errors, {warnings} warnings"
               f"; {undecided} findings left out, on codes that only a terminology server knows")
    alike: dict[frozenset, list[Judgement]] = {}
    for judgement in judged:
        if judgement.findings:
            alike.setdefault(frozenset(f.kind for f in judgement.findings), []).append(judgement)
    for group in sorted(alike.values(), key=lambda group: -len(group[0].errors)):
        show_alike(report, group)
    return errors


def show_alike(report: Report, group: list[Judgement]) -> None:
    first, others = group[0], group[1:]
    report.say(report.file_line(first) + (f"  (and {len(others)} files alike)" if others else ""))
    findings = first.errors + first.warnings
    for number, finding in enumerate(findings):
        line = f"       {finding.severity} {finding.message_id} at {finding.place}: {finding.text}"
        (report.say if number < FIRST_LINES else report.write)(line)
    for other in others:
        report.write(report.file_line(other))


def show_agreement(report: Report, reference: list[Judgement], ours: list[Judgement]) -> None:
    by_kind = agreement(reference, ours)
    alike = len(by_kind["both clean"]) + len(by_kind["both errors"])
    report.say(f"\n{R4_EXAMPLES}: the two validators agree on {alike} of {len(reference)} files")
    for kind, pairs in by_kind.items():
        report.say(f"{len(pairs):5}  {kind}")
    for kind, side in (("only the reference errors", 0), ("only ours errors", 1)):
        rows = by_message_id(pair[side] for pair in by_kind[kind])
        if rows:
            report.say(f"{kind}, by its message id (files, id, one of the files)")
        for message_id, count, one in rows:
            report.say(f"{count:5}  {message_id}  {report.name(one)}")
            example = next(f for f in one.errors if f.message_id == message_id)
            report.write(f"         {example.place}: {example.text}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("work", "schemas", "kept", "validator"):
        parser.add_argument(f"--{name}", type=lambda text: pathlib.Path(text).resolve(), required=True)
    arguments = parser.parse_args()
    work, schemas = arguments.work, arguments.schemas
    guide, search = resources_in(schemas / "brygga"), resources_in(schemas / "search")
    stage_definitions(guide + search, work / "ig")
    examples = r4_examples(schemas)
    parts = dict(zip((*OUR_PARTS, R4_EXAMPLES), (guide, search, demo_files(arguments.kept), examples)))
    all_files = [file for files in parts.values() for file in files]
    print(f"the reference judges {len(all_files)} files; how far it is stands in {work / 'reference.log'}", flush=True)
    rest = iter(ask_reference(work, all_files))
    judged = {title: [next(rest) for _ in files] for title, files in parts.items()}

    report = Report(work / "report.txt", schemas.parent)
    errors = sum(show_part(report, title, judged[title]) for title in OUR_PARTS)
    show_agreement(report, judged[R4_EXAMPLES], ask_ours(work, arguments.validator, examples))
    report.say(f"\n{errors} errors over what is ours; every finding stands in {work / 'report.txt'}")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
