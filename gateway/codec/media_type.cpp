#include "gateway/codec/media_type.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "gateway/base/text.hpp"

namespace gateway::codec {
namespace {

struct MediaTypeRow {
  std::string_view name;
  Format format;
};
constexpr auto kMediaTypes = std::to_array<MediaTypeRow>({
    {"application/fhir+json", Format::json},
    {"application/json", Format::json},
    {"text/json", Format::json},
    {"application/fhir+xml", Format::xml},
    {"application/xml", Format::xml},
    {"text/xml", Format::xml},
});

constexpr auto kShortNames =
    std::to_array<MediaTypeRow>({{"json", Format::json}, {"xml", Format::xml}});

// Takes what stands before the next `separator` outside of quotes, and the separator.
std::string_view take_part(std::string_view& text, char separator) noexcept {
  bool is_quoted = false;
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    if (text[at] == '"') is_quoted = !is_quoted;
    if (is_quoted && text[at] == '\\') ++at;
    if (!is_quoted && at < text.size() && text[at] == separator) break;
  }
  const std::string_view part = text.substr(0, at);
  text.remove_prefix(std::min(at + 1, text.size()));
  return trim(part);
}

// "0.8" as 800; nothing if it is no quality value.
// Source: RFC 9110, section 12.4.2.
std::optional<int> parse_quality(std::string_view text) noexcept {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return std::nullopt;
  if (text.size() > 1 && text[1] != '.') return std::nullopt;
  int value = (text[0] - '0') * 1000;
  int unit = 100;
  for (std::size_t i = 2; i < text.size(); ++i, unit /= 10) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value += (text[i] - '0') * unit;
  }
  return value <= 1000 ? std::optional(value) : std::nullopt;
}

// A media type or range with the parameters that matter.
struct MediaRange {
  std::string_view name;
  int quality = 1000;
  bool is_ours = true;  // no parameter asks for another charset or version
};

MediaRange parse_range(std::string_view text) noexcept {
  MediaRange range{take_part(text, ';')};
  while (!text.empty()) {
    std::string_view value = take_part(text, ';');
    const std::string_view name = take_part(value, '=');
    if (value.size() > 1 && value.front() == '"' && value.back() == '"') {
      value = value.substr(1, value.size() - 2);
    }
    if (equals_ignoring_case(name, "charset"))
      range.is_ours &= equals_ignoring_case(value, "utf-8");
    if (equals_ignoring_case(name, "fhirVersion")) range.is_ours &= value == "4.0";
    if (equals_ignoring_case(name, "q")) {
      const auto quality = parse_quality(value);
      range.is_ours &= quality.has_value();
      range.quality = quality.value_or(0);
    }
  }
  return range;
}

// How exactly a range names a format: 0 not at all, 1 */*, 2 application/* or text/*, 3 by name.
int precision(std::string_view range, Format format) noexcept {
  if (range == "*/*") return 1;
  if (equals_ignoring_case(range, "application/*") || equals_ignoring_case(range, "text/*"))
    return 2;
  const bool is_named = std::ranges::any_of(kMediaTypes, [&](const MediaTypeRow& row) {
    return row.format == format && equals_ignoring_case(row.name, range);
  });
  return is_named ? 3 : 0;
}

// What the header says of one format; the most precise range counts.
struct Preference {
  Format format = Format::json;
  int precision = 0;
  int quality = 0;
  std::size_t position = 0;
};

void consider(const MediaRange& range, std::size_t position, Preference& preference) noexcept {
  const int precise = precision(range.name, preference.format);
  if (precise == 0 || precise < preference.precision) return;
  if (precise == preference.precision && range.quality <= preference.quality) return;
  preference = {preference.format, precise, range.quality, position};
}

std::optional<Format> find_format(auto rows, std::string_view name) noexcept {
  const auto row = std::ranges::find_if(
      rows, [name](const MediaTypeRow& r) { return equals_ignoring_case(r.name, name); });
  return row == rows.end() ? std::nullopt : std::optional(row->format);
}

Result<Format> parse_format_parameter(std::string_view format) {
  // In a query an unescaped '+' has become a space.
  std::string name(trim(format));
  std::ranges::replace(name, ' ', '+');
  const MediaRange range = parse_range(name);
  auto found = find_format(kShortNames, range.name);
  if (!found) found = find_format(kMediaTypes, range.name);
  if (found && range.is_ours) return *found;
  return fail(ErrorKind::not_acceptable,
              "HTTP-FORMAT-UNKNOWN",
              "The parameter _format names none of the formats json and xml.");
}

}  // namespace

std::string_view content_type(Format format) noexcept {
  return format == Format::json ? "application/fhir+json; fhirVersion=4.0; charset=utf-8"
                                : "application/fhir+xml; fhirVersion=4.0; charset=utf-8";
}

Result<Format> parse_content_type(std::string_view header) {
  const MediaRange range = parse_range(header);
  const auto found = find_format(kMediaTypes, range.name);
  if (found && range.is_ours) return *found;
  return fail(ErrorKind::unsupported_media,
              "HTTP-CONTENT-TYPE",
              "The Content-Type is none of application/fhir+json and application/fhir+xml in UTF-8 "
              "and FHIR version 4.0.");
}

Result<Format> negotiate_format(std::string_view accept, std::optional<std::string_view> format) {
  if (format) return parse_format_parameter(*format);
  if (trim(accept).empty()) return Format::json;

  Preference json{.format = Format::json};
  Preference xml{.format = Format::xml};
  for (std::size_t position = 0; !accept.empty(); ++position) {
    const MediaRange range = parse_range(take_part(accept, ','));
    if (!range.is_ours) continue;
    consider(range, position, json);
    consider(range, position, xml);
  }
  if (json.quality == 0 && xml.quality == 0) {
    return fail(ErrorKind::not_acceptable,
                "HTTP-NOT-ACCEPTABLE",
                "None of the formats in Accept can be given: only application/fhir+json and "
                "application/fhir+xml are.");
  }
  if (json.quality != xml.quality) return json.quality > xml.quality ? Format::json : Format::xml;
  if (json.precision != xml.precision) {
    return json.precision > xml.precision ? Format::json : Format::xml;
  }
  return json.position <= xml.position ? Format::json : Format::xml;
}

}  // namespace gateway::codec
