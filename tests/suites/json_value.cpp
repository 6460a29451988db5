#include "tests/suites/json_value.hpp"

#include <algorithm>
#include <array>
#include <span>

#include <yaml-cpp/yaml.h>

namespace gateway::suites {
namespace {

constexpr auto kNulls = std::to_array<std::string_view>({"", "~", "null", "Null", "NULL"});
constexpr auto kBooleans =
    std::to_array<std::string_view>({"true", "false", "True", "False", "TRUE", "FALSE"});

bool is_one_of(std::string_view text, std::span<const std::string_view> words) noexcept {
  return std::ranges::find(words, text) != words.end();
}

std::size_t digits(std::string_view text) noexcept {
  return std::min(text.find_first_not_of("0123456789"), text.size());
}

JsonValue scalar(const YAML::Node& node) {
  const std::string& text = node.Scalar();
  const bool is_plain = node.Tag() == "?";
  if (is_plain && is_one_of(text, kNulls)) return {};
  if (is_plain && is_one_of(text, kBooleans))
    return {JsonValue::Kind::boolean, text[0] == 't' || text[0] == 'T' ? "true" : "false", {}, {}};
  if (is_plain && is_number_text(text))
    return {JsonValue::Kind::number, text[0] == '+' ? text.substr(1) : text, {}, {}};
  return {JsonValue::Kind::string, text, {}, {}};
}

// As deep as yaml-cpp goes, which has a limit.
JsonValue value_of(const YAML::Node& node) {
  JsonValue value;
  if (node.IsScalar()) return scalar(node);
  if (node.IsSequence()) {
    value.kind = JsonValue::Kind::list;
    for (const YAML::Node& item : node)
      value.items.push_back(value_of(item));
  }
  if (node.IsMap()) {
    value.kind = JsonValue::Kind::object;
    for (const auto& member : node)
      value.members.push_back({member.first.Scalar(), value_of(member.second)});
  }
  return value;
}

}  // namespace

const JsonValue* JsonValue::find(std::string_view name) const noexcept {
  const auto found = std::ranges::find(members, name, &JsonMember::name);
  return found == members.end() ? nullptr : &found->value;
}

std::string_view JsonValue::text_of(std::string_view name) const noexcept {
  const JsonValue* member = find(name);
  return member == nullptr ? std::string_view() : std::string_view(member->text);
}

std::vector<const JsonValue*> JsonValue::as_list() const {
  if (!is_list()) return {this};
  std::vector<const JsonValue*> all;
  all.reserve(items.size());
  for (const JsonValue& item : items)
    all.push_back(&item);
  return all;
}

bool is_number_text(std::string_view text) noexcept {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  const std::size_t whole = digits(text);
  if (whole == 0) return false;
  text.remove_prefix(whole);
  if (text.starts_with('.')) text.remove_prefix(1 + digits(text.substr(1)));
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
    const std::size_t exponent = digits(text);
    if (exponent == 0) return false;
    text.remove_prefix(exponent);
  }
  return text.empty();
}

std::string to_text(const JsonValue& value) {
  std::string text;
  for (const JsonValue& item : value.items)
    text.append(text.empty() ? "" : ", ").append(to_text(item));
  for (const auto& [name, member] : value.members)
    text.append(text.empty() ? "" : ", ").append(name).append(": ").append(to_text(member));
  if (value.is_list()) return '[' + text + ']';
  if (value.is_object()) return '{' + text + '}';
  return value.is_null() ? "null" : value.text;
}

std::optional<JsonValue> read_json_value(const std::filesystem::path& file) {
  try {
    return value_of(YAML::LoadFile(file.string()));
  } catch (const YAML::Exception&) {
    return std::nullopt;
  }
}

}  // namespace gateway::suites
