// mend_json: JSON with the slips that people make when they write it by hand, as JSON.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gateway::codec {

struct JsonSlip {
  std::string_view id;       // JSON-COMMENT, JSON-COMMA-EXTRA, ...; static storage
  std::string_view message;  // static storage
  std::string path;          // of the object, the array or the item: "name[0].given"; empty: root
  std::size_t offset = 0;    // in the text as given
};

struct MendedJson {
  std::string text;  // lines as in the text as given
  std::vector<JsonSlip> slips;
};

// More slips than that are no slips.
inline constexpr std::size_t kMaxJsonSlips = 100;

// Takes comments and commas that are too many out, and puts missing commas and quotes in. What else
// is wrong stays, for a parser to find. Nothing if it is deeper than `max_depth`, has more than
// kMaxJsonSlips, or makes no sense without its punctuation. Linear.
std::optional<MendedJson> mend_json(std::string_view text, std::size_t max_depth);

}  // namespace gateway::codec
