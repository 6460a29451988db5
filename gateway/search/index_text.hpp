// The texts of index entries: the extractor writes them and the query parser asks for them, so both
// make them here.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gateway::search {

// A longer value is not indexed as a whole and cannot be asked for.
inline constexpr std::size_t kMaxValueBytes = 1024;

// What stands before a text that is not simply the value: no value begins with a control character.
// They are stored, as part of a hash, and are not changed.
inline constexpr std::string_view kPresent = "\x01";     // there is a value
inline constexpr std::string_view kPrefix = "\x02";      // of a string, folded: see prefixes_of()
inline constexpr std::string_view kExact = "\x03";       // of a string, as it is
inline constexpr std::string_view kIdentifier = "\x04";  // of a reference, as a token
inline constexpr std::string_view kUnit = "\x05";        // of a quantity, without its system
inline constexpr std::string_view kOfType = "\x06";      // of an identifier, with its type

std::string marked(std::string_view mark, std::string_view text);

// One question of a token parameter.
struct TokenForm {
  enum class System : std::uint8_t { any, none, given };
  System which = System::any;
  std::string_view system = {};  // if given
  std::string_view code = {};    // empty: any code of the system
};

// "code", "|code", "system|code" or "system|". Codes and identifier values are folded to lower-case
// ASCII, because R4 wants tokens that are found rather than missed; systems are compared as they
// are. Source: FHIR R4, search.html#token.
std::string token_text(const TokenForm& form);

// Every text that a token can be asked by: its code with any system, with its own, and its system
// alone; a token without system also as "|code".
std::vector<std::string> token_texts(std::string_view system, std::string_view code);

// The identifier of a resource as "system|value" and "value"; what store::Reader::find_child and
// blind indexes compare. Folded as tokens are.
std::string identifier_text(std::string_view system, std::string_view value);

// An identifier by a coding of its type and its value. Source: FHIR R4, search.html#token.
std::string typed_identifier_text(std::string_view system,
                                  std::string_view code,
                                  std::string_view value);

// What a reference points at, as the index holds it: "Type/id" for a relative reference or one
// under `base_url`, without version; the text itself for others. Empty for "#..." and for no text.
// Source: FHIR R4, search.html#reference.
std::string reference_text(std::string_view reference, std::string_view base_url);

// True of "Type/id", as the index holds what lies on this server.
bool is_relative_reference(std::string_view text);

}  // namespace gateway::search
