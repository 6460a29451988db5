// Decimal: an exact decimal number, with the digits after the point that it was written with.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gateway::fhirpath {

class WideInteger;

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
  // Sign, digits, point and exponent as FHIR's decimal has them; a leading '+' and zeros before
  // the number too, which FHIRPath takes. Nothing for anything else, and for more than fits.
  // Source: FHIR R4, datatypes.html#decimal; FHIRPath 2.0, #todecimal-decimal.
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
  // Nothing if `b` is zero. The quotient has no more digits than it needs, but at least a.scale()
  // less b.scale(); one that does not end within kQuotientScale digits is rounded to them.
  friend std::optional<Decimal> divide(const Decimal& a, const Decimal& b) noexcept;
  // Of the division that truncates towards zero; the remainder has the sign of `a`.
  friend std::optional<Decimal> whole_quotient(const Decimal& a, const Decimal& b) noexcept;
  friend std::optional<Decimal> remainder(const Decimal& a, const Decimal& b) noexcept;

  // Rounded to 16 significant digits, the last of which may be one off; without zeros at the end.
  // Nothing where the result is not a real number or does not fit.
  friend std::optional<Decimal> square_root(const Decimal& a) noexcept;
  friend std::optional<Decimal> exponential(const Decimal& a) noexcept;
  friend std::optional<Decimal> natural_logarithm(const Decimal& a) noexcept;
  friend std::optional<Decimal> logarithm(const Decimal& a, const Decimal& base) noexcept;
  // Exact for a whole exponent whose result fits.
  friend std::optional<Decimal> power(const Decimal& base, const Decimal& exponent) noexcept;

  // The lowest and the highest number that is written like this one when it is cut to its scale:
  // half a unit of its last digit away. `places` is the number of digits after the point, at
  // most kMaxBoundaryPlaces; nothing beyond. Where they are fewer than the boundary has, the one
  // nearer to zero is cut and the other one is rounded, as HL7's engine does: -0.0034 has the low
  // boundary -0.0 to one place. Such a zero keeps its sign in to_text().
  // Source: FHIRPath 2.0, functions lowBoundary, highBoundary.
  static constexpr unsigned kMaxBoundaryPlaces = 28;
  std::optional<Decimal> low_boundary(unsigned places) const noexcept;
  std::optional<Decimal> high_boundary(unsigned places) const noexcept;

  // By value.
  friend std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) noexcept;
  friend bool operator==(const Decimal& a, const Decimal& b) noexcept { return (a <=> b) == 0; }

 private:
  __extension__ using Magnitude = unsigned __int128;
  enum class Side : std::uint8_t { towards_zero, away_from_zero };

  constexpr Decimal(Digits digits, unsigned scale) : digits_(digits), scale_(scale) {}
  // magnitude / 10^scale, rounded to at most `max_scale` digits after the point and 38 in all.
  static std::optional<Decimal> fitted(bool negative,
                                       WideInteger magnitude,
                                       unsigned scale,
                                       unsigned max_scale = kMaxScale) noexcept;
  // To the digits of the functions above.
  static std::optional<Decimal> nearest(long double value) noexcept;

  Magnitude magnitude() const noexcept;
  WideInteger magnitude_at(unsigned scale) const noexcept;  // REQUIRES: scale >= scale_
  long double approximation() const noexcept;
  long double logarithm_approximation() const noexcept;  // REQUIRES: > 0
  std::optional<Decimal> boundary(unsigned places, bool negative, Side side) const noexcept;

  Digits digits_ = 0;
  unsigned scale_ = 0;
  bool negative_zero_ = false;  // of a boundary that was cut to zero
};

}  // namespace gateway::fhirpath
