// Id: the logical id of a resource.
#pragma once

#include <compare>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "gateway/base/result.hpp"

namespace gateway::fhir {

// 1 to 64 characters out of A-Z, a-z, 0-9, '-' and '.'.
// Source: FHIR R4, datatypes.html#id.
bool is_id(std::string_view text) noexcept;

// A logical id. Two ids are the same only if they are equal byte for byte. An Id that exists is
// valid; parse() is the only way in.
class Id {
 public:
  static constexpr std::size_t kMaxLength = 64;

  // Errors: malformed (ID-FORM).
  static Result<Id> parse(std::string_view text);

  const std::string& text() const noexcept { return text_; }

  friend auto operator<=>(const Id&, const Id&) = default;

 private:
  explicit Id(std::string text) : text_(std::move(text)) {}

  std::string text_;
};

}  // namespace gateway::fhir
