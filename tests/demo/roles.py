"""The six organisations of the demo and what each does in each act.

act referral   the school asks child psychiatry for an assessment and gets an answer
act rivta      child medicine sends a referral in the national XML format
act sip        social services call a SIP; the others reply; the meeting is held; the plan is made
"""

import uuid

from organisation import Actor, main
from resources import (OURS, answer_document, appointment, coding, consent, meeting, patient, plan,
                       referral, service_request, task)
from rivta import process_request
from client import urn
from stand import ORGANISATIONS

CHILD = 7        # the invented child of the school's referral
SIP_CHILD = 19   # and of the SIP
SOAP_PATH = "/rivta/clinicalprocess/activity/request/ProcessRequest/1/rivtabp21"


class School(Actor):
    def act_referral(self):
        bup = ORGANISATIONS["bup-handen"]
        done = self.client.transaction(
            referral(CHILD, self.me, bup, str(uuid.uuid4())))
        location = done[-1]["location"].split("/")
        task_id = location[location.index("Task") + 1]
        self.say("referral sent", bup, f"Task/{task_id}", f"{done[-1]['status']}, stored and queued")
        seen = ""
        while seen != "completed":
            seen = self.wait_for("news of the referral", lambda: self.news(task_id, seen))
            self.say(f"sees that the referral is {seen}", resource=f"Task/{task_id}")
        self.read_answer(task_id)
        return [self.promise("remiss: utredning", task_id, bup)]

    def news(self, task_id: str, seen: str) -> str | None:
        status = self.client.get(f"Task/{task_id}")["status"]
        return status if status not in ("requested", seen) else None

    def read_answer(self, task_id: str):
        outputs = self.client.get(f"Task/{task_id}")["output"]
        answer = next(o for o in outputs if o["type"]["coding"][0]["code"] == "answer")
        document = self.wait_for("the answer", lambda: self.client.get(answer["valueReference"]["reference"]))
        self.say("reads the answer", resource=f"DocumentReference/{document['id']}")

    def act_sip(self):
        self.reply("accepted")
        self.take_on_activity()

    def reply(self, status: str):
        """Opens the call and replies to it as a person."""
        call = self.open(self.wait_for_task("respond-invitation", ("requested", "received")))
        self.client.create(
            {"resourceType": "AppointmentResponse", "appointment": call["focus"],
             "actor": {"reference": f"HealthcareService/service-{self.me.name}"}, "participantStatus": status},
            X_Acting_Person=self.person)
        self.say(f"replies to the call: {status}", ORGANISATIONS["socialtjanst-farsta"], f"Task/{call['id']}", "stored")

    def take_on_activity(self):
        duty = self.open(self.wait_for_task("fulfill", ("requested", "received"), case="sip-demo"))
        self.advance(duty, "accepted")
        self.say("takes on its part of the plan", ORGANISATIONS["socialtjanst-farsta"], f"Task/{duty['id']}", "accepted")


class Bup(School):
    def act_referral(self):
        school = ORGANISATIONS["skola-farsta"]
        work = self.wait_for_task("fulfill", ("received",))
        self.say("opens the referral", resource=f"Task/{work['id']}")
        work = self.advance(self.open(work), "accepted")
        self.say("accepts the referral", school, f"Task/{work['id']}", "accepted")
        work = self.advance(work, "in-progress")
        document = self.answer(work)
        self.say("answers the referral", school, document, "completed")

    def answer(self, work: dict) -> str:
        """Our own record of the child, the answer and the completed Task, all or nothing."""
        child, document = urn(), urn()
        done = work | {"status": "completed", "output": [
            {"type": coding(f"{OURS}/CodeSystem/task-parameter", "answer"), "valueReference": {"reference": document}}]}
        entries = [
            {"fullUrl": child, "resource": patient(CHILD), "request": {"method": "POST", "url": "Patient"}},
            {"fullUrl": document,
             "resource": answer_document({"reference": child}, self.me, "Bedömning gjord; utredning inleds."),
             "request": {"method": "POST", "url": "DocumentReference"}},
            {"resource": done, "request": {"method": "PUT", "url": f"Task/{work['id']}",
                                           "ifMatch": f'W/"{work["meta"]["versionId"]}"'}}]
        answer = self.client.call("POST", self.client.url.path, {
            "resourceType": "Bundle", "type": "transaction", "entry": entries}, X_Acting_Person=self.person)
        location = answer.resource["entry"][1]["response"]["location"]
        return "/".join(location.split("/_history")[0].split("/")[-2:])


class Habilitation(School):
    def act_sip(self):
        self.reply("accepted")


