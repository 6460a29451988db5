#include "gateway/conformance/packages/package_version.hpp"

#include <algorithm>
#include <utility>

#include "gateway/base/text.hpp"

namespace gateway::conformance {
namespace {

bool is_number(std::string_view text) noexcept {
  return !text.empty() && std::ranges::all_of(text, is_digit);
}

// By value, whatever the length.
std::strong_ordering compare_numbers(std::string_view a, std::string_view b) noexcept {
  a.remove_prefix(std::min(a.find_first_not_of('0'), a.size()));
  b.remove_prefix(std::min(b.find_first_not_of('0'), b.size()));
  return a.size() != b.size() ? a.size() <=> b.size() : a <=> b;
}

// Takes the part before the next dot off `text`.
std::string_view take_part(std::string_view& text) noexcept {
  const Halves halves = split_once(text, '.');
  text = halves.after;
  return halves.before;
}

struct Semantic {
  std::string_view numbers;
  std::string_view label;  // after '-'
  bool is_semantic = false;
};

// Two numbers at least; what follows '+' does not count.
Semantic take_apart(std::string_view version) noexcept {
  version = version.substr(0, version.find('+'));
  const Halves halves = split_once(version, '-');
  Semantic parts{halves.before, halves.after, halves.before.find('.') != std::string_view::npos};
  for (std::string_view left = halves.before; parts.is_semantic && !left.empty();) {
    parts.is_semantic = is_number(take_part(left));
  }
  return parts;
}

// A missing number is zero.
std::strong_ordering compare_all_numbers(std::string_view a, std::string_view b) noexcept {
  while (!a.empty() || !b.empty()) {
    const auto order = compare_numbers(take_part(a), take_part(b));
    if (order != 0) return order;
  }
  return std::strong_ordering::equal;
}

std::strong_ordering compare_identifiers(std::string_view a, std::string_view b) noexcept {
  if (is_number(a) != is_number(b)) return is_number(b) <=> is_number(a);
  return is_number(a) ? compare_numbers(a, b) : a <=> b;
}

std::strong_ordering compare_labels(std::string_view a, std::string_view b) noexcept {
  // A version with a label comes before the one without.
  if (a.empty() || b.empty()) return a.empty() <=> b.empty();
  while (!a.empty() && !b.empty()) {
    const auto order = compare_identifiers(take_part(a), take_part(b));
    if (order != 0) return order;
  }
  return !a.empty() <=> !b.empty();
}

bool is_any_part(std::string_view part) noexcept {
  return part == "x" || part == "X" || part == "*";
}

// Keeps the numbers before the last of `count`: "1.2" of 1.2.3 for 2.
std::string_view first_numbers(std::string_view version, std::size_t count) noexcept {
  std::size_t end = 0;
  for (std::size_t i = 0; i < count && end != std::string_view::npos; ++i) {
    end = version.find('.', end + (i > 0 ? 1 : 0));
  }
  return version.substr(0, end);
}

// "^1.2.3" keeps the first number that is not zero, as npm does.
std::size_t numbers_kept_by_caret(std::string_view version) noexcept {
  std::size_t kept = 1;
  for (std::string_view left = version; kept < 3 && take_part(left) == "0"; ++kept) {
  }
  return kept;
}

constexpr std::string_view kAnyVersion[] = {"", "*", "latest", "current", "dev"};

}  // namespace

std::strong_ordering compare_versions(std::string_view a, std::string_view b) noexcept {
  const Semantic left = take_apart(a);
  const Semantic right = take_apart(b);
  if (left.is_semantic != right.is_semantic) return left.is_semantic <=> right.is_semantic;
  if (left.is_semantic) {
    const auto order = compare_all_numbers(left.numbers, right.numbers);
    return order != 0 ? order : compare_labels(left.label, right.label);
  }
  return is_number(a) && is_number(b) ? compare_numbers(a, b) : a <=> b;
}

bool version_matches(std::string_view asked, std::string_view version) noexcept {
  if (asked == version) return true;
  while (!asked.empty()) {
    if (version.empty()) return is_any_part(asked);
    const std::string_view part = take_part(asked);
    const Halves halves = split_once(version, '.');
    // The last part asked for may stand before a label: "4.0.1" is no beginning of 4.0.1-ballot,
    // but "4.0" is.
    if (!is_any_part(part) && part != halves.before) return false;
    version = halves.after;
  }
  return true;
}

bool dependency_matches(std::string_view asked, std::string_view version) noexcept {
  asked = trim(asked);
  if (std::ranges::find(kAnyVersion, asked) != std::end(kAnyVersion)) return true;
  if (version_matches(asked, version)) return true;
  const auto after = [asked](std::string_view mark) { return trim(asked.substr(mark.size())); };
  if (asked.starts_with(">=")) return compare_versions(version, after(">=")) >= 0;
  const bool is_caret = asked.starts_with('^');
  if (!is_caret && !asked.starts_with('~')) return false;
  const std::string_view bound = after("^");
  const std::size_t kept = is_caret ? numbers_kept_by_caret(bound) : 2;
  return compare_versions(version, bound) >= 0 &&
         version_matches(first_numbers(bound, kept), version);
}

Canonical split_canonical(std::string_view text) noexcept {
  const Halves fragment = split_once(text, '#');
  const Halves version = split_once(fragment.before, '|');
  return {version.before, version.after, fragment.after};
}

}  // namespace gateway::conformance
