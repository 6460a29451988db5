// PersonId: the Swedish identity of a person as RIV-TA carries it, checked and named as FHIR does.
#pragma once

#include <string>
#include <string_view>

#include "gateway/base/result.hpp"

namespace gateway::rivta {

struct PersonId {
  std::string system;         // Identifier.system
  std::string value;          // 12 characters
  bool is_temporary = false;  // a letter stands in it: nothing could be checked
  std::string birth_date;     // "2010-01-31"; empty if temporary
};

// `root` is the OID of the kind of number, `extension` the number without separator.
//
// personnummer: a date of the calendar and Luhn's check digit over the last ten digits.
// samordningsnummer: the same with 60 added to the day. A number with a letter (P, T or F and a
// running number) is a temporary one of a health care system; it is kept under its OID, unchecked.
//
// Errors: invalid (RIVTA-PERSON-ID-FORM, RIVTA-PERSON-ID-CHECK-DIGIT).
Result<PersonId> read_person_id(std::string_view root, std::string_view extension);

// True if the last digit of `digits` is Luhn's check digit of those before it.
bool has_luhn_check_digit(std::string_view digits) noexcept;

}  // namespace gateway::rivta
