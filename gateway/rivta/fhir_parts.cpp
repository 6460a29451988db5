#include "gateway/rivta/fhir_parts.hpp"

#include <algorithm>

#include "gateway/base/text.hpp"

namespace gateway::rivta {

std::string referral_extension(std::string_view tail) {
  return "https://brygga.example/fhir/StructureDefinition/referral-" + std::string(tail);
}

bool is_blank(std::string_view text) noexcept {
  return std::ranges::all_of(text, is_space);
}

void write_text(fhir::Builder& b, std::string_view element, std::string_view text) {
  if (!is_blank(text)) b.add(element, text);
}

void write_coding(fhir::Builder& b, std::string_view element, const Coding& coding) {
  if (is_blank(coding.code)) return;
  b.begin(element);
  write_text(b, "system", coding.system);
  b.add("code", coding.code);
  write_text(b, "display", coding.display);
  b.end();
}

void write_reference(fhir::Builder& b, std::string_view element, const HsaReference& to) {
  if (is_blank(to.hsa_id) && is_blank(to.display)) return;
  b.begin(element);
  b.add("type", to.type);
  write_identifier(b, "identifier", kHsaSystem, to.hsa_id);
  write_text(b, "display", to.display);
  b.end();
}

void write_literal_reference(fhir::Builder& b, std::string_view element, std::string_view to) {
  b.begin(element);
  b.add("reference", to);
  b.end();
}

void write_identifier(fhir::Builder& b,
                      std::string_view element,
                      std::string_view system,
                      std::string_view value) {
  if (is_blank(value)) return;
  b.begin(element);
  write_text(b, "system", system);
  b.add("value", value);
  b.end();
}

void write_extension(fhir::Builder& b,
                     std::string_view url,
                     std::string_view element,
                     std::string_view text) {
  if (is_blank(text)) return;
  b.begin("extension");
  b.add("url", url);
  b.add(element, text);
  b.end();
}

void write_extension(fhir::Builder& b, std::string_view url, const Coding& coding) {
  if (is_blank(coding.code)) return;
  b.begin("extension");
  b.add("url", url);
  write_coding(b, "valueCoding", coding);
  b.end();
}

void write_extension(fhir::Builder& b, std::string_view url, const HsaReference& to) {
  if (is_blank(to.hsa_id) && is_blank(to.display)) return;
  b.begin("extension");
  b.add("url", url);
  write_reference(b, "valueReference", to);
  b.end();
}

}  // namespace gateway::rivta
