#include "gateway/fhirpath/decimal.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <limits>

#include "gateway/fhirpath/power_of_ten.hpp"
#include "gateway/fhirpath/wide_integer.hpp"

namespace gateway::fhirpath {
namespace {

using Magnitude = WideInteger::Word;

constexpr Magnitude kLimit = kPowersOfTen[kMaxDecimalDigits];
// Beyond it nothing but zero fits.
constexpr int kMaxExponent = 9999;

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

// Takes one of `chars` from the front.
char take(std::string_view& text, std::string_view chars) noexcept {
  if (text.empty() || chars.find(text.front()) == std::string_view::npos) return '\0';
  const char taken = text.front();
  text.remove_prefix(1);
  return taken;
}

std::string_view take_digits(std::string_view& text) noexcept {
  const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
  const std::string_view digits = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(digits.size());
  return digits;
}

// Hangs more digits on; false if they do not fit.
bool append_digits(Magnitude& number, std::string_view digits) noexcept {
  for (const char c : digits) {
    number = number * 10 + static_cast<unsigned>(c - '0');
    if (number >= kLimit) return false;
  }
  return true;
}

// "", "e5", "E-3": nothing if there is more than that.
std::optional<int> read_exponent(std::string_view text) noexcept {
  if (text.empty()) return 0;
  if (take(text, "eE") == '\0') return std::nullopt;
  const bool negative = take(text, "+-") == '-';
  const std::string_view digits = take_digits(text);
  if (digits.empty() || !text.empty()) return std::nullopt;

  int exponent = 0;
  for (const char c : digits)
    exponent = std::min(exponent * 10 + (c - '0'), kMaxExponent);
  return negative ? -exponent : exponent;
}

// The digits of `number`, at least `count` of them, in front of `end`.
char* write_digits(Magnitude number, unsigned count, char* end) noexcept {
  for (; number != 0 || count > 0; number /= 10) {
    *--end = static_cast<char>('0' + static_cast<int>(number % 10));
    if (count > 0) --count;
  }
  return end;
}

}  // namespace

std::optional<Decimal> Decimal::parse(std::string_view text) noexcept {
  const bool negative = take(text, "+-") == '-';
  const std::string_view whole = take_digits(text);
  const bool has_point = take(text, ".") != '\0';
  const std::string_view fraction = has_point ? take_digits(text) : std::string_view{};
  const std::optional<int> exponent = read_exponent(text);
  Magnitude digits = 0;
  if (whole.empty() || (has_point && fraction.empty()) || !exponent ||
      !append_digits(digits, whole) || !append_digits(digits, fraction)) {
    return std::nullopt;
  }

  auto scale = static_cast<std::ptrdiff_t>(fraction.size()) - *exponent;
  if (digits == 0) {
    return Decimal(0, static_cast<unsigned>(std::clamp<std::ptrdiff_t>(scale, 0, kMaxScale)));
  }
  for (; scale < 0; ++scale) {
    digits *= 10;
    if (digits >= kLimit) return std::nullopt;
  }
  for (; scale > kMaxScale; --scale) {
    if (digits % 10 != 0) return std::nullopt;
    digits /= 10;
  }
  const auto value = static_cast<Digits>(digits);
  return Decimal(negative ? -value : value, static_cast<unsigned>(scale));
}

std::string Decimal::to_text() const {
  std::array<char, kMaxDecimalDigits + 1> buffer{};
  const char* const end = buffer.data() + buffer.size();
  const char* const begin = write_digits(magnitude(), scale_ + 1, buffer.data() + buffer.size());

  std::string text;
  text.reserve(static_cast<std::size_t>(end - begin) + 2);
  if (is_negative() || negative_zero_) text += '-';
  text.append(begin, end - scale_);
  if (scale_ > 0) text.append(1, '.').append(end - scale_, end);
  return text;
}

std::optional<std::int64_t> Decimal::to_integer() const noexcept {
  const auto unit = static_cast<Digits>(kPowersOfTen[scale_]);
  const Digits whole = digits_ / unit;
  if (digits_ % unit != 0 || whole < std::numeric_limits<std::int64_t>::min() ||
      whole > std::numeric_limits<std::int64_t>::max()) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(whole);
}

// By way of text, which is the only conversion that the library rounds correctly.
double Decimal::to_double() const noexcept {
  constexpr std::size_t kExponentLength = 4;
  std::array<char, kMaxDecimalDigits + 1 + kExponentLength> buffer{};
  char* const end = buffer.data() + kMaxDecimalDigits + 1;
  const char* const begin = write_digits(magnitude(), 1, end);
  char* exponent = end;
  *exponent++ = 'e';
  *exponent++ = '-';
  exponent = std::to_chars(exponent, buffer.data() + buffer.size(), scale_).ptr;

  double value = 0;
  std::from_chars(begin, exponent, value);
  return is_negative() ? -value : value;
}

Decimal Decimal::trimmed() const noexcept {
  Decimal result(digits_, scale_);
  while (result.scale_ > 0 && result.digits_ % 10 == 0) {
    result.digits_ /= 10;
    --result.scale_;
  }
  return result;
}

Decimal Decimal::negated() const noexcept {
  return {-digits_, scale_};
}

Decimal Decimal::truncated() const noexcept {
  return {digits_ / static_cast<Digits>(kPowersOfTen[scale_]), 0};
}

Decimal Decimal::floor() const noexcept {
  const Decimal whole = truncated();
  return whole > *this ? Decimal(whole.digits_ - 1, 0) : whole;
}

Decimal Decimal::ceiling() const noexcept {
  const Decimal whole = truncated();
  return whole < *this ? Decimal(whole.digits_ + 1, 0) : whole;
}

Decimal Decimal::rounded(unsigned places) const noexcept {
  if (places >= scale_) return *this;
  const Magnitude unit = kPowersOfTen[scale_ - places];
  const auto digits = static_cast<Digits>((magnitude() + unit / 2) / unit);
  return {is_negative() ? -digits : digits, places};
}

std::optional<Decimal> Decimal::low_boundary(unsigned places) const noexcept {
  return digits_ > 0 ? boundary(places, false, Side::towards_zero)
                     : boundary(places, true, Side::away_from_zero);
}

std::optional<Decimal> Decimal::high_boundary(unsigned places) const noexcept {
  return digits_ < 0 ? boundary(places, true, Side::towards_zero)
                     : boundary(places, false, Side::away_from_zero);
}

// Counts in halves of the last digit, so that the boundary is whole.
std::optional<Decimal> Decimal::boundary(unsigned places, bool negative, Side side) const noexcept {
  if (places > kMaxBoundaryPlaces) return std::nullopt;
  const bool away = side == Side::away_from_zero;
  const Magnitude halves = away ? 2 * magnitude() + 1 : 2 * magnitude() - 1;

  WideInteger cut;
  if (places > scale_) {
    cut = WideInteger::product(halves, 5 * kPowersOfTen[places - scale_ - 1]);
  } else {
    const Magnitude unit = kPowersOfTen[scale_ - places];
    cut = WideInteger((away ? halves + unit : halves) / (2 * unit));
  }
  if (cut >= WideInteger(kLimit)) return std::nullopt;

  const auto digits = static_cast<Digits>(cut.low_word());
  Decimal result(negative ? -digits : digits, places);
  result.negative_zero_ = negative && digits == 0;
  return result;
}

Decimal::Magnitude Decimal::magnitude() const noexcept {
  return static_cast<Magnitude>(digits_ < 0 ? -digits_ : digits_);
}

WideInteger Decimal::magnitude_at(unsigned scale) const noexcept {
  return WideInteger::product(magnitude(), kPowersOfTen[scale - scale_]);
}

std::optional<Decimal> Decimal::fitted(bool negative,
                                       WideInteger magnitude,
                                       unsigned scale,
                                       unsigned max_scale) noexcept {
  const auto fits = [&] { return scale <= max_scale && magnitude < WideInteger(kLimit); };
  while (!fits()) {
    if (scale == 0) return std::nullopt;
    const unsigned lost = magnitude.drop_digit();
    --scale;
    if (lost >= 5 && fits()) magnitude = magnitude.plus(WideInteger(1));
  }
  const auto digits = static_cast<Digits>(magnitude.low_word());
  return Decimal(negative ? -digits : digits, scale);
}

}  // namespace gateway::fhirpath
