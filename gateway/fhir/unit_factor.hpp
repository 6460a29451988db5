// Factor: the size of a unit, as a fraction and a power of ten, so that kilometres, pounds and
// moles convert without loss.
#pragma once

#include <optional>
#include <string_view>

namespace gateway::fhir {

// numerator / denominator × 10^exponent, above zero. Exact as long as numerator and denominator
// fit into 38 digits; beyond, digits at the end are rounded away and at least 18 remain. Always
// in lowest terms, the denominator without the factors 2 and 5: where it is 1, the number ends.
class Factor {
 public:
  __extension__ using Whole = unsigned __int128;

  constexpr Factor() = default;  // one
  // Nothing for zero.
  static std::optional<Factor> of(Whole whole) noexcept;
  static Factor power_of_ten(int exponent) noexcept;
  // Digits, at most one point, an exponent: "2.54", "1e-3". Nothing for anything else, for zero
  // and for more than 38 digits or an exponent of more than three.
  static std::optional<Factor> parse(std::string_view text) noexcept;

  Whole numerator() const noexcept { return numerator_; }
  Whole denominator() const noexcept { return denominator_; }
  int exponent() const noexcept { return exponent_; }

  Factor times(const Factor& other) const noexcept;
  Factor inverse() const noexcept;
  // REQUIRES: |exponent| ≤ 99.
  Factor raised(int exponent) const noexcept;
  // With at most 18 digits in numerator and denominator.
  Factor shortened() const noexcept;

  friend constexpr bool operator==(const Factor&, const Factor&) = default;

 private:
  static Factor lowest_terms(Whole numerator, Whole denominator, int exponent) noexcept;

  Whole numerator_ = 1;
  Whole denominator_ = 1;
  int exponent_ = 0;
};

}  // namespace gateway::fhir
