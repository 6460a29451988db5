#include "tests/support/small_types.hpp"

#include <array>
#include <cctype>
#include <cstdlib>
#include <map>
#include <sstream>
#include <string>
#include <utility>

namespace gateway::test {
namespace {

using fhir::Primitive;

struct PrimitiveRow {
  std::string_view name;
  Primitive kind;
};

constexpr auto kPrimitives = std::to_array<PrimitiveRow>({
    {"boolean", Primitive::boolean},
    {"integer", Primitive::integer},
    {"unsignedInt", Primitive::unsigned_int},
    {"positiveInt", Primitive::positive_int},
    {"decimal", Primitive::decimal},
    {"string", Primitive::string},
    {"markdown", Primitive::markdown},
    {"code", Primitive::code},
    {"id", Primitive::id},
    {"uri", Primitive::uri},
    {"url", Primitive::url},
    {"canonical", Primitive::canonical},
    {"oid", Primitive::oid},
    {"uuid", Primitive::uuid},
    {"base64Binary", Primitive::base64_binary},
    {"instant", Primitive::instant},
    {"date", Primitive::date},
    {"dateTime", Primitive::date_time},
    {"time", Primitive::time},
    {"xhtml", Primitive::xhtml},
});

// A type begins at the margin: name, base ("-" for none), flags (R resource, A abstract). Its own
// elements follow, indented: name, types joined by "|", cardinality (? 0..1, 1 1..1, * 0..*,
// + 1..*), flags (@ XML attribute, ! modifier). The elements of the base come first.
// Source: FHIR R4, the definitions of these types, shortened.
constexpr std::string_view kTypes = R"(
Element - A
  id string ? @
  extension Extension *
BackboneElement Element A
  modifierExtension Extension * !
Resource - A
  id id ?
  meta Meta ?
  implicitRules uri ? !
  language code ?
DomainResource Resource A
  text Narrative ?
  contained Resource *
  extension Extension *
  modifierExtension Extension * !
Extension Element
  url uri 1 @
  value[x] base64Binary|boolean|code|date|dateTime|decimal|id|instant|integer|markdown|oid|positiveInt|string|time|unsignedInt|uri|url|uuid|canonical|CodeableConcept|Coding|HumanName|Identifier|Period|Quantity|Reference ?
Meta Element
  versionId id ?
  lastUpdated instant ?
  source uri ?
  profile canonical *
  security Coding *
  tag Coding *
Narrative Element
  status code 1
  div xhtml 1
Coding Element
  system uri ?
  version string ?
  code code ?
  display string ?
  userSelected boolean ?
CodeableConcept Element
  coding Coding *
  text string ?
Identifier Element
  use code ? !
  type CodeableConcept ?
  system uri ?
  value string ?
  period Period ?
  assigner Reference ?
Reference Element
  reference string ?
  type uri ?
  identifier Identifier ?
  display string ?
Period Element
  start dateTime ?
  end dateTime ?
Quantity Element
  value decimal ?
  comparator code ? !
  unit string ?
  system uri ?
  code code ?
HumanName Element
  use code ? !
  text string ?
  family string ?
  given string *
  prefix string *
  suffix string *
  period Period ?
ContactPoint Element
  system code ?
  value string ?
  use code ? !
  rank positiveInt ?
  period Period ?
Address Element
  use code ? !
  type code ?
  text string ?
  line string *
  city string ?
  district string ?
  state string ?
  postalCode string ?
  country string ?
  period Period ?
Attachment Element
  contentType code ?
  language code ?
  data base64Binary ?
  url url ?
  size unsignedInt ?
  hash base64Binary ?
  title string ?
  creation dateTime ?
Annotation Element
  author[x] Reference|string ?
  time dateTime ?
  text markdown 1
Signature Element
  type Coding +
  when instant 1
  who Reference 1
  onBehalfOf Reference ?
  targetFormat code ?
  sigFormat code ?
  data base64Binary ?
Patient DomainResource R
  identifier Identifier *
  active boolean ? !
  name HumanName *
  telecom ContactPoint *
  gender code ?
  birthDate date ?
  deceased[x] boolean|dateTime ? !
  address Address *
  maritalStatus CodeableConcept ?
  multipleBirth[x] boolean|integer ?
  photo Attachment *
  contact Patient.contact *
  communication Patient.communication *
  generalPractitioner Reference *
  managingOrganization Reference ?
  link Patient.link * !
Patient.contact BackboneElement
  relationship CodeableConcept *
  name HumanName ?
  telecom ContactPoint *
  address Address ?
  gender code ?
  organization Reference ?
  period Period ?
Patient.communication BackboneElement
  language CodeableConcept 1
  preferred boolean ?
Patient.link BackboneElement
  other Reference 1
  type code 1
Organization DomainResource R
  identifier Identifier *
  active boolean ?
  type CodeableConcept *
  name string ?
  alias string *
  telecom ContactPoint *
  address Address *
  partOf Reference ?
Observation DomainResource R
  identifier Identifier *
  status code 1 !
  category CodeableConcept *
  code CodeableConcept 1
  subject Reference ?
  effective[x] dateTime|Period|instant ?
  issued instant ?
  performer Reference *
  value[x] Quantity|CodeableConcept|string|boolean|integer|time|dateTime|Period ?
  component Observation.component *
Observation.component BackboneElement
  code CodeableConcept 1
  value[x] Quantity|CodeableConcept|string|boolean|integer|time|dateTime|Period ?
Task DomainResource R
  identifier Identifier *
  basedOn Reference *
  groupIdentifier Identifier ?
  partOf Reference *
  status code 1 !
  statusReason CodeableConcept ?
  businessStatus CodeableConcept ?
  intent code 1
  priority code ?
  code CodeableConcept ?
  description string ?
  focus Reference ?
  for Reference ?
  encounter Reference ?
  executionPeriod Period ?
  authoredOn dateTime ?
  lastModified dateTime ?
  requester Reference ?
  performerType CodeableConcept *
  owner Reference ?
  reasonCode CodeableConcept ?
  reasonReference Reference ?
  note Annotation *
  restriction Task.restriction ?
  input Task.input *
  output Task.output *
Task.restriction BackboneElement
  repetitions positiveInt ?
  period Period ?
  recipient Reference *
Task.input BackboneElement
  type CodeableConcept 1
  value[x] boolean|code|date|dateTime|decimal|integer|string|uri|CodeableConcept|Identifier|Period|Quantity|Reference 1
Task.output BackboneElement
  type CodeableConcept 1
  value[x] boolean|code|date|dateTime|decimal|integer|string|uri|CodeableConcept|Identifier|Period|Quantity|Reference 1
Questionnaire DomainResource R
  url uri ?
  status code 1 !
  item Questionnaire.item *
Questionnaire.item BackboneElement
  linkId string 1
  text string ?
  type code 1
  item Questionnaire.item *
Bundle Resource R
  identifier Identifier ?
  type code 1
  timestamp instant ?
  total unsignedInt ?
  link Bundle.link *
  entry Bundle.entry *
  signature Signature ?
Bundle.link BackboneElement
  relation string 1
  url uri 1
Bundle.entry BackboneElement
  link Bundle.link *
  fullUrl uri ?
  resource Resource ?
  search Bundle.entry.search ?
  request Bundle.entry.request ?
  response Bundle.entry.response ?
Bundle.entry.search BackboneElement
  mode code ?
  score decimal ?
Bundle.entry.request BackboneElement
  method code 1
  url uri 1
  ifNoneMatch string ?
  ifModifiedSince instant ?
  ifMatch string ?
  ifNoneExist string ?
Bundle.entry.response BackboneElement
  status string 1
  location uri ?
  etag string ?
  lastModified instant ?
  outcome Resource ?
OperationOutcome DomainResource R
  issue OperationOutcome.issue +
OperationOutcome.issue BackboneElement
  severity code 1
  code code 1
  details CodeableConcept ?
  diagnostics string ?
  location string *
  expression string *
Parameters Resource R
  parameter Parameters.parameter *
Parameters.parameter BackboneElement
  name string 1
  value[x] boolean|code|date|dateTime|decimal|integer|string|uri|CodeableConcept|Coding|HumanName|Identifier|Period|Quantity|Reference ?
  resource Resource ?
  part Parameters.parameter *
Binary Resource R
  contentType code 1
  securityContext Reference ?
  data base64Binary ?
)";

std::uint8_t flag(const std::string& flags, char letter, std::uint8_t value) {
  return flags.find(letter) == std::string::npos ? std::uint8_t{0} : value;
}

void add_element(fhir::TypeTableBuilder& b, fhir::TypeId owner, std::istringstream& line) {
  std::string name;
  std::string types;
  std::string cardinality;
  std::string flags;
  line >> name >> types >> cardinality >> flags;
  fhir::SlotSpec slot;
  slot.min = cardinality == "1" || cardinality == "+" ? 1 : 0;
  slot.max = cardinality == "*" || cardinality == "+" ? fhir::kUnbounded : 1;
  slot.flags = static_cast<std::uint8_t>(flag(flags, '@', fhir::kXmlAttribute) |
                                         flag(flags, '!', fhir::kIsModifier));
  const bool is_choice = name.ends_with("[x]");
  const std::string choice = is_choice ? name.substr(0, name.size() - 3) : std::string();
  std::istringstream each(types);
  for (std::string type; std::getline(each, type, '|');) {
    std::string slot_name = name;
    if (is_choice) {
      slot_name = choice + type;
      slot_name[choice.size()] = static_cast<char>(std::toupper(slot_name[choice.size()]));
    }
    slot.name = slot_name;
    slot.choice = choice;
    slot.type = type;
    b.add_slot(owner, slot);
  }
}

}  // namespace

fhir::TypeTableBuilder small_types_builder() {
  fhir::TypeTableBuilder b;
  std::istringstream text{std::string(kTypes)};
  fhir::TypeId owner = fhir::kNoType;
  std::map<std::string, fhir::TypeId> ids;
  for (std::string row; std::getline(text, row);) {
    if (row.empty()) continue;
    std::istringstream line(row);
    if (row.starts_with(' ')) {
      add_element(b, owner, line);
      continue;
    }
    std::string name;
    std::string base;
    std::string flags;
    line >> name >> base >> flags;
    if (base == "-") base.clear();
    owner = b.add_type(name,
                       {.base = base,
                        .flags = static_cast<std::uint8_t>(flag(flags, 'R', fhir::kIsResource) |
                                                           flag(flags, 'A', fhir::kIsAbstract))});
    ids[name] = owner;
    if (!base.empty()) b.inherit_slots(owner, ids.at(base));
  }
  for (const PrimitiveRow& row : kPrimitives)
    b.add_primitive(row.name, row.kind);
  return b;
}

const fhir::TypeTable& small_types() {
  static const auto types = [] {
    auto built = small_types_builder().build();
    if (!built) std::abort();
    return std::move(*built);
  }();
  return types->table();
}

}  // namespace gateway::test
