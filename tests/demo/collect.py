"""Reads back, over REST, everything that an organisation of the demo may see, in JSON and in XML."""

import json
import pathlib
import sys
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "partner"))

from client import FHIR_JSON, Client, Refused  # noqa: E402
from keeping import Keeper  # noqa: E402
from resources import message_of, referral  # noqa: E402
from stand import ORGANISATIONS  # noqa: E402

OWN_CHILD = 43  # the invented child of the message that each sends at the end
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


def post(client: Client, path: str, resource: dict) -> bytes:
    """The body of the answer, whether it was taken or refused."""
    headers = {"Accept": FHIR_JSON, "Content-Type": FHIR_JSON, "X-Request-ID": str(uuid.uuid4())}
    return client.send("POST", f"{client.url.path}/{path}", json.dumps(resource).encode(), headers).body


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
    """Histories, what may be done next, and the answers to a message and to mistakes."""
    for task in tasks:
        for name in ("_history", "$actions"):
            body = client.call("GET", f"Task/{task['id']}/{name}").body
            keeper.write("answers", f"Task-{task['id']}-{name.strip('_$')}.json", body)
    missing = client.send("GET", f"{client.url.path}/Patient/nobody", None, {"Accept": FHIR_JSON})
    keeper.answer(organisation, "GET", missing.body)
    metadata = client.call("GET", "metadata", Accept=FORMS["xml"])
    keeper.write("answers", "metadata.xml", metadata.body)
    keeper.answer(organisation, "POST", post(client, "Task", {"resourceType": "Task"}))
    me = ORGANISATIONS[organisation]
    other = next(o for o in ORGANISATIONS.values() if o is not me)
    taken = message_of(referral(OWN_CHILD, me, other, str(uuid.uuid4())), me, "referral")
    keeper.write("answers", f"{organisation}-message-taken.json", post(client, "$process-message", taken))
    groundless = [(name, {k: v for k, v in resource.items() if k != "extension"})
                  for name, resource in referral(OWN_CHILD, me, other, str(uuid.uuid4()))
                  if resource["resourceType"] != "Consent"]
    refused = post(client, "$process-message", message_of(groundless, me, "referral"))
    keeper.write("answers", f"{organisation}-message-refused.json", refused)
