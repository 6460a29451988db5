// BoundSql: a statement that was built for one search, with its values bound.
#pragma once

#include <utility>
#include <variant>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/store/packed_text.hpp"
#include "gateway/store/search_sql.hpp"
#include "gateway/store/sqlite_db.hpp"

namespace gateway::store {

// Runs a built statement; ids are bound in their packed form.
//
// LIFETIME: no longer than the connection; `text` may end.
class BoundSql {
 public:
  static Result<BoundSql> prepare(Connection& db, const SqlText& text) {
    GATEWAY_TRY(auto statement, db.statement(text.sql));
    BoundSql bound(std::move(statement));
    bound.ids_.reserve(text.values.size());
    for (const auto& value : text.values) {
      if (const auto* number = std::get_if<std::int64_t>(&value))
        bound.statement_.bind(*number);
      else
        bind(bound.statement_, bound.ids_.emplace_back(std::get<std::string>(value)));
    }
    return bound;
  }
  Statement& operator*() noexcept { return statement_; }

 private:
  explicit BoundSql(Statement statement) : statement_(std::move(statement)) {}
  std::vector<PackedText> ids_;  // reserved: the statement points into it
  Statement statement_;
};

}  // namespace gateway::store
