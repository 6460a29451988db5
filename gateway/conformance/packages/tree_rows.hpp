// Tree rows: element trees as flat arrays in a file, where what is alike stands once.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/fhir/arena.hpp"
#include "gateway/fhir/node.hpp"
#include "gateway/fhir/type_table.hpp"

namespace gateway::conformance {

// One element. Its children are consecutive rows before it; many elements may have the same ones.
// Where the element began in its source is not kept.
struct TreeRow {
  std::uint32_t children = 0;
  std::uint32_t child_count = 0;
  fhir::NameRow value = kNoValue;
  fhir::NameId name = fhir::kNoName;
  fhir::TypeId type = fhir::kNoType;

  // An element that has no value, which is another thing than one of no characters.
  static constexpr fhir::NameRow kNoValue = {0xFFFFFFFF, 0};
};
static_assert(sizeof(TreeRow) == 20);

// Elements of one tree; a code system of a million concepts has four million.
inline constexpr std::uint32_t kMaxTreeElements = 16'000'000;

// Makes the rows.
//
// THREADS: one.
class TreeRowWriter {
 public:
  fhir::NameRow intern(std::string_view text);
  // The row of `node`; its subtree is among rows(). The narrative of a root is left out: it says in
  // words for people what the rest says.
  // REQUIRES: a codec read it, which limits how deep it is.
  TreeRow add_root(const fhir::NodeData& node, const fhir::TypeTable& types);

  // Elements added by the last add_root().
  std::uint32_t last_size() const noexcept { return last_size_; }
  std::span<const TreeRow> rows() const noexcept { return rows_; }
  std::string_view text() const noexcept { return text_; }

 private:
  TreeRow add(const fhir::NodeData& node);
  std::uint32_t add_family(std::span<const TreeRow> family);

  std::vector<TreeRow> rows_;
  std::string text_;
  std::unordered_map<std::string, fhir::NameRow> interned_;
  std::unordered_map<std::string, std::uint32_t> families_;  // by the bytes of their rows
  std::uint32_t last_size_ = 0;
};

// What trees are read from.
struct TreeRows {
  std::span<const TreeRow> rows;
  std::string_view text;
};

// The tree of `root` in `arena`, of `size` elements; its values point into `trees.text`, which the
// caller keeps alive.
//
// Errors: malformed (DEFS-DAMAGED: a row that points outside or has more than `size` elements).
Result<fhir::NodeData> read_tree(const TreeRows& trees,
                                 const TreeRow& root,
                                 std::uint32_t size,
                                 fhir::Arena& arena);

}  // namespace gateway::conformance
