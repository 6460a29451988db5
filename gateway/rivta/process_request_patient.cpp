// The patient of a ProcessRequest → Patient.
#include <algorithm>
#include <array>

#include "gateway/base/text.hpp"
#include "gateway/rivta/fhir_parts.hpp"
#include "gateway/rivta/person_id.hpp"
#include "gateway/rivta/process_request_writing.hpp"

namespace gateway::rivta {
namespace {

struct CodePair {
  std::string_view riv;
  std::string_view fhir;
};

// Source: KV Kön (ISO 5218) and FHIR R4, valueset-administrative-gender.html.
constexpr auto kGenders = std::to_array<CodePair>({
    {"0", "unknown"},
    {"1", "male"},
    {"2", "female"},
    {"9", "other"},
});

constexpr auto kTelecomUses = std::to_array<CodePair>({
    {"H", "home"},
    {"MC", "mobile"},
});

template <typename Table>
std::string_view translate(const Table& table, std::string_view code) {
  const auto found = std::ranges::find(table, code, &CodePair::riv);
  return found == table.end() ? std::string_view() : found->fhir;
}

// A line that says which part of the address it is.
void write_address_line(fhir::Builder& b,
                        std::string_view prefix,
                        const std::string& text,
                        std::string_view part) {
  if (is_blank(text)) return;
  b.begin("line");
  b.set_value(b.arena().copy(std::string(prefix) + text));
  write_extension(b,
                  "http://hl7.org/fhir/StructureDefinition/iso21090-ADXP-" + std::string(part),
                  "valueString",
                  text);
  b.end();
}

void write_address(fhir::Builder& b, XmlElement address) {
  const auto part = [&](std::string_view name) { return address.child(name).text(); };
  constexpr auto kParts = std::to_array<std::string_view>(
      {"careOf", "streetName1", "streetName2", "postalCode", "postalCity", "postBox"});
  if (std::ranges::all_of(kParts, [&](std::string_view name) { return is_blank(part(name)); })) {
    return;
  }
  b.begin("address");
  write_address_line(b, "c/o ", part("careOf"), "careOf");
  write_text(b, "line", part("streetName1"));
  write_text(b, "line", part("streetName2"));
  write_address_line(b, "Box ", part("postBox"), "postBox");
  write_text(b, "city", part("postalCity"));
  write_text(b, "postalCode", part("postalCode"));
  b.end();
}

void write_telecoms(fhir::Builder& b, XmlElement patient) {
  for (XmlElement at = patient.child("telecom"); at; at = at.next_same()) {
    const std::string number = at.child("number").text();
    if (is_blank(number)) continue;
    b.begin("telecom");
    b.add("system", "phone");
    b.add("value", number);
    write_text(b, "use", translate(kTelecomUses, at.child("typeOfTelecom").attribute("code")));
    b.end();
  }
}

void write_person_id(fhir::Builder& b, const PersonId& id) {
  b.begin("identifier");
  if (id.is_temporary) b.add("use", "temp");
  b.add("system", id.system);
  b.add("value", id.value);
  b.end();
}

}  // namespace

void write_patient(const Writing& w, XmlElement patient) {
  fhir::Builder& b = w.b;
  const XmlElement person = patient.child("personId");
  const auto id = read_person_id(person.attribute("root"), person.attribute("extension"));
  if (id) {
    write_person_id(b, *id);
    if (id->is_temporary) w.note("RIVTA-TEMPORARY-PERSON-ID", "request/patient/personId");
  } else {
    w.refuse(id.error().id, "request/patient/personId");
  }
  const std::string name = patient.child("name").text();
  if (!is_blank(name)) {
    b.begin("name");
    b.add("text", name);
    b.end();
  }
  write_telecoms(b, patient);
  const std::string gender = number_text(patient.child("gender").attribute("code"));
  write_text(b, "gender", translate(kGenders, gender));
  const auto born = w.date(patient.child("dateOfBirth"), "request/patient/dateOfBirth");
  if (born) b.add("birthDate", *born);
  const bool differs = born && id && !id->birth_date.empty() && id->birth_date != *born;
  if (differs) w.note("RIVTA-BIRTH-DATE-DIFFERS", "request/patient/dateOfBirth");
  write_address(b, patient.child("address"));
}

}  // namespace gateway::rivta
