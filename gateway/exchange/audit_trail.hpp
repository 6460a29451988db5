// AuditTrail: the audit as AuditEvent and Provenance that an organisation reads and searches.
//
// An organisation finds what its own unit did, and who made the versions that it holds. Of another
// unit's record it sees unit, time and what was done; system, certificate and person are left out.
#pragma once

#include <optional>
#include <string_view>

#include "gateway/exchange/directory.hpp"
#include "gateway/fhir/type_table.hpp"
#include "gateway/search/extractor.hpp"
#include "gateway/search/query.hpp"
#include "gateway/store/ports.hpp"

namespace gateway::exchange {

// True for the types that are rendered from records.
bool is_audit_type(std::string_view type) noexcept;

// THREADS: one. LIFETIME: not longer than reader, directory and extractor.
class AuditTrail {
 public:
  // Records that one search looks at, before it answers with what it has and where it stands.
  static constexpr std::size_t kMaxBatches = 4096;
  // Records that are counted for _total; beyond that the search is refused.
  static constexpr std::size_t kMaxCounted = 10'000;

  AuditTrail(store::Reader& reader, const Directory& directory, const search::Extractor& extractor)
      : reader_(reader), directory_(directory), extractor_(extractor) {}

  // Nothing if the organisation has no such record, or it is no resource of this type.
  Result<std::optional<store::StoredResource>> find(store::OrgKey org,
                                                    std::string_view type,
                                                    std::string_view id);

  // Newest first. `patient` finds every record about the child of that Patient. A page may have
  // fewer matches than asked for, or none, and a next one.
  //
  // Errors: too_costly (EXCHANGE-AUDIT-TOO-COSTLY: a total of more than kMaxCounted records).
  Result<store::SearchPage> search(store::OrgKey org, const search::Query& query);

 private:
  struct Wanted;

  Result<Wanted> wanted_of(store::OrgKey org, const search::Query& query);
  Result<void> narrow(store::OrgKey org, const search::Criterion& criterion, Wanted& wanted);
  Result<void> add_lead(store::OrgKey org, std::string_view reference, Wanted& wanted);
  // Records that may be wanted: by _id, or through the index.
  Result<store::AuditPage> look(store::OrgKey org,
                                const Wanted& wanted,
                                const store::AuditQuestion& question);
  Result<store::SearchPage> find_all(store::OrgKey org, const Wanted& wanted);
  Result<std::size_t> count(store::OrgKey org, const Wanted& wanted);
  // The row as a resource; nothing if it is none of this type, or not wanted.
  std::optional<store::StoredResource> render(store::OrgKey org,
                                              std::string_view type,
                                              store::AuditRow row) const;
  bool fill(store::OrgKey org,
            const Wanted& wanted,
            std::vector<store::AuditRow>& rows,
            std::vector<store::StoredResource>& matches,
            store::AuditPlace& last) const;
  std::optional<store::StoredResource> match(store::OrgKey org,
                                             const Wanted& wanted,
                                             store::AuditRow row) const;

  store::Reader& reader_;
  const Directory& directory_;
  const search::Extractor& extractor_;
};

}  // namespace gateway::exchange
