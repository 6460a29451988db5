#include "gateway/rest/rest_front.hpp"

#include <algorithm>
#include <utility>

#include "gateway/base/text.hpp"
#include "gateway/rest/answer.hpp"
#include "gateway/rest/refused_caller.hpp"
#include "gateway/rest/request_headers.hpp"
#include "gateway/rest/router.hpp"
#include "gateway/search/query_parser.hpp"

namespace gateway::rest {
namespace {

std::optional<std::string_view> find_field(const std::vector<search::FormField>& fields,
                                           std::string_view name) {
  const auto field = std::ranges::find(fields, name, &search::FormField::name);
  if (field == fields.end()) return std::nullopt;
  return field->value;
}

// Decides how to answer, so that even a refusal comes in the right format.
Result<AnswerForm> form_of(const wire::Headers& headers,
                           const std::vector<search::FormField>& fields) {
  std::string accept;
  for (const wire::Headers::Field& field : headers.fields()) {
    if (!equals_ignoring_case(field.name, "Accept")) continue;
    if (!accept.empty()) accept += ", ";
    accept += field.value;
  }
  AnswerForm form;
  GATEWAY_TRY(form.format, codec::negotiate_format(accept, find_field(fields, kFormatField)));
  form.pretty = find_field(fields, kPrettyField) == std::string_view("true");
  return form;
}

bool is_allowed(std::string_view name, UrlFields allowed) {
  if (allowed == UrlFields::search || allowed == UrlFields::operation) return true;
  if (name == kFormatField || name == kPrettyField) return true;
  if (allowed == UrlFields::form_only) return false;
  if (name == "_summary" || name == "_elements") return true;
  constexpr auto kOfHistory =
      std::to_array<std::string_view>({"_count", "_since", "_at", search::kCursorField});
  return allowed == UrlFields::paging && std::ranges::find(kOfHistory, name) != kOfHistory.end();
}

Result<void> check_fields(const std::vector<search::FormField>& fields, UrlFields allowed) {
  for (const search::FormField& field : fields) {
    if (field.name == kPrettyField && field.value != "true" && field.value != "false") {
      return fail(ErrorKind::malformed,
                  "HTTP-PRETTY",
                  "The parameter _pretty takes true or false.",
                  std::string(kPrettyField));
    }
    if (is_allowed(field.name, allowed)) continue;
    return fail(ErrorKind::not_supported,
                "HTTP-URL-PARAMETER",
                "The interaction does not take this parameter of the URL.",
                "http.url");
  }
  return {};
}

}  // namespace

RestFront::RestFront(RestParts parts, RestOptions options, security::SecretKey cursor_key)
    : services_{.parts = std::move(parts),
                .options = std::move(options),
                .cursors = CursorSeal(std::move(cursor_key), services_.parts.random),
                .hash = {}} {}

fhir::Checked<Interaction> RestFront::admit(Call& call) const {
  const wire::Request& request = call.request;
  auto fields = search::parse_form(request.query());
  if (fields) call.fields = *fields;
  auto form = form_of(request.headers, call.fields);
  if (form) call.form = *form;
  GATEWAY_TRY(call.client_request_id, parse_request_id(request.headers));
  if (!form) return std::unexpected(std::move(form).error());
  GATEWAY_CHECK(fields);

  GATEWAY_TRY(
      const Match match,
      find_route(request.method, path_below_base(services_, request), services_.parts.types));
  call.target = match.target;
  call.prefer = parse_prefer(request.headers);
  GATEWAY_CHECK(check_fields(call.fields, match.route->fields));
  if (match.route->identity == Identity::by_headers) {
    GATEWAY_TRY(call.caller, identify(services_, call, {}));
  }
  return match.route->interaction;
}

bool RestFront::is_brief(const wire::Request& request) const {
  if (request.method != wire::Method::get || !request.query().empty()) return false;
  std::string_view path = path_below_base(services_, request);
  if (path.starts_with('/')) path.remove_prefix(1);
  const std::string_view id = split_once(path, '/').after;
  if (id.empty() || id.starts_with('$') || id.starts_with('_')) return false;
  if (id.find('/') != std::string_view::npos) return false;
  const auto& fields = request.headers.fields();
  return std::ranges::none_of(fields, [](const wire::Headers::Field& field) {
    return equals_ignoring_case(field.name, "Accept") &&
           to_lower(field.value).find("xml") != std::string::npos;
  });
}

void RestFront::handle(wire::Request request, wire::Respond respond) {
  Call call{.request = std::move(request), .respond = std::move(respond)};
  auto interaction = admit(call);
  if (interaction) {
    (*interaction)(services_, std::move(call));
    return;
  }
  fhir::Failure& failure = interaction.error();
  if (failure.error.kind != ErrorKind::method_not_allowed) {
    return refuse_call(services_, std::move(call), std::move(failure));
  }
  auto response = answer_failure(services_, call, failure);
  response.headers.add("Allow", allowed_methods(path_below_base(services_, call.request)));
  finish(std::move(call), std::move(response));
}

}  // namespace gateway::rest
