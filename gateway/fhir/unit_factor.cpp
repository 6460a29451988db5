#include "gateway/fhir/unit_factor.hpp"

#include <charconv>
#include <cstdlib>
#include <limits>
#include <utility>

namespace gateway::fhir {
namespace {

using Whole = Factor::Whole;

constexpr Whole kLargest = std::numeric_limits<std::uint64_t>::max() * Whole{1} << 64 |
                           std::numeric_limits<std::uint64_t>::max();
constexpr Whole kShortLimit = 1'000'000'000'000'000'000;  // 18 digits
constexpr int kMaxWrittenExponent = 999;

struct Rounded {
  Whole value;
  int dropped;  // digits rounded away
};

Whole greatest_common_divisor(Whole a, Whole b) noexcept {
  if (a == 1 || b == 1) return 1;
  while (b != 0)
    a = std::exchange(b, a % b);
  return a;
}

Whole without_last_digit(Whole value) noexcept {
  return value / 10 + (value % 10 >= 5 ? 1 : 0);
}

Rounded product(Whole a, Whole b) noexcept {
  Rounded result{0, 0};
  while (__builtin_mul_overflow(a, b, &result.value)) {
    Whole& larger = a > b ? a : b;
    larger = without_last_digit(larger);
    ++result.dropped;
  }
  return result;
}

// The number of zeros at the end, which are cut off. REQUIRES: value is not zero.
int cut_zeros(Whole& value) noexcept {
  int zeros = 0;
  for (; value > std::numeric_limits<std::uint64_t>::max(); ++zeros) {
    if (value % 10 != 0) return zeros;
    value /= 10;
  }
  auto small = static_cast<std::uint64_t>(value);  // 128 bits divide an order slower
  for (; small % 10 == 0; ++zeros)
    small /= 10;
  value = small;
  return zeros;
}

Rounded short_form(Whole value) noexcept {
  Rounded result{value, 0};
  while (result.value >= kShortLimit) {
    result.value = without_last_digit(result.value);
    ++result.dropped;
  }
  return result;
}

// Divides by `prime` what can be divided, and multiplies the numerator by 10 / prime instead.
void move_into_exponent(Whole prime, Whole& numerator, Whole& denominator, int& exponent) noexcept {
  const Whole other = 10 / prime;
  while (denominator % prime == 0 && numerator <= kLargest / other) {
    denominator /= prime;
    numerator *= other;
    --exponent;
  }
}

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

}  // namespace

Factor Factor::lowest_terms(Whole numerator, Whole denominator, int exponent) noexcept {
  exponent += cut_zeros(numerator);
  exponent -= cut_zeros(denominator);
  if (denominator != 1) {
    const Whole common = greatest_common_divisor(numerator, denominator);
    numerator /= common;
    denominator /= common;
    move_into_exponent(2, numerator, denominator, exponent);
    move_into_exponent(5, numerator, denominator, exponent);
  }
  Factor result;
  result.numerator_ = numerator;
  result.denominator_ = denominator;
  result.exponent_ = exponent;
  return result;
}

std::optional<Factor> Factor::of(Whole whole) noexcept {
  if (whole == 0) return std::nullopt;
  return lowest_terms(whole, 1, 0);
}

Factor Factor::power_of_ten(int exponent) noexcept {
  return lowest_terms(1, 1, exponent);
}

std::optional<Factor> Factor::parse(std::string_view text) noexcept {
  Whole digits = 0;
  int exponent = 0;
  bool after_point = false;
  std::size_t at = 0;
  for (; at < text.size() && (is_digit(text[at]) || text[at] == '.'); ++at) {
    if (text[at] == '.') {
      if (after_point) return std::nullopt;
      after_point = true;
      continue;
    }
    if (digits > kLargest / 100) return std::nullopt;
    digits = digits * 10 + static_cast<unsigned>(text[at] - '0');
    exponent -= after_point ? 1 : 0;
  }
  if (digits == 0) return std::nullopt;
  if (at < text.size()) {
    if (text[at] != 'e') return std::nullopt;
    int written = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data() + at + 1, end, written);
    if (error != std::errc{} || stop != end || std::abs(written) > kMaxWrittenExponent) {
      return std::nullopt;
    }
    exponent += written;
  }
  return lowest_terms(digits, 1, exponent);
}

Factor Factor::times(const Factor& other) const noexcept {
  const Whole cross = greatest_common_divisor(numerator_, other.denominator_);
  const Whole other_cross = greatest_common_divisor(other.numerator_, denominator_);
  const Rounded above = product(numerator_ / cross, other.numerator_ / other_cross);
  const Rounded below = product(denominator_ / other_cross, other.denominator_ / cross);
  return lowest_terms(
      above.value, below.value, exponent_ + other.exponent_ + above.dropped - below.dropped);
}

Factor Factor::inverse() const noexcept {
  return lowest_terms(denominator_, numerator_, -exponent_);
}

Factor Factor::raised(int exponent) const noexcept {
  Factor base = exponent < 0 ? inverse() : *this;
  Factor result;
  for (unsigned left = static_cast<unsigned>(std::abs(exponent)); left != 0; left >>= 1) {
    if ((left & 1) != 0) result = result.times(base);
    if (left > 1) base = base.times(base);
  }
  return result;
}

Factor Factor::shortened() const noexcept {
  const Rounded above = short_form(numerator_);
  const Rounded below = short_form(denominator_);
  return lowest_terms(above.value, below.value, exponent_ + above.dropped - below.dropped);
}

}  // namespace gateway::fhir
