#include "gateway/rivta/person_id.hpp"

#include <algorithm>
#include <array>

#include "gateway/base/text.hpp"
#include "gateway/rivta/message_texts.hpp"
#include "gateway/rivta/moment.hpp"

namespace gateway::rivta {
namespace {

constexpr std::size_t kDigits = 12;
constexpr std::size_t kCheckedDigits = 10;
constexpr std::string_view kFirstCentury = "18";

struct Kind {
  std::string_view root;
  std::string_view system;
  int added_to_day;
};
constexpr auto kKinds = std::to_array<Kind>({
    {"1.2.752.129.2.1.3.1", "http://electronichealth.se/identifier/personnummer", 0},
    {"1.2.752.129.2.1.3.3", "http://electronichealth.se/identifier/samordningsnummer", 60},
});

// The first eight digits as a date, once what the kind adds to the day is taken off; empty if there
// is no such day.
std::string birth_date(std::string_view digits, int added_to_day) {
  const auto day = parse_integer<int>(digits.substr(6, 2));
  if (!day || *day <= added_to_day || digits < kFirstCentury) return {};
  std::string plain(digits.substr(0, 6));
  const int rest = *day - added_to_day;
  if (rest < 10) plain += '0';
  plain += std::to_string(rest);
  return to_fhir_date(plain).value_or("");
}

std::unexpected<Error> refuse(std::string_view id) {
  const MessageText& text = message_text(id);
  return fail(ErrorKind::invalid, text.id, std::string(text.english));
}

}  // namespace

bool has_luhn_check_digit(std::string_view digits) noexcept {
  int sum = 0;
  bool doubled = false;
  for (auto at = digits.rbegin(); at != digits.rend(); ++at) {
    const int digit = *at - '0';
    const int weighted = doubled ? 2 * digit : digit;
    sum += weighted > 9 ? weighted - 9 : weighted;
    doubled = !doubled;
  }
  return sum % 10 == 0;
}

Result<PersonId> read_person_id(std::string_view root, std::string_view extension) {
  const auto kind = std::ranges::find(kKinds, root, &Kind::root);
  if (kind == kKinds.end() || extension.size() != kDigits) return refuse("RIVTA-PERSON-ID-FORM");
  PersonId id;
  id.value = std::string(extension);
  if (std::ranges::any_of(extension, is_alpha)) {
    id.system = "urn:oid:" + std::string(root);
    id.is_temporary = true;
    return id;
  }
  if (!std::ranges::all_of(extension, is_digit)) return refuse("RIVTA-PERSON-ID-FORM");
  id.system = std::string(kind->system);
  id.birth_date = birth_date(extension, kind->added_to_day);
  if (id.birth_date.empty()) return refuse("RIVTA-PERSON-ID-FORM");
  if (!has_luhn_check_digit(extension.substr(kDigits - kCheckedDigits))) {
    return refuse("RIVTA-PERSON-ID-CHECK-DIGIT");
  }
  return id;
}

}  // namespace gateway::rivta
