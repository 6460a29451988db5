// The question of a ProcessRequest and its attachments → parts of the ServiceRequest.
#include <algorithm>
#include <limits>

#include "gateway/base/text.hpp"
#include "gateway/rivta/code_system.hpp"
#include "gateway/rivta/fhir_parts.hpp"
#include "gateway/rivta/process_request_writing.hpp"

namespace gateway::rivta {
namespace {

constexpr std::string_view kSections = "https://brygga.example/fhir/CodeSystem/referral-section";
constexpr long long kMaxUnsignedInt = std::numeric_limits<std::int32_t>::max();

// A condition or an activity: id, text and code, each of which may be missing.
struct Concept {
  std::string id;
  std::string text;
  Coding coding;
  bool is_empty() const { return is_blank(id) && is_blank(text) && coding.code.empty(); }
};

Concept read_concept(const Writing& w, XmlElement element, const std::string& path) {
  Concept found{.id = element.child("id").attribute("extension"),
                .text = element.child("text").text(),
                .coding = {}};
  const XmlElement code = element.child("code");
  if (!code) return found;
  found.coding.code = to_code(code.attribute("code"));
  if (found.coding.code.empty()) w.note("RIVTA-CODE", path + "/code");
  found.coding.system = code_system_uri(code.attribute("codeSystem"));
  if (found.coding.system.empty()) w.note("RIVTA-CODE-SYSTEM", path + "/code");
  return found;
}

void write_concept(fhir::Builder& b, std::string_view element, const Concept& term) {
  b.begin(element);
  write_extension(b, referral_extension("part-id"), "valueString", term.id);
  write_coding(b, "coding", term.coding);
  write_text(b, "text", term.text);
  b.end();
}

void write_conditions(const Writing& w, XmlElement question) {
  for (XmlElement at = question.child("condition"); at; at = at.next_same()) {
    const Concept condition = read_concept(w, at, "request/questionFormulation/condition");
    if (!condition.is_empty()) write_concept(w.b, "reasonCode", condition);
  }
}

// The first activity is what is asked for; ServiceRequest has one code only, and orderDetail may
// not stand without it (prr-1).
void write_activities(const Writing& w, XmlElement question) {
  std::string_view element = "code";
  for (XmlElement at = question.child("desiredActivity"); at; at = at.next_same()) {
    const Concept activity = read_concept(w, at, "request/questionFormulation/desiredActivity");
    if (activity.is_empty()) continue;
    write_concept(w.b, element, activity);
    element = "orderDetail";
  }
}

// The anamnesis is information about the child that goes with the referral: a contained
// Observation, so that it is delivered, masked and erased together with it.
void write_clinical_information(fhir::Builder& b, const std::string& text) {
  if (is_blank(text)) return;
  b.begin("contained", "Observation");
  b.add("id", "clinical-information");
  b.add("status", "final");
  b.begin("code");
  write_coding(b, "coding", {std::string(kSections), "clinical-information"});
  b.add("text", "Anamnes");
  b.end();
  b.add("valueString", text);
  b.end();
  write_literal_reference(b, "supportingInfo", "#clinical-information");
}

// Source: RFC 6838, section 4.2: type and subtype, then perhaps parameters.
bool is_media_type(std::string_view text) {
  const auto is_name = [](std::string_view name) {
    const auto is_allowed = [](char c) {
      return is_alpha(c) || is_digit(c) ||
             std::string_view("!#$&-^_.+").find(c) != std::string_view::npos;
    };
    return !name.empty() && std::ranges::all_of(name, is_allowed);
  };
  const std::string_view plain = trim(split_once(text, ';').before);
  const Halves halves = split_once(plain, '/');
  return halves.found && is_name(halves.before) && is_name(halves.after);
}

void write_attachment(const Writing& w, XmlElement attachment, const std::string& id) {
  fhir::Builder& b = w.b;
  b.begin("contained", "DocumentReference");
  b.add("id", id);
  write_identifier(b, "identifier", "", attachment.child("id").text());
  b.add("status", "current");
  b.begin("content");
  b.begin("attachment");
  const std::string type = to_code(attachment.child("mimetype").text());
  if (is_media_type(type)) {
    b.add("contentType", type);
  } else {
    w.note("RIVTA-MIMETYPE", "request/attachment/mimetype");
  }
  write_text(b, "url", trim(attachment.child("urn").text()));
  const std::string size = number_text(attachment.child("size").text());
  const auto bytes = parse_integer<long long>(size);
  if (bytes && *bytes >= 0 && *bytes <= kMaxUnsignedInt) {
    b.add("size", size);
  } else {
    w.note("RIVTA-ATTACHMENT-SIZE", "request/attachment/size");
  }
  b.end();
  b.end();
  b.end();
  write_literal_reference(b, "supportingInfo", "#" + id);
  w.note("RIVTA-ATTACHMENT-POINTER", "request/attachment");
}

}  // namespace

void write_question(const Writing& w, XmlElement question) {
  fhir::Builder& b = w.b;
  const std::string text = question.child("text").text();
  if (is_blank(text)) {
    w.refuse("RIVTA-QUESTION-MISSING", "request/questionFormulation/text");
  } else {
    b.begin("note");
    b.add("text", text);
    b.end();
  }
  write_clinical_information(b, question.child("clinicalInformation").child("text").text());
  write_conditions(w, question);
  write_activities(w, question);
}

void write_attachments(const Writing& w, XmlElement request) {
  std::size_t count = 0;
  for (XmlElement at = request.child("attachment"); at; at = at.next_same()) {
    write_attachment(w, at, "attachment-" + std::to_string(++count));
  }
}

}  // namespace gateway::rivta
