"""What every demo organisation can do: watch its inbox, act on Tasks as a person, and tell about it.

Each organisation is a process of its own with its own certificate. It tells what it did as one line of
JSON on standard output; tests/demo/play.py shows the lines as they come.
"""

import argparse
import datetime
import json
import pathlib
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "partner"))

from client import Client, Refused  # noqa: E402
from keeping import Keeper  # noqa: E402
from receiver import Inbox, make_server  # noqa: E402
from resources import OURS, coding  # noqa: E402
from stand import ORGANISATIONS, Organisation  # noqa: E402

PATIENCE = 60.0  # seconds to wait for another organisation before giving up
PAUSE = 0.1      # seconds between two looks into the inbox


telling = threading.Lock()


def tell(line: dict) -> None:
    """One whole line on standard output: the receiver's threads tell at the same time as the actor."""
    with telling:
        print(json.dumps(line, ensure_ascii=False), flush=True)


def code_of(task: dict) -> str:
    return task["code"]["coding"][0]["code"]


class Actor:
    def __init__(self, name: str, base: str, certs: pathlib.Path, port: int, keeper: Keeper | None = None):
        self.me: Organisation = ORGANISATIONS[name]
        self.client = Client(certs, name, base)
        self.person = f"{self.me.hsa_id}P; role=caseworker"
        self.inbox = Inbox()
        self.keeper = keeper
        if keeper:
            self.client.witness = lambda method, answer: keeper.answer(name, method, answer.body)
        if port:
            make_server(certs, name, self.inbox, port, on_message=self.on_message)

    # --- telling ---

    def say(self, what: str, to: Organisation | None = None, resource: str = "", receipt: str = "") -> None:
        now = datetime.datetime.now(datetime.timezone.utc)
        tell({"time": now.isoformat(timespec="milliseconds"), "from": self.me.title,
              "to": to.title if to else "", "what": what, "resource": resource, "receipt": receipt})

    def on_message(self, header: dict, bundle: dict) -> None:
        """A message came in over our own endpoint; the receipt is the answer to it."""
        if self.keeper:
            self.keeper.message(self.me.name, header, bundle)
        self.say(f"message '{header['eventCoding']['code']}' taken", resource=f"{len(bundle['entry'])} resources",
                 receipt=f"ok {header['id'][:8]}")

    # --- waiting ---

    def wait_for(self, what: str, look):
        """The first result of look() that is something."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            found = look()
            if found:
                return found
            time.sleep(PAUSE)
        raise TimeoutError(f"{self.me.title} waited {PATIENCE:.0f} s for {what}")

    def wait_for_task(self, code: str, statuses: tuple[str, ...], case: str | None = None) -> dict:
        """A Task of ours to do."""
        def look():
            tasks = self.client.search(f"Task?owner=Organization/{self.me.id}&status={','.join(statuses)}")
            fitting = [t for t in tasks if code_of(t) == code
                       and (case is None or t["groupIdentifier"]["value"] == case)]
            return fitting[0] if fitting else None
        return self.wait_for(f"a Task {code} {statuses}", look)

    def wait_for_status(self, task_id: str, statuses: tuple[str, ...]) -> dict:
        def look():
            task = self.client.get(f"Task/{task_id}")
            return task if task["status"] in statuses else None
        return self.wait_for(f"Task/{task_id} to be {statuses}", look)

    # --- acting ---

    def open(self, task: dict) -> dict:
        """A person opens the item: read, and for an inbox also received."""
        self.client.call("POST", f"Task/{task['id']}/$read", X_Acting_Person=self.person)
        return self.client.get(f"Task/{task['id']}")

    def advance(self, task: dict, status: str, **changes) -> dict:
        """The next step of a Task, as the person at work. A lost race is read again and tried once more."""
        for attempt in range(5):
            try:
                return self.client.update(task | {"status": status} | changes, X_Acting_Person=self.person)
            except Refused as refused:
                if refused.status != 412 or attempt == 4:
                    raise
                task = self.client.get(f"Task/{task['id']}")
        raise AssertionError("not reached")

    def promise(self, what: str, task_id: str, to: Organisation) -> dict:
        """What became of a Task that we asked for, from its history."""
        versions = self.client.get(f"Task/{task_id}/_history")["entry"]
        first = {}
        for entry in reversed(versions):
            version = entry["resource"]
            first.setdefault(version["status"], version["meta"]["lastUpdated"])
        return {"what": what, "from": self.me.title, "to": to.title, "times": first}

    def actions(self, task: dict) -> list[str]:
        parameters = self.client.get(f"Task/{task['id']}/$actions")
        return [part["valueCode"] for p in parameters.get("parameter", []) if p["name"] == "action"
                for part in p["part"] if part["name"] == "code"]


def reason(code: str) -> dict:
    return coding(f"{OURS}/CodeSystem/task-reason", code)


def main(roles: dict[str, type[Actor]]) -> None:
    """Plays the acts whose names come on standard input, one a line; says when each is done."""
    parser = argparse.ArgumentParser()
    parser.add_argument("name", choices=sorted(roles))
    parser.add_argument("--base", required=True)
    parser.add_argument("--certs", type=pathlib.Path, required=True)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--keep", type=pathlib.Path)
    arguments = parser.parse_args()
    keeper = Keeper(arguments.keep) if arguments.keep else None
    actor = roles[arguments.name](arguments.name, arguments.base, arguments.certs, arguments.port, keeper)
    for line in sys.stdin:
        act = line.strip()
        promises = getattr(actor, f"act_{act}")() or []
        tell({"done": act, "promises": promises})
