#include "gateway/validation/prose/prose_check.hpp"

#include <utility>

#include "gateway/validation/finding.hpp"
#include "gateway/validation/prose/child_locations.hpp"
#include "gateway/validation/prose/prose_rules.hpp"
#include "gateway/validation/structure_check.hpp"

namespace gateway::validation {
namespace {

using fhir::Node;
using fhir::Primitive;
using fhir::TypeId;

class ProseWalk {
 public:
  ProseWalk(const ProseContext& context, Node root)
      : context_(context),
        root_(root),
        identifier_(context.definitions.types().find_type("Identifier")),
        attachment_(context.definitions.types().find_type("Attachment")) {}

  void resource(const Location& at) {
    const Anchors anchors(at.node());
    const Anchors* const outer = std::exchange(resource_, &anchors);
    if (at.node().type() == context_.definitions.known().bundle) {
      check_bundle_entries(context_, at);
      check_bundle_references(context_, at);
    }
    children(at);
    resource_ = outer;
  }

 private:
  void children(const Location& parent) {
    for_each_child(parent, [this](const Location& at) { element(at); });
  }

  void element(const Location& at) {
    if (at.depth() > kMaxElementDepth) return;
    const Node node = at.node();
    if (node.is_resource()) return resource(at);
    data_type(at);
    primitive(at);
    children(at);
  }

  void data_type(const Location& at) {
    const TypeId type = at.node().type();
    const conformance::KnownTypes& known = context_.definitions.known();
    if (type == identifier_) check_identifier(context_, at);
    if (type == attachment_) check_attachment(context_, at);
    if (type == known.coding) check_coding(context_, at);
    if (type == known.reference) check_reference_form(context_, at);
    if (type == known.extension) check_extension_url(context_, at);
  }

  void primitive(const Location& at) {
    const Node node = at.node();
    const Primitive kind = node.primitive();
    const bool is_uri = kind >= Primitive::uri && kind <= Primitive::uuid;
    if (is_uri && node.has_value()) check_uri(context_, at);
    if (kind == Primitive::xhtml) check_narrative_links(context_, at, *resource_, root_);
    const bool is_resource_id = node.name() == "id" && at.parent()->node().is_resource();
    if (is_resource_id && node.child("extension"))
      report(context_.log, finding::kIdExtension, at, "The id of a resource has no extensions.");
  }

  const ProseContext& context_;
  const Anchors root_;
  const Anchors* resource_ = nullptr;  // of the innermost one around what is visited
  TypeId identifier_;
  TypeId attachment_;
};

}  // namespace

void check_prose(const fhir::Resource& resource,
                 const conformance::Definitions& definitions,
                 const ValidationPolicy& policy,
                 fhir::IssueLog& log) {
  const ProseContext context{definitions, policy, log};
  ProseWalk(context, resource.root()).resource(Location(resource.root()));
}

}  // namespace gateway::validation
