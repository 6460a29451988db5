// The terminal symbols of UCUM: prefixes, base units, and what the others are defined as.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace gateway::fhir {

struct UnitPrefix {
  std::string_view code;
  std::string_view value;  // as Factor::parse reads it
};

// Of what a symbol is made.
enum class AtomKind : std::uint8_t {
  base,       // index: of its dimension
  derived,    // value × unit
  arbitrary,  // index: its number, above zero; convertible to nothing else
  special     // index: its number, above zero; value × unit, on the scale of special_scale()
};

struct UnitAtom {
  std::string_view code;
  AtomKind kind = AtomKind::derived;
  bool is_metric = false;  // takes prefixes
  std::uint8_t index = 0;
  std::string_view value;  // as Factor::parse reads it
  std::string_view unit;   // as parse_unit reads it
};

// How a number on a special scale becomes a number of its `value × unit`.
enum class ScaleKind : std::uint8_t {
  offset,       // number + offset
  logarithmic,  // base^(number / steps); base 0 is e
  closed        // no conversion to other units
};

struct SpecialScale {
  std::string_view code;
  bool is_metric = false;
  std::string_view value;
  std::string_view unit;
  ScaleKind kind = ScaleKind::closed;
  std::string_view offset = "0";
  std::uint16_t base = 0;
  std::int8_t steps = 1;
};

inline constexpr std::size_t kBaseUnits = 7;

std::span<const UnitPrefix> unit_prefixes() noexcept;
// Every symbol, in the order of its characters.
std::span<const UnitAtom> unit_atoms() noexcept;
// Null if there is none of that code. LIFETIME: of the program.
const UnitAtom* find_atom(std::string_view code) noexcept;

// REQUIRES: dimension < kBaseUnits; the numbers from an atom of that kind.
std::string_view base_unit(std::size_t dimension) noexcept;
std::string_view arbitrary_unit(std::size_t number) noexcept;
const SpecialScale& special_scale(std::size_t number) noexcept;

}  // namespace gateway::fhir
