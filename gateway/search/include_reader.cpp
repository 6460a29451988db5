#include "gateway/search/include_reader.hpp"

#include <utility>

#include "gateway/base/text.hpp"
#include "gateway/search/filter_reader.hpp"

namespace gateway::search {
namespace {

constexpr std::string_view kEvery = "*";

std::unexpected<Error> bad_include(std::string message) {
  return fail(ErrorKind::malformed, "SEARCH-INCLUDE", std::move(message));
}

bool is_resource_type(std::string_view name, const fhir::TypeTable& types) {
  const fhir::TypeId id = types.find_type(name);
  return id != fhir::kNoType && types.is_resource(id);
}

}  // namespace

Result<Include> read_include(std::string_view name,
                             std::string_view value,
                             const fhir::TypeTable& types) {
  const Halves modifier = split_once(name, ':');
  if (modifier.found && modifier.after != "iterate") {
    return fail(ErrorKind::not_supported, "SEARCH-MODIFIER", "The only modifier is :iterate.");
  }
  Include include{.reversed = name.starts_with("_rev"), .iterates = modifier.found};
  if (value == kEvery && !include.reversed) return include;
  const Halves type = split_once(value, ':');
  const Halves code = split_once(type.after, ':');
  if (!type.found || !is_resource_type(type.before, types))
    return bad_include("It takes {type}:{reference parameter} or {type}:{parameter}:{target}.");
  if (code.found && !is_resource_type(code.after, types))
    return bad_include("The target is not a resource type.");
  include.type = type.before;
  include.target = code.after;
  if (code.before == kEvery) return include;
  GATEWAY_TRY(include.reference, find_reference(type.before, code.before));
  return include;
}

}  // namespace gateway::search
