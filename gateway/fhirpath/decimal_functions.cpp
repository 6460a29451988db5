// The functions whose results are not decimal numbers: computed with 64 bits of mantissa (19
// digits), of which 16 are kept.
#include <cmath>

#include "gateway/fhirpath/decimal.hpp"
#include "gateway/fhirpath/power_of_ten.hpp"
#include "gateway/fhirpath/wide_integer.hpp"

namespace gateway::fhirpath {
namespace {

constexpr int kSignificantDigits = 16;
// 10^27 is the highest power of ten that a long double holds exactly.
constexpr int kExactPower = 27;

long double power_of_ten(int exponent) noexcept {
  return static_cast<long double>(kPowersOfTen[static_cast<unsigned>(exponent)]);
}

// value * 10^exponent
long double scaled(long double value, int exponent) noexcept {
  for (; exponent > kExactPower; exponent -= kExactPower)
    value *= power_of_ten(kExactPower);
  for (; exponent < -kExactPower; exponent += kExactPower)
    value /= power_of_ten(kExactPower);
  return exponent < 0 ? value / power_of_ten(-exponent) : value * power_of_ten(exponent);
}

// base^exponent. Exact where the result fits: no part of the way has more digits than the end.
std::optional<Decimal> whole_power(Decimal base, std::uint64_t exponent) noexcept {
  std::optional<Decimal> result{1};
  for (; exponent != 0; exponent >>= 1) {
    if ((exponent & 1) != 0) result = multiply(*result, base);
    if (!result || exponent == 1) return result;
    const std::optional<Decimal> square = multiply(base, base);
    if (!square) return std::nullopt;
    base = *square;
  }
  return result;
}

// 1 / base^exponent, if that is exact. REQUIRES: base is not zero and is trimmed.
std::optional<Decimal> inverse_power(const Decimal& base, std::uint64_t exponent) noexcept {
  const std::optional<Decimal> divisor = whole_power(base, exponent);
  // A digit that was rounded away is missing after the point.
  if (!divisor || divisor->scale() != base.scale() * exponent) return std::nullopt;
  const std::optional<Decimal> quotient = divide(Decimal{1}, *divisor);
  return quotient && multiply(*quotient, *divisor) == Decimal{1} ? quotient : std::nullopt;
}

}  // namespace

long double Decimal::approximation() const noexcept {
  return static_cast<long double>(digits_) / static_cast<long double>(kPowersOfTen[scale_]);
}

std::optional<Decimal> Decimal::nearest(long double value) noexcept {
  if (!std::isfinite(value)) return std::nullopt;
  const long double size = std::fabs(value);
  if (size < scaled(1, -static_cast<int>(kMaxScale) - 1)) return Decimal{};
  if (size >= power_of_ten(kMaxDecimalDigits)) return std::nullopt;

  // The logarithm may be one off beside a power of ten.
  int scale = kSignificantDigits - 1 - static_cast<int>(std::floor(std::log10(size)));
  if (scaled(size, scale) >= power_of_ten(kSignificantDigits)) --scale;
  const auto digits = static_cast<Magnitude>(std::llround(scaled(size, scale)));
  const unsigned zeros = scale < 0 ? static_cast<unsigned>(-scale) : 0;
  const auto result = fitted(std::signbit(value),
                             WideInteger::product(digits, kPowersOfTen[zeros]),
                             scale < 0 ? 0 : static_cast<unsigned>(scale));
  return result ? std::optional(result->trimmed()) : std::nullopt;
}

std::optional<Decimal> square_root(const Decimal& a) noexcept {
  if (a.is_negative()) return std::nullopt;
  return Decimal::nearest(std::sqrt(a.approximation()));
}

std::optional<Decimal> exponential(const Decimal& a) noexcept {
  return Decimal::nearest(std::exp(a.approximation()));
}

std::optional<Decimal> natural_logarithm(const Decimal& a) noexcept {
  if (a.is_negative() || a.is_zero()) return std::nullopt;
  return Decimal::nearest(a.logarithm_approximation());
}

std::optional<Decimal> logarithm(const Decimal& a, const Decimal& base) noexcept {
  const Decimal zero;
  if (a <= zero || base <= zero || base == Decimal{1}) return std::nullopt;
  return Decimal::nearest(a.logarithm_approximation() / base.logarithm_approximation());
}

// Near 1 the distance to 1 has digits that the number itself loses as a long double.
long double Decimal::logarithm_approximation() const noexcept {
  const std::optional<Decimal> distance = subtract(*this, Decimal{1});
  constexpr long double kNear = 0.5L;
  if (distance && std::fabs(distance->approximation()) < kNear) {
    return std::log1p(distance->approximation());
  }
  return std::log(approximation());
}

std::optional<Decimal> power(const Decimal& base, const Decimal& exponent) noexcept {
  const std::optional<std::int64_t> whole = exponent.to_integer();
  if (whole && *whole >= 0) {
    return whole_power(base.trimmed(), static_cast<std::uint64_t>(*whole));
  }
  if (base.is_zero() && exponent.is_negative()) return std::nullopt;
  const auto inverse =
      whole ? inverse_power(base.trimmed(), 0 - static_cast<std::uint64_t>(*whole)) : std::nullopt;
  if (inverse) return inverse;
  return Decimal::nearest(std::pow(base.approximation(), exponent.approximation()));
}

}  // namespace gateway::fhirpath
