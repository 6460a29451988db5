#!/usr/bin/env python3
"""Counts the instructions of validating three fixed resources, and fails above the stored counts + 5 %.

usage: tests/bench/instructions.py PROGRAM [--write]

PROGRAM is validation_count of a release build; --write stores what was counted. Needs valgrind. A count
is the same however busy the machine is, but not with another compiler.
"""

import argparse
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
EXAMPLES = HERE.parents[1] / "schemas/brygga/examples"
STORED = HERE / "validation_instructions.txt"
MARGIN = 1.05


def count(program: str, name: str) -> int:
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            ["valgrind", "--tool=callgrind", "--collect-atstart=no", "--toggle-collect=measured_validation",
             f"--callgrind-out-file={folder}/out", program, EXAMPLES / f"{name}.json"],
            capture_output=True, text=True, check=True)
    return int(re.search(r"Collected : (\d+)", done.stderr).group(1))


def stored() -> dict[str, int]:
    rows = (line.split() for line in STORED.read_text().splitlines() if line and not line.startswith("#"))
    return {name: int(number) for name, number in rows}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    before, now, failed = stored(), {}, 0
    for name, limit in before.items():
        now[name] = count(arguments.program, name)
        is_above = now[name] > limit * MARGIN
        failed += is_above and not arguments.write
        print(f"{name}: {now[name]:,} instructions, stored {limit:,}{', more than 5 % above' if is_above else ''}")
    if arguments.write:
        head = [line for line in STORED.read_text().splitlines() if line.startswith("#")]
        STORED.write_text("\n".join(head + [f"{name} {number}" for name, number in now.items()]) + "\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
