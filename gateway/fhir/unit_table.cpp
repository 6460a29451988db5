#include "gateway/fhir/unit_table.hpp"

#include <algorithm>
#include <array>

#include "gateway/fhir/unit_rows_customary.hpp"
#include "gateway/fhir/unit_rows_metric.hpp"

namespace gateway::fhir {
namespace {

constexpr UnitPrefix kPrefixes[] = {
    {"Y", "1e24"},  {"Z", "1e21"},     {"E", "1e18"},        {"P", "1e15"},
    {"T", "1e12"},  {"G", "1e9"},      {"M", "1e6"},         {"k", "1e3"},
    {"h", "1e2"},   {"da", "1e1"},     {"d", "1e-1"},        {"c", "1e-2"},
    {"m", "1e-3"},  {"u", "1e-6"},     {"n", "1e-9"},        {"p", "1e-12"},
    {"f", "1e-15"}, {"a", "1e-18"},    {"z", "1e-21"},       {"y", "1e-24"},
    {"Ki", "1024"}, {"Mi", "1048576"}, {"Gi", "1073741824"}, {"Ti", "1099511627776"},
};

constexpr std::array<std::string_view, kBaseUnits> kBase = {"m", "s", "g", "rad", "K", "C", "cd"};

// [IU] is the same as [iU] and stands among the derived ones below. [pH] is a logarithm in UCUM;
// nobody converts it, and as a unit of its own it cannot be mixed up with mol/L.
constexpr std::string_view kArbitrary[] = {
    "[iU]",     "[hp_X]",      "[hp_C]",   "[hp_M]",    "[hp_Q]",    "[kp_X]",      "[kp_C]",
    "[kp_M]",   "[kp_Q]",      "[arb'U]",  "[USP'U]",   "[GPL'U]",   "[MPL'U]",     "[APL'U]",
    "[beth'U]", "[anti'Xa'U]", "[todd'U]", "[dye'U]",   "[smgy'U]",  "[bdsk'U]",    "[ka'U]",
    "[knk'U]",  "[mclg'U]",    "[tb'U]",   "[CCID_50]", "[TCID_50]", "[EID_50]",    "[PFU]",
    "[FFU]",    "[CFU]",       "[IR]",     "[BAU]",     "[AU]",      "[Amb'a'1'U]", "[PNU]",
    "[Lf]",     "[D'ag'U]",    "[FEU]",    "[ELU]",     "[EU]",      "[pH]",
};
constexpr std::string_view kMetricArbitrary = "[iU]";

constexpr ScaleKind kOffset = ScaleKind::offset;
constexpr ScaleKind kLogarithmic = ScaleKind::logarithmic;
constexpr ScaleKind kClosed = ScaleKind::closed;

// Source: UCUM, §21 "special units on non-ratio scales".
constexpr SpecialScale kSpecial[] = {
    {"Cel", true, "1", "K", kOffset, "273.15"},
    {"[degF]", false, "5", "K/9", kOffset, "459.67"},
    {"[degRe]", false, "5", "K/4", kOffset, "218.52"},
    {"Np", true, "1", "1", kLogarithmic, "0", 0, 1},
    {"B", true, "1", "1", kLogarithmic, "0", 10, 1},
    {"B[SPL]", true, "2", "10*-5.Pa", kLogarithmic, "0", 10, 2},
    {"B[V]", true, "1", "V", kLogarithmic, "0", 10, 2},
    {"B[mV]", true, "1", "mV", kLogarithmic, "0", 10, 2},
    {"B[uV]", true, "1", "uV", kLogarithmic, "0", 10, 2},
    {"B[10.nV]", true, "10", "nV", kLogarithmic, "0", 10, 2},
    {"B[W]", true, "1", "W", kLogarithmic, "0", 10, 1},
    {"B[kW]", true, "1", "kW", kLogarithmic, "0", 10, 1},
    {"bit_s", false, "1", "1", kLogarithmic, "0", 2, 1},
    {"[hp'_X]", false, "1", "1", kLogarithmic, "0", 10, -1},
    {"[hp'_C]", false, "1", "1", kLogarithmic, "0", 100, -1},
    {"[hp'_M]", false, "1", "1", kLogarithmic, "0", 1000, -1},
    {"[hp'_Q]", false, "1", "1", kLogarithmic, "0", 50000, -1},
    {"[p'diop]", false, "1", "rad", kClosed},
    {"%[slope]", false, "1", "deg", kClosed},
    {"[m/s2/Hz^(1/2)]", false, "1", "m2/s4/Hz", kClosed},
};

constexpr std::size_t kAtomCount = kBase.size() + std::size(kArbitrary) + std::size(kSpecial) +
                                   std::size(kMetricUnits) + std::size(kCustomaryUnits);

constexpr UnitAtom atom_of(const DerivedUnit& row) {
  return {row.code, AtomKind::derived, row.is_metric, 0, row.value, row.unit};
}

constexpr std::array<UnitAtom, kAtomCount> sorted_atoms() {
  std::array<UnitAtom, kAtomCount> atoms;
  auto next = atoms.begin();
  std::uint8_t index = 0;
  for (const std::string_view code : kBase)
    *next++ = {code, AtomKind::base, true, index++, "", ""};
  index = 0;
  for (const std::string_view code : kArbitrary) {
    *next++ = {code, AtomKind::arbitrary, code == kMetricArbitrary, ++index, "", ""};
  }
  index = 0;
  for (const SpecialScale& row : kSpecial) {
    *next++ = {row.code, AtomKind::special, row.is_metric, ++index, row.value, row.unit};
  }
  next = std::ranges::transform(kMetricUnits, next, atom_of).out;
  std::ranges::transform(kCustomaryUnits, next, atom_of);
  std::ranges::sort(atoms, {}, &UnitAtom::code);
  return atoms;
}

constexpr std::array<UnitAtom, kAtomCount> kAtoms = sorted_atoms();
static_assert(std::ranges::adjacent_find(kAtoms, {}, &UnitAtom::code) == kAtoms.end(),
              "a symbol stands in the tables twice");

}  // namespace

std::span<const UnitPrefix> unit_prefixes() noexcept {
  return kPrefixes;
}

std::span<const UnitAtom> unit_atoms() noexcept {
  return kAtoms;
}

const UnitAtom* find_atom(std::string_view code) noexcept {
  const auto* const found = std::ranges::lower_bound(kAtoms, code, {}, &UnitAtom::code);
  return found != kAtoms.end() && found->code == code ? found : nullptr;
}

std::string_view base_unit(std::size_t dimension) noexcept {
  return kBase[dimension];
}

std::string_view arbitrary_unit(std::size_t number) noexcept {
  return kArbitrary[number - 1];
}

const SpecialScale& special_scale(std::size_t number) noexcept {
  return kSpecial[number - 1];
}

}  // namespace gateway::fhir
