// A ProcessRequest message with every element of the contract, written for the tests.
#pragma once

#include <string>
#include <string_view>

namespace gateway::test {

inline constexpr std::string_view kSchool = "SE2321000016-SKOLA1";
inline constexpr std::string_view kClinic = "SE2321000016-BUP1";

// From kSchool to kClinic, valid, nothing in it without a place in FHIR but the two attachments'
// contents.
std::string request_message();

// `text` with the first `from` replaced. Ends the test program if there is none.
std::string replaced(std::string text, std::string_view from, std::string_view to);
// The same with everything from the first `begin` to the end of the next `end`.
std::string cut(std::string text, std::string_view begin, std::string_view end);

}  // namespace gateway::test
