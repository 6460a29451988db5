#include "gateway/rivta/soap.hpp"

#include <gtest/gtest.h>

#include "tests/rivta/rivta_stand.hpp"

namespace gateway::rivta {
namespace {

std::string envelope(std::string_view header, std::string_view body) {
  return "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/' "
         "xmlns:i='urn:riv:itintegration:registry:1'><s:Header>" +
         std::string(header) + "</s:Header><s:Body>" + std::string(body) + "</s:Body></s:Envelope>";
}
constexpr std::string_view kAddress = "<i:LogicalAddress> SE1-A </i:LogicalAddress>";

std::string fault_of(std::string_view text) {
  const auto call = read_call(text);
  if (call) return "accepted";
  return std::string(kFaultCodes.code(call.error().code)) + " " + std::string(call.error().id);
}

class SoapTest : public testing::Test {
 protected:
  const XmlLibrary& library_ = test::xml_library();
};

TEST_F(SoapTest, FindsTheBodysChildAndTheLogicalAddress) {
  const auto call = read_call(envelope(kAddress, "<x xmlns='urn:x'/>"));

  ASSERT_TRUE(call.has_value());
  EXPECT_TRUE(call->body.is("urn:x", "x"));
  EXPECT_EQ(call->logical_address, "SE1-A");
}

TEST_F(SoapTest, RefusesWhatIsNoEnvelope) {
  EXPECT_EQ(fault_of("<x/>"), "Client RIVTA-NOT-SOAP");
  EXPECT_EQ(fault_of("{}"), "Client RIVTA-XML");
  EXPECT_EQ(fault_of(""), "Client RIVTA-XML");
}

TEST_F(SoapTest, RefusesSoap12) {
  EXPECT_EQ(fault_of("<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Body/>"
                     "</s:Envelope>"),
            "VersionMismatch RIVTA-SOAP-VERSION");
}

TEST_F(SoapTest, RefusesADocumentType) {
  EXPECT_EQ(fault_of("<!DOCTYPE x [<!ENTITY e 'v'>]>" + envelope(kAddress, "<x>&e;</x>")),
            "Client RIVTA-XML");
}

TEST_F(SoapTest, RefusesAProcessingInstruction) {
  EXPECT_EQ(fault_of(envelope(kAddress, "<?pi x?><x/>")), "Client RIVTA-XML");
}

TEST_F(SoapTest, RefusesAnotherEncoding) {
  EXPECT_EQ(fault_of("<?xml version='1.0' encoding='ISO-8859-1'?>" + envelope(kAddress, "<x/>")),
            "Client RIVTA-XML");
  EXPECT_EQ(fault_of(envelope(kAddress, "<x>\xE5</x>")), "Client RIVTA-XML");
}

TEST_F(SoapTest, WantsExactlyOneElementInTheBody) {
  EXPECT_EQ(fault_of(envelope(kAddress, "")), "Client RIVTA-SOAP-BODY");
  EXPECT_EQ(fault_of(envelope(kAddress, "<x/><y/>")), "Client RIVTA-SOAP-BODY");
}

TEST_F(SoapTest, RefusesElementsAfterTheBody) {
  EXPECT_EQ(fault_of("<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'>"
                     "<s:Body><x/></s:Body><y/></s:Envelope>"),
            "Client RIVTA-NOT-SOAP");
}

TEST_F(SoapTest, WantsExactlyOneLogicalAddress) {
  EXPECT_EQ(fault_of(envelope("", "<x/>")), "Client RIVTA-LOGICAL-ADDRESS");
  EXPECT_EQ(fault_of(envelope("<i:LogicalAddress> </i:LogicalAddress>", "<x/>")),
            "Client RIVTA-LOGICAL-ADDRESS");
  EXPECT_EQ(fault_of(envelope(std::string(kAddress) + std::string(kAddress), "<x/>")),
            "Client RIVTA-LOGICAL-ADDRESS");
  EXPECT_EQ(fault_of(envelope("<LogicalAddress>SE1-A</LogicalAddress>", "<x/>")),
            "Client RIVTA-LOGICAL-ADDRESS");
}

TEST_F(SoapTest, RefusesAnUnknownBlockThatMustBeUnderstood) {
  const auto with = [](std::string_view attributes) {
    return envelope(std::string(kAddress) + "<t xmlns='urn:t' " + std::string(attributes) + "/>",
                    "<x/>");
  };

  EXPECT_EQ(fault_of(with("s:mustUnderstand='1'")), "MustUnderstand RIVTA-MUST-UNDERSTAND");
  EXPECT_EQ(fault_of(with("s:mustUnderstand='0'")), "accepted");
  EXPECT_EQ(fault_of(with("")), "accepted");
  EXPECT_EQ(fault_of(with("s:mustUnderstand='yes'")), "Client RIVTA-SOAP-HEADER");
  EXPECT_EQ(fault_of(with("s:mustUnderstand='1' s:actor='urn:someone-else'")), "accepted");
  EXPECT_EQ(
      fault_of(with("s:mustUnderstand='1' s:actor='http://schemas.xmlsoap.org/soap/actor/next'")),
      "MustUnderstand RIVTA-MUST-UNDERSTAND");
}

TEST_F(SoapTest, UnderstandsTheLogicalAddress) {
  EXPECT_EQ(
      fault_of(envelope("<i:LogicalAddress s:mustUnderstand='1'>SE1-A</i:LogicalAddress>", "<x/>")),
      "accepted");
}

TEST_F(SoapTest, ReadsTheLargestMessageAndNotOneByteMore) {
  std::string text = envelope(kAddress, "<x></x>");
  text.insert(text.find("</x>"), std::string(kMaxMessageBytes - text.size(), 'a'));

  EXPECT_EQ(fault_of(text), "accepted");
  EXPECT_EQ(fault_of(text + " "), "Client RIVTA-XML");
}

TEST(SoapContentTypeTest, AcceptsTextXmlInUtf8) {
  for (const char* type : {"text/xml",
                           "text/xml; charset=utf-8",
                           "Text/XML;charset=\"UTF-8\"",
                           "text/xml ; action=x ; charset=utf-8"}) {
    EXPECT_TRUE(is_soap_content_type(type)) << type;
  }
}

TEST(SoapContentTypeTest, RefusesEverythingElse) {
  for (const char* type : {"",
                           "application/soap+xml",
                           "application/xml",
                           "text/xmlx",
                           "text/xml; charset=iso-8859-1",
                           "text/xml; charset=",
                           "text"}) {
    EXPECT_FALSE(is_soap_content_type(type)) << type;
  }
}

TEST(SoapActionTest, MayBeEmptyOrQuoted) {
  for (const char* value : {"", "\"\"", "urn:a", "\"urn:a\"", " \"urn:a\" "}) {
    EXPECT_TRUE(is_soap_action(value, "urn:a")) << value;
  }
  for (const char* value : {"urn:b", "\"urn:b\"", "\"", "\"urn:a"}) {
    EXPECT_FALSE(is_soap_action(value, "urn:a")) << value;
  }
}

TEST_F(SoapTest, FaultSaysCodeSentencesAndLogId) {
  const auto response = soap_fault({FaultCode::client, "RIVTA-NOT-ALLOWED"}, "log<1>");

  EXPECT_EQ(response.status, 500U);
  EXPECT_EQ(response.headers.find("Content-Type"), "text/xml; charset=utf-8");
  const auto document = XmlDocument::parse(response.body, 10'000);
  ASSERT_TRUE(document.has_value());
  const XmlElement fault = document->root().first_child().first_child();
  EXPECT_TRUE(fault.is(kSoapNamespace, "Fault"));
  EXPECT_EQ(fault.first_child().name(), "faultcode");
  EXPECT_EQ(fault.first_child().text(), "soapenv:Client");
  EXPECT_EQ(
      fault.first_child().next().text(),
      "RIVTA-NOT-ALLOWED: Anropet är inte tillåtet. / The call is not allowed. (logId log<1>)");
  EXPECT_FALSE(fault.first_child().next().next());
}

}  // namespace
}  // namespace gateway::rivta
