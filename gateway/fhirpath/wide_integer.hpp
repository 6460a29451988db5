// WideInteger: a whole number that holds any product of two Decimals without loss.
#pragma once

#include <compare>

namespace gateway::fhirpath {

// 0 to 2^256 - 1. No operation checks for overflow: Decimals have at most 38 digits, so that a
// product of two, or one times the highest power of ten, has at most 76.
class WideInteger {
 public:
  __extension__ using Word = unsigned __int128;
  struct Division;

  constexpr explicit WideInteger(Word value = 0) noexcept : low_(value) {}
  static WideInteger product(Word a, Word b) noexcept;

  WideInteger plus(const WideInteger& other) const noexcept;
  WideInteger minus(const WideInteger& other) const noexcept;  // REQUIRES: other <= *this
  WideInteger times_ten() const noexcept;
  // Divides by ten and returns the digit that is lost.
  unsigned drop_digit() noexcept;
  // REQUIRES: divisor > 0, divisor < 2^255.
  Division divided_by(const WideInteger& divisor) const noexcept;

  bool is_zero() const noexcept { return high_ == 0 && low_ == 0; }
  bool fits_word() const noexcept { return high_ == 0; }
  Word low_word() const noexcept { return low_; }

  friend std::strong_ordering operator<=>(const WideInteger& a, const WideInteger& b) noexcept;
  friend bool operator==(const WideInteger& a, const WideInteger& b) noexcept {
    return a.high_ == b.high_ && a.low_ == b.low_;
  }

 private:
  WideInteger(Word high, Word low) noexcept : high_(high), low_(low) {}

  Word high_ = 0;
  Word low_ = 0;
};

struct WideInteger::Division {
  WideInteger quotient;
  WideInteger remainder;
};

}  // namespace gateway::fhirpath
