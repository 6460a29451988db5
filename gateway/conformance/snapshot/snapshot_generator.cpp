#include "gateway/conformance/snapshot/snapshot_generator.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "gateway/conformance/snapshot/element_changes.hpp"

namespace gateway::conformance {
namespace {

using fhir::Checked;
using fhir::Failure;
using fhir::Node;
using fhir::Resource;

constexpr std::string_view kTypeUrls = "http://hl7.org/fhir/StructureDefinition/";

std::string_view without_version(std::string_view canonical) {
  return canonical.substr(0, canonical.find('|'));
}

std::unexpected<fhir::Failure> refuse(Node at,
                                      ErrorKind kind,
                                      std::string_view id,
                                      const std::string& why) {
  const std::string expression =
      at ? "StructureDefinition." + std::string(at.name()) : "StructureDefinition";
  fhir::Failure failure(Error{kind, id, why, expression});
  failure.issues.add({.id = id, .text = why, .expression = expression, .offset = at.offset()});
  return std::unexpected(std::move(failure));
}

// A URL is on the list of what is being made as long as this lives.
class Opened {
 public:
  Opened(std::vector<std::string>& open, std::string_view url) : open_(open) {
    open_.emplace_back(url);
  }
  ~Opened() { open_.pop_back(); }
  Opened(const Opened&) = delete;
  Opened& operator=(const Opened&) = delete;

 private:
  std::vector<std::string>& open_;
};

Resource with_snapshot(const Resource& definition, const ElementDraft& root) {
  fhir::Builder builder(definition.types(), definition.type());
  for (const Node part : definition.root().children()) {
    if (part.name() != "snapshot") builder.graft(part.name(), part, definition.arena());
  }
  builder.begin("snapshot");
  write_elements(root, builder);
  builder.end();
  return std::move(builder).finish();
}

}  // namespace

std::string type_url(std::string_view code) {
  return code.contains(':') ? std::string(code) : std::string(kTypeUrls) + std::string(code);
}

bool SnapshotGenerator::is_being_made(std::string_view canonical) const {
  return std::ranges::find(open_, without_version(canonical)) != open_.end();
}

Checked<ElementDraft> SnapshotGenerator::make_tree(const Resource& definition,
                                                   fhir::IssueLog& findings) {
  const Node url = definition.root().child("url");
  if (open_.size() >= kMaxNesting)
    return refuse(url, ErrorKind::too_large, "SNAPSHOT-LIMIT", "too many profiles need each other");
  const Opened opened(open_, url.value());
  const Node base_definition = definition.root().child("baseDefinition");
  if (is_being_made(base_definition.value())) {
    return refuse(
        base_definition, ErrorKind::invalid, "SNAPSHOT-CYCLE", "the definition builds on itself");
  }
  const auto found = tree_of(base_definition.value());
  if (!found) {
    return refuse(base_definition,
                  found.error().error.kind,
                  found.error().error.id,
                  found.error().error.message);
  }
  const ElementDraft* base = *found;
  if (base == nullptr) {
    return refuse(base_definition,
                  ErrorKind::invalid,
                  "SNAPSHOT-BASE",
                  "the definition that this one builds on is not there");
  }
  ElementDraft root = *base;
  const fhir::Nodes elements = definition.root().child("differential").children("element");
  GATEWAY_TRY(const auto outline, outline_of(elements, "differential"));
  ElementChanges changes(*this, definition, root, findings);
  if (!outline.empty()) GATEWAY_CHECK(changes.apply(outline.front()));
  return root;
}

Checked<const ElementDraft*> SnapshotGenerator::tree_of(std::string_view canonical) {
  if (canonical.empty() || is_being_made(canonical)) return nullptr;
  if (const auto found = trees_.find(canonical); found != trees_.end()) return found->second.get();
  GATEWAY_TRY(const std::optional<Resource> definition,
              source_.find("StructureDefinition", canonical));
  if (!definition) return nullptr;
  std::optional<ElementDraft> tree;
  if (definition->root().child("snapshot")) {
    GATEWAY_TRY(tree, draft_of(*definition));
  } else {
    fhir::IssueLog findings;  // of another definition: for whoever makes that one
    auto made = make_tree(*definition, findings);
    if (!made) {
      const Error& why = made.error().error;
      return std::unexpected(Failure(Error{why.kind,
                                           "SNAPSHOT-DEPENDENCY",
                                           "no snapshot can be made of a definition: " +
                                               std::string(why.id) + " at " + why.expression}));
    }
    tree = *std::move(made);
  }
  auto& kept = trees_[std::string(canonical)];
  kept = std::make_unique<const ElementDraft>(*std::move(tree));
  return kept.get();
}

Checked<Resource> SnapshotGenerator::generate(const Resource& definition,
                                              fhir::IssueLog& findings) {
  GATEWAY_TRY(const ElementDraft root, make_tree(definition, findings));
  return with_snapshot(definition, root);
}

}  // namespace gateway::conformance
