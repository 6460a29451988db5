// LegalBasis: the coded grounds on which secrecy gives way without consent (R2).
#pragma once

#include <span>
#include <string_view>

namespace gateway::exchange {

// Secrecy regimes of a unit: bits of LegalBasisRow.
enum Regime : unsigned {
  kRegion = 1,
  kSocialServices = 2,
  kSchool = 4,
  kSchoolHealth = 8,
  kPrivate = 16,
  kAnyRegime = 31,
};

struct LegalBasisRow {
  std::string_view code;  // as in the extension and in Unit::rivta_basis
  std::string_view law;
  unsigned from;  // regimes that may give on this ground
  unsigned to;    // regimes that it reaches
};

std::span<const LegalBasisRow> legal_bases() noexcept;
const LegalBasisRow* find_legal_basis(std::string_view code) noexcept;

// The bit of a Unit::secrecy code; 0 if it is none of ours.
unsigned regime(std::string_view secrecy) noexcept;

}  // namespace gateway::exchange
