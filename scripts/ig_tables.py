#!/usr/bin/env python3
"""Writes docs/ig: one page for each profile in schemas/brygga, and an index.

usage: scripts/ig_tables.py [--check] [ROOT]

--check writes nothing: exit status 1, and a line for each difference, if docs/ig is not what would be
written, if a profile has no valid example or fewer than two invalid ones, if one of our constraints has no
invalid example whose name ends with its key (without "bry-"), or if the gateway or the demo use a URL of
ours that nothing in schemas/brygga defines.
"""

import argparse
import json
import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree

FHIR = "{http://hl7.org/fhir}"
CORE = "http://hl7.org/fhir/StructureDefinition/"
TRANSLATION = CORE + "translation"
OURS = "https://brygga.example/fhir/"
KEY_PREFIX = "bry-"
MIN_VALID, MIN_INVALID = 1, 2
USERS = ("gateway", "tests/partner", "tests/demo")
USED_URL = re.compile(OURS + r"(?:CodeSystem|OperationDefinition|StructureDefinition|ValueSet)/"
                             r"[A-Za-z0-9-]*[A-Za-z0-9]\b(?!-)")


def swedish(element: dict, name: str) -> str:
    """The Swedish text of a property, by the translation extension; empty if there is none."""
    for extension in element.get("_" + name, {}).get("extension", []):
        if extension["url"] == TRANSLATION:
            parts = {part["url"]: part for part in extension["extension"]}
            if parts["lang"]["valueCode"] == "sv":
                return parts["content"]["valueString"]
    return ""


def tail(url: str) -> str:
    return url.rsplit("/", 1)[-1]


def cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def row(*cells: str) -> str:
    return "| " + " | ".join(cell(each) for each in cells) + " |"


class CoreTypes:
    """Cardinality and types of the elements of R4, from the package that scripts/setup.sh installs."""

    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        self.types: dict[str, dict[str, tuple[str, list[str]]]] = {}

    def elements(self, type_name: str) -> dict[str, tuple[str, list[str]]]:
        if type_name not in self.types:
            root = ElementTree.parse(self.folder / f"StructureDefinition-{type_name}.xml").getroot()
            found = {}
            for element in root.iterfind(f"{FHIR}snapshot/{FHIR}element"):
                value = {name: element.find(FHIR + name).get("value") for name in ("min", "max")}
                codes = [code.get("value") for code in element.iterfind(f"{FHIR}type/{FHIR}code")]
                found[element.get("id")] = (f"{value['min']}..{value['max']}", codes)
            self.types[type_name] = found
        return self.types[type_name]

    def find(self, path: str) -> tuple[str, list[str]]:
        """Of "Task.restriction.period.end": what the innermost type says."""
        names = path.split(".")
        at, known = names[0], self.elements(names[0])
        for name in names[1:]:
            if f"{at}.{name}" not in known:
                at = known[at][1][0]
                known = self.elements(at)
            at = f"{at}.{name}"
        return known[at]


