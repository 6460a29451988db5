// Functions that write text in another form, and read it back.
// Source: FHIRPath 2.0, #additional-string-functions.
#include <algorithm>
#include <array>
#include <string>

#include "gateway/base/encoding.hpp"
#include "gateway/base/text.hpp"
#include "gateway/fhirpath/characters.hpp"
#include "gateway/fhirpath/functions_text.hpp"
#include "gateway/fhirpath/operands.hpp"

namespace gateway::fhirpath {
namespace {

using Form = std::string (*)(std::string_view text);
using Reading = std::optional<std::string> (*)(std::string_view text);

constexpr std::size_t kQuantum = 4;  // characters of base64 that belong together

std::string hexadecimal(std::string_view text) {
  return to_hex(as_bytes(text));
}
std::string base64(std::string_view text) {
  return to_base64(as_bytes(text));
}
std::string url_base64(std::string_view text) {
  std::string encoded = to_base64url(as_bytes(text));
  encoded.append((kQuantum - encoded.size() % kQuantum) % kQuantum, '=');
  return encoded;
}
std::string ascii(std::string_view text) {
  std::string changed;
  for (const char byte : text) {
    if (is_first_byte(byte)) changed += static_cast<unsigned char>(byte) < 0x80 ? byte : '?';
  }
  return changed;
}

std::optional<std::string> text_of(const std::optional<Bytes>& bytes) {
  return bytes ? std::optional(to_string(*bytes)) : std::nullopt;
}

// FHIR's base64Binary may have white space in it.
std::string without_space(std::string_view text) {
  std::string dense;
  std::ranges::copy_if(text, std::back_inserter(dense), [](char c) { return !is_space(c); });
  return dense;
}
std::optional<std::string> from_hexadecimal(std::string_view text) {
  return text_of(from_hex(text));
}
std::optional<std::string> from_plain_base64(std::string_view text) {
  return text_of(from_base64(without_space(text)));
}
std::optional<std::string> from_url_base64(std::string_view text) {
  std::string dense = without_space(text);
  if (dense.size() % kQuantum != 0) return std::nullopt;
  dense.resize(dense.find_last_not_of('=') + 1);
  return text_of(from_base64url(dense));
}

struct Entity {
  std::string_view name;  // between & and ;
  std::string_view text;
};
constexpr auto kEntities = std::to_array<Entity>({{"amp", "&"},
                                                  {"lt", "<"},
                                                  {"gt", ">"},
                                                  {"quot", "\""},
                                                  {"#39", "'"},
                                                  {"apos", "'"},
                                                  {"nbsp", "\xC2\xA0"}});
constexpr std::string_view kHtmlMarks = "&<>\"'";
constexpr std::size_t kMaxEntityBytes = 16;

std::string html(std::string_view text) {
  std::string escaped;
  for (const char byte : text) {
    if (!kHtmlMarks.contains(byte)) {
      escaped += byte;
      continue;
    }
    const auto entity = std::ranges::find(kEntities, std::string_view(&byte, 1), &Entity::text);
    escaped.append("&").append(entity->name).append(";");
  }
  return escaped;
}

template <int base>
std::optional<char32_t> number_of(std::string_view digits) noexcept {
  std::uint32_t value = 0;
  const char* const end = digits.data() + digits.size();
  const auto [at, error] = std::from_chars(digits.data(), end, value, base);
  const bool is_whole = error == std::errc() && at == end;
  return is_whole && value != 0 && is_character(value) ? std::optional<char32_t>(value)
                                                       : std::nullopt;
}

// False if `name` is no entity.
bool append_entity(std::string& to, std::string_view name) {
  const auto entity = std::ranges::find(kEntities, name, &Entity::name);
  if (entity != kEntities.end()) {
    to += entity->text;
    return true;
  }
  if (!name.starts_with('#')) return false;
  const bool is_hexadecimal = name.starts_with("#x") || name.starts_with("#X");
  const auto code = is_hexadecimal ? number_of<16>(name.substr(2)) : number_of<10>(name.substr(1));
  if (!code) return false;
  append_character(to, *code);
  return true;
}

// What is no entity stays.
std::string from_html(std::string_view text) {
  std::string plain;
  while (!text.empty()) {
    const std::size_t end = text.substr(0, kMaxEntityBytes).find(';');
    const bool is_entity = text.front() == '&' && end != std::string_view::npos &&
                           append_entity(plain, text.substr(1, end - 1));
    if (!is_entity) plain += text.front();
    text.remove_prefix(is_entity ? end + 1 : 1);
  }
  return plain;
}

struct JsonEscape {
  char letter;
  char meaning;
};
constexpr auto kJsonEscapes = std::to_array<JsonEscape>({{'"', '"'},
                                                         {'\\', '\\'},
                                                         {'b', '\b'},
                                                         {'f', '\f'},
                                                         {'n', '\n'},
                                                         {'r', '\r'},
                                                         {'t', '\t'},
                                                         {'/', '/'}});

std::string json(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string escaped;
  for (const char byte : text) {
    const auto row = std::ranges::find(kJsonEscapes, byte, &JsonEscape::meaning);
    const auto code = static_cast<unsigned char>(byte);
    if (row != kJsonEscapes.end() && byte != '/') {
      escaped.append(1, '\\').append(1, row->letter);
    } else if (code < 0x20) {
      escaped.append("\\u00").append(1, kHex[code >> 4U]).append(1, kHex[code & 15U]);
    } else {
      escaped += byte;
    }
  }
  return escaped;
}

// "\u00e5": 0xE5.
std::optional<char32_t> code_unit(std::string_view text) noexcept {
  constexpr std::size_t kBytes = 6;
  if (text.size() < kBytes || !text.starts_with("\\u")) return std::nullopt;
  char32_t unit = 0;
  for (const char c : text.substr(2, kBytes - 2)) {
    if (hex_value(c) < 0) return std::nullopt;
    unit = unit * 16 + static_cast<char32_t>(hex_value(c));
  }
  return unit;
}

// Bytes of the escape at the front, whose character is appended; 0 if there is none.
std::size_t take_code_units(std::string& to, std::string_view text) {
  constexpr std::size_t kBytes = 6;
  const auto first = code_unit(text);
  if (!first) return 0;
  if (is_character(*first)) {
    append_character(to, *first);
    return kBytes;
  }
  const auto second = code_unit(text.substr(kBytes));
  if (*first >= kLowSurrogate || !second || *second < kLowSurrogate || *second >= kBehindSurrogates)
    return 0;
  append_character(to, 0x10000 + ((*first - kFirstSurrogate) << 10U) + (*second - kLowSurrogate));
  return 2 * kBytes;
}

std::size_t take_json_escape(std::string& to, std::string_view text) {
  if (text.size() < 2 || text.front() != '\\') return 0;
  const auto row = std::ranges::find(kJsonEscapes, text[1], &JsonEscape::letter);
  if (row == kJsonEscapes.end()) return take_code_units(to, text);
  to += row->meaning;
  return 2;
}

// What is no escape stays.
std::string from_json(std::string_view text) {
  std::string plain;
  while (!text.empty()) {
    const std::size_t taken = take_json_escape(plain, text);
    if (taken == 0) plain += text.front();
    text.remove_prefix(std::max<std::size_t>(taken, 1));
  }
  return plain;
}

template <typename Change>
struct FormRow {
  std::string_view name;
  Change change;
};
constexpr auto kEncodings = std::to_array<FormRow<Form>>(
    {{"hex", hexadecimal}, {"base64", base64}, {"urlbase64", url_base64}, {"ascii", ascii}});
constexpr auto kDecodings = std::to_array<FormRow<Reading>>(
    {{"hex", from_hexadecimal}, {"base64", from_plain_base64}, {"urlbase64", from_url_base64}});
constexpr auto kEscapes = std::to_array<FormRow<Form>>({{"html", html}, {"json", json}});
constexpr auto kUnescapes =
    std::to_array<FormRow<Form>>({{"html", from_html}, {"json", from_json}});

// Nothing if the text or the form is empty, or the form is unknown.
struct Change {
  std::string_view text;
  std::size_t row = 0;
};
template <typename Rows>
Result<std::optional<Change>> change_of(Evaluator& evaluator, const Call& call, const Rows& rows) {
  GATEWAY_TRY(const auto text, input(evaluator, call, string_of));
  GATEWAY_TRY(const auto name, argument(evaluator, call, 0, string_of));
  if (!text || !name) return std::optional<Change>();
  const auto row = std::ranges::find(rows, *name, [](const auto& each) { return each.name; });
  if (row == rows.end()) return std::optional<Change>();
  GATEWAY_CHECK(evaluator.spend(text->size()));
  return std::optional(Change{*text, static_cast<std::size_t>(row - rows.begin())});
}

template <typename Rows>
Result<Collection> changed(Evaluator& evaluator, const Call& call, const Rows& rows) {
  GATEWAY_TRY(const auto change, change_of(evaluator, call, rows));
  return change ? evaluator.text(rows[change->row].change(change->text)) : evaluator.empty();
}

}  // namespace

Result<Collection> encode(Evaluator& evaluator, const Call& call) {
  return changed(evaluator, call, kEncodings);
}

Result<Collection> decode(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const auto change, change_of(evaluator, call, kDecodings));
  if (!change) return evaluator.empty();
  const auto text = kDecodings[change->row].change(change->text);
  if (!text)
    return fail(ErrorKind::invalid, "FHIRPATH-ENCODING", "the text is not of the named encoding");
  return is_utf8(*text) ? evaluator.text(*text) : evaluator.empty();
}

Result<Collection> escape(Evaluator& evaluator, const Call& call) {
  return changed(evaluator, call, kEscapes);
}

Result<Collection> unescape(Evaluator& evaluator, const Call& call) {
  return changed(evaluator, call, kUnescapes);
}

}  // namespace gateway::fhirpath
