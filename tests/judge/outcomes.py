"""OperationOutcomes as what they say about a file, whoever wrote them: the reference or our own validator."""

import collections
import dataclasses
import json
import pathlib
import re
from collections.abc import Iterable

REFERENCE_ID = "http://hl7.org/fhir/StructureDefinition/operationoutcome-message-id"
OUR_IDS = "https://brygga.example/fhir/CodeSystem/message-id"
# Value sets that are a whole code system that no package has (BCP 47, BCP 13). Without a terminology server the
# engine says of the first codes that it cannot tell, as information, and of later ones that they are wrong.
NOT_LISTED = ("http://hl7.org/fhir/ValueSet/all-languages", "http://hl7.org/fhir/ValueSet/mimetypes")
NO_SYSTEM = "The System URI could not be determined for the code"
SEVERITIES = {"fatal": "error", "error": "error", "warning": "warning"}  # anything else says nothing is wrong
POSITION = re.compile(r"\[\d+\]|/\*[^*]*\*/")


@dataclasses.dataclass(frozen=True)
class Finding:
    severity: str    # error or warning
    message_id: str
    place: str       # FHIRPath expression, empty if none
    text: str

    @property
    def kind(self) -> tuple[str, str, str]:
        """The same in another file, or in another entry of the same one."""
        return self.severity, self.message_id, POSITION.sub("", self.place)


@dataclasses.dataclass(frozen=True)
class Judgement:
    file: pathlib.Path
    findings: tuple[Finding, ...]
    undecided: int = 0  # findings left out, because the engine could not know

    def of(self, severity: str) -> list[Finding]:
        return [finding for finding in self.findings if finding.severity == severity]

    @property
    def errors(self) -> list[Finding]:
        return self.of("error")

    @property
    def warnings(self) -> list[Finding]:
        return self.of("warning")


def message_id(issue: dict) -> str:
    for extension in issue.get("extension", []):
        if extension["url"] == REFERENCE_ID:
            return next(value for key, value in extension.items() if key.startswith("value"))
    for coding in issue.get("details", {}).get("coding", []):
        if coding.get("system") == OUR_IDS:
            return coding["code"]
    return issue["code"]


def finding(issue: dict) -> Finding:
    return Finding(SEVERITIES[issue["severity"]], message_id(issue), (issue.get("expression") or [""])[0],
                   issue.get("details", {}).get("text", ""))


def cannot_tell(issue: dict) -> bool:
    text = issue.get("details", {}).get("text", "")
    return NO_SYSTEM in text and any(f"'{value_set}|" in text for value_set in NOT_LISTED)


def judgements(files: list[pathlib.Path], lines: Iterable[str]) -> list[Judgement]:
    """One OperationOutcome on each line, in the order of the files."""
    outcomes = [json.loads(line) for line in lines if line.strip()]
    if len(outcomes) != len(files):
        raise ValueError(f"{len(outcomes)} outcomes for {len(files)} files")
    return [Judgement(file, tuple(finding(i) for i in outcome["issue"]
                                  if i["severity"] in SEVERITIES and not cannot_tell(i)),
                      sum(map(cannot_tell, outcome["issue"])))
            for file, outcome in zip(files, outcomes)]


def agreement(reference: list[Judgement], ours: list[Judgement]) -> dict[str, list[tuple[Judgement, Judgement]]]:
    """The files by what the two verdicts are; a verdict is whether there is an error."""
    names = {(False, False): "both clean", (True, True): "both errors",
             (True, False): "only the reference errors", (False, True): "only ours errors"}
    by_kind = {name: [] for name in names.values()}
    for theirs, own in zip(reference, ours, strict=True):
        by_kind[names[bool(theirs.errors), bool(own.errors)]].append((theirs, own))
    return by_kind


def by_message_id(judged: Iterable[Judgement]) -> list[tuple[str, int, Judgement]]:
    """Each message id of an error, in how many files it is, and one of them; the most frequent first."""
    files = collections.defaultdict(list)
    for judgement in judged:
        for each in dict.fromkeys(f.message_id for f in judgement.errors):
            files[each].append(judgement)
    return sorted(((each, len(found), found[0]) for each, found in files.items()), key=lambda row: (-row[1], row[0]))
