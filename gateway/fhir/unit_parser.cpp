// Reads unit texts. Source: UCUM, https://ucum.org/ucum, section 2.
#include <algorithm>

#include "gateway/base/text.hpp"
#include "gateway/fhir/unit.hpp"
#include "gateway/fhir/unit_table.hpp"

namespace gateway::fhir {
namespace {

// Units are defined by other units, never in a circle, in chains shorter than this.
constexpr unsigned kMaxDefinitions = 16;
constexpr std::size_t kMaxFactorDigits = 18;
constexpr std::size_t kMaxExponentDigits = 2;

// Of digits only, at most 18 of them.
std::uint64_t whole_number(std::string_view digits) noexcept {
  std::uint64_t value = 0;
  for (const char digit : digits)
    value = value * 10 + static_cast<unsigned>(digit - '0');
  return value;
}

// What a symbol is made of, outside square brackets.
bool is_symbol_character(char c) noexcept {
  constexpr std::string_view kOthers = "\"()*+-./=]^{}";
  return c > ' ' && c < '\x7f' && !is_digit(c) && kOthers.find(c) == std::string_view::npos;
}

// Goes by the grammar to the end of the text, also behind a symbol that is unknown and where a part
// has no meaning; what it gives for them is one, and is noted. Gives nothing for malformed text.
class UnitReader {
 public:
  UnitReader(std::string_view text, unsigned definitions) noexcept
      : text_(text), definitions_(definitions) {}

  // Nothing also if it has no meaning.
  std::optional<Unit> whole() noexcept;
  UnitText check() noexcept;

 private:
  std::optional<Unit> term(unsigned nesting) noexcept;
  std::optional<Unit> component(unsigned nesting) noexcept;
  std::optional<Unit> in_parentheses(unsigned nesting) noexcept;
  std::optional<Unit> number_or_power_of_ten() noexcept;
  std::optional<Unit> with_exponent(std::string_view symbol) noexcept;
  std::string_view symbol() noexcept;
  std::string_view digits() noexcept;
  bool skip_annotation() noexcept;

  std::optional<Unit> unit_of(std::string_view symbol) noexcept;
  std::optional<Unit> unit_of(const UnitAtom& atom) const noexcept;
  Unit meant(const std::optional<Unit>& unit) noexcept {
    has_meaning_ = has_meaning_ && unit;
    return unit.value_or(Unit());
  }

