// The unit codes of FHIR R4: its value set ucum-common, and whatever its resources and examples
// measure in. Source: FHIR R4, valueset-ucum-common.html.
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include <gtest/gtest.h>

#include "gateway/fhir/unit.hpp"

namespace gateway::fhir {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kUcum = "http://unitsofmeasure.org\"";

constexpr std::size_t kNear = 20;  // from the name of an element to its value

struct Format {
  const char* extension;
  std::string_view code;           // what stands before the quotes of a code
  std::string_view end_of_object;  // of one that has a system and a code
};
constexpr Format kJson = {".json", "\"code\"", "}"};
constexpr Format kXml = {".xml", "<code value=", "</"};

// Codes that stand in R4 under the system of UCUM and that UCUM does not have.
const std::set<std::string> kNoUnits = {
    "TAB",     // a tablet, in examples
    "[lb_i]",  // meant is [lb_av]
    "drop",    // [drp]
    "ea",      // {each}
    "mEq",     // meq
    "mcg",     // ug
    "ml/hr",   // ml/h
    "month",   // mo
    "tbl",     // {tbl}
};

std::string content_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string content(fs::file_size(path), '\0');
  file.read(content.data(), static_cast<std::streamsize>(content.size()));
  return content;
}

// Codes of units hold no escapes but these.
std::string unescaped(std::string text) {
  const std::pair<std::string_view, std::string_view> escapes[] = {
      {"&#39;", "'"}, {"&apos;", "'"}, {"&quot;", "\""}, {"&amp;", "&"}};
  for (const auto& [from, to] : escapes) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from)) {
      text.replace(at, from.size(), to);
    }
  }
  return text;
}

// The code of a Quantity or a Coding follows its system; the codes of a value set follow theirs up
// to the next system.
void add_codes(std::string_view text, const Format& format, std::set<std::string>& codes) {
  const bool is_value_set = text.substr(0, 500).find("ValueSet") != std::string_view::npos;
  for (auto at = text.find(kUcum); at != std::string_view::npos; at = text.find(kUcum, at + 1)) {
    if (text.substr(at - kNear, kNear).find("system") == std::string_view::npos) continue;
    const auto end = text.find(is_value_set ? "system" : format.end_of_object, at);
    const std::string_view part = text.substr(at, end - at);
    auto found = part.find(format.code);
    while (found != std::string_view::npos) {
      const std::size_t start = text.find('"', at + found + format.code.size()) + 1;
      codes.insert(unescaped(std::string(text.substr(start, text.find('"', start) - start))));
      found = is_value_set ? part.find(format.code, found + 1) : std::string_view::npos;
    }
  }
}

std::set<std::string> codes_below(const fs::path& folder, const Format& format) {
  std::set<std::string> codes;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == format.extension) {
      add_codes(content_of(entry.path()), format, codes);
    }
  }
  return codes;
}

void expect_units(const std::set<std::string>& codes) {
  for (const std::string& code : codes) {
    EXPECT_EQ(parse_unit(code).has_value(), !kNoUnits.contains(code)) << code;
  }
}

TEST(UnitCodesTest, ReadsEveryCodeOfTheValueSetAndTheResources) {
  const fs::path package = fs::path(GATEWAY_PACKAGES) / "hl7.fhir.r4.core";
  ASSERT_TRUE(fs::exists(package)) << "scripts/setup.sh fetches " << package;

  const auto codes = codes_below(package, kXml);

  EXPECT_GE(codes.size(), 1357U);
  expect_units(codes);
}

TEST(UnitCodesTest, ReadsEveryCodeOfTheExamples) {
  const fs::path package = fs::path(GATEWAY_PACKAGES) / "hl7.fhir.r4.examples";
  ASSERT_TRUE(fs::exists(package)) << "scripts/setup.sh fetches " << package;

  const auto codes = codes_below(package, kJson);

  EXPECT_GE(codes.size(), 1372U);
  expect_units(codes);
}

}  // namespace
}  // namespace gateway::fhir
