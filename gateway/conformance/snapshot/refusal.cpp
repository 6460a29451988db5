#include "gateway/conformance/snapshot/refusal.hpp"

#include <string>
#include <utility>

namespace gateway::conformance {

using Statement = ElementOutline::Statement;

Statement first_statement(const ElementOutline& outline) {
  if (!outline.statements.empty()) return outline.statements.front();
  for (const auto* below : {&outline.children, &outline.slices}) {
    if (!below->empty()) return first_statement(below->front());
  }
  return {};
}

std::unexpected<fhir::Failure> refuse(const Statement& at,
                                      std::string_view id,
                                      std::string_view why,
                                      ErrorKind kind) {
  const std::string expression = element_expression("differential", at.index);
  fhir::Failure failure(Error{kind, id, std::string(why), expression});
  failure.issues.add({.id = id,
                      .text = std::string(why),
                      .expression = expression,
                      .offset = at.definition.offset()});
  return std::unexpected(std::move(failure));
}

std::unexpected<fhir::Failure> refuse(const ElementOutline& at,
                                      std::string_view id,
                                      std::string_view why,
                                      ErrorKind kind) {
  return refuse(first_statement(at), id, why, kind);
}

}  // namespace gateway::conformance
