#!/usr/bin/env python3
"""Makes the stand that gateway_bench measures: a Patient to read, and requests to repeat.

usage: prepare_stand.py BINARY FOLDER
"""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "partner"))

from client import Client  # noqa: E402
from resources import patient, service_request  # noqa: E402
from stand import ORGANISATIONS, Stand  # noqa: E402

BODY_BYTES = 2000  # of the resource that is read


def main() -> None:
    binary, folder = map(pathlib.Path, sys.argv[1:3])
    stand = Stand(folder, binary)
    stand.start()
    school, bup = ORGANISATIONS["skola-farsta"], ORGANISATIONS["bup-handen"]
    client = Client(stand.certs, school.name, stand.base)
    child = patient(1)
    child["contact"] = []
    while len(json.dumps(child)) < BODY_BYTES:
        child["contact"].append({"name": {"text": "En vuxen som barnet känner"}, "period": {"start": "2020-01-01"}})
    made = client.create(child)
    request = service_request({"reference": f"Patient/{made['id']}"}, school, bup, "Bedömning")
    (folder / "bench_patient_path").write_text(f"Patient/{made['id']}")
    (folder / "bench_body").write_bytes(client.send("GET", f"Patient/{made['id']}").body)
    (folder / "bench_service_request").write_text(json.dumps(request, ensure_ascii=False))
    stand.stop()


if __name__ == "__main__":
    main()
