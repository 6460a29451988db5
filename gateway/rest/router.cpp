#include "gateway/rest/router.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "gateway/base/text.hpp"
#include "gateway/exchange/audit_trail.hpp"
#include "gateway/exchange/policy.hpp"
#include "gateway/fhir/id.hpp"
#include "gateway/rest/interactions.hpp"

namespace gateway::rest {
namespace {

using enum wire::Method;

// method, path, interaction, code, identity, fields of the URL. The first match counts, so
// that words stand before variables.
constexpr auto kRoutes = std::to_array<Route>({
    {get, "metadata", capabilities, "capabilities", Identity::not_needed},
    {post, "", transaction, "transaction"},
    {post, "$process-message", process_message, "$process-message", Identity::by_message},
    {get, "_history", history, "history-system", Identity::by_headers, UrlFields::paging},
    {get, "_search", not_offered, ""},
    {post, "_search", not_offered, ""},
    {get, "Task/{id}/$actions", task_actions, "$actions"},
    {post, "Task/{id}/$read", task_read, "$read"},
    {get, "ValueSet/$expand", expand, "$expand", Identity::by_headers, UrlFields::operation},
    {post, "ValueSet/$expand", expand, "$expand"},
    {get,
     "ValueSet/$validate-code",
     validate_in_value_set,
     "$validate-code",
     Identity::by_headers,
     UrlFields::operation},
    {post, "ValueSet/$validate-code", validate_in_value_set, "$validate-code"},
    {get,
     "CodeSystem/$validate-code",
     validate_in_code_system,
     "$validate-code",
     Identity::by_headers,
     UrlFields::operation},
    {post, "CodeSystem/$validate-code", validate_in_code_system, "$validate-code"},
    {get, "CodeSystem/$lookup", lookup, "$lookup", Identity::by_headers, UrlFields::operation},
    {post, "CodeSystem/$lookup", lookup, "$lookup"},
    {get,
     "CodeSystem/$subsumes",
     subsumes,
     "$subsumes",
     Identity::by_headers,
     UrlFields::operation},
    {post, "CodeSystem/$subsumes", subsumes, "$subsumes"},
    {get,
     "ConceptMap/$translate",
     translate,
     "$translate",
     Identity::by_headers,
     UrlFields::operation},
    {post, "ConceptMap/$translate", translate, "$translate"},
    {post, "{type}/$validate", validate, "$validate", Identity::by_headers, UrlFields::operation},
    {get, "{type}", search_type, "search-type", Identity::by_headers, UrlFields::search},
    {post, "{type}", create, "create"},
    {post, "{type}/_search", search_type, "search-type", Identity::by_headers, UrlFields::search},
    {get, "{type}/_history", history, "history-type", Identity::by_headers, UrlFields::paging},
    {get, "{type}/{id}", read, "read", Identity::by_headers, UrlFields::reading},
    // Without an id: conditional, with criteria in the URL.
    {put, "{type}", update, "", Identity::by_headers, UrlFields::search},
    {patch, "{type}", rest::patch, "", Identity::by_headers, UrlFields::search},
    {delete_, "{type}", remove, "", Identity::by_headers, UrlFields::search},
    {put, "{type}/{id}", update, "update"},
    {patch, "{type}/{id}", rest::patch, "patch"},
    {delete_, "{type}/{id}", remove, "delete"},
    {get,
     "{type}/{id}/_history",
     history,
     "history-instance",
     Identity::by_headers,
     UrlFields::paging},
    {get,
     "{type}/{id}/_history/{version}",
     read,
     "vread",
     Identity::by_headers,
     UrlFields::reading},
    {get, "{type}/{id}/{compartment}", not_offered, ""},
});

constexpr std::size_t kMaxSegments = 4;

using Segments = std::vector<std::string>;

Result<Segments> segments_of(std::string_view path) {
  Segments segments;
  if (path.starts_with('/')) path.remove_prefix(1);
  if (path.ends_with('/')) path.remove_suffix(1);
  if (path.empty()) return segments;
  for (const std::string_view part : split(path, '/')) {
    auto segment = percent_decode(part);
    if (!segment) {
      return fail(ErrorKind::malformed, "HTTP-PATH", "The path has a bad percent escape.");
    }
    segments.push_back(std::move(*segment));
    if (segments.size() > kMaxSegments) break;
  }
  return segments;
}

bool is_variable(std::string_view pattern) {
  return pattern.starts_with('{');
}

bool fits(std::string_view pattern, std::string_view segment) {
  if (segment.empty()) return false;
  if (!is_variable(pattern)) return pattern == segment;
  if (pattern == "{type}" && segment == "metadata") return false;
  if (pattern == "{compartment}") return segment == "*" || is_upper(segment.front());
  return segment.front() != '$' && segment.front() != '_';
}

bool fits(std::string_view pattern, const Segments& segments) {
  if (pattern.empty() || segments.empty()) return pattern.empty() && segments.empty();
  const auto parts = split(pattern, '/');
  return std::ranges::equal(parts, segments, [](std::string_view part, std::string_view segment) {
    return fits(part, segment);
  });
}

Target target_of(std::string_view pattern, const Segments& segments) {
  Target target;
  const auto parts = split(pattern, '/');
  for (std::size_t i = 0; i < segments.size(); ++i) {
    if (parts[i] == "{type}" || (i == 0 && parts[i] == "Task")) target.type = segments[i];
    if (parts[i] == "{id}") target.id = segments[i];
    if (parts[i] == "{version}") target.version = segments[i];
  }
  return target;
}

bool is_known_type(std::string_view name, const fhir::TypeTable& types) {
  const fhir::TypeId type = types.find_type(name);
  return type != fhir::kNoType && types.is_resource(type) &&
         (types.type(type).flags & fhir::kIsAbstract) == 0;
}

// Why nothing is at a path, for a path whose type is known.
std::unexpected<Error> nothing_there(const Segments& segments) {
  if (!segments.empty() && segments.back().starts_with('$')) {
    return fail(
        ErrorKind::not_found, "HTTP-UNKNOWN-OPERATION", "The gateway has no such operation here.");
  }
  return fail(ErrorKind::not_found, "HTTP-UNKNOWN-PATH", "The gateway has nothing at this path.");
}

bool begins_with_type(const Segments& segments) {
  return !segments.empty() && fits("{type}", segments.front());
}

Result<void> check_target(const Target& target) {
  if (!target.id.empty() && !fhir::is_id(target.id)) {
    return fail(ErrorKind::malformed, "HTTP-ID", "The path has no logical id where one belongs.");
  }
  return {};
}

// Records of the audit are read, and made by nobody; what has states is not deleted.
bool takes(const Route& route, const Segments& segments) {
  if (!fits(route.pattern, segments)) return false;
  const bool writes = route.interaction == create || route.interaction == update ||
                      route.interaction == rest::patch;
  if (route.interaction == remove && !exchange::is_deletable(segments.front())) return false;
  return !(writes && exchange::is_audit_type(segments.front()));
}

std::string allowed_methods(const Segments& segments) {
  std::string allow;
  for (const Route& route : kRoutes) {
    if (!takes(route, segments)) continue;
    const std::string_view code = wire::kMethods.code(route.method);
    if (allow.find(code) != std::string::npos) continue;
    if (!allow.empty()) allow += ", ";
    allow += code;
    if (route.method == get) allow += ", HEAD";
  }
  return allow;
}

}  // namespace

std::span<const Route> routes() noexcept {
  return kRoutes;
}

Result<Match> find_route(wire::Method method, std::string_view path, const fhir::TypeTable& types) {
  GATEWAY_TRY(const Segments segments, segments_of(path));
  if (begins_with_type(segments) && !is_known_type(segments.front(), types)) {
    return fail(
        ErrorKind::not_found, "HTTP-UNKNOWN-TYPE", "FHIR R4 has no resource type of this name.");
  }
  if (method == head) method = get;
  for (const Route& route : kRoutes) {
    if (route.method != method || !takes(route, segments)) continue;
    Match match{&route, target_of(route.pattern, segments)};
    GATEWAY_CHECK(check_target(match.target));
    return match;
  }
  if (allowed_methods(segments).empty()) return nothing_there(segments);
  return fail(ErrorKind::method_not_allowed, "HTTP-METHOD", "The path does not take this method.");
}

std::string allowed_methods(std::string_view path) {
  const auto segments = segments_of(path);
  return segments ? allowed_methods(*segments) : std::string();
}

std::string_view path_below_base(const Services& services, const wire::Request& request) {
  std::string_view base = services.options.base_url;
  if (const std::size_t scheme = base.find("://"); scheme != std::string_view::npos) {
    const std::size_t slash = base.find('/', scheme + 3);
    base = slash == std::string_view::npos ? std::string_view() : base.substr(slash);
  }
  const std::string_view path = request.path();
  if (!path.starts_with(base)) return {};
  const std::string_view below = path.substr(base.size());
  return below.empty() || below.starts_with('/') ? below : std::string_view();
}

}  // namespace gateway::rest
