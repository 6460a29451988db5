#include "gateway/search/number_key.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <string>

#include "gateway/base/text.hpp"
#include "gateway/search/range_question.hpp"

namespace gateway::search {
namespace {

using fhirpath::Decimal;

std::int64_t key_of_double(double value) noexcept {
  if (value == 0) return 0;
  const auto bits = std::bit_cast<std::int64_t>(value);
  // The bits of a negative double fall while it rises.
  return bits >= 0 ? bits : std::numeric_limits<std::int64_t>::min() - bits;
}

std::unexpected<Error> no_number() {
  return fail(ErrorKind::malformed, "SEARCH-VALUE", "The value is not a number.");
}

// Half a unit of the last digit that is written: "5.40" has 0.005, "1e2" has 50.
std::optional<Decimal> half_unit(std::string_view text) {
  const std::size_t e = std::min(text.find_first_of("eE"), text.size());
  const std::size_t point = text.substr(0, e).find('.');
  const std::size_t places = point == std::string_view::npos ? 0 : e - point - 1;
  std::int64_t exponent = 0;
  if (e < text.size()) {
    std::string_view digits = text.substr(e + 1);
    if (digits.starts_with('+')) digits.remove_prefix(1);
    const auto parsed = parse_integer<std::int32_t>(digits);
    if (!parsed) return std::nullopt;
    exponent = *parsed;
  }
  return Decimal::parse("5e" + std::to_string(exponent - static_cast<std::int64_t>(places) - 1));
}

}  // namespace

std::int64_t to_key(const Decimal& number) noexcept {
  return key_of_double(number.to_double());
}

// Comparing prefixes take the number as it is, of whatever precision; about the same is a tenth of
// it to each side.
RangeQuestion NumberQuestion::range() const noexcept {
  RangeQuestion question{.prefix = prefix, .low = low, .before = before};
  question.from = to_key(value);
  question.to = question.from + 1;
  const double tenth = value.to_double() / 10;
  question.about_low = key_of_double(value.to_double() - std::abs(tenth));
  question.about_high = key_of_double(value.to_double() + std::abs(tenth));
  return question;
}

Result<NumberQuestion> parse_number_question(std::string_view text) {
  NumberQuestion question;
  GATEWAY_TRY(question.prefix, take_prefix(text));
  const auto value = Decimal::parse(text);
  const auto half = half_unit(text);
  if (!value || !half) return no_number();
  const auto low = subtract(*value, *half);
  const auto high = add(*value, *half);
  if (!low || !high) return no_number();
  question.value = *value;
  question.low = to_key(*low);
  question.before = to_key(*high);
  return question;
}

std::string sort_number(std::int64_t number) {
  const std::uint64_t shifted = std::bit_cast<std::uint64_t>(number) ^ (std::uint64_t{1} << 63U);
  std::string bytes;
  for (unsigned shift = 64; shift > 0; shift -= 8)
    bytes += static_cast<char>(static_cast<unsigned char>(shifted >> (shift - 8)));
  return bytes;
}

}  // namespace gateway::search
