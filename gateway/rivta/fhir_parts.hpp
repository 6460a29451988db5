// Small pieces of FHIR resources, written with a Builder.
//
// Texts of a message are optional in most places and may be blank; a blank one is left out, because
// FHIR knows no empty values.
#pragma once

#include <string>
#include <string_view>

#include "gateway/fhir/builder.hpp"

namespace gateway::rivta {

inline constexpr std::string_view kHsaSystem = "urn:oid:1.2.752.29.4.19";

struct Coding {
  std::string system;  // URI; empty: none
  std::string code;    // empty: nothing is written
  std::string display = {};
};

// An organisation or person known by its HSA-id. The exchange adds the literal reference of an
// organisation that its directory knows.
struct HsaReference {
  std::string type;    // "Organization", "Practitioner"
  std::string hsa_id;  // empty: none
  std::string display = {};
};

// "https://brygga.example/fhir/StructureDefinition/referral-<tail>"
std::string referral_extension(std::string_view tail);

bool is_blank(std::string_view text) noexcept;

// A primitive element of the open one.
void write_text(fhir::Builder& b, std::string_view element, std::string_view text);
void write_coding(fhir::Builder& b, std::string_view element, const Coding& coding);
void write_reference(fhir::Builder& b, std::string_view element, const HsaReference& to);
void write_literal_reference(fhir::Builder& b, std::string_view element, std::string_view to);
void write_identifier(fhir::Builder& b,
                      std::string_view element,
                      std::string_view system,
                      std::string_view value);

// `element` is the slot of value[x], e.g. "valueString".
void write_extension(fhir::Builder& b,
                     std::string_view url,
                     std::string_view element,
                     std::string_view text);
void write_extension(fhir::Builder& b, std::string_view url, const Coding& coding);
void write_extension(fhir::Builder& b, std::string_view url, const HsaReference& to);

}  // namespace gateway::rivta
