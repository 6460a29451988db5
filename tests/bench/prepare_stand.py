#!/usr/bin/env python3
"""Makes the stand that gateway_bench measures: a Patient to read, and requests to repeat.

usage: prepare_stand.py BINARY FOLDER
"""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "partner"))

from client import Client, creating  # noqa: E402
from resources import patient, referral, service_request  # noqa: E402
from stand import ORGANISATIONS, Stand, free_port  # noqa: E402

BODY_BYTES = 2000  # of the resource that is read
CHILDREN = 500     # whose referrals are delivered
RECEIVER = "habilitering-sodertorn"


def main() -> None:
    binary, folder = map(pathlib.Path, sys.argv[1:3])
    port = free_port()
    stand = Stand(folder, binary, endpoints={RECEIVER: port})
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
    referrals = [creating(referral(number, school, ORGANISATIONS[RECEIVER], f"bench-{number}"))
                 for number in range(2, 2 + CHILDREN)]
    (folder / "bench_directory_path").write_text(f"Organization/{school.id}")
    (folder / "bench_receiver").write_text(RECEIVER)
    (folder / "bench_receiver_port").write_text(str(port))
    (folder / "bench_referrals").write_text("".join(json.dumps(each) + "\n" for each in referrals))
    (folder / "bench_service_request").write_text(json.dumps(request, ensure_ascii=False))
    stand.stop()


if __name__ == "__main__":
    main()
