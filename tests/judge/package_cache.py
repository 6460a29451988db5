"""Builds the package cache that the official HL7 validator reads, from packages of the npm registry.

usage: package_cache.py EXAMPLES_FOLDER PACKED_FOLDER HOME

EXAMPLES_FOLDER is npm's hl7.fhir.r4.examples, which holds every definition of R4 core; PACKED_FOLDER has the other
packages as `npm pack` left them. The cache is HOME/.fhir/packages; HOME/fhir-settings.json keeps the validator off
the network. A cache that is there already is left alone.
"""

import json
import pathlib
import shutil
import sys
import tarfile

CORE_TYPES = {"CapabilityStatement", "CodeSystem", "CompartmentDefinition", "ConceptMap", "ImplementationGuide",
              "NamingSystem", "OperationDefinition", "SearchParameter", "StructureDefinition", "StructureMap", "ValueSet"}
CORE = {"name": "hl7.fhir.r4.core", "version": "4.0.1", "type": "Core", "fhirVersions": ["4.0.1"],
        "canonical": "http://hl7.org/fhir", "url": "http://hl7.org/fhir/R4", "title": "FHIR R4", "license": "CC0-1.0"}

# Packages that the validator asks for under a name or version that npm does not have, and what stands in for them.
# A name that is here alone is taken under its own name and version too.
ALIASES = {
    "hl7.terminology.r4": [("hl7.terminology.r4", "6.2.0"), ("hl7.terminology", "6.2.0")],
    "hl7.fhir.uv.extensions.r4": [("hl7.fhir.uv.extensions.r4", "5.2.0"), ("hl7.fhir.uv.extensions", "5.2.0")],
}
SETTINGS = {"prohibitNetworkAccess": True, "ignoreDefaultPackageServers": True}


def write_manifest(package: pathlib.Path, manifest: dict) -> None:
    """Without dependencies: the validator would look for each of them."""
    manifest = {key: value for key, value in manifest.items() if key != "dependencies"}
    (package / "package.json").write_text(json.dumps(manifest, indent=1))


def without_narrative(content: bytes) -> bytes:
    """What is no JSON is left as it is. Narratives take the validator most of the time that it needs to start, and
    say nothing that it uses."""
    try:
        resource = json.loads(content)
    except ValueError:
        return content
    if isinstance(resource, dict) and "resourceType" in resource:
        resource.pop("text", None)
    return json.dumps(resource, ensure_ascii=False).encode()


def make_core(examples: pathlib.Path, cache: pathlib.Path) -> None:
    package = cache / "hl7.fhir.r4.core#4.0.1" / "package"
    package.mkdir(parents=True)
    for source in sorted(examples.glob("*-*.json")):
        if source.name.partition("-")[0] in CORE_TYPES:
            (package / source.name).write_bytes(without_narrative(source.read_bytes()))
    write_manifest(package, CORE)


def unpack(archive: pathlib.Path, cache: pathlib.Path) -> None:
    """The package under its own name, and a copy of it under each alias."""
    with tarfile.open(archive) as packed:
        manifest = json.load(packed.extractfile("package/package.json"))
        own = (manifest["name"], manifest["version"])
        for name, version in [own, *ALIASES.get(manifest["name"], [])]:
            folder = cache / f"{name}#{version}"
            folder.mkdir()
            for member in packed.getmembers():
                if member.isfile() and member.name.startswith("package/") and ".." not in member.name:
                    target = folder / member.name
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(without_narrative(packed.extractfile(member).read()))
            write_manifest(folder / "package", manifest | {"name": name, "version": version})


def main(examples: pathlib.Path, packed: pathlib.Path, home: pathlib.Path) -> None:
    whole = home / ".fhir/packages"
    if whole.exists():
        return
    making = home / ".fhir/making"
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    (making / "packages.ini").write_text("[cache]\nversion = 4\n\n[urls]\n\n[local]\n")
    make_core(examples, making)
    for archive in sorted(packed.glob("*.tgz")):
        unpack(archive, making)
    (home / "fhir-settings.json").write_text(json.dumps(SETTINGS))
    making.rename(whole)


if __name__ == "__main__":
    main(*(pathlib.Path(argument) for argument in sys.argv[1:4]))
