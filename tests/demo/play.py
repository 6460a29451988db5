#!/usr/bin/env python3
"""Plays the main job between six organisations and shows every step.

usage: tests/demo/play.py --binary build/release/brygga --folder build/demo [--port 8443] [--keep-serving]
                          [--keep FOLDER]

Starts the gateway with a fresh database in the folder, one process for each organisation, gives them
their acts one after the other, prints what they say, and ends with a table of promises. With
--keep-serving the gateway goes on until Ctrl-C. With --keep every message that an organisation got, every
resource that one may read afterwards and a sample of the other answers are written into FOLDER. Exit status 1 if an act was not finished.
"""

import argparse
import datetime
import json
import pathlib
import queue
import shutil
import signal
import subprocess
import sys
import threading

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "partner"))

from client import Client  # noqa: E402
from collect import collect  # noqa: E402
from keeping import Keeper  # noqa: E402
from stand import ORGANISATIONS, Stand, free_port  # noqa: E402

ENDPOINTS = ("bup-handen", "socialtjanst-farsta")  # the others look into their inbox
ACTS = {
    "referral": ("A school's referral to child psychiatry, and its answer", ("skola-farsta", "bup-handen")),
    "rivta": ("A referral in the national XML format, read as FHIR", ("bumm-farsta", "bup-huddinge")),
    "sip": ("A SIP: call, replies, meeting, plan",
            ("socialtjanst-farsta", "skola-farsta", "bup-handen", "habilitering-sodertorn")),
}
PATIENCE = 120  # seconds for one act


class Player:
    """One organisation's process; its lines go into the common queue."""

    def __init__(self, name: str, stand: Stand, lines: queue.Queue, keep: pathlib.Path | None):
        self.name = name
        command = [sys.executable, HERE / "roles.py", name, "--base", stand.base, "--certs", stand.certs,
                   "--port", str(stand.endpoints.get(name, 0))]
        command += ["--keep", keep] if keep else []
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        threading.Thread(target=self.forward, args=(lines,), daemon=True).start()

    def forward(self, lines: queue.Queue) -> None:
        for line in self.process.stdout:
            lines.put((self.name, json.loads(line)))
        lines.put((self.name, {"ended": self.process.wait()}))

    def play(self, act: str) -> None:
        self.process.stdin.write(act + "\n")
        self.process.stdin.flush()

    def leave(self) -> None:
        self.process.stdin.close()
        self.process.wait(timeout=10)


def show(step: dict) -> None:
    time = step["time"][11:23]
    to = f" → {step['to']}" if step["to"] else ""
    details = "  ".join(part for part in (step["resource"], step["receipt"]) if part)
    print(f"  {time}  {step['from']}{to}: {step['what']}  [{details}]", flush=True)


def play_act(act: str, players: dict[str, Player], lines: queue.Queue) -> tuple[bool, list[dict]]:
    title, names = ACTS[act]
    print(f"\n{title}", flush=True)
    for name in names:
        players[name].play(act)
    waiting, promises = set(names), []
    while waiting:
        try:
            name, line = lines.get(timeout=PATIENCE)
        except queue.Empty:
            print(f"  not finished in {PATIENCE} s: {', '.join(sorted(waiting))}")
            return False, promises
        if "done" in line:
            waiting.discard(name)
            promises += line["promises"]
        elif "ended" in line:
            print(f"  {ORGANISATIONS[name].title} ended with status {line['ended']}")
            return False, promises
        else:
            show(line)
    return True, promises


def seconds_between(times: dict[str, str], first: str, last: tuple[str, ...]) -> str:
    begin = times.get(first)
    end = next((times[status] for status in last if status in times), None)
    if not begin or not end:
        return "–"
    return f"{(datetime.datetime.fromisoformat(end) - datetime.datetime.fromisoformat(begin)).total_seconds():.2f} s"


def show_table(promises: list[dict]) -> None:
    print("\nPromises")
    rows = [("what", "from", "to", "queued", "received after", "accepted after", "finished after")]
    for promise in promises:
        times = {status: time.replace("Z", "+00:00") for status, time in promise["times"].items()}
        rows.append((promise["what"], promise["from"], promise["to"], times.get("requested", "–")[11:19],
                     seconds_between(times, "requested", ("received",)),
                     seconds_between(times, "requested", ("accepted",)),
                     seconds_between(times, "requested", ("completed",))))
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=pathlib.Path, required=True)
    parser.add_argument("--folder", type=pathlib.Path, required=True)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--keep-serving", action="store_true")
    parser.add_argument("--keep", type=pathlib.Path)
    arguments = parser.parse_args()
    if arguments.keep:
        shutil.rmtree(arguments.keep, ignore_errors=True)

    stand = Stand(arguments.folder, arguments.binary, {name: free_port() for name in ENDPOINTS},
                  port=arguments.port, options={"delivery": {"first_wait": 200}})
    stand.start()
    print(f"The gateway serves FHIR on {stand.base} (client certificates in {stand.certs})\n"
          f"and tells the operator about itself on {stand.operator}/health, /ready and /metrics.")
    lines: queue.Queue = queue.Queue()
    players = {name: Player(name, stand, lines, arguments.keep) for name in ORGANISATIONS}
    promises, whole = [], True
    for act in ACTS:
        finished, kept = play_act(act, players, lines)
        promises += kept
        whole = whole and finished
        if not finished:
            break
    show_table(promises)
    for player in players.values():
        player.leave() if whole else player.process.kill()
    if whole and arguments.keep:
        for name in ORGANISATIONS:
            collect(Client(stand.certs, name, stand.base), name, Keeper(arguments.keep))
    if whole and arguments.keep_serving:
        print("\nThe gateway keeps serving; Ctrl-C ends it.", flush=True)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        try:
            stand.process.wait()
        except (KeyboardInterrupt, SystemExit):
            pass
    status = stand.stop()
    print(f"{len([a for a in ACTS]) if whole else 0} passed, {0 if whole and status == 0 else 1} failed")
    return 0 if whole and status == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