class ChildMedicine(Actor):
    def act_rivta(self):
        bup = ORGANISATIONS["bup-huddinge"]
        body = process_request(self.me.hsa_id, bup.hsa_id, f"{self.me.hsa_id}#{uuid.uuid4()}", child=31)
        answer = self.client.send("POST", SOAP_PATH, body.encode(), {
            "Content-Type": "text/xml; charset=utf-8",
            "SOAPAction": '"urn:riv:clinicalprocess:activity:request:ProcessRequestResponder:1:ProcessRequest"'})
        text = answer.body.decode()
        code = text.split("resultCode>")[1].split("<")[0] if "resultCode>" in text else f"HTTP {answer.status}"
        self.say("referral sent as RIV-TA ProcessRequest", bup, "ProcessRequest:1", f"result {code}")


class SecondBup(Actor):
    def act_rivta(self):
        work = self.open(self.wait_for_task("fulfill", ("requested", "received")))
        self.say("reads the RIV-TA referral as FHIR", resource=f"Task/{work['id']}")
        work = self.advance(work, "accepted")
        self.say("accepts the referral", ORGANISATIONS["bumm-farsta"], f"Task/{work['id']}", "accepted")


class SocialServices(Actor):
    def act_sip(self):
        called = [ORGANISATIONS[n] for n in ("skola-farsta", "bup-handen", "habilitering-sodertorn")]
        child, basis, calls = self.call_meeting(called)
        for organisation, task_id in calls:
            self.wait_for_status(task_id, ("accepted",))
            self.say(f"has the reply of {organisation.title}", resource=f"Task/{task_id}")
        held = self.hold_meeting(child, calls)
        draft = plan(child, self.me, held, [], "sip-demo", basis)
        del draft["activity"]  # each is asked for as part of this plan
        made = self.client.create(draft)
        self.say("drafts the plan", resource=f"CarePlan/{made['id']}")
        duties = self.ask_for_activities(child, basis, made["id"], called[:2])
        activities = [{"reference": {"reference": f"Task/{t}"}} for _, t in duties]
        for organisation, task_id in duties:
            self.wait_for_status(task_id, ("accepted",))
            self.say(f"sees that {organisation.title} takes on its part", resource=f"Task/{task_id}")
        made = self.client.update(made | {"status": "active", "activity": activities}, X_Acting_Person=self.person)
        self.say("the plan is active and on its way to all parties", resource=f"CarePlan/{made['id']}",
                 receipt="stored and queued")
        return ([self.promise("kallelse till SIP", t, o) for o, t in calls]
                + [self.promise("insats i SIP", t, o) for o, t in duties])

    def call_meeting(self, called):
        child_name, basis_name, question_name, call_name = urn(), urn(), urn(), urn()
        subject, basis = {"reference": child_name}, {"reference": basis_name}
        question = service_request(subject, self.me, self.me, "Hur hjälps vi åt kring skolgången?")
        entries = [(child_name, patient(SIP_CHILD)),
                   (basis_name, consent(subject, self.me, called, "sip")),
                   (question_name, question),
                   (call_name, appointment(subject, self.me, called, {"reference": question_name}))]
        entries += [(urn(), task("respond-invitation", subject, {"reference": call_name}, (self.me, o),
                                 "sip-demo", basis, days=5)) for o in called]
        ids = ["/".join(r["location"].split("/_history")[0].split("/")[-2:])
               for r in self.client.transaction(entries)]
        calls = [(o, ids[4 + i].split("/")[1]) for i, o in enumerate(called)]
        for organisation, task_id in calls:
            self.say("calls a SIP meeting", organisation, f"Task/{task_id}", "stored and queued")
        self.appointment = {"reference": ids[3]}
        return {"reference": ids[0]}, {"reference": ids[1]}, calls

    def hold_meeting(self, child, calls):
        held = self.client.create(meeting(child, self.me, self.appointment))
        encounter = {"reference": f"Encounter/{held['id']}"}
        for organisation, task_id in calls:
            attended = coding(f"{OURS}/CodeSystem/business-status", "whole")
            self.advance(self.client.get(f"Task/{task_id}"), "completed", encounter=encounter,
                         businessStatus=attended)
            self.say(f"records that {organisation.title} attended", resource=f"Task/{task_id}")
        return encounter

    def ask_for_activities(self, child, basis, plan_id, owners):
        duties = []
        for owner in owners:
            ask_name = urn()
            entries = [(ask_name, service_request(child, self.me, owner, "Insats enligt SIP")),
                       (urn(), task("fulfill", child, {"reference": ask_name}, (self.me, owner), "sip-demo", basis)
                        | {"basedOn": [{"reference": f"CarePlan/{plan_id}"}]})]
            done = self.client.transaction(entries)
            task_id = done[1]["location"].split("/_history")[0].split("/")[-1]
            self.say("asks for an activity of the plan", owner, f"Task/{task_id}", "stored and queued")
            duties.append((owner, task_id))
        return duties


ROLES = {
    "skola-farsta": School,
    "bup-handen": Bup,
    "bup-huddinge": SecondBup,
    "bumm-farsta": ChildMedicine,
    "habilitering-sodertorn": Habilitation,
    "socialtjanst-farsta": SocialServices,
}

if __name__ == "__main__":
    main(ROLES)
