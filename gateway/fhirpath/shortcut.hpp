// Shortcut: parts of an expression that need no collection to be evaluated.
#pragma once

#include <cstdint>

namespace gateway::fhirpath {

// Those behind `path` give true, false or nothing.
enum class Shortcut : std::uint8_t {
  none,
  path,       // names after each other, from $this or a resource: elements, and never an error
  logic,      // and, or, xor, implies
  equality,   // = and != between what gives one value at most, or a path
  exists,     // without a condition
  is_empty,   // empty()
  negation,   // not()
  has_value,  // hasValue()
};

constexpr bool gives_truth(Shortcut shortcut) noexcept {
  return shortcut > Shortcut::path;
}

// What an operand or a condition comes to. `no` and `yes` are booleans; `thing` is one item of
// another type, which counts as true; a primitive without a value is `nothing`.
enum class Truth : std::uint8_t { no, yes, thing, nothing, many };

}  // namespace gateway::fhirpath
