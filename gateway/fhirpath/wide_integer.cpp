#include "gateway/fhirpath/wide_integer.hpp"

#include <cstdint>

namespace gateway::fhirpath {
namespace {

using Word = WideInteger::Word;

constexpr unsigned kWordBits = 128;
constexpr unsigned kHalfBits = 64;

Word lower_half(Word value) noexcept {
  return static_cast<std::uint64_t>(value);
}

}  // namespace

WideInteger WideInteger::product(Word a, Word b) noexcept {
  const Word a_high = a >> kHalfBits;
  const Word a_low = lower_half(a);
  const Word b_high = b >> kHalfBits;
  const Word b_low = lower_half(b);

  const Word lowest = a_low * b_low;
  const Word middle = a_high * b_low + (lowest >> kHalfBits);
  const Word crossed = a_low * b_high + lower_half(middle);
  return {a_high * b_high + (middle >> kHalfBits) + (crossed >> kHalfBits),
          (crossed << kHalfBits) | lower_half(lowest)};
}

WideInteger WideInteger::plus(const WideInteger& other) const noexcept {
  const Word low = low_ + other.low_;
  const Word carry = low < low_ ? 1 : 0;
  return {high_ + other.high_ + carry, low};
}

WideInteger WideInteger::minus(const WideInteger& other) const noexcept {
  const Word borrow = low_ < other.low_ ? 1 : 0;
  return {high_ - other.high_ - borrow, low_ - other.low_};
}

WideInteger WideInteger::times_ten() const noexcept {
  WideInteger result = product(low_, 10);
  result.high_ += high_ * 10;
  return result;
}

unsigned WideInteger::drop_digit() noexcept {
  const Word upper = ((high_ % 10) << kHalfBits) | (low_ >> kHalfBits);
  const Word lower = ((upper % 10) << kHalfBits) | lower_half(low_);
  high_ /= 10;
  low_ = ((upper / 10) << kHalfBits) | (lower / 10);
  return static_cast<unsigned>(lower % 10);
}

WideInteger::Division WideInteger::divided_by(const WideInteger& divisor) const noexcept {
  if (fits_word() && divisor.fits_word()) {
    return {WideInteger(low_ / divisor.low_), WideInteger(low_ % divisor.low_)};
  }

  WideInteger quotient;
  WideInteger remainder;
  for (unsigned bit = 2 * kWordBits; bit-- > 0;) {
    const Word word = bit >= kWordBits ? high_ : low_;
    remainder = remainder.plus(remainder);
    remainder.low_ |= (word >> (bit % kWordBits)) & 1;
    quotient = quotient.plus(quotient);
    if (remainder >= divisor) {
      remainder = remainder.minus(divisor);
      quotient.low_ |= 1;
    }
  }
  return {quotient, remainder};
}

std::strong_ordering operator<=>(const WideInteger& a, const WideInteger& b) noexcept {
  if (a.high_ != b.high_) {
    return a.high_ < b.high_ ? std::strong_ordering::less : std::strong_ordering::greater;
  }
  if (a.low_ != b.low_) {
    return a.low_ < b.low_ ? std::strong_ordering::less : std::strong_ordering::greater;
  }
  return std::strong_ordering::equal;
}

}  // namespace gateway::fhirpath
