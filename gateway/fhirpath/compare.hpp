// Compare: what FHIRPath calls equal, equivalent, less and greater.
#pragma once

#include <chrono>
#include <compare>
#include <cstddef>
#include <optional>
#include <span>

#include "gateway/fhirpath/item.hpp"

namespace gateway::fhirpath {

// What one evaluation may look at: items, elements inside two that are compared, bytes of new text.
struct Budget {
  std::size_t limit = 0;
  std::size_t spent = 0;

  // False once there is no more; what is compared then is not looked at, and the answer is void.
  bool take(std::size_t steps) noexcept {
    spent += steps;
    return spent <= limit;
  }
};

// Nothing where the answer is not known: values of different precision, quantities whose units do
// not compare. Elements are equal if all their children are, in order. Source:
// FHIRPath 2.0, #equality.
std::optional<bool> is_equal(const Item& a,
                             const Item& b,
                             std::chrono::minutes local,
                             Budget& budget);
// Nothing if either is empty. Source: FHIRPath 2.0, #equals.
std::optional<bool> are_equal(std::span<const Item> a,
                              std::span<const Item> b,
                              std::chrono::minutes local,
                              Budget& budget);

// Text without regard to case and kind of white space, numbers to the precision of the less precise
// one, elements without regard to their ids. Source: FHIRPath 2.0,
// #equivalence.
bool is_equivalent(const Item& a, const Item& b, std::chrono::minutes local, Budget& budget);
bool are_equivalent(std::span<const Item> a,
                    std::span<const Item> b,
                    std::chrono::minutes local,
                    Budget& budget);

struct Comparison {
  bool is_possible = false;                        // the two are of types that compare
  std::optional<std::strong_ordering> order = {};  // nothing where it is not known
};
// Strings by code points, numbers, times, quantities. Source: FHIRPath 2.0, #comparison.
Comparison compare(const Item& a, const Item& b, std::chrono::minutes local, Budget& budget);

}  // namespace gateway::fhirpath
