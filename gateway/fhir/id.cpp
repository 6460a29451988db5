#include "gateway/fhir/id.hpp"

#include <algorithm>

#include "gateway/base/text.hpp"

namespace gateway::fhir {

bool is_id(std::string_view text) noexcept {
  return !text.empty() && text.size() <= Id::kMaxLength && std::ranges::all_of(text, [](char c) {
    return is_alpha(c) || is_digit(c) || c == '-' || c == '.';
  });
}

Result<Id> Id::parse(std::string_view text) {
  if (!is_id(text)) {
    return fail(
        ErrorKind::malformed, "ID-FORM", "A logical id is 1 to 64 letters, digits, '-' and '.'.");
  }
  return Id(std::string(text));
}

}  // namespace gateway::fhir
