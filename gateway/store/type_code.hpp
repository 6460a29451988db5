// TypeCode: the small number that stands for a resource type in every key of the store.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace gateway::store {

// 1 to 146; 0 is no type. Numbers are stored: the list behind them only grows at its end.
using TypeCode = std::int64_t;

// nullopt for anything but the name of a concrete R4 resource type.
std::optional<TypeCode> find_type_code(std::string_view type);

// REQUIRES: a code that find_type_code() gave. Unknown codes have an empty name.
std::string_view type_name(TypeCode code);

}  // namespace gateway::store