class Guide:
    def __init__(self, root: pathlib.Path):
        self.root = root
        self.folder = root / "schemas" / "brygga"
        self.core = CoreTypes(root / "schemas" / "node_modules" / "hl7.fhir.r4.core")
        self.definitions = [json.loads(path.read_text()) for path in sorted(self.folder.glob("*-*.json"))
                            if path.name != "package.json"]
        self.by_url = {each["url"]: each for each in self.definitions}
        self.valid = self.by_profile("examples")
        self.invalid = self.by_profile("examples/invalid")

    def by_profile(self, folder: str) -> dict[str, list[str]]:
        """Names of the example files by the profile that they are of."""
        found: dict[str, list[str]] = {}
        for path in sorted((self.folder / folder).glob("*.json")):
            for profile in json.loads(path.read_text())["meta"]["profile"]:
                found.setdefault(profile, []).append(path.name)
        return found

    def of_type(self, resource_type: str) -> list[dict]:
        return [each for each in self.definitions if each["resourceType"] == resource_type]

    def profiles(self) -> list[dict]:
        return [each for each in self.of_type("StructureDefinition") if each["kind"] == "resource"]

    def extensions(self) -> list[dict]:
        return [each for each in self.of_type("StructureDefinition") if each["type"] == "Extension"]

    # --- one element ---

    def inherited(self, profile: dict, element: dict) -> tuple[str, list[str]]:
        """Cardinality and types before this profile; a slice stands as often as it likes."""
        base = self.by_url.get(profile["baseDefinition"])
        if base is not None:
            stated = next((each for each in base["differential"]["element"] if each["id"] == element["id"]), None)
            if stated is not None:
                return self.cardinality(base, stated), self.types(base, stated)
        cardinality, types = self.core.find(element["path"])
        if "sliceName" in element:
            cardinality = "0.." + cardinality.split("..")[1]
        return cardinality, types

    def cardinality(self, profile: dict, element: dict) -> str:
        lowest, highest = self.inherited(profile, element)[0].split("..")
        return f"{element.get('min', lowest)}..{element.get('max', highest)}"

    def types(self, profile: dict, element: dict) -> list[str]:
        if "type" not in element:
            return self.inherited(profile, element)[1]
        names = []
        for each in element["type"]:
            targets = each.get("targetProfile", []) + each.get("profile", [])
            names.append(each["code"] + (f"({', '.join(tail(url) for url in targets)})" if targets else ""))
        return names

    @staticmethod
    def value(element: dict) -> str:
        for name, value in element.items():
            if not re.match(r"(fixed|pattern)[A-Z]", name):
                continue
            coding = value.get("coding", [{}])[0] if isinstance(value, dict) else {}
            shown = f"{coding['system']}#{coding['code']}" if coding else json.dumps(value, ensure_ascii=False)
            return f"{'=' if name.startswith('fixed') else 'has'} `{shown.strip(chr(34))}`"
        return ""

    def binding(self, element: dict) -> str:
        bound = element.get("binding")
        if bound is None:
            return self.value(element)
        url = bound["valueSet"]
        name = tail(url)
        return f"[{name}]({self.file_link(self.by_url[url])}) ({bound['strength']})" if url in self.by_url else \
            f"{name} ({bound['strength']})"

    # --- pages ---

    @staticmethod
    def file_link(definition: dict) -> str:
        return f"../../schemas/brygga/{definition['resourceType']}-{definition['id']}.json"

    def page(self, profile: dict) -> str:
        url = profile["url"]
        base = profile["baseDefinition"]
        base_text = f"[{tail(base)}]({tail(base)}.md)" if base in self.by_url else tail(base)
        lines = [f"# {profile['title']} · {swedish(profile, 'title')}", "",
                 f"`{url}`, version {profile['version']}, on {base_text}"
                 f" ([definition]({self.file_link(profile)})).", "",
                 profile["description"], "", f"*{swedish(profile, 'description')}*", "",
                 row("element", "cardinality", "type", "binding or value", "must support", "meaning", "betydelse"),
                 row(*["---"] * 7)]
        constraints = []
        for element in profile["differential"]["element"]:
            constraints += element.get("constraint", [])
            if "." not in element["id"] or "slicing" in element and "short" not in element:
                continue
            lines.append(row(f"`{element['id'].split('.', 1)[1]}`", self.cardinality(profile, element),
                             ", ".join(self.types(profile, element)), self.binding(element),
                             "yes" if element.get("mustSupport") else "", element.get("short", ""),
                             swedish(element, "short")))
        if constraints:
            lines += ["", "## Constraints", "", row("key", "severity", "rule", "regel", "expression"),
                      row(*["---"] * 5)]
            lines += [row(f"`{each['key']}`", each["severity"], each["human"], swedish(each, "human"),
                          f"`{each['expression']}`") for each in constraints]
        lines += ["", "## Examples", ""]
        lines += [f"- [{name}](../../schemas/brygga/examples/{name})" for name in self.valid.get(url, [])]
        lines += ["", "Deliberately invalid, each with what the validator says beside it:", ""]
        lines += [f"- [{name}](../../schemas/brygga/examples/invalid/{name})" for name in self.invalid.get(url, [])]
        return "\n".join(lines) + "\n"

    def definition_rows(self, definitions: list[dict], more) -> list[str]:
        return [row(f"[{each['id']}]({self.file_link(each)})", each.get("title", each["name"]), swedish(each, "title"),
                    more(each)) for each in definitions]

    def index(self) -> str:
        head = lambda *names: [row(*names), row(*["---"] * len(names))]
        lines = ["# Implementation guide", "",
                 "Made by `scripts/ig_tables.py` from `schemas/brygga`, a FHIR package. Do not edit these pages.", "",
                 f"{len(self.profiles())} profiles, {len(self.extensions())} extensions, "
                 f"{len(self.of_type('CodeSystem'))} code systems, {len(self.of_type('ValueSet'))} value sets, "
                 f"{sum(map(len, self.valid.values()))} valid and {sum(map(len, self.invalid.values()))} deliberately "
                 "invalid examples.", "", "## Profiles", "",
                 *head("profile", "title", "titel", "on", "examples: valid, invalid")]
        for each in sorted(self.profiles(), key=lambda profile: (profile["type"], profile["id"])):
            lines.append(row(f"[{each['id']}]({each['id']}.md)", each["title"], swedish(each, "title"), each["type"],
                             f"{len(self.valid.get(each['url'], []))}, {len(self.invalid.get(each['url'], []))}"))
        lines += ["", "## Extensions", "", *head("extension", "title", "titel", "where")]
        lines += self.definition_rows(self.extensions(), lambda each: ", ".join(
            c["expression"] for c in each["context"]))
        lines += ["", "## Code systems", "", *head("code system", "title", "titel", "codes")]
        lines += self.definition_rows(self.of_type("CodeSystem"), lambda each: ", ".join(
            f"`{c['code']}`" for c in each.get("concept", [])) or "not ours to list")
        lines += ["", "## Value sets", "", *head("value set", "title", "titel", "from")]
        lines += self.definition_rows(self.of_type("ValueSet"), lambda each: ", ".join(
            i["system"] for i in each["compose"]["include"]))
        lines += ["", "## Other definitions", "", *head("definition", "title", "titel", "kind")]
        models = [each for each in self.of_type("StructureDefinition") if each["kind"] == "logical"]
        others = [each for kind in ("Questionnaire", "OperationDefinition", "SearchParameter")
                  for each in self.of_type(kind)]
        lines += self.definition_rows(models, lambda each: "logical model")
        lines += self.definition_rows(others, lambda each: each["resourceType"])
        return "\n".join(lines) + "\n"

    def pages(self) -> dict[str, str]:
        return {"README.md": self.index()} | {f"{each['id']}.md": self.page(each) for each in self.profiles()}

    # --- completeness ---

    def gaps(self) -> list[str]:
        found = []
        broken = [name.removesuffix(".json") for names in self.invalid.values() for name in names]
        for profile in self.profiles():
            valid, invalid = (len(each.get(profile["url"], [])) for each in (self.valid, self.invalid))
            if valid < MIN_VALID or invalid < MIN_INVALID:
                found.append(f"{profile['id']} has {valid} valid and {invalid} invalid examples")
            for element in profile["differential"]["element"]:
                if "short" in element and not swedish(element, "short"):
                    found.append(f"{element['id']} of {profile['id']} has no Swedish text")
                for constraint in element.get("constraint", []):
                    name = constraint["key"].removeprefix(KEY_PREFIX)
                    if not any(each.endswith("-" + name) for each in broken):
                        found.append(f"no invalid example breaks {constraint['key']}")
        return found + self.undefined_urls()

    def undefined_urls(self) -> list[str]:
        """A URL that ends with a hyphen is the beginning of several, and not looked at."""
        used: dict[str, str] = {}
        for folder in USERS:
            for path in sorted((self.root / folder).rglob("*")):
                if path.suffix in (".cpp", ".hpp", ".py"):
                    used |= dict.fromkeys(USED_URL.findall(path.read_text()), str(path.relative_to(self.root)))
        return [f"{url}, which {user} uses, is not defined" for url, user in used.items() if url not in self.by_url]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("root", nargs="?", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parents[1])
    arguments = parser.parse_args()
    guide = Guide(arguments.root)
    folder = arguments.root / "docs" / "ig"
    pages = guide.pages()
    present = {path.name: path for path in folder.glob("*.md")}
    if arguments.check:
        differences = guide.gaps()
        differences += [f"docs/ig/{name} is not what scripts/ig_tables.py writes" for name, text in pages.items()
                        if name not in present or present[name].read_text() != text]
        differences += [f"docs/ig/{name} belongs to no profile" for name in present if name not in pages]
        for difference in differences:
            print(difference)
        return 1 if differences else 0
    folder.mkdir(parents=True, exist_ok=True)
    for name, path in present.items():
        if name not in pages:
            path.unlink()
    for name, text in pages.items():
        (folder / name).write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
