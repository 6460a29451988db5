// Functions on text. Positions and lengths count characters.
// Source: FHIRPath 2.0, #string-manipulation.
#include <cstring>
#include <iterator>

#include <utf8proc.h>

#include "gateway/base/text.hpp"
#include "gateway/fhirpath/characters.hpp"
#include "gateway/fhirpath/function_groups.hpp"
#include "gateway/fhirpath/functions_text.hpp"
#include "gateway/fhirpath/operands.hpp"

namespace gateway::fhirpath {
namespace {

constexpr std::size_t kNowhere = std::string_view::npos;

// In linear time, which std::string_view::find does not promise.
std::size_t find(std::string_view text, std::string_view part, std::size_t from = 0) noexcept {
  if (part.empty()) return from;
  const std::string_view rest = text.substr(from);
  const auto* const found =
      static_cast<const char*>(memmem(rest.data(), rest.size(), part.data(), part.size()));
  return found == nullptr ? kNowhere : static_cast<std::size_t>(found - text.data());
}

std::size_t find_last(std::string_view text, std::string_view part) {
  const std::string turned_text(text.rbegin(), text.rend());
  const std::string turned_part(part.rbegin(), part.rend());
  const std::size_t found = find(turned_text, turned_part);
  return found == kNowhere ? kNowhere : text.size() - found - part.size();
}

// What is looked for, and where.
struct Search {
  std::string_view text;
  std::string_view part;
};

std::int64_t place(const Search& search, std::size_t found) noexcept {
  if (found == kNowhere) return -1;
  return static_cast<std::int64_t>(count_characters(search.text.substr(0, found)));
}

std::int64_t first_place(const Search& search) {
  return place(search, find(search.text, search.part));
}
std::int64_t last_place(const Search& search) {
  return place(search, find_last(search.text, search.part));
}
bool begins(const Search& search) {
  return search.text.starts_with(search.part);
}
bool ends(const Search& search) {
  return search.text.ends_with(search.part);
}
bool holds(const Search& search) {
  return find(search.text, search.part) != kNowhere;
}

// A function of a text and an argument that is looked for in it.
template <auto answer>
Result<Collection> of_search(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const auto text, input(evaluator, call, string_of));
  GATEWAY_TRY(const auto part, argument(evaluator, call, 0, string_of));
  if (!text || !part) return evaluator.empty();
  GATEWAY_CHECK(evaluator.spend(text->size() + part->size()));
  return evaluator.one(answer(Search{*text, *part}));
}

Result<Collection> substring(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const auto text, input(evaluator, call, string_of));
  GATEWAY_TRY(const auto start, argument(evaluator, call, 0, integer_of));
  GATEWAY_TRY(const auto length, argument(evaluator, call, 1, integer_of));
  if (!text || !start || *start < 0) return evaluator.empty();
  GATEWAY_CHECK(evaluator.spend(text->size()));

  const std::size_t begin = byte_of_character(*text, static_cast<std::size_t>(*start));
  if (begin == text->size()) return evaluator.empty();
  const std::string_view rest = text->substr(begin);
  if (!length) return evaluator.one(rest);
  const auto count = static_cast<std::size_t>(std::max<std::int64_t>(*length, 0));
  return evaluator.one(rest.substr(0, byte_of_character(rest, count)));
}

Result<Collection> length(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const auto text, input(evaluator, call, string_of));
  if (!text) return evaluator.empty();
  GATEWAY_CHECK(evaluator.spend(text->size()));
  return evaluator.one(static_cast<std::int64_t>(count_characters(*text)));
}

Result<Collection> trimmed(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const auto text, input(evaluator, call, string_of));
  return text ? evaluator.one(trim(*text)) : evaluator.empty();
}

constexpr utf8proc_int32_t kSharpS = 0xDF;

// The one letter that German writes as two in upper case.
void append_upper(std::string& text, utf8proc_int32_t code) {
  if (code == kSharpS) {
    text += "SS";
  } else {
    append_character(text, static_cast<char32_t>(utf8proc_toupper(code)));
  }
}
void append_lower(std::string& text, utf8proc_int32_t code) {
  append_character(text, static_cast<char32_t>(utf8proc_tolower(code)));
}

template <auto append>
Result<Collection> of_letters(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const auto text, input(evaluator, call, string_of));
  if (!text) return evaluator.empty();
  GATEWAY_CHECK(evaluator.spend(text->size()));
  std::string changed;
  changed.reserve(text->size());
  for (std::string_view rest = *text; !rest.empty();) {
    const std::string_view letter = first_character(rest);
    append(changed, static_cast<utf8proc_int32_t>(code_point(letter)));
    rest.remove_prefix(letter.size());
  }
  return evaluator.text(changed);
}

