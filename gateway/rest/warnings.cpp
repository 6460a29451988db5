#include "gateway/rest/warnings.hpp"

#include "gateway/base/text.hpp"

namespace gateway::rest {
namespace {

constexpr std::string_view kEntry = "Bundle.entry[";

std::size_t entry_of(std::string_view expression) {
  if (!expression.starts_with(kEntry)) return 0;
  const std::string_view number = split_once(expression.substr(kEntry.size()), ']').before;
  return parse_integer<std::size_t>(number).value_or(0);
}

}  // namespace

fhir::IssueLog warnings_of(const Call& call, const exchange::Outcome& outcome) {
  fhir::IssueLog all = call.findings;
  for (const fhir::Issue& issue : outcome.warnings.issues())
    all.add(issue);
  return all;
}

std::vector<fhir::IssueLog> warnings_by_entry(const fhir::IssueLog& warnings, std::size_t count) {
  std::vector<fhir::IssueLog> by_entry(count);
  if (count == 0) return by_entry;
  for (const fhir::Issue& issue : warnings.issues()) {
    const std::size_t entry = entry_of(issue.expression);
    by_entry[entry < count ? entry : 0].add(issue);
  }
  return by_entry;
}

}  // namespace gateway::rest
