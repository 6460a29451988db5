// AuditTerms: what an audit record can be found by: child, agent, entity and event, as numbers that
// tell nothing without the key.
#pragma once

#include <cstdint>
#include <string_view>

#include "gateway/security/blind_index.hpp"
#include "gateway/security/keyring.hpp"
#include "gateway/store/rows.hpp"

namespace gateway::store {

// THREADS: any.
class AuditTerms {
 public:
  explicit AuditTerms(const security::Keyring& keyring) : index_(keyring.audit_index()) {}

  std::int64_t of_child(ChildKey child) const;
  std::int64_t of_agent(const AuditRecord& record) const;
  std::int64_t of_event(std::string_view event) const;
  // `entity`: "Type/id".
  std::int64_t of_entity(std::string_view entity) const;

 private:
  std::int64_t term(std::uint64_t field, std::string_view text) const;

  security::BlindIndex index_;
};

}  // namespace gateway::store
