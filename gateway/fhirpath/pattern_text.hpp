// Pattern text: the regular expressions and substitutions of FHIRPath, as RE2 reads them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gateway::fhirpath {

// What others write in another way: (?<name>…) becomes (?P<name>…), \uXXXX becomes \x{XXXX}.
std::string to_re2(std::string_view pattern);

// A group that a substitution names: "day", or a number.
struct GroupName {
  std::string_view text;
  bool is_number = false;
};
// `text` as it is, unless there is the group.
struct SubstitutionPart {
  std::string_view text;
  std::optional<GroupName> group = {};
};
// $1, $12 (if there are as many groups), ${name}, ${1}, $<name>; $& and $0 are the whole match,
// $$ is '$'. LIFETIME: as `text`.
std::vector<SubstitutionPart> parts_of_substitution(std::string_view text, int group_count);

}  // namespace gateway::fhirpath
