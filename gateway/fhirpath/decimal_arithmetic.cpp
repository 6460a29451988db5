// What two Decimals are together: order, sum, product, quotient.
#include <algorithm>

#include "gateway/fhirpath/decimal.hpp"
#include "gateway/fhirpath/power_of_ten.hpp"
#include "gateway/fhirpath/wide_integer.hpp"

namespace gateway::fhirpath {

std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) noexcept {
  if (a.is_negative() != b.is_negative()) {
    return a.is_negative() ? std::strong_ordering::less : std::strong_ordering::greater;
  }
  const unsigned scale = std::max(a.scale_, b.scale_);
  const auto order = a.magnitude_at(scale) <=> b.magnitude_at(scale);
  return a.is_negative() ? 0 <=> order : order;
}

std::optional<Decimal> add(const Decimal& a, const Decimal& b) noexcept {
  const unsigned scale = std::max(a.scale_, b.scale_);
  const WideInteger left = a.magnitude_at(scale);
  const WideInteger right = b.magnitude_at(scale);
  if (a.is_negative() == b.is_negative()) {
    return Decimal::fitted(a.is_negative(), left.plus(right), scale);
  }
  return left >= right ? Decimal::fitted(a.is_negative(), left.minus(right), scale)
                       : Decimal::fitted(b.is_negative(), right.minus(left), scale);
}

std::optional<Decimal> subtract(const Decimal& a, const Decimal& b) noexcept {
  return add(a, b.negated());
}

std::optional<Decimal> multiply(const Decimal& a, const Decimal& b) noexcept {
  return Decimal::fitted(a.is_negative() != b.is_negative(),
                         WideInteger::product(a.magnitude(), b.magnitude()),
                         a.scale_ + b.scale_);
}

// Long division by hand: one digit more than is kept decides about rounding.
std::optional<Decimal> divide(const Decimal& a, const Decimal& b) noexcept {
  if (b.is_zero()) return std::nullopt;
  const bool negative = a.is_negative() != b.is_negative();
  const WideInteger divisor(b.magnitude());
  const WideInteger full(kPowersOfTen[kMaxDecimalDigits]);
  auto [quotient, remainder] = WideInteger(a.magnitude()).divided_by(divisor);

  int scale = static_cast<int>(a.scale_) - static_cast<int>(b.scale_);
  const auto wants_digit = [&] {
    return scale <= static_cast<int>(Decimal::kQuotientScale) && quotient < full;
  };
  while (scale < 0 || (!remainder.is_zero() && wants_digit())) {
    quotient = quotient.times_ten();
    for (remainder = remainder.times_ten(); remainder >= divisor;
         remainder = remainder.minus(divisor)) {
      quotient = quotient.plus(WideInteger(1));
    }
    ++scale;
  }
  return Decimal::fitted(negative,
                         quotient,
                         static_cast<unsigned>(scale),
                         remainder.is_zero() ? Decimal::kMaxScale : Decimal::kQuotientScale);
}

std::optional<Decimal> whole_quotient(const Decimal& a, const Decimal& b) noexcept {
  if (b.is_zero()) return std::nullopt;
  const unsigned scale = std::max(a.scale_, b.scale_);
  const auto division = a.magnitude_at(scale).divided_by(b.magnitude_at(scale));
  return Decimal::fitted(a.is_negative() != b.is_negative(), division.quotient, 0);
}

std::optional<Decimal> remainder(const Decimal& a, const Decimal& b) noexcept {
  if (b.is_zero()) return std::nullopt;
  const unsigned scale = std::max(a.scale_, b.scale_);
  const auto division = a.magnitude_at(scale).divided_by(b.magnitude_at(scale));
  return Decimal::fitted(a.is_negative(), division.remainder, scale);
}

}  // namespace gateway::fhirpath
