"""A ProcessRequest of clinicalprocess:activity:request:1 with invented content."""

import datetime

from resources import personnummer

ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
REGISTRY = "urn:riv:itintegration:registry:1"
RESPONDER = "urn:riv:clinicalprocess:activity:request:ProcessRequestResponder:1"
CORE = "urn:riv:clinicalprocess:activity:request:1"


def process_request(sender: str, receiver: str, request_id: str, child: int) -> str:
    birth = datetime.date(2015, 1 + child % 12, 1 + child % 28)
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%d%H%M%S")
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<s:Envelope xmlns:s="{ENVELOPE}" xmlns:r="{REGISTRY}" xmlns:p="{RESPONDER}" xmlns:c="{CORE}">
  <s:Header><r:LogicalAddress>{receiver}</r:LogicalAddress></s:Header>
  <s:Body><p:ProcessRequest><c:request>
    <c:requestId extension="{request_id}"/>
    <c:typeOfRequest code="4"/>
    <c:versionTimeStamp value="{now}"/>
    <c:versionNumber>1</c:versionNumber>
    <c:reasonForVersion><c:typeOfReason code="NR"/></c:reasonForVersion>
    <c:patient>
      <c:personId extension="{personnummer(birth, child)}" root="1.2.752.129.2.1.3.1"/>
      <c:name>Alex Exempel</c:name>
      <c:dateOfBirth value="{birth.strftime('%Y%m%d')}"/>
    </c:patient>
    <c:requestOrganisation><c:careUnitId extension="{sender}"/></c:requestOrganisation>
    <c:author>
      <c:date value="{now[:8]}"/>
      <c:healthcareProfessional><c:name>Läkare Exempel</c:name></c:healthcareProfessional>
      <c:typeOfHealthcareProfessional code="LK"/>
      <c:healthcareProfessionalOrganisation><c:careUnitId extension="{sender}"/></c:healthcareProfessionalOrganisation>
    </c:author>
    <c:recipient><c:organisation><c:careUnitId extension="{receiver}"/></c:organisation></c:recipient>
    <c:additionalInformation/>
    <c:questionFormulation><c:text>Bedömning av nedstämdhet.</c:text></c:questionFormulation>
  </c:request></p:ProcessRequest></s:Body>
</s:Envelope>"""
