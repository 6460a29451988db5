// AuditQuestion: which records of the audit an organisation wants to see.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/store/rows.hpp"

namespace gateway::store {

// The batch of a record and its number there; later records have greater places.
struct AuditPlace {
  std::int64_t batch = 0;
  std::size_t index = 0;
  friend auto operator<=>(const AuditPlace&, const AuditPlace&) = default;
};

struct AuditRow {
  std::int64_t batch = 0;
  std::size_t index = 0;
  Instant time;
  AuditRecord record;
};

struct AuditQuestion {
  // Records about any of these children, and those without a child that name any of these entities
  // ("Type/id"). If both are empty: records of any of these events.
  std::vector<ChildKey> children = {};
  std::vector<std::string> entities = {};
  std::vector<std::string> events = {};
  std::optional<Instant> from = {};      // batches of this time or later
  std::optional<Instant> before = {};    // batches before this time
  std::optional<AuditPlace> after = {};  // older than this one
  std::size_t batches = 256;             // so many are read at most
};

struct AuditPage {
  std::vector<AuditRow> rows;      // newest first
  std::optional<AuditPlace> next;  // set if there may be more: where to go on
};

}  // namespace gateway::store
