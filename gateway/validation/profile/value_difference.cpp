#include "gateway/validation/profile/value_difference.hpp"

#include <algorithm>

#include "gateway/fhir/compare.hpp"
#include "gateway/validation/profile/value_match.hpp"

namespace gateway::validation {
namespace {

using fhir::Node;
using fhir::Nodes;
using fhir::SlotRow;

class Comparison {
 public:
  Comparison(Strictness strictness, std::vector<FindingPlace>& found)
      : strictness_(strictness), found_(found) {}

  // The depth is that of a definition, which the readers limit.
  void value(const Location& at, Node wanted) {
    const Node node = at.node();
    const bool is_simple =
        node.primitive() != fhir::Primitive::none || node.type() != wanted.type();
    if (is_simple) {
      if (!agrees(node, wanted)) add(at);
      return;
    }
    for (const SlotRow& slot : node.types().slots(node.type())) {
      const std::string_view name = node.types().name(slot.name);
      if (name != "id" && name != "extension") element(at, slot, wanted.children(slot.name));
    }
  }

 private:
  bool agrees(Node node, Node wanted) const {
    return strictness_ == Strictness::pattern ? matches_pattern(node, wanted)
                                              : fhir::deep_equal(node, wanted);
  }

  void add(const Location& at) { found_.push_back({at.expression(), at.node().offset()}); }

  void element(const Location& parent, const SlotRow& slot, Nodes wanted) {
    const Nodes items = parent.node().children(slot.name);
    if (wanted.empty()) return surplus(parent, slot, items);
    if (items.empty()) {
      found_.push_back(
          {parent.expression() + "." + std::string(wanted[0].name()), parent.node().offset()});
    } else if (strictness_ == Strictness::pattern && (slot.flags & fhir::kRepeats) != 0) {
      if (!has_all(items, wanted)) add(parent);
    } else if (items.size() != wanted.size()) {
      add(parent);
    } else {
      for (std::size_t i = 0; i < items.size(); ++i)
        value(Location(parent, items[i], slot, i), wanted[i]);
    }
  }

  void surplus(const Location& parent, const SlotRow& slot, Nodes items) {
    if (strictness_ == Strictness::pattern) return;
    for (std::size_t i = 0; i < items.size(); ++i)
      add(Location(parent, items[i], slot, i));
  }

  static bool has_all(Nodes items, Nodes wanted) {
    return std::ranges::all_of(wanted, [items](const Node each) {
      return std::ranges::any_of(items,
                                 [each](const Node item) { return matches_pattern(item, each); });
    });
  }

  Strictness strictness_;
  std::vector<FindingPlace>& found_;
};

}  // namespace

std::vector<FindingPlace> differences_of(const Location& at, Node wanted, Strictness strictness) {
  std::vector<FindingPlace> found;
  Comparison(strictness, found).value(at, wanted);
  if (found.empty()) found.push_back({at.expression(), at.node().offset()});
  return found;
}

}  // namespace gateway::validation
