// PlainJson: JSON that is no resource (package.json and the like) as a tree of values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/fhir/issue.hpp"

namespace gateway::codec {

struct PlainJsonLimits {
  std::size_t max_bytes = std::size_t{4} * 1024 * 1024;
  std::size_t max_depth = 32;
  std::size_t max_values = 200'000;  // each takes about 100 bytes
};

// THREADS: any number may read.
class PlainJson {
 public:
  enum class Kind : std::uint8_t { null, boolean, number, string, array, object };

  // Null.
  PlainJson() = default;
  explicit PlainJson(Kind kind, std::string_view text = {}) : kind_(kind), text_(text) {}

  Kind kind() const noexcept { return kind_; }
  // A string; a number as it is written; "true" or "false"; empty for anything else.
  const std::string& text() const noexcept { return text_; }
  // Of an array; the values of the members of an object, in their order; empty for anything else.
  std::span<const PlainJson> items() const noexcept { return items_; }
  // The names of the members of an object, one for each of items(); empty for anything else.
  std::span<const std::string> names() const noexcept { return names_; }
  // The value of a member; null if there is none.
  const PlainJson& at(std::string_view name) const noexcept;

  void append(PlainJson item) { items_.push_back(std::move(item)); }
  void append(std::string name, PlainJson value);

  // For changes. REQUIRES: the index is that of an item; for insert() of an array, or one behind.
  PlainJson& item(std::size_t index) { return items_[index]; }
  void insert(std::size_t index, PlainJson item);
  void erase(std::size_t index);
  // The place of a member among items(); nothing if there is none.
  std::optional<std::size_t> find(std::string_view name) const noexcept;

 private:
  Kind kind_ = Kind::null;
  std::string text_;
  std::vector<PlainJson> items_;
  std::vector<std::string> names_;
};

// In one line; numbers as they were written.
std::string to_text(const PlainJson& json);

// Accepts what check_json_text() does.
//
// Errors: as check_json_text(); too_large (JSON-SIZE: over max_bytes or max_values).
fhir::Checked<PlainJson> read_plain_json(std::string_view text, const PlainJsonLimits& limits = {});

// The strings that the members `names` of the outermost object have; empty for one that is not
// there or is no string. Makes no tree and stops when it has all, so the rest may be anything.
//
// Errors: malformed (not JSON), too_large (JSON-DEPTH).
fhir::Checked<std::vector<std::string>> read_json_strings(std::string_view text,
                                                          std::span<const std::string_view> names,
                                                          std::size_t max_depth = 64);

}  // namespace gateway::codec
