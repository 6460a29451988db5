"""Writes down what the gateway sends, one file each, for scripts/conformance.sh to have judged."""

import json
import pathlib


def kind_of(resource: dict) -> str:
    """Bundles of different types are different things."""
    name = resource["resourceType"]
    return f"{name}-{resource['type']}" if name == "Bundle" else name


class Keeper:
    """`folder` gets a folder for each kind of source. A name that was used before is written over."""

    def __init__(self, folder: pathlib.Path):
        self.folder = folder

    def write(self, source: str, name: str, content: bytes) -> None:
        file = self.folder / source / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)

    def message(self, organisation: str, header: dict, bundle: dict) -> None:
        name = f"{organisation}-{header['eventCoding']['code']}-{header['id']}.json"
        self.write("messages", name, json.dumps(bundle, ensure_ascii=False, indent=1).encode())

    def answer(self, organisation: str, method: str, body: bytes) -> None:
        """The last one of each kind is a sample of its kind."""
        self.write("answers", f"{organisation}-{method}-{kind_of(json.loads(body))}.json", body)

    def stored(self, resource: dict, body: bytes, form: str) -> None:
        name = f"{resource['resourceType']}-{resource['id']}-{resource['meta']['versionId']}.{form}"
        self.write("stored", name, body)
