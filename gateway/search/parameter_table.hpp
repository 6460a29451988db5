// ParameterTable: which search parameters exist, and which elements they look at: all of FHIR R4's
// and our own, from the packages that the definitions are compiled from (docs/adr, "search
// parameters").
//
// `_id` and `_lastUpdated` are not rows: they are columns of the view itself (query.hpp).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "gateway/base/code_table.hpp"
#include "gateway/search/index_entry.hpp"

namespace gateway::search {

// Source: FHIR R4, search.html#ptypes.
enum class ParameterType : std::uint8_t {
  number,
  date,
  string,
  token,
  reference,
  composite,
  quantity,
  uri,
  special,
};
inline constexpr CodeTable kParameterTypes(std::to_array<CodeRow<ParameterType>>({
    {ParameterType::number, "number"},
    {ParameterType::date, "date"},
    {ParameterType::string, "string"},
    {ParameterType::token, "token"},
    {ParameterType::reference, "reference"},
    {ParameterType::composite, "composite"},
    {ParameterType::quantity, "quantity"},
    {ParameterType::uri, "uri"},
    {ParameterType::special, "special"},
}));

struct Parameter {
  ParameterId id = 0;
  Form form = Form::plain;
  ParameterType type = ParameterType::token;
  std::string_view resource;    // "Task"; "Resource": every type has it
  std::string_view code;        // "owner"
  std::string_view expression;  // FHIRPath, from the root of the resource
  // reference: names of the resource types that it may point at, ' ' between them; empty means any.
  std::string_view targets;
  // token: the code system of elements of type `code`, and behind it, each after a ' ', codes of
  // another one as "system#code".
  std::string_view system;
};

// All rows that this gateway answers, by resource type and code. Composite and special ones are not
// among them.
std::span<const Parameter> parameters() noexcept;

// A number of all rows: another one means that resources lie in an index in another way.
std::int64_t index_form() noexcept;

// The rows of one resource type alone; empty if it has none.
std::span<const Parameter> parameters_of(std::string_view resource) noexcept;

// The rows that every type has besides its own: `_tag`, `_profile` and their like.
std::span<const Parameter> common_parameters() noexcept;

// nullptr if the type has no such parameter. LIFETIME: static.
const Parameter* find_parameter(std::string_view resource, std::string_view code) noexcept;

// True if a reference parameter may point at `target`.
bool takes_target(const Parameter& parameter, std::string_view target) noexcept;

// The system that a code implies where `parameter` finds it; empty if none.
std::string_view implied_system(const Parameter& parameter, std::string_view code) noexcept;

}  // namespace gateway::search
