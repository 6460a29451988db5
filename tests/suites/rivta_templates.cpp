#include "tests/suites/rivta_templates.hpp"

#include <array>
#include <string_view>

namespace gateway::suites {
namespace {

const xmlChar* chars(const char* text) {
  return reinterpret_cast<const xmlChar*>(text);
}

std::string_view name_of(const xmlNode* node) {
  return reinterpret_cast<const char*>(node->name);
}

bool is_text_leaf(xmlNodePtr node) {
  return xmlChildElementCount(node) == 0 && node->properties == nullptr;
}

struct Filling {
  std::string_view element;
  const char* attribute;  // null: the text
  const char* value;
};

constexpr auto kFillings = std::to_array<Filling>({
    {"requestId", "extension", "SE2321000016-A1#1"},
    {"requestConfirmationId", "extension", "SE2321000016-A1#2"},
    {"requestOutcomeId", "extension", "SE2321000016-A1#3"},
    {"personId", "extension", "191212121212"},
    {"personId", "root", "1.2.752.129.2.1.3.1"},
    {"typeOfRequest", "code", "4"},
    {"typeOfRequestConfirmation", "code", "BEK"},
    {"typeOfRequestOutcome", "code", "SVA"},
    {"typeOfReason", "code", "NR"},
    {"typeOfTelecom", "code", "H"},
    {"typeOfHealthcareProfessional", "code", "LK"},
    {"gender", "code", "1"},
    {"commitmentType", "code", "1"},
    {"commitmentTypeChapter", "code", "1"},
    {"liableCountyCouncil", "code", "1"},
    {"reimbursementType", "code", "1"},
    {"ownerOfInvokedContract", "code", "1"},
    {"versionTimeStamp", "value", "20141011000000"},
    {"requestConfirmationTime", "value", "20141011000000"},
    {"requestOutcomeTime", "value", "20141011000000"},
    {"statusTime", "value", "20141011000000"},
    {"time", "value", "20141011000000"},
    {"start", "value", "20141011000000"},
    {"end", "value", "20141011000000"},
    {"dateOfApproval", "value", "20141011000000"},
    {"dateOfBirth", "value", "20141011"},
    {"date", "value", "20141011"},
    {"validity", "low", "20141011"},
    {"validity", "high", "20141011"},
    {"versionNumber", nullptr, "1"},
    {"requestVersionNumber", nullptr, "1"},
    {"postalCode", nullptr, "12345"},
    {"validOnlyForOutpatientCare", nullptr, "true"},
    {"urn", nullptr, "urn:ab:c"},
    {"size", nullptr, "1000"},
});

void fill(xmlNodePtr node) {
  for (const Filling& filling : kFillings) {
    if (filling.element != name_of(node)) continue;
    if (filling.attribute == nullptr) {
      if (is_text_leaf(node)) xmlNodeSetContent(node, chars(filling.value));
    } else if (xmlHasProp(node, chars(filling.attribute)) != nullptr) {
      xmlSetProp(node, chars(filling.attribute), chars(filling.value));
    }
  }
  const bool coded_activity = name_of(node) == "code" && node->parent != nullptr &&
                              xmlHasProp(node, chars("codeSystem")) != nullptr;
  if (coded_activity) xmlSetProp(node, chars("codeSystem"), chars("1.2.752.116.1.3.2.1.4"));
}

}  // namespace

void fill_template(xmlNodePtr element) {
  fill(element);
  for (xmlNodePtr child = xmlFirstElementChild(element); child != nullptr;
       child = xmlNextElementSibling(child)) {
    fill_template(child);
  }
}

}  // namespace gateway::suites
