#include "gateway/codec/json_resource_types.hpp"

#include <algorithm>

namespace gateway::codec {
namespace {

constexpr std::string_view kKey = "resourceType";
constexpr std::string_view kSpace = " \t\r\n";

std::size_t skip_spaces(std::string_view text, std::size_t at) {
  return std::min(text.find_first_not_of(kSpace, at), text.size());
}

// The offset behind the closing quote of the string whose opening quote is at `at`.
std::size_t string_end(std::string_view text, std::size_t at) {
  for (++at; (at = text.find_first_of("\"\\", at)) < text.size();) {
    if (text[at] == '"') return at + 1;
    at += 2;  // the backslash and what it escapes
  }
  return text.size();
}

// The text of the string whose opening quote is at `at`, or nothing if there is no string.
std::string_view string_at(std::string_view text, std::size_t at) {
  if (at >= text.size() || text[at] != '"') return {};
  const std::size_t end = string_end(text, at);
  return end - at < 2 ? std::string_view() : text.substr(at + 1, end - at - 2);
}

// The string after the ':' that follows `at`, or nothing.
std::string_view value_after(std::string_view text, std::size_t at) {
  at = skip_spaces(text, at);
  if (at >= text.size() || text[at] != ':') return {};
  return string_at(text, skip_spaces(text, at + 1));
}

}  // namespace

std::string_view JsonResourceTypes::find(std::size_t offset) {
  const std::size_t first = skip_spaces(text_, offset + 1);
  if (string_at(text_, first) == kKey) return value_after(text_, first + kKey.size() + 2);
  if (!is_walked_) walk();
  const auto at =
      std::ranges::lower_bound(found_, offset, {}, [](const auto& f) { return f.first; });
  return at != found_.end() && at->first == offset ? at->second : std::string_view();
}

void JsonResourceTypes::walk() {
  is_walked_ = true;
  std::vector<std::size_t> objects;
  for (std::size_t at = 0; (at = text_.find_first_of("\"{}", at)) < text_.size();) {
    if (text_[at] == '"') {
      const std::size_t end = string_end(text_, at);
      const bool is_key = !objects.empty() && string_at(text_, at) == kKey;
      const std::string_view type = is_key ? value_after(text_, end) : std::string_view();
      if (!type.empty()) found_.emplace_back(objects.back(), type);
      at = end;
      continue;
    }
    if (text_[at] == '{') objects.push_back(at);
    if (text_[at] == '}' && !objects.empty()) objects.pop_back();
    ++at;
  }
  std::ranges::sort(found_, {}, [](const auto& f) { return f.first; });
}

}  // namespace gateway::codec
