#include "gateway/exchange/legal_basis.hpp"

#include <algorithm>
#include <array>

namespace gateway::exchange {
namespace {

// Source: offentlighets- och sekretesslagen (2009:400); domain.md, R2.
constexpr auto kBases = std::to_array<LegalBasisRow>({
    {"osl-10-2", "OSL 10:2, necessary for the authority's own work", kAnyRegime, kAnyRegime},
    {"osl-10-28", "OSL 10:28, a duty to give by law", kAnyRegime, kAnyRegime},
    // Between health care and social services; schools are not among its receivers.
    {"osl-25-12",
     "OSL 25:12, care of a child",
     kRegion | kPrivate | kSchoolHealth,
     kRegion | kPrivate | kSocialServices},
    {"osl-26-9",
     "OSL 26:9, care of a child",
     kSocialServices,
     kRegion | kPrivate | kSocialServices},
});

struct RegimeCode {
  std::string_view code;
  Regime bit;
};
constexpr auto kRegimes = std::to_array<RegimeCode>({
    {"region", kRegion},
    {"social-services", kSocialServices},
    {"school", kSchool},
    {"school-health", kSchoolHealth},
    {"private", kPrivate},
});

}  // namespace

std::span<const LegalBasisRow> legal_bases() noexcept {
  return kBases;
}

const LegalBasisRow* find_legal_basis(std::string_view code) noexcept {
  const auto found = std::ranges::find(kBases, code, &LegalBasisRow::code);
  return found == kBases.end() ? nullptr : &*found;
}

unsigned regime(std::string_view secrecy) noexcept {
  const auto found = std::ranges::find(kRegimes, secrecy, &RegimeCode::code);
  return found == kRegimes.end() ? 0U : unsigned{found->bit};
}

}  // namespace gateway::exchange
