#include "gateway/validation/xhtml_links.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "gateway/codec/xml_text.hpp"
#include "gateway/validation/name_set.hpp"

namespace gateway::validation {
namespace {

constexpr NameSet kLinkSchemes(
    std::to_array<std::string_view>({"http", "https", "mailto", "tel", "ftp", "urn", "cid"}));
constexpr NameSet kImageSchemes(std::to_array<std::string_view>({"cid"}));
constexpr NameSet kStyleFunctions(
    std::to_array<std::string_view>({"calc", "hsl", "hsla", "rgb", "rgba"}));

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// As a browser reads it: without white space and control characters, in lower case.
std::string normalised(std::string_view value) {
  std::string text = codec::resolve_references(value);
  std::erase_if(text, [](char c) { return static_cast<unsigned char>(c) <= ' '; });
  std::ranges::transform(text, text.begin(), lower);
  return text;
}

bool needs_normalising(std::string_view value) {
  return std::ranges::any_of(value, [](char c) {
    return c == '&' || static_cast<unsigned char>(c) <= ' ' || (c >= 'A' && c <= 'Z');
  });
}

// The scheme of a URI reference; empty if it is relative.
std::string_view scheme_of(std::string_view url) {
  const std::size_t end = url.find_first_of(":/?#");
  return end == std::string_view::npos || url[end] != ':' ? std::string_view() : url.substr(0, end);
}

bool leaves_host(std::string_view url) {
  return url.starts_with("//") || url.starts_with("\\");
}

bool is_function_name_character(char c) {
  return (c >= 'a' && c <= 'z') || c == '-';
}

// The name that ends where `text` does.
std::string_view last_word(std::string_view text) {
  std::size_t begin = text.size();
  while (begin > 0 && is_function_name_character(text[begin - 1]))
    --begin;
  return text.substr(begin);
}

// What stands between the brackets of url(...), without quotes.
std::string_view url_argument(std::string_view text) {
  text = text.substr(0, text.find(')'));
  const auto is_quote = [](char c) { return c == '"' || c == '\''; };
  if (!text.empty() && is_quote(text.front())) text.remove_prefix(1);
  if (!text.empty() && is_quote(text.back())) text.remove_suffix(1);
  return text;
}

// Calls `judge` with the normalised value, copying only where it differs from what is written.
template <typename Judge>
bool judge_normalised(std::string_view value, Judge judge) {
  return needs_normalising(value) ? judge(std::string_view(normalised(value))) : judge(value);
}

}  // namespace

bool is_safe_link(std::string_view value) {
  return judge_normalised(value, [](std::string_view url) {
    const std::string_view scheme = scheme_of(url);
    return scheme.empty() ? !url.starts_with(':') : kLinkSchemes.contains(scheme);
  });
}

bool is_local_image(std::string_view value) {
  return judge_normalised(value, [](std::string_view url) {
    const std::string_view scheme = scheme_of(url);
    if (scheme.empty()) return !url.starts_with(':') && !leaves_host(url);
    return kImageSchemes.contains(scheme) || url.starts_with("data:image/");
  });
}

StyleReach reach_of_style(std::string_view value) {
  if (value.find_first_of("(\\@&<") == std::string_view::npos) return StyleReach::inert;
  const std::string text = normalised(value);
  if (text.find_first_of("\\@<") != std::string::npos) return StyleReach::runs;
  StyleReach reach = StyleReach::inert;
  for (std::size_t at = text.find('('); at != std::string::npos; at = text.find('(', at + 1)) {
    const std::string_view function = last_word(std::string_view(text).substr(0, at));
    const bool is_url = function == "url";
    if (!is_url && !kStyleFunctions.contains(function)) return StyleReach::runs;
    if (is_url && !is_local_image(url_argument(std::string_view(text).substr(at + 1))))
      reach = StyleReach::outside;
  }
  return reach;
}

}  // namespace gateway::validation
