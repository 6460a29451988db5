#include "gateway/rivta/code_system.hpp"

#include <algorithm>
#include <array>

#include "gateway/base/text.hpp"

namespace gateway::rivta {
namespace {

struct Alias {
  std::string_view oid;
  std::string_view uri;
};

// Lists of codes are known by several OIDs; one URI stands for all of them.
constexpr auto kAliases = std::to_array<Alias>({
    {"1.2.752.116.1.1.1", "http://hl7.org/fhir/sid/icd-10-se"},
    {"1.2.752.116.1.1.1.1.3", "http://hl7.org/fhir/sid/icd-10-se"},
    {"1.2.752.116.1.1.1.1.8", "http://hl7.org/fhir/sid/icd-10-se"},
    {"1.2.752.116.2.1.1", "http://snomed.info/sct"},
    {"1.2.752.116.1.3.2.1.4", "urn:oid:1.2.752.116.1.3.2.1.4"},
    {"1.2.752.116.1.3.2.3.4", "urn:oid:1.2.752.116.1.3.2.1.4"},
    {"1.2.752.129.2.2.2.1", "urn:oid:1.2.752.116.1.3.2.1.4"},
});

// Source: FHIR R4, datatypes.html#oid: arcs without leading zeros, the first of them 0, 1 or 2.
bool is_oid(std::string_view text) {
  const auto arcs = split(text, '.');
  if (arcs.size() < 2 || arcs[0].size() != 1 || arcs[0][0] < '0' || arcs[0][0] > '2') return false;
  return std::ranges::all_of(arcs, [](std::string_view arc) {
    const bool has_leading_zero = arc.size() > 1 && arc.front() == '0';
    return !arc.empty() && !has_leading_zero && std::ranges::all_of(arc, is_digit);
  });
}

bool is_uri(std::string_view text) {
  const bool has_scheme =
      text.starts_with("http://") || text.starts_with("https://") || text.starts_with("urn:");
  const auto is_plain = [](char c) {
    return c > ' ' && c < 0x7F && c != '<' && c != '>' && c != '"';
  };
  return has_scheme && std::ranges::all_of(text, is_plain);
}

}  // namespace

std::string code_system_uri(std::string_view oid) {
  const std::string_view text = trim(oid);
  const auto alias = std::ranges::find(kAliases, text, &Alias::oid);
  if (alias != kAliases.end()) return std::string(alias->uri);
  if (is_oid(text)) return "urn:oid:" + std::string(text);
  return is_uri(text) ? std::string(text) : std::string();
}

std::string to_code(std::string_view text) {
  std::string code;
  for (const char c : trim(text)) {
    if (!is_space(c)) {
      code += c;
    } else if (code.back() != ' ') {
      code += ' ';
    }
  }
  return code;
}

}  // namespace gateway::rivta
