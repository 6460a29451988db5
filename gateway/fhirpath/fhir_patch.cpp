#include "gateway/fhirpath/fhir_patch.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gateway/base/text.hpp"
#include "gateway/fhir/edit.hpp"
#include "gateway/fhir/tree_index.hpp"
#include "gateway/fhirpath/expression.hpp"
#include "gateway/fhirpath/patch_value.hpp"

namespace gateway::fhirpath {
namespace {

using fhir::Edit;
using fhir::Node;
using fhir::Resource;

std::unexpected<Error> bad_operation(const char* text) {
  return fail(ErrorKind::malformed, "PATCH-OPERATION", text);
}

std::unexpected<Error> no_target(const char* text) {
  return fail(ErrorKind::invalid, "PATCH-TARGET", text);
}

// One operation, taken apart. The nodes are parts of the Parameters.
struct Operation {
  std::string_view type;
  std::string_view path;
  std::string_view name;
  Node value;
  std::optional<std::size_t> index;
  std::optional<std::size_t> source;
  std::optional<std::size_t> destination;
};

struct TextRow {
  std::string_view name;
  std::string_view Operation::* text;
};
constexpr TextRow kTexts[] = {
    {"type", &Operation::type}, {"path", &Operation::path}, {"name", &Operation::name}};

struct PlaceRow {
  std::string_view name;
  std::optional<std::size_t> Operation::* place;
};
constexpr PlaceRow kPlaces[] = {{"index", &Operation::index},
                                {"source", &Operation::source},
                                {"destination", &Operation::destination}};

Result<void> read_part(Node part, Operation& to) {
  const std::string_view name = part.child("name").value();
  const std::string_view value = part.choice("value").value();
  if (name == "value") {
    to.value = part;
    return {};
  }
  if (const auto* row = std::ranges::find(kTexts, name, &TextRow::name); row != std::end(kTexts)) {
    to.*(row->text) = value;
    return {};
  }
  if (const auto* row = std::ranges::find(kPlaces, name, &PlaceRow::name);
      row != std::end(kPlaces)) {
    to.*(row->place) = parse_integer<std::size_t>(value);
    if (to.*(row->place)) return {};
    return bad_operation("A place of the operation is no number from 0.");
  }
  return bad_operation("The operation has a part that no operation has.");
}

Result<Operation> read_operation(Node parameter) {
  if (parameter.child("name").value() != "operation") {
    return bad_operation("A parameter of a patch is called operation.");
  }
  Operation operation;
  std::vector<std::string_view> seen;
  for (const Node part : parameter.children("part")) {
    const std::string_view name = part.child("name").value();
    if (std::ranges::find(seen, name) != seen.end()) {
      return bad_operation("A part of the operation stands twice.");
    }
    seen.push_back(name);
    GATEWAY_CHECK(read_part(part, operation));
  }
  if (operation.path.empty()) return bad_operation("The operation lacks a path.");
  return operation;
}

// The elements that a path finds.
Result<std::vector<Node>> find(const Resource& resource, std::string_view path, std::size_t steps) {
  const auto expression = Expression::compile(path, resource.types());
  if (!expression) {
    return fail(
        ErrorKind::malformed, expression.error().id, "The path of the operation is no FHIRPath.");
  }
  const Environment environment{.steps = steps};
  Evaluation evaluation(*expression, environment);
  GATEWAY_TRY(const auto items, evaluation.run(resource.root()));
  std::vector<Node> found;
  for (const Item& item : items) {
    const Node node = node_of(item);
    if (!node) return no_target("The path of the operation finds something that is no element.");
    found.push_back(node);
  }
  return found;
}

// What an operation needs to be applied.
struct Patching {
  const Resource& resource;
  const Operation& operation;
  std::vector<Node> found;
  Edit edit;

  Result<Node> target() const {
    if (found.empty()) return no_target("The path of the operation finds nothing.");
    if (found.size() > 1) return no_target("The path of the operation finds several elements.");
    return found.front();
  }

  // What an element stands in.
  Result<Node> parent_of(Node node) const {
    const fhir::TreeIndex index(*resource.root().data());
    const fhir::NodeData* parent = index.parent(*node.data());
    if (parent == nullptr) return no_target("The path of the operation finds the resource itself.");
    return Node(parent, &resource.types());
  }

