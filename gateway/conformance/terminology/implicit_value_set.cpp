#include "gateway/conformance/terminology/implicit_value_set.hpp"

#include <utility>

#include "gateway/base/text.hpp"
#include "gateway/fhir/builder.hpp"

namespace gateway::conformance {
namespace {

constexpr std::string_view kSnomed = "http://snomed.info/sct";
constexpr std::string_view kSnomedAll = "fhir_vs";
constexpr std::string_view kSnomedBelow = "fhir_vs=isa/";
constexpr std::string_view kLoinc = "http://loinc.org";
constexpr std::string_view kLoincAll = "http://loinc.org/vs";

std::optional<ImplicitValueSet> parse_snomed(std::string_view url) noexcept {
  const Halves parts = split_once(url, '?');
  const std::string_view edition = parts.before.substr(kSnomed.size());
  if (!edition.empty() && edition.front() != '/') return std::nullopt;
  ImplicitValueSet made{.system = kSnomed};
  if (!edition.empty()) made.version = parts.before;
  if (parts.after == kSnomedAll) return made;
  if (!parts.after.starts_with(kSnomedBelow)) return std::nullopt;
  made.root = parts.after.substr(kSnomedBelow.size());
  if (made.root.empty()) return std::nullopt;
  return made;
}

}  // namespace

std::optional<ImplicitValueSet> parse_implicit_value_set(std::string_view url) noexcept {
  if (url.starts_with(kSnomed)) return parse_snomed(url);
  if (url == kLoincAll) return ImplicitValueSet{.system = kLoinc};
  return std::nullopt;
}

fhir::Resource to_value_set(const ImplicitValueSet& implicit, const fhir::TypeTable& types) {
  fhir::Builder builder(types, "ValueSet");
  builder.add("status", "active");
  builder.begin("compose");
  builder.begin("include");
  builder.add("system", implicit.system);
  if (!implicit.version.empty()) builder.add("version", implicit.version);
  if (!implicit.root.empty()) {
    builder.begin("filter");
    builder.add("property", "concept");
    builder.add("op", "is-a");
    builder.add("value", implicit.root);
    builder.end();
  }
  builder.end();
  builder.end();
  return std::move(builder).finish();
}

}  // namespace gateway::conformance
