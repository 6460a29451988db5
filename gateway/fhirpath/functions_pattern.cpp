// Functions with regular expressions.
// Source: FHIRPath 2.0, #matches, #replacematches.
#include <algorithm>
#include <charconv>
#include <map>
#include <memory>
#include <vector>

#include <re2/re2.h>

#include "gateway/fhirpath/characters.hpp"
#include "gateway/fhirpath/functions_text.hpp"
#include "gateway/fhirpath/operands.hpp"
#include "gateway/fhirpath/pattern_cache.hpp"
#include "gateway/fhirpath/pattern_text.hpp"

namespace gateway::fhirpath {
namespace {

using re2::StringPiece;

// What RE2 reads in the time of one step; a search may read to the end of the text.
constexpr std::size_t kBytesPerStep = 64;

std::unexpected<Error> refuse_pattern(std::string message) {
  return fail(ErrorKind::invalid, "FHIRPATH-PATTERN", std::move(message));
}

StringPiece piece(std::string_view text) noexcept {
  return {text.data(), text.size()};
}
std::string_view view(const StringPiece& text) noexcept {
  return {text.data(), text.size()};
}

struct Flags {
  bool any_case = false;
  bool each_line = false;
};

Result<Flags> flags_of(std::string_view text) {
  Flags flags;
  for (const char flag : text) {
    if (flag != 'i' && flag != 'm') return refuse_pattern("the flags of a pattern are i and m");
    (flag == 'i' ? flags.any_case : flags.each_line) = true;
  }
  return flags;
}

Result<Pattern> compile(std::string_view text, const Flags& flags) {
  RE2::Options options;
  options.set_dot_nl(true);
  options.set_log_errors(false);
  options.set_case_sensitive(!flags.any_case);
  options.set_max_mem(kMaxPatternMemory);
  auto pattern = std::make_shared<const RE2>(piece(text), options);
  if (!pattern->ok()) return refuse_pattern("the text is no regular expression");
  return pattern;
}

// The compiled pattern, of this evaluation or an earlier one of the program.
Result<Pattern> pattern_of(const Evaluator& evaluator, std::string_view text, const Flags& flags) {
  PatternCache& cache = evaluator.program().patterns;
  const std::string key =
      std::string(flags.any_case ? "i" : "-").append(flags.each_line ? "(?m)" : "").append(text);
  if (Pattern kept = cache.find(key)) return kept;
  GATEWAY_TRY(Pattern pattern, compile(std::string_view(key).substr(1), flags));
  cache.keep(key, pattern);
  return pattern;
}

// The text that is searched, and what is searched for in it.
struct Request {
  std::string_view text;
  std::string pattern;
  Flags flags;
};

// Nothing if the text or the pattern is empty.
Result<std::optional<Request>> request_of(Evaluator& evaluator,
                                          const Call& call,
                                          std::size_t flags_index) {
  GATEWAY_TRY(const auto text, input(evaluator, call, string_of));
  GATEWAY_TRY(const auto pattern, argument(evaluator, call, 0, string_of));
  GATEWAY_TRY(const auto flags_text, argument(evaluator, call, flags_index, string_of));
  if (!text || !pattern) return std::optional<Request>();
  if (pattern->size() > kMaxPatternBytes) return refuse_pattern("the pattern is too long");
  GATEWAY_CHECK(evaluator.spend(text->size() + pattern->size()));
  GATEWAY_TRY(const Flags flags, flags_of(flags_text.value_or("")));
  return std::optional(Request{*text, to_re2(*pattern), flags});
}

// Groups that a substitution names; those that found nothing are empty.
class Groups {
 public:
  explicit Groups(const RE2& pattern)
      : names_(pattern.NamedCapturingGroups()),
        found_(static_cast<std::size_t>(pattern.NumberOfCapturingGroups()) + 1) {}