  // Several items of one element, and what they stand in.
  struct List {
    Node parent;
    std::string_view name;
  };
  Result<List> list() const {
    if (found.empty()) return no_target("The path of the operation finds nothing.");
    const Node first = found.front();
    GATEWAY_TRY(const Node parent, parent_of(first));
    List list{parent, first.name()};
    const fhir::Nodes items = list.parent.children(first.name_id());
    const bool is_whole = std::ranges::equal(items, found, {}, &Node::data, &Node::data);
    if (!is_whole) return no_target("The path of the operation finds no whole list.");
    return list;
  }
};

Result<void> add(Patching& to) {
  GATEWAY_TRY(const Node parent, to.target());
  return insert_part(to.edit, parent, {to.operation.name, Edit::kAtEnd}, to.operation.value);
}

Result<void> insert(Patching& to) {
  GATEWAY_TRY(const auto list, to.list());
  return insert_part(to.edit, list.parent, {list.name, *to.operation.index}, to.operation.value);
}

Result<void> remove(Patching& to) {
  if (to.found.empty()) return {};
  GATEWAY_TRY(const Node target, to.target());
  return to.edit.remove(target);
}

Result<void> replace(Patching& to) {
  GATEWAY_TRY(const Node target, to.target());
  GATEWAY_TRY(const Node parent, to.parent_of(target));
  return replace_by_part(to.edit, parent, target, to.operation.value);
}

Result<void> move(Patching& to) {
  GATEWAY_TRY(const auto list, to.list());
  return to.edit.move(list.parent, list.name, *to.operation.source, *to.operation.destination);
}

struct OperationRow {
  std::string_view type;
  bool needs_name;
  bool needs_value;
  bool needs_index;
  bool needs_ends;  // source and destination
  Result<void> (*apply)(Patching& to);
};

// Source: FHIR R4, fhirpatch.html#concept.
constexpr auto kOperations = std::to_array<OperationRow>({
    {"add", true, true, false, false, add},
    {"insert", false, true, true, false, insert},
    {"delete", false, false, false, false, remove},
    {"replace", false, true, false, false, replace},
    {"move", false, false, false, true, move},
});

Result<Resource> apply(const Resource& resource, Node parameter, const FhirPatchLimits& limits) {
  GATEWAY_TRY(const Operation operation, read_operation(parameter));
  const auto row = std::ranges::find(kOperations, operation.type, &OperationRow::type);
  if (row == kOperations.end()) {
    return bad_operation("The type is none of add, insert, delete, replace and move.");
  }
  const bool is_whole = (!row->needs_name || !operation.name.empty()) &&
                        (!row->needs_value || operation.value) &&
                        (!row->needs_index || operation.index) &&
                        (!row->needs_ends || (operation.source && operation.destination));
  if (!is_whole) return bad_operation("The operation lacks a part that its type needs.");
  GATEWAY_TRY(auto found, find(resource, operation.path, limits.max_steps));
  Patching patching{resource, operation, std::move(found), Edit(resource)};
  GATEWAY_CHECK(row->apply(patching));
  return std::move(patching.edit).apply();
}

std::size_t count_elements(Node node) {
  std::size_t count = 1;
  for (const Node child : node.children())
    count += count_elements(child);
  return count;
}

// How an Edit's refusals are told: the caller knows of no edits.
struct EditRow {
  std::string_view edit;
  std::string_view patch;
};
constexpr EditRow kEditErrors[] = {{"EDIT-ELEMENT", "PATCH-VALUE"},
                                   {"EDIT-TYPE", "PATCH-VALUE"},
                                   {"EDIT-CARDINALITY", "PATCH-VALUE"},
                                   {"EDIT-INDEX", "PATCH-INDEX"},
                                   {"EDIT-ROOT", "PATCH-TARGET"},
                                   {"EDIT-FOREIGN", "PATCH-TARGET"}};

std::unexpected<fhir::Failure> failed(Error error, std::size_t index) {
  const auto* row = std::ranges::find(kEditErrors, error.id, &EditRow::edit);
  if (row != std::end(kEditErrors)) {
    error.id = row->patch;
    error.kind = ErrorKind::invalid;
  }
  error.expression = "Parameters.parameter[" + std::to_string(index) + "]";
  fhir::IssueLog issues;
  issues.add({.code = error.kind == ErrorKind::malformed    ? "structure"
                      : error.kind == ErrorKind::too_costly ? "too-costly"
                                                            : "processing",
              .id = error.id,
              .text = error.message,
              .expression = error.expression});
  return std::unexpected(fhir::Failure(std::move(error), std::move(issues)));
}

}  // namespace

fhir::Checked<Resource> apply_fhir_patch(const Resource& resource,
                                         const Resource& patch,
                                         const FhirPatchLimits& limits) {
  const fhir::Nodes operations = patch.root().children("parameter");
  const std::size_t most =
      std::min(limits.max_operations, limits.max_visits / count_elements(resource.root()));
  if (operations.size() > most) {
    return failed({ErrorKind::too_costly,
                   "PATCH-LIMIT",
                   "The patch has too many operations for a resource of this size."},
                  most);
  }
  Resource now = resource;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    auto next = apply(now, operations[i], limits);
    if (!next) return failed(std::move(next).error(), i);
    now = std::move(*next);
  }
  return now;
}

}  // namespace gateway::fhirpath
