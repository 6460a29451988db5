#include "gateway/validation/prose/prose_check.hpp"

#include <set>
#include <string_view>
#include <utility>

#include "gateway/fhir/id.hpp"
#include "gateway/validation/child_locations.hpp"
#include "gateway/validation/finding.hpp"
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
        attachment_(context.definitions.types().find_type("Attachment")),
        element_definition_(context.definitions.types().find_type("ElementDefinition")),
        id_(context.definitions.types().find_name("id")) {}

  void resource(const Location& at) {
    const Anchors anchors(at.node());
    const Anchors* const outer = std::exchange(resource_, &anchors);
    std::set<std::string_view> ids;
    std::set<std::string_view>* const outer_ids = std::exchange(ids_, &ids);
    if (at.node().type() == context_.definitions.known().bundle) {
      check_bundle_entries(context_, at);
      check_bundle_references(context_, at);
    }
    children(at);
    resource_ = outer;
    ids_ = outer_ids;
  }

 private:
  void children(const Location& parent) {
    for_each_child(parent, [this](const Location& at) { element(at); });
  }

  void element(const Location& at) {
    if (at.depth() > kMaxElementDepth) return;
    const Node node = at.node();
    if (node.is_resource()) return resource(at);
    element_id(at);
    data_type(at);
    primitive(at);
    children(at);
  }

  // A differential and a snapshot have the same elements with the same ids.
  void element_id(const Location& at) {
    const fhir::Nodes ids = at.node().children(id_);
    if (ids.empty() || !ids[0].has_value() || at.node().type() == element_definition_) return;
    if (!ids_->emplace(ids[0].value()).second)
      report(context_.log, finding::kIdTwice, at, "Another element of the resource has the id.");
  }

  void resource_id(const Location& at) {
    if (at.node().child("extension"))
      report(context_.log, finding::kIdExtension, at, "The id of a resource has no extensions.");
    if (at.node().value().size() > fhir::Id::kMaxLength)
      report(
          context_.log, finding::kIdTooLong, at, "The id of a resource has 64 characters at most.");
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
    if (node.name_id() == id_ && at.parent()->node().is_resource()) resource_id(at);
  }

  const ProseContext& context_;
  const Anchors root_;
  // Of the innermost resource around what is visited.
  const Anchors* resource_ = nullptr;
  std::set<std::string_view>* ids_ = nullptr;
  TypeId identifier_;
  TypeId attachment_;
  TypeId element_definition_;
  fhir::NameId id_;
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
