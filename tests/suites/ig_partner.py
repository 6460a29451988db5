#!/usr/bin/env python3
"""What the demo organisations send must follow our profiles.

usage: ig_partner.py IG_SUITE ROOT

Writes the resources of tests/partner/resources.py to a folder of its own, each with the profile that it
claims to follow, and has IG_SUITE check them against ROOT/schemas/brygga.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

runner, root = sys.argv[1], pathlib.Path(sys.argv[2])
sys.path.insert(0, str(root / "tests" / "partner"))

import resources  # noqa: E402
from stand import ORGANISATIONS  # noqa: E402

CHILDREN = (7, 19, 31, 999)  # any number makes an invented child with a sound personnummer


def reference(resource_type: str) -> dict:
    return {"reference": f"{resource_type}/1"}


def asked(code: str, focus: str, sender, receiver) -> dict:
    return resources.task(code, reference("Patient"), reference(focus), (sender, receiver), "case",
                          reference("Consent"))


def sent() -> list[tuple[str, dict]]:
    """Each resource with the id of its profile."""
    school, bup, social = (ORGANISATIONS[name] for name in ("skola-farsta", "bup-handen", "socialtjanst-farsta"))
    child = reference("Patient")
    activity = asked("fulfill", "ServiceRequest", social, bup) | {"basedOn": [reference("CarePlan")]}
    return [("se-patient", resources.patient(number)) for number in CHILDREN] + [
        ("disclosure-consent", resources.consent(child, school, [bup], "referral")),
        ("disclosure-consent", resources.consent(child, social, [bup, school], "referral", "sip")),
        ("referral-request", resources.service_request(child, school, bup, "Utredning")),
        ("activity-request", resources.service_request(child, social, bup, "Insats enligt SIP")),
        ("referral-task", asked("fulfill", "ServiceRequest", school, bup)),
        ("activity-task", activity),
        ("invitation-task", asked("respond-invitation", "Appointment", social, bup)),
        ("protocol-task", asked("approve-protocol", "DocumentReference", social, bup)),
        ("invitation", resources.appointment(child, social, [bup, school], reference("ServiceRequest"))),
        ("meeting", resources.meeting(child, social, reference("Appointment"))),
        ("sip-plan", resources.plan(child, social, reference("Encounter"), [reference("Task")], "case",
                                    reference("Consent"))),
        ("answer-document", resources.answer_document(child, bup, "Bedömning gjord"))]


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        for number, (profile, resource) in enumerate(sent()):
            url = f"{resources.OURS}/StructureDefinition/{profile}"
            text = json.dumps(resource | {"meta": {"profile": [url]}})
            (pathlib.Path(folder) / f"{number:02}-{profile}.json").write_text(text)
        return subprocess.run([runner, root / "schemas" / "brygga", folder], check=False).returncode


sys.exit(main())
