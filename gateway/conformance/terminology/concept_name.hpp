// ConceptName: all names of one concept, from a value set and from its code system.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "gateway/conformance/terminology/code_question.hpp"
#include "gateway/conformance/terminology/code_system.hpp"

namespace gateway::conformance {

enum class DisplayCheck : std::uint8_t { not_asked, right, wrong, cannot_tell };

// LIFETIME: what it was made from outlives it.
class ConceptName {
 public:
  // `place` may be empty, `system` null.
  ConceptName(const NamedPlace& place, const CodeSystem* system, std::string_view code);

  // The name in this language; without one, the one that the author put first. Empty if there is
  // none.
  std::string_view preferred(std::string_view language) const;
  // Whether `display` is a name of the concept in this language, or in any if `language` is empty.
  // Where no name is in the language, those in others will do.
  DisplayCheck check(std::string_view display, std::string_view language) const;
  // All but the displays themselves.
  const std::vector<Designation>& designations() const noexcept { return designations_; }

 private:
  void add_display(std::string_view display, std::string_view language);

  std::vector<Designation> displays_;  // of the value set first
  std::vector<Designation> designations_;
  bool is_system_known_ = false;
};

}  // namespace gateway::conformance
