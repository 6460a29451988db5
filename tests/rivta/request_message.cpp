#include "tests/rivta/request_message.hpp"

#include <cstdlib>
#include <iostream>

namespace gateway::test {
namespace {

constexpr std::string_view kMessage = R"(<?xml version="1.0" encoding="UTF-8"?>
<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
 <s:Header>
  <i:LogicalAddress xmlns:i="urn:riv:itintegration:registry:1">SE2321000016-BUP1</i:LogicalAddress>
 </s:Header>
 <s:Body>
  <m:ProcessRequest xmlns:m="urn:riv:clinicalprocess:activity:request:ProcessRequestResponder:1"
                    xmlns="urn:riv:clinicalprocess:activity:request:1">
   <request>
    <requestId extension="SE2321000016-SKOLA1#remiss-17"/>
    <typeOfRequest code="4"/>
    <versionTimeStamp value="20240502143000"/>
    <versionNumber>1</versionNumber>
    <reasonForVersion><typeOfReason code="NR"/></reasonForVersion>
    <patient>
     <personId root="1.2.752.129.2.1.3.1" extension="191212121212"/>
     <address>
      <careOf>Berit Berg</careOf>
      <streetName1>Storgatan 1</streetName1>
      <streetName2>Lgh 1101</streetName2>
      <postalCode>12345</postalCode>
      <postalCity>Staden</postalCity>
      <postBox>77</postBox>
     </address>
     <telecom><typeOfTelecom code="H"/><number>08-123 45 67</number></telecom>
     <telecom><typeOfTelecom code="MC"/><number>070-123 45 67</number></telecom>
     <name>Tolvan Tolvansson</name>
     <gender code="1"/>
     <dateOfBirth value="19121212"/>
    </patient>
    <requestOrganisation>
     <careUnitId extension="SE2321000016-SKOLA1"/>
     <careUnitName>Elevhälsan Ekskolan</careUnitName>
     <careUnitTelephone>08-765 43 21</careUnitTelephone>
     <careUnitEmail>elevhalsa@skola.example</careUnitEmail>
     <careUnitAddress>Skolgatan 2, 123 46 Staden</careUnitAddress>
     <careUnitLocation>Hus B</careUnitLocation>
    </requestOrganisation>
    <author>
     <date value="20240502"/>
     <healthcareProfessional>
      <id extension="SE2321000016-P1"/>
      <name>Petra Psykolog</name>
     </healthcareProfessional>
     <typeOfHealthcareProfessional code="PS"/>
     <healthcareProfessionalOrganisation>
      <careUnitId extension="SE2321000016-SKOLA2"/>
     </healthcareProfessionalOrganisation>
    </author>
    <recipient><organisation><careUnitId extension="SE2321000016-BUP1"/></organisation></recipient>
    <intermediaryParticipant>
     <healthcareProfessionalOrganisation>
      <careUnitId extension="SE2321000016-MOTT1"/>
     </healthcareProfessionalOrganisation>
     <time value="202401021200"/>
    </intermediaryParticipant>
    <additionalInformation>
     <desiredRequestRecipient>Neuropsykiatriskt team</desiredRequestRecipient>
     <administrativeInformation>Ring efter lunch.</administrativeInformation>
     <interpreterRequirement>Arabiska</interpreterRequirement>
    </additionalInformation>
    <awarenessInformation><text>Allergi mot nötter.</text></awarenessInformation>
    <questionFormulation>
     <text>Finns en koncentrationssvårighet?</text>
     <clinicalInformation><text>Svårt att sitta still sedan sex års ålder.</text></clinicalInformation>
     <condition>
      <id extension="c-1"/>
      <text>Oro</text>
      <code code="F90.0" codeSystem="1.2.752.116.1.1.1"/>
     </condition>
     <condition><text>Sömnsvårigheter</text></condition>
     <desiredActivity>
      <id extension="a-1"/>
      <text>Utredning</text>
      <code code="AU120" codeSystem="1.2.752.116.1.3.2.1.4"/>
     </desiredActivity>
     <desiredActivity>
      <text>Rådgivning</text>
      <code code="310384009" codeSystem="1.2.752.116.2.1.1"/>
     </desiredActivity>
    </questionFormulation>
    <paymentCommitment>
     <paymentCommitmentId extension="bf-5"/>
     <commitmentType code="1"/>
     <commitmentTypeChapter code="2"/>
     <validity low="20240101" high="20241231"/>
     <clinicalResponsibilityDescription>Remittenten</clinicalResponsibilityDescription>
     <administrativeResponsibilityDescription>Ekonomi</administrativeResponsibilityDescription>
     <validOnlyForOutpatientCare>1</validOnlyForOutpatientCare>
     <liableCountyCouncil code="1"/>
     <dateOfApproval value="20240110080000"/>
     <issuedInConsultationWith>Vårdval</issuedInConsultationWith>
     <costCenter>4711</costCenter>
     <reimbursementInformation>
      <reimbursementType code="2"/>
      <ownerOfInvokedContract code="12"/>
     </reimbursementInformation>
     <approvedBy><id extension="SE2321000016-P9"/><name>Gun Godkänd</name></approvedBy>
    </paymentCommitment>
    <attachment>
     <urn>urn:uuid:aaaaaaaa-0000-4000-8000-000000000001</urn>
     <id>bilaga-1</id>
     <mimetype>application/pdf</mimetype>
     <size>1000</size>
    </attachment>
    <careProcessId>process-3</careProcessId>
   </request>
  </m:ProcessRequest>
 </s:Body>
</s:Envelope>
)";

std::size_t find_or_stop(const std::string& text, std::string_view what, std::size_t from = 0) {
  const std::size_t at = text.find(what, from);
  if (at == std::string::npos) {
    std::cerr << "the message does not hold: " << what << "\n";
    std::abort();
  }
  return at;
}

}  // namespace

std::string request_message() {
  return std::string(kMessage);
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  return text.replace(find_or_stop(text, from), from.size(), to);
}

std::string cut(std::string text, std::string_view begin, std::string_view end) {
  const std::size_t from = find_or_stop(text, begin);
  const std::size_t to = find_or_stop(text, end, from) + end.size();
  return text.erase(from, to - from);
}

}  // namespace gateway::test
