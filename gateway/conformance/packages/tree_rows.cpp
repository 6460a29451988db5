#include "gateway/conformance/packages/tree_rows.hpp"

#include <cstddef>
#include <utility>

#include "gateway/conformance/array_file.hpp"

namespace gateway::conformance {
namespace {

bool is_inside(std::uint64_t begin, std::uint64_t count, std::size_t size) {
  return begin <= size && count <= size - begin;
}

// A row whose children are still to be made.
struct OpenNode {
  fhir::NodeData* node;
  const TreeRow* row;
  std::size_t end;  // its children stand before this row
};

Result<fhir::NodeData> node_of(const TreeRow& row,
                               std::string_view text,
                               const fhir::TypeTable& types) {
  const auto& arrays = types.arrays();
  const bool has_value = row.value.begin != TreeRow::kNoValue.begin;
  if (row.name >= arrays.names.size() || row.type >= arrays.types.size() ||
      (has_value && !is_inside(row.value.begin, row.value.size, text.size()))) {
    return damaged_arrays("an element");
  }
  return fhir::NodeData{.children = nullptr,
                        .value = has_value ? text.data() + row.value.begin : nullptr,
                        .child_count = row.child_count,
                        .value_size = has_value ? row.value.size : 0,
                        .offset = 0,
                        .name = row.name,
                        .type = row.type};
}

}  // namespace

fhir::NameRow TreeRowWriter::intern(std::string_view text) {
  const fhir::NameRow next{static_cast<std::uint32_t>(text_.size()),
                           static_cast<std::uint32_t>(text.size())};
  const auto [at, is_new] = interned_.try_emplace(std::string(text), next);
  if (is_new) text_.append(text);
  return at->second;
}

std::uint32_t TreeRowWriter::add_family(std::span<const TreeRow> family) {
  std::string key(reinterpret_cast<const char*>(family.data()), family.size_bytes());
  const auto next = static_cast<std::uint32_t>(rows_.size());
  const auto [at, is_new] = families_.try_emplace(std::move(key), next);
  if (is_new) rows_.insert(rows_.end(), family.begin(), family.end());
  return at->second;
}

TreeRow TreeRowWriter::add(const fhir::NodeData& node) {
  ++last_size_;
  std::vector<TreeRow> family;
  family.reserve(node.child_count);
  for (const fhir::NodeData& child : std::span(node.children, node.child_count))
    family.push_back(add(child));
  TreeRow row{.children = 0, .child_count = node.child_count, .name = node.name, .type = node.type};
  if (!family.empty()) row.children = add_family(family);
  if (node.value != nullptr) row.value = intern({node.value, node.value_size});
  return row;
}

TreeRow TreeRowWriter::add_root(const fhir::NodeData& node, const fhir::TypeTable& types) {
  last_size_ = 0;
  const fhir::TypeId narrative = types.find_type("Narrative");
  std::vector<fhir::NodeData> kept;
  for (const fhir::NodeData& child : std::span(node.children, node.child_count)) {
    if (child.type != narrative) kept.push_back(child);
  }
  fhir::NodeData root = node;
  root.children = kept.data();
  root.child_count = static_cast<std::uint32_t>(kept.size());
  return add(root);
}

Result<fhir::NodeData> read_tree(const TreeRows& trees,
                                 const TreeRow& root,
                                 std::uint32_t size,
                                 fhir::Arena& arena) {
  GATEWAY_TRY(fhir::NodeData top, node_of(root, trees.text, arena.types()));
  std::uint64_t made = 1;
  std::vector<OpenNode> open{{&top, &root, trees.rows.size()}};
  while (!open.empty()) {
    const auto [node, row, end] = open.back();
    open.pop_back();
    made += row->child_count;
    if (!is_inside(row->children, row->child_count, end) || made > size)
      return damaged_arrays("the children of an element");
    const auto children = arena.allocate_nodes(row->child_count);
    const auto rows = trees.rows.subspan(row->children, row->child_count);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      GATEWAY_TRY(children[i], node_of(rows[i], trees.text, arena.types()));
      if (rows[i].child_count > 0) open.push_back({&children[i], &rows[i], row->children});
    }
    node->children = children.data();
  }
  return top;
}

}  // namespace gateway::conformance
