// JsonValue: JSON, or YAML that says the same, as values.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gateway::suites {

struct JsonMember;

struct JsonValue {
  enum class Kind { null, boolean, number, string, list, object };

  Kind kind = Kind::null;
  std::string text;  // of a boolean, a number as it is written, or a string
  std::vector<JsonValue> items;
  std::vector<JsonMember> members;  // in the order of the file

  bool is_list() const noexcept { return kind == Kind::list; }
  bool is_object() const noexcept { return kind == Kind::object; }
  bool is_null() const noexcept { return kind == Kind::null; }
  // The member of an object; nullptr if there is none.
  const JsonValue* find(std::string_view name) const noexcept;
  // The text of a member that is no list and no object; empty if there is none.
  std::string_view text_of(std::string_view name) const noexcept;
  // The items of a list, and of anything else that alone.
  std::vector<const JsonValue*> as_list() const;
};

struct JsonMember {
  std::string name;
  JsonValue value;
};

// Plain words of YAML are what they are in JSON: null, true, false, numbers, and otherwise strings;
// a date is a string. Nothing if the file cannot be read.
std::optional<JsonValue> read_json_value(const std::filesystem::path& file);

// As it is written in JSON, in one line and without escapes.
std::string to_text(const JsonValue& value);

// "-12", "1.50", "2e3".
bool is_number_text(std::string_view text) noexcept;

}  // namespace gateway::suites
