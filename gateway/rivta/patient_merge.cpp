#include "gateway/rivta/patient_merge.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>

#include "gateway/exchange/tree.hpp"
#include "gateway/fhir/edit.hpp"

namespace gateway::rivta {
namespace {

constexpr auto kSingle = std::to_array<std::string_view>({"gender", "birthDate"});
constexpr auto kRepeated = std::to_array<std::string_view>({"name", "telecom", "address"});

// "Given Family" and "Family, Given": both are written in the one text that the contract has.
bool is_name(fhir::Node present, std::string_view text) {
  if (present.child("text").value() == text) return true;
  std::string given;
  for (const fhir::Node each : present.children("given")) {
    if (!given.empty()) given += ' ';
    given += each.value();
  }
  const std::string family(present.child("family").value());
  return !family.empty() && (text == given + ' ' + family || text == family + ", " + given ||
                             text == family + ' ' + given);
}

// True if everything that `said` says stands in `present`.
bool has_said(fhir::Node present, fhir::Node said) {
  if (said.name() == "name") return is_name(present, said.child("text").value());
  return std::ranges::all_of(said.children(), [present, said](fhir::Node part) {
    return exchange::same_children(present, said, part.name());
  });
}

bool is_same_kind(fhir::Node a, fhir::Node b) {
  return a.child("use").value() == b.child("use").value() &&
         a.child("system").value() == b.child("system").value();
}

class Merge {
 public:
  Merge(const fhir::Resource& present, const fhir::Resource& said)
      : present_(present.root()), said_(said.root()), edit_(present) {}

  fhir::Resource run() && {
    for (const std::string_view name : kSingle)
      merge_single(name);
    for (const std::string_view name : kRepeated)
      merge_repeated(name);
    return std::move(edit_).apply();
  }

 private:
  void merge_single(std::string_view name) {
    const fhir::Node said = said_.child(name);
    if (!said || said.value() == present_.child(name).value()) return;
    check(edit_.set_child(present_, name, said));
  }

  void merge_repeated(std::string_view name) {
    std::set<const fhir::NodeData*> kept;
    for (const fhir::Node said : said_.children(name)) {
      for (const fhir::Node present : present_.children(name)) {
        if (has_said(present, said)) kept.insert(present.data());
      }
    }
    for (const fhir::Node said : said_.children(name)) {
      if (!is_there(said)) place(said, kept);
    }
  }

  bool is_there(fhir::Node said) const {
    return std::ranges::any_of(present_.children(said.name()),
                               [said](fhir::Node present) { return has_said(present, said); });
  }

  void place(fhir::Node said, std::set<const fhir::NodeData*>& kept) {
    for (const fhir::Node present : present_.children(said.name())) {
      if (!is_same_kind(present, said) || !kept.insert(present.data()).second) continue;
      return check(edit_.replace(present, said));
    }
    check(edit_.insert(present_, said.name(), fhir::Edit::kAtEnd, said));
  }

  // Both are Patients and `said` is well formed: no change can be refused.
  static void check(const Result<void>& changed) { changed.value(); }

  fhir::Node present_;
  fhir::Node said_;
  fhir::Edit edit_;
};

}  // namespace

fhir::Resource merge_patient(const fhir::Resource& present, const fhir::Resource& said) {
  return Merge(present, said).run();
}

}  // namespace gateway::rivta
