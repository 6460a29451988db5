// Versions of packages and of canonical resources: which is newer, and which one a text asks for.
#pragma once

#include <compare>
#include <string>
#include <string_view>

namespace gateway::conformance {

// Newer is greater. Semantic versions by their rules, also with fewer or more than three numbers;
// plain numbers by their value; anything else (dates written year first among them) as text. No
// version is oldest, and what is not a semantic version is older than one that is.
// Source: semver.org 2.0.0, section 11.
std::strong_ordering compare_versions(std::string_view a, std::string_view b) noexcept;

// Whether `asked` means `version`: it is the same, or the beginning of it up to a dot ("4.0" means
// 4.0.1), or has "x" or "*" in place of a part.
// Source: FHIR R5, references.html#canonical; FHIR Package Specification, "dependencies".
bool version_matches(std::string_view asked, std::string_view version) noexcept;

// The same for a dependency in package.json, which may also be a range of npm with one bound
// ("^1.2.0", "~1.2.0", ">=1.2.0"), or "latest", "current", "dev" and nothing at all: any version.
bool dependency_matches(std::string_view asked, std::string_view version) noexcept;

// "url|version#fragment" taken apart.
struct Canonical {
  std::string_view url;
  std::string_view version = {};
  std::string_view fragment = {};
};
// Source: FHIR R4, references.html#canonical.
Canonical split_canonical(std::string_view text) noexcept;

}  // namespace gateway::conformance
