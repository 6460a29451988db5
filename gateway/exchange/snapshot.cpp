#include "gateway/exchange/snapshot.hpp"

#include <algorithm>

#include "gateway/codec/json_reader.hpp"

namespace gateway::exchange {
namespace {

// What was accepted once is read again, whatever the limits of the fronts are today.
constexpr codec::ReadLimits kStoredLimits{.max_bytes = std::size_t{64} * 1024 * 1024,
                                          .max_depth = 80};

}  // namespace

LiteralReference split_reference(std::string_view reference) noexcept {
  const std::size_t slash = reference.find('/');
  if (slash == 0 || slash == std::string_view::npos) return {};
  const std::string_view id = reference.substr(slash + 1);
  if (id.empty() || id.find_first_of("/?#:|") != std::string_view::npos) return {};
  if (reference.substr(0, slash).find(':') != std::string_view::npos) return {};
  return {reference.substr(0, slash), id};
}

Result<fhir::Resource> read_stored(const store::StoredResource& stored,
                                   const fhir::TypeTable& types) {
  fhir::IssueLog findings;
  auto tree = codec::read_json(stored.json, types, kStoredLimits, findings);
  if (!tree || findings.has_errors()) {
    return fail(ErrorKind::internal, "STORE-TEXT", "a stored resource cannot be read");
  }
  return std::move(*tree);
}

Result<const Seen*> Snapshot::find(store::OrgKey org, std::string_view type, std::string_view id) {
  const Key key{org, std::string(type), std::string(id)};
  if (const auto known = seen_.find(key); known != seen_.end()) {
    return known->second ? &*known->second : nullptr;
  }
  GATEWAY_TRY(auto stored, reader_.find(org, type, id));
  std::optional<Seen> seen;
  if (stored && !stored->deleted) {
    GATEWAY_TRY(fhir::Resource tree, read_stored(*stored, extractor_.types()));
    seen.emplace(Seen{std::move(*stored), std::move(tree)});
  }
  const auto& kept = seen_.emplace(key, std::move(seen)).first->second;
  return kept ? &*kept : nullptr;
}

void Snapshot::rely_on(const store::ResourceRef& ref) {
  if (std::ranges::find(relied_on_, ref) == relied_on_.end()) relied_on_.push_back(ref);
}

void Snapshot::rely_on(store::ExpectedMatches matches) {
  expected_matches_.push_back(std::move(matches));
}

Result<void> Snapshot::rely_on_basis(store::ChildKey child) {
  // A child that the store does not know yet has no withdrawals.
  const std::string name = basis_epoch(child);
  if (std::ranges::find(epochs_, name, &store::Epoch::name) != epochs_.end()) return {};
  store::Epoch epoch{name, 0};
  if (child > store::kNoChild) {
    GATEWAY_TRY(epoch.value, reader_.epoch(name));
  }
  epochs_.push_back(std::move(epoch));
  return {};
}

std::string basis_epoch(store::ChildKey child) {
  return "basis:" + std::to_string(child);
}

}  // namespace gateway::exchange
