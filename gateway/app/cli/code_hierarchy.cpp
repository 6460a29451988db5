#include "gateway/app/cli/code_hierarchy.hpp"

#include <cstdint>
#include <vector>

#include "gateway/fhir/primitive.hpp"

namespace gateway::app {
namespace {

// Of the walk from a concept upwards.
enum class Mark : std::uint8_t { unseen, on_the_way, done };

struct Step {
  std::uint32_t concept_place = 0;
  std::uint32_t next_parent = 0;
};

class CircleSearch {
 public:
  CircleSearch(const CodeList& list, fhir::IssueLog& findings)
      : list_(list), findings_(findings), marks_(list.concepts.size(), Mark::unseen) {}

  void all() {
    for (std::uint32_t place = 0; place < marks_.size(); ++place) {
      enter(place);
      while (!way_.empty())
        go_on();
    }
  }

 private:
  void enter(std::uint32_t place) {
    if (marks_[place] != Mark::unseen) return;
    marks_[place] = Mark::on_the_way;
    way_.push_back({.concept_place = place});
  }

  void go_on() {
    Step& step = way_.back();
    const auto parents = list_.parents_of(list_.concepts[step.concept_place]);
    if (step.next_parent == parents.size()) {
      marks_[step.concept_place] = Mark::done;
      way_.pop_back();
      return;
    }
    const ListedParent& parent = parents[step.next_parent++];
    const auto found = list_.places.find(parent.code);
    if (found == list_.places.end()) return;
    if (marks_[found->second] == Mark::on_the_way) {
      findings_.add({.id = "CODES-CIRCLE",
                     .text = "The parent is the concept itself, or below it.",
                     .expression = {},
                     .offset = parent.offset});
    }
    enter(found->second);
  }

  const CodeList& list_;
  fhir::IssueLog& findings_;
  std::vector<Mark> marks_;
  std::vector<Step> way_;
};

}  // namespace

void check_hierarchy(const CodeList& list, ListedPart part, fhir::IssueLog& findings) {
  for (const ListedParent& parent : list.parents) {
    const bool may_be_left_out =
        part == ListedPart::some && fhir::is_valid(fhir::Primitive::code, parent.code);
    if (may_be_left_out || list.places.contains(parent.code)) continue;
    findings.add({.id = "CODES-PARENT",
                  .text = "The parent is not among the codes of the table.",
                  .expression = {},
                  .offset = parent.offset});
  }
  CircleSearch(list, findings).all();
}

}  // namespace gateway::app
