// The powers of ten that 128 bits hold.
#pragma once

#include <array>
#include <cstddef>

namespace gateway::fhirpath {

inline constexpr unsigned kMaxDecimalDigits = 38;

inline constexpr auto kPowersOfTen = [] {
  __extension__ using Power = unsigned __int128;
  std::array<Power, kMaxDecimalDigits + 1> powers{};
  powers[0] = 1;
  for (std::size_t i = 1; i < powers.size(); ++i)
    powers[i] = powers[i - 1] * 10;
  return powers;
}();

}  // namespace gateway::fhirpath
