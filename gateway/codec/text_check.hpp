// text_check: is a body made of characters that its format allows? One fast pass before any parser.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace gateway::codec {

// What is wrong with a text, and where.
struct BadText {
  std::string_view id;       // stable message id; static storage
  std::string_view message;  // static storage
  std::size_t offset = 0;
};

// XML: UTF-8, and only characters of XML 1.0. A byte order mark is a character here.
// Ids: XML-ENCODING, XML-CHARACTER.
std::optional<BadText> find_bad_xml(std::string_view text) noexcept;

// JSON: UTF-8 without NUL and byte order mark; of the characters below U+0020 no other is written
// as an escape than tab, line feed and carriage return; surrogate escapes come in pairs.
//
// An escape is looked at wherever it stands; outside a string the parser refuses it anyhow.
// Ids: JSON-ENCODING, JSON-NUL, JSON-BYTE-ORDER-MARK, JSON-CONTROL-CHARACTER, JSON-SURROGATE.
// Source: FHIR R4, datatypes.html#string; RFC 8259, section 8.
std::optional<BadText> find_bad_json(std::string_view text) noexcept;

}  // namespace gateway::codec
