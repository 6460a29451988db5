"""Reads back, over REST, everything that an organisation of the demo may see, in JSON and in XML."""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "partner"))

from client import FHIR_JSON, Client, Refused  # noqa: E402
from keeping import Keeper  # noqa: E402

FORMS = {"json": FHIR_JSON, "xml": "application/fhir+xml"}


def searched_types(capabilities: dict) -> list[str]:
    return [r["type"] for r in capabilities["rest"][0]["resource"]
            if "search-type" in [i["code"] for i in r["interaction"]]]


def search_all(client: Client, name: str) -> list[dict]:
    """Nothing where the gateway wants a narrower question of this organisation."""
    try:
        return client.search(name)
    except Refused as refused:
        if refused.status >= 500:
            raise
        return []


def collect(client: Client, organisation: str, keeper: Keeper) -> None:
    client.witness = lambda method, answer: keeper.answer(organisation, method, answer.body)
    found = [resource for name in searched_types(client.get("metadata")) for resource in search_all(client, name)]
    client.witness = None
    for resource in found:
        path = f"{resource['resourceType']}/{resource['id']}"
        for form, media_type in FORMS.items():
            keeper.stored(resource, client.call("GET", path, Accept=media_type).body, form)
    keep_others(client, organisation, keeper, [r for r in found if r["resourceType"] == "Task"])


def keep_others(client: Client, organisation: str, keeper: Keeper, tasks: list[dict]) -> None:
    """Histories, what may be done next, and what a mistake is told."""
    for task in tasks:
        for name in ("_history", "$actions"):
            body = client.call("GET", f"Task/{task['id']}/{name}").body
            keeper.write("answers", f"Task-{task['id']}-{name.strip('_$')}.json", body)
    missing = client.send("GET", f"{client.url.path}/Patient/nobody", None, {"Accept": FHIR_JSON})
    keeper.answer(organisation, "GET", missing.body)
    metadata = client.call("GET", "metadata", Accept=FORMS["xml"])
    keeper.write("answers", "metadata.xml", metadata.body)
    refused = client.send("POST", f"{client.url.path}/Task", json.dumps({"resourceType": "Task"}).encode(),
                          {"Accept": FHIR_JSON, "Content-Type": FHIR_JSON})
    keeper.answer(organisation, "POST", refused.body)