  char peek() const noexcept { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(char c) noexcept {
    if (peek() != c) return false;
    ++at_;
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  unsigned definitions_;
  bool is_known_ = true;  // every symbol up to here
  bool has_meaning_ = true;
  bool is_too_deep_ = false;
};

std::optional<Unit> UnitReader::whole() noexcept {
  const auto unit = term(0);
  return at_ == text_.size() && has_meaning_ ? unit : std::nullopt;
}

UnitText UnitReader::check() noexcept {
  const auto unit = term(0);
  if (is_too_deep_) return UnitText::too_large;
  if (!unit || at_ != text_.size()) return UnitText::malformed;
  return is_known_ ? UnitText::unit : UnitText::unknown_symbol;
}

std::optional<Unit> UnitReader::term(unsigned nesting) noexcept {
  const bool is_inverse = nesting == 0 && take('/');
  auto unit = component(nesting);
  if (unit && is_inverse) unit = meant(raised(*unit, -1));
  while (unit && (peek() == '/' || peek() == '.')) {
    const int power = peek() == '/' ? -1 : 1;
    ++at_;
    const auto next = component(nesting);
    if (!next) return std::nullopt;
    unit = meant(product(*unit, meant(raised(*next, power))));
  }
  return unit;
}

std::optional<Unit> UnitReader::component(unsigned nesting) noexcept {
  std::optional<Unit> unit;
  if (peek() == '{') {
    unit.emplace();
  } else if (peek() == '(') {
    unit = in_parentheses(nesting + 1);
  } else if (is_digit(peek())) {
    unit = number_or_power_of_ten();
  } else {
    unit = with_exponent(symbol());
  }
  return skip_annotation() ? unit : std::nullopt;
}

std::optional<Unit> UnitReader::in_parentheses(unsigned nesting) noexcept {
  is_too_deep_ = is_too_deep_ || nesting > kMaxUnitNesting;
  if (is_too_deep_) return std::nullopt;
  ++at_;
  const auto unit = term(nesting);
  return take(')') ? unit : std::nullopt;
}

std::optional<Unit> UnitReader::number_or_power_of_ten() noexcept {
  const std::size_t start = at_;
  const std::string_view number = digits();
  if (number == "10" && (take('*') || take('^'))) {
    return with_exponent(text_.substr(start, at_ - start));
  }
  if (std::ranges::count(number, '0') == std::ssize(number)) return std::nullopt;
  if (number.size() > kMaxFactorDigits) return meant(std::nullopt);
  const auto factor = Factor::of(whole_number(number));
  return meant(factor ? std::optional(Unit{.factor = *factor}) : std::nullopt);
}

std::optional<Unit> UnitReader::with_exponent(std::string_view symbol) noexcept {
  if (symbol.empty()) return std::nullopt;
  const Unit unit = meant(unit_of(symbol));
  const bool is_negative = peek() == '-';
  const bool has_sign = is_negative || peek() == '+';
  if (has_sign) ++at_;
  const std::string_view exponent = digits();
  if (exponent.empty()) return has_sign ? std::nullopt : std::optional(unit);
  if (exponent.size() > kMaxExponentDigits) return meant(std::nullopt);
  const int size = static_cast<int>(whole_number(exponent));
  return meant(raised(unit, is_negative ? -size : size));
}

std::string_view UnitReader::symbol() noexcept {
  const std::size_t start = at_;
  while (is_symbol_character(peek())) {
    const std::size_t last = peek() == '[' ? text_.find(']', at_) : at_;
    if (last == std::string_view::npos) return {};
    at_ = last + 1;
  }
  return text_.substr(start, at_ - start);
}

std::string_view UnitReader::digits() noexcept {
  const std::size_t start = at_;
  while (is_digit(peek()))
    ++at_;
  return text_.substr(start, at_ - start);
}

// False if one begins and does not end, or holds what is not a printable character of ASCII.
bool UnitReader::skip_annotation() noexcept {
  if (!take('{')) return true;
  while (peek() >= ' ' && peek() < '\x7f' && peek() != '{' && peek() != '}')
    ++at_;
  return take('}');
}

std::optional<Unit> UnitReader::unit_of(std::string_view symbol) noexcept {
  if (const UnitAtom* const atom = find_atom(symbol)) return unit_of(*atom);
  for (const UnitPrefix& prefix : unit_prefixes()) {
    if (!symbol.starts_with(prefix.code)) continue;
    const UnitAtom* const atom = find_atom(symbol.substr(prefix.code.size()));
    if (atom == nullptr || !atom->is_metric) continue;
    auto unit = unit_of(*atom);
    const auto size = Factor::parse(prefix.value);
    if (!unit || !size) return std::nullopt;
    if (unit->special == 0) {
      unit->factor = unit->factor.times(*size);
    } else if (*size == Factor::power_of_ten(size->exponent())) {
      unit->special_prefix = static_cast<std::int8_t>(size->exponent());
    } else {
      return std::nullopt;  // 1024 degrees
    }
    return unit;
  }
  is_known_ = false;
  return std::nullopt;
}

std::optional<Unit> UnitReader::unit_of(const UnitAtom& atom) const noexcept {
  if (atom.kind == AtomKind::base) {
    Unit unit;
    unit.dimension[atom.index] = 1;
    return unit;
  }
  if (atom.kind == AtomKind::arbitrary) {
    Unit unit;
    unit.arbitrary = atom.index;
    unit.arbitrary_power = 1;
    return unit;
  }
  if (definitions_ == 0) return std::nullopt;
  auto unit = UnitReader(atom.unit, definitions_ - 1).whole();
  const auto value = Factor::parse(atom.value);
  if (!unit || !value) return std::nullopt;
  unit->factor = unit->factor.times(*value);
  if (atom.kind == AtomKind::special) unit->special = atom.index;
  return unit;
}

}  // namespace

std::optional<Unit> parse_unit(std::string_view text) noexcept {
  if (text.size() > kMaxUnitText) return std::nullopt;
  return UnitReader(text, kMaxDefinitions).whole();
}

UnitText check_unit_text(std::string_view text) noexcept {
  if (text.size() > kMaxUnitText) return UnitText::too_large;
  return UnitReader(text, kMaxDefinitions).check();
}

}  // namespace gateway::fhir
