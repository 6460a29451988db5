#include "gateway/conformance/terminology/language_tag.hpp"

#include <algorithm>
#include <array>

#include "gateway/base/text.hpp"
#include "gateway/conformance/terminology/country_codes.hpp"
#include "gateway/conformance/terminology/language_codes.hpp"

namespace gateway::conformance {
namespace {

constexpr std::size_t kMaxSubtag = 8;
constexpr std::size_t kMaxExtendedLanguages = 3;
constexpr std::size_t kMinVariant = 5;    // four, where it begins with a digit
constexpr std::size_t kMinExtension = 5;  // "-a-bc"

// Registered as a whole; the regular ones of RFC 5646 are well-formed without a list.
// Source: RFC 5646, section 2.1, `irregular`.
constexpr std::string_view kIrregularTags[] = {
    "en-gb-oed",
    "i-ami",
    "i-bnn",
    "i-default",
    "i-enochian",
    "i-hak",
    "i-klingon",
    "i-lux",
    "i-mingo",
    "i-navajo",
    "i-pwn",
    "i-tao",
    "i-tay",
    "i-tsu",
    "sgn-be-fr",
    "sgn-be-nl",
    "sgn-ch-de",
};

bool is_letter_or_digit(char c) noexcept {
  return is_alpha(c) || is_digit(c);
}

bool is_alphabetic(std::string_view text) noexcept {
  return std::ranges::all_of(text, is_alpha);
}

bool is_numeric(std::string_view text) noexcept {
  return std::ranges::all_of(text, is_digit);
}

char to_upper(char c) noexcept {
  return is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c;
}

// Of two letters, which the table has in small letters.
bool is_registered_language(std::string_view subtag) noexcept {
  const std::array<char, 2> small = {to_lower(subtag[0]), to_lower(subtag[1])};
  return kShortLanguages.contains({small.data(), small.size()});
}

// Of two letters. AA, QM to QZ, XA to XZ and ZZ are for private use.
bool is_registered_region(std::string_view subtag) noexcept {
  const std::array<char, 2> capital = {to_upper(subtag[0]), to_upper(subtag[1])};
  const std::string_view region(capital.data(), capital.size());
  const bool is_private =
      region == "AA" || region == "ZZ" || region[0] == 'X' || (region[0] == 'Q' && region >= "QM");
  return is_private || kCountries.contains(region) || kOtherRegions.contains(region);
}

// Reads a tag from the left, one subtag at a time.
class TagReader {
 public:
  explicit TagReader(std::string_view tag) noexcept : rest_(tag) { next(); }

  // All of it, by the grammar and the registry.
  bool read() noexcept {
    if (is_private_use()) return private_use();
    return language() && region_after_script() && variants() && extensions() &&
           (is_at_end() || (is_private_use() && private_use()));
  }

 private:
  bool is_at_end() const noexcept { return now_.empty(); }
  bool is_private_use() const noexcept { return now_ == "x" || now_ == "X"; }
  void next() noexcept {
    const Halves parts = split_once(rest_, '-');
    now_ = parts.before;
    rest_ = parts.after;
  }

  bool language() noexcept {
    if (now_.size() < 2 || now_.size() > 3 || !is_alphabetic(now_)) return false;
    if (now_.size() == 2 && !is_registered_language(now_)) return false;
    next();
    for (std::size_t count = 0; count < kMaxExtendedLanguages; ++count) {
      if (now_.size() != 3 || !is_alphabetic(now_)) break;
      next();
    }
    return true;
  }

  bool region_after_script() noexcept {
    if (now_.size() == 4 && is_alphabetic(now_)) next();
    const bool is_country = now_.size() == 2 && is_alphabetic(now_);
    const bool is_area = now_.size() == 3 && is_numeric(now_);
    if (is_country && !is_registered_region(now_)) return false;
    if (is_country || is_area) next();
    return true;
  }

  bool variants() noexcept {
    std::array<std::string_view, kMaxLanguageTag / kMinVariant> seen;
    std::size_t count = 0;
    while (now_.size() >= kMinVariant || (now_.size() == 4 && is_digit(now_.front()))) {
      const auto* const end = seen.begin() + count;
      const bool is_repeated = std::any_of(seen.cbegin(), end, [this](std::string_view other) {
        return equals_ignoring_case(other, now_);
      });
      if (is_repeated || count == seen.size()) return false;
      seen[count++] = now_;
      next();
    }
    return true;
  }

  // Each a letter or digit of its own and what it says: "u-co-phonebk".
  bool extensions() noexcept {
    std::array<char, kMaxLanguageTag / kMinExtension> seen{};
    std::size_t count = 0;
    while (now_.size() == 1 && !is_private_use()) {
      const char singleton = to_lower(now_.front());
      const auto* const end = seen.begin() + count;
      if (std::find(seen.cbegin(), end, singleton) != end || count == seen.size()) return false;
      seen[count++] = singleton;
      next();
      if (now_.size() < 2) return false;
      while (now_.size() >= 2)
        next();
    }
    return true;
  }

  bool private_use() noexcept {
    next();
    return !is_at_end();
  }

  std::string_view rest_;
  std::string_view now_;  // empty at the end: no subtag is
};

bool has_good_subtags(std::string_view tag) noexcept {
  Halves parts{.before = {}, .after = tag, .found = true};
  while (parts.found) {
    parts = split_once(parts.after, '-');
    if (parts.before.empty() || parts.before.size() > kMaxSubtag ||
        !std::ranges::all_of(parts.before, is_letter_or_digit)) {
      return false;
    }
  }
  return true;
}

}  // namespace

Membership check_language(std::string_view code) noexcept {
  if (code.size() > kMaxLanguageTag) return Membership::cannot_tell;
  const bool is_irregular = std::ranges::any_of(
      kIrregularTags, [code](std::string_view tag) { return equals_ignoring_case(tag, code); });
  const bool is_in = is_irregular || (has_good_subtags(code) && TagReader(code).read());
  return is_in ? Membership::in : Membership::not_in;
}

}  // namespace gateway::conformance
