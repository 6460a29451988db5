// ParameterTable: which search parameters exist, where their values stand in a resource, and in
// which form they are kept. The rows are schemas/search/parameters.inc.
//
// `_id` and `_lastUpdated` are not rows: they are columns of the view itself (query.hpp).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "gateway/base/code_table.hpp"
#include "gateway/search/index_entry.hpp"

namespace gateway::search {

// Source: FHIR R4, search.html#ptypes; those that this gateway offers.
enum class ParameterType : std::uint8_t { token, reference, date };
inline constexpr CodeTable kParameterTypes(std::to_array<CodeRow<ParameterType>>({
    {ParameterType::token, "token"},
    {ParameterType::reference, "reference"},
    {ParameterType::date, "date"},
}));

struct Parameter {
  ParameterId id = 0;         // stable; 100 to 65,535
  std::string_view resource;  // "Task"
  std::string_view code;      // "owner"
  ParameterType type = ParameterType::token;
  Form form = Form::plain;
  std::string_view path;  // elements from the root, '.' between them, '|' alternatives
  // token: the code system that an element of type `code` implies; empty if none.
  // reference: names of the resource types that it may point at, ' ' between them; empty means any.
  std::string_view detail = {};
};

// All rows, those of one resource type next to each other.
std::span<const Parameter> parameters() noexcept;

// The rows of one resource type; empty if it has none.
std::span<const Parameter> parameters_of(std::string_view resource) noexcept;

// nullptr if the type has no such parameter. LIFETIME: static.
const Parameter* find_parameter(std::string_view resource, std::string_view code) noexcept;

// True if a reference parameter may point at `target`.
bool takes_target(const Parameter& parameter, std::string_view target) noexcept;

}  // namespace gateway::search
