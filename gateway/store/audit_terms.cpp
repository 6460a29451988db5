#include "gateway/store/audit_terms.hpp"

#include <string>

namespace gateway::store {
namespace {

enum AuditField : std::uint64_t { kByChild = 1, kByAgent = 2, kByEntity = 3, kByEvent = 4 };

// So that the column takes four bytes: a wrong hit is seen when the batch is read.
constexpr std::uint64_t kTermBits = (std::uint64_t{1} << 31U) - 1;

}  // namespace

std::int64_t AuditTerms::term(std::uint64_t field, std::string_view text) const {
  return static_cast<std::int64_t>(index_.term(field, text) & kTermBits);
}

std::int64_t AuditTerms::of_child(ChildKey child) const {
  return term(kByChild, std::to_string(child));
}

std::int64_t AuditTerms::of_agent(const AuditRecord& record) const {
  return term(kByAgent, record.system + '|' + record.person);
}

std::int64_t AuditTerms::of_event(std::string_view event) const {
  return term(kByEvent, event);
}

std::int64_t AuditTerms::of_entity(std::string_view entity) const {
  return term(kByEntity, entity);
}

}  // namespace gateway::store
