// Cursor: what a `next` link carries, sealed so that a client can neither read nor change it.
//
// A cursor holds the whole query and where the page ended. It opens only for the organisation it
// was made for, on the path it was made for, with the key it was sealed with.
#pragma once

#include <string>
#include <string_view>

#include "gateway/base/random.hpp"
#include "gateway/base/result.hpp"
#include "gateway/search/query.hpp"
#include "gateway/security/envelope.hpp"
#include "gateway/store/rows.hpp"

namespace gateway::rest {

// Where a cursor is valid.
struct CursorScope {
  store::OrgKey org = store::kEveryone;
  std::string_view path;  // "Task", "Task/23/_history"
};

struct Cursor {
  std::string form;  // the query's fields, encoded
  search::Position position;
};

inline constexpr std::size_t kMaxCursorBytes = std::size_t{128} * 1024;

// THREADS: any.
class CursorSeal {
 public:
  // REQUIRES: `random` outlives the seal.
  CursorSeal(security::SecretKey key, RandomSource& random)
      : key_(std::move(key)), random_(&random) {}

  // Text for a URL: A-Z a-z 0-9 - _.
  std::string seal(const Cursor& cursor, const CursorScope& scope) const;
  // Errors: malformed (SEARCH-CURSOR: not one of ours, of another organisation, path or key).
  Result<Cursor> open(std::string_view text, const CursorScope& scope) const;

 private:
  security::SecretKey key_;
  security::Envelope envelope_;
  RandomSource* random_;
};

}  // namespace gateway::rest
