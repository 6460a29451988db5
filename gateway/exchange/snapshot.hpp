// Snapshot: what a decision has seen of the store, and which of it must still hold at the commit.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/fhir/resource.hpp"
#include "gateway/search/extractor.hpp"
#include "gateway/store/ports.hpp"

namespace gateway::exchange {

// "Task/abc" taken apart; empty parts if the text is no relative reference to a resource.
struct LiteralReference {
  std::string_view type;
  std::string_view id;
};
LiteralReference split_reference(std::string_view reference) noexcept;

struct Seen {
  store::StoredResource stored;
  fhir::Resource tree;
};

// The stored text as a tree. Errors: internal (STORE-TEXT), if it cannot be read.
Result<fhir::Resource> read_stored(const store::StoredResource& stored,
                                   const fhir::TypeTable& types);

// THREADS: one. Reads are remembered: the same question gets the same answer.
class Snapshot {
 public:
  Snapshot(store::Reader& reader, const search::Extractor& extractor)
      : reader_(reader), extractor_(extractor) {}

  // The version in the organisation's view, or everyone's; null if it has none or it is deleted.
  Result<const Seen*> find(store::OrgKey org, std::string_view type, std::string_view id);
  // The commit fails if this is no longer the current version.
  void rely_on(const store::ResourceRef& ref);
  // The commit fails if the value finds others then.
  void rely_on(store::ExpectedMatches matches);
  // The commit fails if what is known about the child's bases changed.
  Result<void> rely_on_basis(store::ChildKey child);

  const std::vector<store::ResourceRef>& relied_on() const noexcept { return relied_on_; }
  const std::vector<store::ExpectedMatches>& expected_matches() const noexcept {
    return expected_matches_;
  }
  const std::vector<store::Epoch>& epochs() const noexcept { return epochs_; }
  store::Reader& reader() noexcept { return reader_; }
  const fhir::TypeTable& types() const noexcept { return extractor_.types(); }
  const search::Extractor& extractor() const noexcept { return extractor_; }

 private:
  using Key = std::tuple<store::OrgKey, std::string, std::string>;

  store::Reader& reader_;
  const search::Extractor& extractor_;
  std::map<Key, std::optional<Seen>> seen_;
  std::vector<store::ResourceRef> relied_on_;
  std::vector<store::ExpectedMatches> expected_matches_;
  std::vector<store::Epoch> epochs_;
};

// Name of the epoch that a withdrawal for the child increases.
std::string basis_epoch(store::ChildKey child);

}  // namespace gateway::exchange
