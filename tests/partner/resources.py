"""Resources that the demo organisations and the disaster tests send. Invented children only."""

import datetime
import uuid

from client import urn
from stand import Organisation

PERSONNUMMER = "http://electronichealth.se/identifier/personnummer"
OURS = "https://brygga.example/fhir"


def luhn_digit(nine: str) -> str:
    total = 0
    for position, digit in enumerate(nine):
        value = int(digit) * (2 if position % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def personnummer(birth: datetime.date, number: int) -> str:
    nine = birth.strftime("%y%m%d") + f"{number:03d}"
    return birth.strftime("%Y%m%d") + f"{number:03d}" + luhn_digit(nine)


def in_days(days: int) -> str:
    then = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)
    return then.strftime("%Y-%m-%dT%H:%M:%SZ")


def coding(system: str, code: str) -> dict:
    return {"coding": [{"system": system, "code": code}]}


def patient(number: int, given: str = "Kim", family: str = "Exempel") -> dict:
    birth = datetime.date(2014, 1 + number % 12, 1 + number // 12 % 28)
    return {"resourceType": "Patient", "active": True, "birthDate": birth.isoformat(),
            "identifier": [{"system": PERSONNUMMER, "value": personnummer(birth, number % 1000)}],
            "name": [{"family": family, "given": [given]}]}


def consent(child: dict, sender: Organisation, receivers: list[Organisation], purpose: str) -> dict:
    actors = [{"role": coding("http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "IRCP"),
               "reference": o.reference} for o in receivers]
    return {"resourceType": "Consent", "status": "active", "patient": child,
            "scope": coding("http://terminology.hl7.org/CodeSystem/consentscope", "patient-privacy"),
            "category": [coding("http://loinc.org", "59284-0")],
            "dateTime": in_days(0), "organization": [sender.reference],
            "policyRule": coding("http://terminology.hl7.org/CodeSystem/v3-ActCode", "OPTIN"),
            "provision": {"type": "permit", "period": {"start": in_days(-1), "end": in_days(365)},
                          "actor": actors, "purpose": [{"system": f"{OURS}/CodeSystem/purpose", "code": purpose}]}}


def service_request(child: dict, sender: Organisation, receiver: Organisation, question: str,
                    identifier: str | None = None) -> dict:
    return {"resourceType": "ServiceRequest", "status": "active", "intent": "order", "subject": child,
            "identifier": [{"system": f"urn:oid:1.2.752.29.4.19.{sender.name}",
                            "value": identifier or str(uuid.uuid4())}],
            "code": {"text": question}, "authoredOn": in_days(0),
            "requester": sender.reference, "performer": [receiver.reference]}


def referral_task(child: dict, focus: dict, sender: Organisation, receiver: Organisation, case: str,
                  days: int = 30) -> dict:
    return {"resourceType": "Task", "status": "requested", "intent": "order",
            "code": coding("http://hl7.org/fhir/CodeSystem/task-code", "fulfill"),
            "groupIdentifier": {"system": f"{OURS}/case", "value": case},
            "focus": focus, "for": child, "requester": sender.reference, "owner": receiver.reference,
            "authoredOn": in_days(0), "restriction": {"period": {"end": in_days(days)}}}


def referral(number: int, sender: Organisation, receiver: Organisation, case: str,
             question: str = "Utredning av koncentrationssvårigheter",
             identifier: str | None = None) -> list[tuple[str, dict]]:
    """Entries of a transaction: child, consent, what is asked, and who is to answer when."""
    child, basis, ask, duty = urn(), urn(), urn(), urn()
    subject = {"reference": child}
    return [(child, patient(number)),
            (basis, consent(subject, sender, [receiver], "referral")),
            (ask, service_request(subject, sender, receiver, question, identifier)),
            (duty, referral_task(subject, {"reference": ask}, sender, receiver, case))]