// Adds to a text while the evaluation can afford it.
class Writer {
 public:
  explicit Writer(Evaluator& evaluator) : evaluator_(evaluator) {}
  Result<void> add(std::string_view piece) {
    GATEWAY_CHECK(evaluator_.spend(piece.size() + 1));
    text_ += piece;
    return {};
  }
  Result<Collection> result() { return evaluator_.text(text_); }

 private:
  Evaluator& evaluator_;
  std::string text_;
};

// 'abc' around 'x': 'xaxbxcx'.
Result<Collection> surrounded(Evaluator& evaluator, std::string_view text, std::string_view by) {
  Writer writer(evaluator);
  GATEWAY_CHECK(writer.add(by));
  while (!text.empty()) {
    const std::string_view letter = first_character(text);
    GATEWAY_CHECK(writer.add(letter));
    GATEWAY_CHECK(writer.add(by));
    text.remove_prefix(letter.size());
  }
  return writer.result();
}

Result<Collection> replace(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const auto text, input(evaluator, call, string_of));
  GATEWAY_TRY(const auto pattern, argument(evaluator, call, 0, string_of));
  GATEWAY_TRY(const auto substitution, argument(evaluator, call, 1, string_of));
  if (!text || !pattern || !substitution) return evaluator.empty();
  if (pattern->empty()) return surrounded(evaluator, *text, *substitution);

  Writer writer(evaluator);
  std::size_t at = 0;
  for (std::size_t found = find(*text, *pattern); found != kNowhere;
       found = find(*text, *pattern, at)) {
    GATEWAY_CHECK(writer.add(text->substr(at, found - at)));
    GATEWAY_CHECK(writer.add(*substitution));
    at = found + pattern->size();
  }
  GATEWAY_CHECK(writer.add(text->substr(at)));
  return writer.result();
}

Result<Collection> characters_of(Evaluator& evaluator, std::string_view text) {
  GATEWAY_CHECK(evaluator.spend(text.size()));
  Collection characters = evaluator.empty();
  while (!text.empty()) {
    characters.emplace_back(first_character(text));
    text.remove_prefix(first_character(text).size());
  }
  return characters;
}

Result<Collection> to_chars(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const auto text, input(evaluator, call, string_of));
  return text ? characters_of(evaluator, *text) : evaluator.empty();
}

Result<Collection> split(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const auto text, input(evaluator, call, string_of));
  GATEWAY_TRY(const auto separator, argument(evaluator, call, 0, string_of));
  if (!text || !separator) return evaluator.empty();
  if (separator->empty()) return characters_of(evaluator, *text);
  GATEWAY_CHECK(evaluator.spend(text->size() + separator->size()));

  Collection parts = evaluator.empty();
  std::size_t at = 0;
  for (std::size_t found = find(*text, *separator); found != kNowhere;
       found = find(*text, *separator, at)) {
    parts.emplace_back(text->substr(at, found - at));
    at = found + separator->size();
  }
  parts.emplace_back(text->substr(at));
  return parts;
}

Result<Collection> join(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const auto given, argument(evaluator, call, 0, string_of));
  const std::string_view separator = given.value_or("");
  Writer writer(evaluator);
  std::string_view before;
  bool is_anything = false;
  for (const Item& item : call.input) {
    if (is_without_value(item)) continue;
    const auto text = string_of(item);
    if (!text) return refuse_operand(call.name);
    GATEWAY_CHECK(writer.add(before));
    GATEWAY_CHECK(writer.add(*text));
    before = separator;
    is_anything = true;
  }
  return is_anything ? writer.result() : evaluator.empty();
}

constexpr auto kRows = std::to_array<FunctionRow>({
    {"contains", 1, 1, of_search<holds>},
    {"decode", 1, 1, decode},
    {"encode", 1, 1, encode},
    {"endsWith", 1, 1, of_search<ends>},
    {"escape", 1, 1, escape},
    {"indexOf", 1, 1, of_search<first_place>},
    {"join", 0, 1, join},
    {"lastIndexOf", 1, 1, of_search<last_place>},
    {"length", 0, 0, length},
    {"lower", 0, 0, of_letters<append_lower>},
    {"matches", 1, 2, matches},
    {"matchesFull", 1, 2, matches_full},
    {"replace", 2, 2, replace},
    {"replaceMatches", 2, 3, replace_matches},
    {"split", 1, 1, split},
    {"startsWith", 1, 1, of_search<begins>},
    {"substring", 1, 2, substring},
    {"toChars", 0, 0, to_chars},
    {"trim", 0, 0, trimmed},
    {"unescape", 1, 1, unescape},
    {"upper", 0, 0, of_letters<append_upper>},
});

}  // namespace

std::span<const FunctionRow> string_functions() noexcept {
  return kRows;
}

}  // namespace gateway::fhirpath
