// The value sets of R4 itself: what the terminology says agrees with the compiled definitions.
#include <map>
#include <set>
#include <string>
#include <string_view>

#include <gmock/gmock.h>

#include "gateway/conformance/packages/package_set.hpp"
#include "gateway/conformance/terminology/system_rules.hpp"
#include "gateway/conformance/value_set_expander.hpp"

#include "tests/conformance/terminology_source.hpp"
#include "tests/support/result_matchers.hpp"

namespace gateway::conformance {
namespace {

using testing::IsEmpty;

constexpr std::string_view kNoCode = "no-such-code-anywhere";

class TerminologyCoreTest : public testing::Test {
 protected:
  TerminologyCoreTest() {
    auto package = Package::open(GATEWAY_CORE_PACKAGE);
    EXPECT_THAT(package, test::IsOk());
    EXPECT_THAT(packages_.add(*std::move(package)), test::IsOk());
  }

  PackageSet packages_{core_definitions().types()};
  CodeSystems systems_{packages_};
  ValueSets sets_{packages_, systems_};
};

TEST_F(TerminologyCoreTest, AgreesWithTheCompiledRequiredBindings) {
  const Definitions& core = core_definitions();
  ValueSetExpander expander(*packages_.packages().front(), core.types());
  std::set<std::string> disagreeing;
  std::size_t codes = 0;
  for (BindingId binding = 1; binding <= core.binding_count(); ++binding) {
    const std::string_view url = core.binding_url(binding);
    const auto listed = expander.expand(url);
    const auto set = sets_.find(url);
    ASSERT_THAT(listed, test::IsOk()) << url;
    ASSERT_THAT(set, test::IsOk()) << url;
    if (!*set) continue;
    std::set<Concept> asked = listed->concepts;
    asked.emplace(kNoCode, "http://example.org/none");
    asked.emplace(kNoCode, "");
    for (const auto& [code, system] : asked) {
      const auto answer = sets_.contains(**set, {.system = system, .code = code});
      const auto known = system.empty() ? core.binding_contains(binding, code)
                                        : core.binding_contains(binding, code, system);
      ASSERT_THAT(answer, test::IsOk()) << url;
      if (known != Membership::cannot_tell && answer->membership != known)
        disagreeing.insert(std::string(url));
      codes += known == Membership::in;
    }
  }

  EXPECT_THAT(disagreeing, IsEmpty());
  EXPECT_GT(codes, 1'000U);
}

// What is listed as complete is in the value set, and nothing stops at a value set of R4.
TEST_F(TerminologyCoreTest, ExpandsEveryValueSetOrSaysWhyNot) {
  std::map<std::string, int> outcomes;
  std::set<std::string> failing;
  for (const PackageEntry& entry : packages_.packages().front()->of_type("ValueSet")) {
    const auto set = sets_.find(entry.key.url);
    ASSERT_THAT(set, test::IsOk()) << entry.file;
    if (!*set) continue;
    const auto listing = sets_.expand(**set, {});
    if (!listing) {
      ++outcomes[std::string(listing.error().id)];
      if (listing.error().id != "TERM-NOT-EXPANDABLE") failing.insert(entry.file);
      continue;
    }
    ++outcomes[listing->is_complete ? "complete" : "in part"];
    for (const ListedConcept& each : listing->concepts) {
      const auto answer = sets_.contains(**set, {.system = each.system, .code = each.code});
      if (!answer || answer->membership != Membership::in) failing.insert(entry.file);
    }
  }
  for (const auto& [outcome, count] : outcomes)
    RecordProperty(outcome, count);

  EXPECT_THAT(failing, IsEmpty());
  EXPECT_GT(outcomes["complete"], 1'000);
}

struct RuleCase {
  std::string_view value_set;
  std::string_view code;
  Membership membership;
};

TEST_F(TerminologyCoreTest, TellsOfValueSetsOverCodeSystemsThatAreARule) {
  constexpr auto kIn = Membership::in;
  constexpr auto kOut = Membership::not_in;
  constexpr RuleCase kCases[] = {
      {"languages", "sv", kIn},
      {"languages", "sv-FI", kOut},
      {"all-languages", "sv-FI", kIn},
      {"all-languages", "sv_FI", kOut},
      {"ucum-units", "mmol/L", kIn},
      {"ucum-units", "mmol/l/", kOut},
      {"ucum-units", "mcg", kOut},
      {"mimetypes", "text/plain", kIn},
      {"mimetypes", "text/", kOut},
      {"currencies", "SEK", kIn},
      {"currencies", "SKR", kOut},
      {"iso3166-1-2", "SE", kIn},
      {"iso3166-1-2", "SWE", kOut},
      {"iso3166-1-3", "SWE", kIn},
      {"iso3166-1-3", "SE", kOut},
      {"iso3166-1-3", "SVE", kOut},
      {"iso3166-1-N", "752", kIn},
      {"iso3166-1-N", "SWE", kOut},
      {"iso3166-1-N", "753", kOut},
      {"jurisdiction", "SE", kIn},
      {"iso3166-1-3", "XKX", Membership::cannot_tell},
      {"jurisdiction", "SE-AB", Membership::cannot_tell},
      {"jurisdiction", "150", Membership::cannot_tell},
      {"jurisdiction", "Sweden", kOut},
  };
  for (const RuleCase& each : kCases) {
    const std::string url = "http://hl7.org/fhir/ValueSet/" + std::string(each.value_set);
    const auto answer = sets_.contains(url, {.code = each.code});
    ASSERT_THAT(answer, test::IsOk()) << url;
    EXPECT_EQ(answer->membership, each.membership) << url << " " << each.code;
  }
}

TEST_F(TerminologyCoreTest, KnowsEveryCodeThatAValueSetListsOfARule) {
  std::size_t asked = 0;
  for (const std::string_view name : {"languages", "iso3166-1-2", "ucum-common", "units-of-time"}) {
    const auto set = sets_.find("http://hl7.org/fhir/ValueSet/" + std::string(name));
    ASSERT_THAT(set, test::IsOk());
    for (const ValueSetClause& clause : (*set)->includes) {
      for (const fhir::Node item : clause.listed) {
        const std::string_view code = item.child("code").value();
        EXPECT_EQ(check_by_rule(clause.system, code), Membership::in) << name << " " << code;
        ++asked;
      }
    }
  }
  EXPECT_GT(asked, 1600U);
}

}  // namespace
}  // namespace gateway::conformance
