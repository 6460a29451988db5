#include "tests/suites/rivta_values.hpp"

#include <array>
#include <cstddef>
#include <string_view>

namespace gateway::suites {
namespace {

constexpr auto kLengths = std::to_array<std::size_t>({5, 9, 27, 35, 64, 200, 216, 256, 8192});

constexpr auto kTexts = std::to_array<std::string_view>({
    // codes
    "NR",
    "AR",
    "VR",
    "AB",
    "nr",
    "NY",
    "H",
    "MC",
    "HP",
    "WP",
    "AP",
    "AT",
    "AU",
    "BA",
    "BM",
    "DT",
    "KP",
    "LG",
    "LK",
    "NA",
    "OP",
    "OT",
    "PS",
    "PT",
    "RC",
    "RS",
    "SF",
    "SG",
    "SJ",
    "TH",
    "TL",
    "LA",
    "SVA",
    "DSV",
    "SSV",
    "BEK",
    "KOM",
    "VID",
    "AVV",
    "AVB",
    "OK",
    "INFO",
    "ERROR",
    "ok",
    "VALIDATION_ERROR",
    "APPLICATION_ERROR",
    "1.2.752.129.2.1.3.1",
    "1.2.752.129.2.1.3.3",
    "1.2.752.74.9.1",
    "1.2.752.116.1.3.2.1.4",
    "1.2.752.116.2.1.1",
    "1.2.752.116.1.1.1",
    // numbers and booleans
    "",
    " ",
    "?",
    "x",
    "04",
    " 4 ",
    "+4",
    "4.0",
    "-1",
    "1a",
    "00",
    "001",
    "0100",
    "2147483648",
    "9223372036854775807",
    "9223372036854775808",
    "true",
    "false",
    "TRUE",
    " true ",
    // dates and times
    "20141011",
    "20140231",
    "19000101",
    "18991231",
    "21000101",
    "20141301",
    "20141032",
    "20140001",
    "2014-10-11",
    "20141100",
    "２０１４1011",
    "20１４1011",
    "2014101１",
    "201410112",
    "201410111200",
    "2014101112000",
    "20141011120000",
    "201410111200000",
    "20141011995999",
    // identifiers
    "191212121212",
    "19121212P212",
    "19121212f212",
    "19121212x212",
    "19121212121",
    "1912121212123",
    "1912121２1212",
    "a#b",
    "#",
    "ab",
    "a#b#c",
    // URNs and white space
    "urn:ab:c",
    "urn:a:c",
    "urn:ab:%41",
    "urn:ab:%4",
    "urn:ab:",
    "URN:ab:c",
    "urn:ab:c d",
    "urn:-ab:c",
    "urn:a-:c",
    "urn:ab:c-()+,.:=@;$_!*'",
    " urn:ab:c ",
    "text/plain",
    "åäö",
    "a\nb",
    "\tx",
});

// Limits count characters, not bytes.
std::string repeated(std::string_view character, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i)
    text += character;
  return text;
}

std::vector<std::string> make_values() {
  std::vector<std::string> values(kTexts.begin(), kTexts.end());
  for (int number = 0; number <= 26; ++number)
    values.push_back(std::to_string(number));
  for (const std::size_t length : kLengths) {
    for (const std::size_t size : {length, length + 1}) {
      values.push_back(repeated("a", size));
      values.push_back(repeated("å", size));
      values.push_back("#" + repeated("a", size - 1));
    }
  }
  return values;
}

}  // namespace

const std::vector<std::string>& all_values() {
  static const std::vector<std::string> values = make_values();
  return values;
}

}  // namespace gateway::suites