  bool search(const RE2& pattern, std::string_view text, std::size_t from) {
    return pattern.Match(piece(text),
                         from,
                         text.size(),
                         RE2::UNANCHORED,
                         found_.data(),
                         static_cast<int>(found_.size()));
  }
  std::string_view whole() const { return view(found_.front()); }

  std::optional<std::string_view> at(const GroupName& name) const {
    if (!name.is_number) {
      const auto found = names_.find(std::string(name.text));
      return found == names_.end() ? std::nullopt : at(static_cast<std::size_t>(found->second));
    }
    std::size_t number = 0;
    std::from_chars(name.text.data(), name.text.data() + name.text.size(), number);
    return at(number);
  }

 private:
  std::optional<std::string_view> at(std::size_t number) const {
    return number < found_.size() ? std::optional(view(found_[number])) : std::nullopt;
  }

  const std::map<std::string, int>& names_;
  std::vector<StringPiece> found_;
};

Result<void> append(Evaluator& evaluator, std::string& to, std::string_view text) {
  GATEWAY_CHECK(evaluator.spend(text.size()));
  to += text;
  return {};
}

Result<void> substitute(Evaluator& evaluator,
                        const Groups& groups,
                        const std::vector<SubstitutionPart>& parts,
                        std::string& to) {
  for (const SubstitutionPart& part : parts) {
    const auto group = part.group ? groups.at(*part.group) : std::nullopt;
    GATEWAY_CHECK(append(evaluator, to, group.value_or(part.text)));
  }
  return {};
}

}  // namespace

Result<Collection> matches(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const auto request, request_of(evaluator, call, 1));
  if (!request) return evaluator.empty();
  GATEWAY_TRY(const Pattern pattern, pattern_of(evaluator, request->pattern, request->flags));
  return evaluator.one(RE2::PartialMatch(piece(request->text), *pattern));
}

// With the flag "m", a line is enough.
Result<Collection> matches_full(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const auto request, request_of(evaluator, call, 1));
  if (!request) return evaluator.empty();
  GATEWAY_TRY(const Pattern pattern, pattern_of(evaluator, request->pattern, request->flags));
  if (!request->flags.each_line)
    return evaluator.one(RE2::FullMatch(piece(request->text), *pattern));
  GATEWAY_TRY(const Pattern of_line,
              pattern_of(evaluator, "^(?:" + request->pattern + ")$", request->flags));
  return evaluator.one(RE2::PartialMatch(piece(request->text), *of_line));
}

Result<Collection> replace_matches(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const auto request, request_of(evaluator, call, 2));
  GATEWAY_TRY(const auto substitution, argument(evaluator, call, 1, string_of));
  if (!request || !substitution) return evaluator.empty();
  const std::string_view text = request->text;
  if (request->pattern.empty()) return evaluator.one(text);
  GATEWAY_TRY(const Pattern pattern, pattern_of(evaluator, request->pattern, request->flags));

  const auto parts = parts_of_substitution(*substitution, pattern->NumberOfCapturingGroups());
  Groups groups(*pattern);
  std::string result;
  std::size_t copied = 0;
  for (std::size_t at = 0; at <= text.size() && groups.search(*pattern, text, at);) {
    const auto begin = static_cast<std::size_t>(groups.whole().data() - text.data());
    const std::size_t end = begin + groups.whole().size();
    GATEWAY_CHECK(evaluator.spend((text.size() - at) / kBytesPerStep + 1));
    GATEWAY_CHECK(append(evaluator, result, text.substr(copied, begin - copied)));
    GATEWAY_CHECK(substitute(evaluator, groups, parts, result));
    copied = end;
    at = end;
    // Behind a match of nothing, the next search begins one character on.
    if (begin == end)
      at = end == text.size() ? end + 1 : end + first_character(text.substr(end)).size();
  }
  GATEWAY_CHECK(append(evaluator, result, text.substr(copied)));
  return evaluator.text(result);
}

}  // namespace gateway::fhirpath
