#include "gateway/rest/request_headers.hpp"

#include <algorithm>
#include <utility>

#include "gateway/base/encoding.hpp"
#include "gateway/base/text.hpp"

namespace gateway::rest {
namespace {

constexpr std::size_t kMaxPersonBytes = 128;
constexpr std::size_t kMaxCorrelationBytes = 128;

std::unexpected<Error> bad_header(std::string_view id, std::string message) {
  return fail(ErrorKind::malformed, id, std::move(message));
}

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_dash_place = i == 8 || i == 13 || i == 18 || i == 23;
    if (is_dash_place ? text[i] != '-' : hex_value(text[i]) < 0) return false;
  }
  return true;
}

bool is_visible(std::string_view text, std::size_t max_bytes) {
  return !text.empty() && text.size() <= max_bytes && is_utf8(text) &&
         std::ranges::none_of(
             text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

Result<void> read_person(const wire::Headers& headers, exchange::Caller& caller) {
  const auto header = headers.find("X-Acting-Person");
  if (!header) return {};
  if (headers.count("X-Acting-Person") > 1) {
    return bad_header("HTTP-ACTING-PERSON", "X-Acting-Person stands twice.");
  }
  GATEWAY_TRY(caller.person, parse_person(*header));
  return {};
}

Result<void> read_correlation(const wire::Headers& headers, exchange::Caller& caller) {
  const auto header = headers.find("X-Correlation-ID");
  if (!header) return {};
  const std::string_view id = trim(*header);
  const bool is_plain = std::ranges::none_of(
      id, [](char c) { return c == ' ' || static_cast<unsigned char>(c) >= 0x80; });
  if (!is_plain || !is_visible(id, kMaxCorrelationBytes) || headers.count("X-Correlation-ID") > 1) {
    return bad_header("HTTP-CORRELATION-ID",
                      "X-Correlation-ID takes 1 to 128 visible ASCII characters.");
  }
  caller.correlation_id = id;
  return {};
}

}  // namespace

Result<std::string> parse_request_id(const wire::Headers& headers) {
  const auto header = headers.find("X-Request-ID");
  if (!header) return std::string();
  const std::string_view id = trim(*header);
  if (!is_uuid(id) || headers.count("X-Request-ID") > 1) {
    return bad_header("HTTP-REQUEST-ID", "X-Request-ID takes one UUID.");
  }
  return to_lower(id);
}

Result<exchange::Person> parse_person(std::string_view header) {
  const Halves halves = split_once(header, ';');
  const Halves role = split_once(trim(halves.after), '=');
  std::string_view value = trim(role.after);
  if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
    value = value.substr(1, value.size() - 2);
  }
  const std::string_view id = trim(halves.before);
  const bool is_well_formed = equals_ignoring_case(trim(role.before), "role") &&
                              is_visible(id, kMaxPersonBytes) && is_visible(value, kMaxPersonBytes);
  if (!is_well_formed) {
    return bad_header("HTTP-ACTING-PERSON",
                      "X-Acting-Person takes an id and a role, as in SE2321000016-1ABC; "
                      "role=physician.");
  }
  return exchange::Person{std::string(id), std::string(value)};
}

Result<exchange::Caller> identify(const Services& services,
                                  const Call& call,
                                  std::string_view acting_unit) {
  const wire::Request& request = call.request;
  if (!request.peer) {
    return fail(ErrorKind::unauthenticated,
                "HTTP-NO-CERTIFICATE",
                "The connection has no client certificate.");
  }
  if (request.headers.count("X-Acting-Unit") > 1) {
    return bad_header("HTTP-ACTING-UNIT", "X-Acting-Unit stands twice.");
  }
  if (acting_unit.empty()) {
    acting_unit = trim(request.headers.find("X-Acting-Unit").value_or(std::string_view()));
  }
  GATEWAY_TRY(exchange::Caller caller,
              services.parts.directory->identify(*request.peer, acting_unit));
  GATEWAY_CHECK(read_person(request.headers, caller));
  GATEWAY_CHECK(read_correlation(request.headers, caller));
  caller.request_id = request.request_id;
  return caller;
}

std::string request_hash(const Services& services, const wire::Request& request) {
  const std::string_view if_match = request.headers.find("If-Match").value_or(std::string_view());
  const std::string lengths = std::string(wire::kMethods.code(request.method)) + ' ' +
                              std::to_string(request.target.size()) + ' ' +
                              std::to_string(if_match.size()) + ' ';
  return security::to_hex(services.hash.sha256({security::as_bytes(lengths),
                                                security::as_bytes(request.target),
                                                security::as_bytes(if_match),
                                                security::as_bytes(request.body)}));
}

std::optional<exchange::Idempotent> idempotency_of(const Services& services,
                                                   const Call& call,
                                                   unsigned status) {
  if (call.client_request_id.empty()) return std::nullopt;
  return exchange::Idempotent{.request_id = call.client_request_id,
                              .request_hash = request_hash(services, call.request),
                              .status = status,
                              .note = {}};
}

}  // namespace gateway::rest
