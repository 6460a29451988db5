"""Resources that the demo organisations and the disaster tests send. Invented children only."""

import base64
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


def consent(child: dict, sender: Organisation, receivers: list[Organisation], *purposes: str) -> dict:
    actors = [{"role": coding("http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "IRCP"),
               "reference": o.reference} for o in receivers]
    return {"resourceType": "Consent", "status": "active", "patient": child,
            "scope": coding("http://terminology.hl7.org/CodeSystem/consentscope", "patient-privacy"),
            "category": [coding("http://loinc.org", "59284-0")],
            "dateTime": in_days(0), "organization": [sender.reference],
            "policyRule": coding("http://terminology.hl7.org/CodeSystem/v3-ActCode", "OPTIN"),
            "provision": {"type": "permit", "period": {"start": in_days(-1), "end": in_days(365)},
                          "actor": actors, "purpose": [{"system": f"{OURS}/CodeSystem/purpose", "code": p} for p in purposes]}}


def service_request(child: dict, sender: Organisation, receiver: Organisation, question: str,
                    identifier: str | None = None) -> dict:
    return {"resourceType": "ServiceRequest", "status": "active", "intent": "order", "subject": child,
            "identifier": [{"system": f"https://{sender.name}.example/referral",
                            "value": identifier or str(uuid.uuid4())}],
            "code": {"text": question}, "authoredOn": in_days(0),
            "requester": sender.reference, "performer": [receiver.reference]}


def on_consent(consent_reference: dict) -> list[dict]:
    """The extension that says on which Consent something is given."""
    return [{"url": f"{OURS}/StructureDefinition/basis-consent", "valueReference": consent_reference}]


def task(code: str, child: dict, focus: dict, parties: tuple[Organisation, Organisation], case: str,
         basis: dict, days: int = 30) -> dict:
    """What the first party asks of the second one."""
    system = "http://hl7.org/fhir/CodeSystem/task-code" if code == "fulfill" else f"{OURS}/CodeSystem/task-code"
    sender, receiver = parties
    return {"resourceType": "Task", "extension": on_consent(basis), "status": "requested", "intent": "order",
            "code": coding(system, code),
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
            (duty, task("fulfill", subject, {"reference": ask}, (sender, receiver), case,
                        {"reference": basis}))]


def message_of(entries: list[tuple[str, dict]], sender: Organisation, event: str,
               identifier: str | None = None) -> dict:
    """The entries of a transaction as a message instead."""
    header = {"resourceType": "MessageHeader", "id": str(uuid.uuid4()),
              "eventCoding": {"system": f"{OURS}/CodeSystem/message-event", "code": event},
              "source": {"endpoint": "https://school.example/fhir"}, "sender": sender.reference,
              "focus": [{"reference": name} for name, _ in entries]}
    return {"resourceType": "Bundle", "type": "message",
            "identifier": {"system": "urn:ietf:rfc:3986", "value": identifier or f"urn:uuid:{uuid.uuid4()}"},
            "timestamp": "2026-01-01T00:00:00Z",
            "entry": [{"fullUrl": f"urn:uuid:{header['id']}", "resource": header},
                      *({"fullUrl": name, "resource": resource} for name, resource in entries)]}


def appointment(child: dict, caller: Organisation, called: list[Organisation], question: dict,
                days: int = 10) -> dict:
    """The call to a SIP meeting. The question is content and stands in a ServiceRequest of its own."""
    participants = [{"actor": {"reference": f"HealthcareService/service-{o.name}"},
                     "required": "required", "status": "needs-action"} for o in called]
    participants.append({"actor": {"reference": f"HealthcareService/service-{caller.name}"},
                         "required": "required", "status": "accepted"})
    participants.append({"actor": child, "status": "accepted"})
    return {"resourceType": "Appointment", "status": "proposed", "basedOn": [question],
            "start": in_days(days), "end": in_days(days), "participant": participants}


def meeting(child: dict, caller: Organisation, appointment_reference: dict) -> dict:
    return {"resourceType": "Encounter", "status": "finished", "subject": child,
            "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "VR"},
            "appointment": [appointment_reference], "serviceProvider": caller.reference,
            "period": {"start": in_days(0), "end": in_days(0)}}


def plan(child: dict, author: Organisation, meeting_reference: dict, activities: list[dict], case: str,
         basis: dict) -> dict:
    return {"resourceType": "CarePlan", "extension": on_consent(basis), "status": "draft", "intent": "plan",
            "identifier": [{"system": f"{OURS}/case", "value": case}],
            "category": [coding("https://fhir.inera.se/CodeSystem/typeofcareplan-cs", "SIP")],
            "subject": child, "encounter": meeting_reference, "author": author.reference,
            "period": {"start": in_days(0), "end": in_days(90)},
            "activity": [{"reference": reference} for reference in activities]}


def answer_document(child: dict, sender: Organisation, text: str) -> dict:
    content = base64.b64encode(text.encode()).decode()
    return {"resourceType": "DocumentReference", "status": "current", "subject": child,
            "custodian": sender.reference, "date": in_days(0), "description": "Remissvar",
            "content": [{"attachment": {"contentType": "text/plain; charset=utf-8", "data": content}}]}
