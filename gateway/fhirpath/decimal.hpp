// Decimal: an exact decimal number, with the digits after the point that it was written with.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gateway::fhirpath {

// A whole number of at most 38 digits, divided by 10^scale. 1.50 equals 1.5 and is written 1.50.
// Operations give nothing where the result has more digits before the point than fit; digits
// after it that do not fit are rounded away, half away from zero.
class Decimal {
 public:
  __extension__ using Digits = __int128;
  static constexpr unsigned kMaxScale = 28;
  static constexpr unsigned kQuotientScale = 20;  // digits of a quotient that does not end before

  constexpr Decimal() = default;
  constexpr explicit Decimal(std::int64_t whole) : digits_(whole) {}
  // Sign, digits, point and exponent as FHIR's decimal has them; a leading '+' too. Nothing for
  // anything else, and for more than fits. Source: FHIR R4, datatypes.html#decimal.
  static std::optional<Decimal> parse(std::string_view text) noexcept;

  // Without exponent, with scale() digits after the point.
  std::string to_text() const;
  unsigned scale() const noexcept { return scale_; }
  bool is_negative() const noexcept { return digits_ < 0; }
  bool is_zero() const noexcept { return digits_ == 0; }
  // The value, if it is whole and fits.
  std::optional<std::int64_t> to_integer() const noexcept;
  double to_double() const noexcept;

  // Without zeros at the end: 1.50 becomes 1.5.
  Decimal trimmed() const noexcept;
  Decimal negated() const noexcept;
  // Towards zero, down, up; and half away from zero at `places` digits after the point.
  Decimal truncated() const noexcept;
  Decimal floor() const noexcept;
  Decimal ceiling() const noexcept;
  Decimal rounded(unsigned places) const noexcept;

  friend std::optional<Decimal> add(const Decimal& a, const Decimal& b) noexcept;
  friend std::optional<Decimal> subtract(const Decimal& a, const Decimal& b) noexcept;
  friend std::optional<Decimal> multiply(const Decimal& a, const Decimal& b) noexcept;
  // Nothing if `b` is zero.
  friend std::optional<Decimal> divide(const Decimal& a, const Decimal& b) noexcept;
  // Of the division that truncates towards zero; the remainder has the sign of `a`.
  friend std::optional<Decimal> whole_quotient(const Decimal& a, const Decimal& b) noexcept;
  friend std::optional<Decimal> remainder(const Decimal& a, const Decimal& b) noexcept;

  // Correct to 15 significant digits. Nothing where the result is not a real number.
  friend std::optional<Decimal> square_root(const Decimal& a) noexcept;
  friend std::optional<Decimal> exponential(const Decimal& a) noexcept;
  friend std::optional<Decimal> natural_logarithm(const Decimal& a) noexcept;
  friend std::optional<Decimal> logarithm(const Decimal& a, const Decimal& base) noexcept;
  // Exact for a whole exponent whose result fits.
  friend std::optional<Decimal> power(const Decimal& base, const Decimal& exponent) noexcept;

  // The lowest and the highest number that is written like this one when it is cut to its scale:
  // half a unit of its last digit away. `places` is the number of digits after the point, at
  // most kMaxBoundaryPlaces; nothing beyond. Source: FHIRPath 2.0, functions lowBoundary,
  // highBoundary.
  static constexpr unsigned kMaxBoundaryPlaces = 28;
  std::optional<Decimal> low_boundary(unsigned places) const noexcept;
  std::optional<Decimal> high_boundary(unsigned places) const noexcept;

  // By value.
  friend std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) noexcept;
  friend bool operator==(const Decimal& a, const Decimal& b) noexcept { return (a <=> b) == 0; }

 private:
  constexpr Decimal(Digits digits, unsigned scale) : digits_(digits), scale_(scale) {}

  Digits digits_ = 0;
  unsigned scale_ = 0;
};

}  // namespace gateway::fhirpath
