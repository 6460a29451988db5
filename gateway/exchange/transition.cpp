#include "gateway/exchange/transition.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "gateway/exchange/terms.hpp"
#include "gateway/exchange/tree.hpp"

namespace gateway::exchange {
namespace {

struct PartName {
  Part part;
  std::string_view element;
};
constexpr auto kParts = std::to_array<PartName>({
    {kPartReason, "statusReason"},
    {kPartBusiness, "businessStatus"},
    {kPartOutput, "output"},
    {kPartExtension, "extension"},
    {kPartEncounter, "encounter"},
    {kPartPeriod, "executionPeriod"},
});

// Compared elsewhere (status), or the server's own.
constexpr auto kNotCompared = std::to_array<std::string_view>({
    "id",
    "meta",
    "status",
    "lastModified",
    "authoredOn",
});

// Extensions that belong to a step; the others, the basis first, stay as they were.
constexpr auto kStepExtensions = std::to_array<std::string_view>({
    terms::kResumeBy,
    terms::kHeldFrom,
    terms::kSubstitute,
});

std::vector<fhir::Node> lasting_extensions(fhir::Node resource) {
  std::vector<fhir::Node> lasting;
  for (const fhir::Node each : resource.children("extension")) {
    const std::string_view url = each.child("url").value();
    if (std::ranges::find(kStepExtensions, url) == kStepExtensions.end()) lasting.push_back(each);
  }
  return lasting;
}

bool are_only_step_extensions_changed(const Row& row, fhir::Node before, fhir::Node after) {
  return (row.may_change & kAnything) != 0 ||
         std::ranges::equal(lasting_extensions(before), lasting_extensions(after), same_tree);
}

bool may_change(const Row& row, std::string_view element) {
  if ((row.may_change & kAnything) != 0) return element != "requester";
  const auto part = std::ranges::find(kParts, element, &PartName::element);
  return part != kParts.end() && (row.may_change & part->part) != 0;
}

}  // namespace

void add_legal_actions(Machine machine, Status from, std::uint8_t roles, fhir::IssueLog& issues) {
  std::string actions;
  for (const Row& row : rows(machine)) {
    if (row.from != from || (row.by & roles) == 0) continue;
    const std::string_view code = kActionCodes.code(row.action);
    if (actions.find(code) != std::string::npos) continue;
    actions += (actions.empty() ? "" : ", ") + std::string(code);
  }
  issues.add({.severity = fhir::Severity::information,
              .code = "informational",
              .id = "EXCHANGE-CURRENT-STATUS",
              .text = "the current status is " + std::string(kStatusCodes.code(from)),
              .expression = {}});
  issues.add({.severity = fhir::Severity::information,
              .code = "informational",
              .id = "EXCHANGE-LEGAL-ACTIONS",
              .text = actions.empty() ? "no action is open to the caller"
                                      : "open to the caller: " + actions,
              .expression = {}});
}

fhir::Checked<const Row*> find_row(const Step& step) {
  bool is_others = false;
  const Row* wordless = nullptr;
  for (const Row& row : rows(step.machine)) {
    if (row.from != step.from || row.to != step.to) continue;
    const std::string_view word = word_of(row.action);
    if ((row.by & step.roles) == 0) {
      is_others = is_others || row.by != kServer;
    } else if (word.empty()) {
      wordless = &row;
    } else if (word == step.word) {
      return &row;
    }
  }
  if (wordless != nullptr) return wordless;
  Error error{ErrorKind::conflict,
              "EXCHANGE-NO-TRANSITION",
              "the change is no step from the current status"};
  if (is_others) {
    error = {ErrorKind::forbidden, "EXCHANGE-ROLE", "this step is another party's"};
  }
  fhir::IssueLog issues;
  issues.add({.code = is_others ? "forbidden" : "conflict",
              .id = error.id,
              .text = error.message,
              .expression = {}});
  add_legal_actions(step.machine, step.from, step.roles, issues);
  return std::unexpected(fhir::Failure(std::move(error), std::move(issues)));
}

fhir::Checked<void> check_changed_parts(const Row& row, fhir::Node before, fhir::Node after) {
  fhir::IssueLog issues;
  const fhir::TypeTable& types = after.types();
  for (const fhir::SlotRow& slot : types.slots(after.type())) {
    const std::string_view element = types.name(slot.name);
    if (std::ranges::find(kNotCompared, element) != kNotCompared.end()) continue;
    const bool is_open =
        may_change(row, element) &&
        (element != "extension" || are_only_step_extensions_changed(row, before, after));
    if (is_open || same_children(before, after, element)) continue;
    issues.add(
        {.code = "business-rule",
         .id = "EXCHANGE-ELEMENT-FIXED",
         .text = "this element does not change with " + std::string(kActionCodes.code(row.action)),
         .expression = std::string(after.type_name()) + "." + std::string(element)});
  }
  if (!issues.has_errors()) return {};
  return std::unexpected(fhir::Failure(Error{ErrorKind::invalid,
                                             "EXCHANGE-ELEMENT-FIXED",
                                             "an element is changed that this step leaves alone"},
                                       std::move(issues)));
}

std::string describe(const Row& row) {
  return std::string(kStatusCodes.code(row.from)) + ">" + std::string(kStatusCodes.code(row.to)) +
         ":" + std::string(kActionCodes.code(row.action));
}

}  // namespace gateway::exchange
