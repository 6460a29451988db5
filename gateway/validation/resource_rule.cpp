#include "gateway/validation/finding.hpp"
#include "gateway/validation/rules.hpp"

namespace gateway::validation {
namespace {

using fhir::Node;

bool is_contained(const Location& at) {
  return at.slot() != nullptr && at.node().name() == "contained";
}

void check_contained(const RuleContext& context, const Location& at) {
  const Node resource = at.node();
  if (!resource.child("id").has_value()) {
    report(context.log, finding::kContainedId, at, "A contained resource needs an id.");
  }
  if (resource.child("contained")) {
    report(context.log,
           finding::kContainedNested,
           at,
           "A contained resource contains no resources (dom-2).");
  }
  const Node meta = resource.child("meta");
  if (meta.child("versionId") || meta.child("lastUpdated") || meta.child("security")) {
    report(context.log,
           finding::kContainedMeta,
           at,
           "A contained resource has no version, time of update or security label of its own "
           "(dom-4, dom-5).");
  }
}

}  // namespace

void check_resource(const RuleContext& context, const Location& at) {
  const fhir::TypeTable& types = context.definitions.types();
  const fhir::TypeId type = at.node().type();
  if (!types.is_resource(type)) {
    report(context.log, finding::kUnknownType, at, "This is not a resource type of FHIR R4.");
    return;
  }
  if ((types.type(type).flags & fhir::kIsAbstract) != 0) {
    report(context.log, finding::kAbstractType, at, "An abstract type has no instances.");
  }
  if (is_contained(at)) check_contained(context, at);
  if (type == context.definitions.known().bundle) check_bundle(context, at);
}

}  // namespace gateway::validation
