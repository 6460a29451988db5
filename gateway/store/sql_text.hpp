// SqlText: a statement that was built for one search, with the values to bind.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace gateway::store {

struct SqlText {
  std::string sql;
  std::vector<std::variant<std::int64_t, std::string>> values;  // strings are ids, bound packed
};

}  // namespace gateway::store
