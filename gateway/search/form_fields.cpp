#include "gateway/search/form_fields.hpp"

#include "gateway/base/text.hpp"

namespace gateway::search {
namespace {

Result<std::string> decode(std::string_view text) {
  auto decoded = form_decode(text);
  if (!decoded || !is_utf8(*decoded)) {
    return fail(ErrorKind::malformed,
                "SEARCH-ENCODING",
                "A search parameter is not percent-encoded UTF-8.");
  }
  return decoded;
}

}  // namespace

Result<std::vector<FormField>> parse_form(std::string_view text) {
  std::vector<FormField> fields;
  if (text.size() > kMaxFormBytes) {
    return fail(ErrorKind::too_costly, "SEARCH-TOO-MANY", "The search is longer than 64 KiB.");
  }
  for (const std::string_view part : split(text, '&')) {
    if (part.empty()) continue;
    if (fields.size() == kMaxFields) {
      return fail(
          ErrorKind::too_costly, "SEARCH-TOO-MANY", "The search has more than 64 parameters.");
    }
    const Halves halves = split_once(part, '=');
    GATEWAY_TRY(std::string name, decode(halves.before));
    GATEWAY_TRY(std::string value, decode(halves.after));
    fields.push_back({std::move(name), std::move(value)});
  }
  return fields;
}

std::string to_form(const std::vector<FormField>& fields) {
  std::string text;
  for (const FormField& field : fields) {
    if (!text.empty()) text += '&';
    text += percent_encode(field.name);
    text += '=';
    text += percent_encode(field.value);
  }
  return text;
}

}  // namespace gateway::search
