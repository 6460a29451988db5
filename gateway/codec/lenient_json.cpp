#include "gateway/codec/lenient_json.hpp"

#include <algorithm>
#include <utility>

#include "gateway/codec/findings.hpp"
#include "gateway/codec/json_mend.hpp"

namespace gateway::codec {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool is_syntax_failure(const fhir::Failure& failure) {
  return failure.error.id == "JSON-SYNTAX";
}

// "name[0].given" → "Patient.name[0].given", with choices as FHIRPath has them. Ends where the
// types do, or where a name could be a value.
std::string expression_of(std::string_view path, const fhir::TypeTable& types, fhir::TypeId type) {
  std::string expression(types.type_name(type));
  while (!path.empty()) {
    const std::string_view step = path.substr(0, path.find('.'));
    path.remove_prefix(std::min(path.size(), step.size() + 1));
    const std::string_view name = step.substr(0, step.find('['));
    const fhir::SlotRow* slot = types.find_slot(type, types.find_name(name));
    if (slot == nullptr) return expression;
    expression += '.';
    if (slot->choice == fhir::kNoName) {
      expression += step;
    } else {
      expression.append(types.name(slot->choice)).append(".ofType(");
      expression.append(types.type_name(slot->type)).append(")");
    }
    type = slot->type;
  }
  return expression;
}

}  // namespace

fhir::Checked<fhir::Resource> read_lenient_json(std::string text,
                                                const fhir::TypeTable& types,
                                                const ReadLimits& limits,
                                                const JsonLeniency& leniency,
                                                fhir::IssueLog& findings) {
  if (text.starts_with(kByteOrderMark)) text.erase(0, kByteOrderMark.size());
  fhir::IssueLog first;
  auto read = read_json(text, types, limits, first);
  if (read || !is_syntax_failure(read.error())) {
    for (const fhir::Issue& issue : first.issues())
      findings.add(issue);
    return read;
  }
  auto mended = mend_json(text, limits.max_depth);
  if (!mended) return read;
  auto second = read_json(std::move(mended->text), types, limits, findings);
  if (!second) return read;
  Findings found(text, findings);
  for (const JsonSlip& slip : mended->slips) {
    if (leniency.allows_comments && slip.id == "JSON-COMMENT") continue;
    found.add(slip.id,
              std::string(slip.message),
              expression_of(slip.path, types, second->root().type()),
              slip.offset);
  }
  return second;
}

}  // namespace gateway::codec
