// Source: RFC 6838, section 4.2; RFC 2045, section 5.1; ISO 4217.
#include "gateway/conformance/code_rules.hpp"

#include <string>

#include <gtest/gtest.h>

namespace gateway::conformance {
namespace {

TEST(CodeRulesTest, AcceptsWellFormedMediaTypes) {
  for (const std::string_view code : {"text/plain",
                                      "application/fhir+json",
                                      "application/fhir+json; fhirVersion=4.0",
                                      "text/plain; charset=\"utf-8\"",
                                      "application/vnd.x;a=b;c=d",
                                      "application/dicom; variant=DICOM QIDO-RS"}) {
    EXPECT_EQ(check_mime_type(code), Membership::in) << code;
  }
}

TEST(CodeRulesTest, RefusesWhatIsNoMediaType) {
  for (const std::string_view code : {"",
                                      "/",
                                      "text/",
                                      "/plain",
                                      "text/a b",
                                      "text plain",
                                      "text/plain;charset",
                                      "text/plain;=utf-8",
                                      "a/b/c"}) {
    EXPECT_EQ(check_mime_type(code), Membership::not_in) << code;
  }
}

TEST(CodeRulesTest, CannotTellShortFormatNames) {
  EXPECT_EQ(check_mime_type("xml"), Membership::cannot_tell);
}

TEST(CodeRulesTest, TakesQuotedParametersWhateverStandsInThem) {
  for (const std::string_view code : {"multipart/related; type=\"a/b; c=d\"",
                                      "text/plain; a=\"x\\\"y\"; b=c",
                                      "text/plain;a=\"\"",
                                      "text/plain; a = b"}) {
    EXPECT_EQ(check_mime_type(code), Membership::in) << code;
  }
  for (const std::string_view code : {"text/plain; a=\"x",
                                      "text/plain; a=\"x\\\"",
                                      "text/plain; a=\"x\"y",
                                      "text/plain; a=x\"y\"",
                                      "text/plain; a=b;=c",
                                      "text/plain; a=",
                                      "text/plain;;"}) {
    EXPECT_EQ(check_mime_type(code), Membership::not_in) << code;
  }
}

TEST(CodeRulesTest, TakesNamesOfTypesUpToTheirLimit) {
  EXPECT_EQ(check_mime_type("text/" + std::string(127, 'a')), Membership::in);
  EXPECT_EQ(check_mime_type("text/" + std::string(128, 'a')), Membership::not_in);
}

TEST(CodeRulesTest, RefusesNamesThatAreNoneOfATypeAndRanges) {
  for (const std::string_view code : {"image/*", "*/*", "+x/y", "text/%", "text/'a'"})
    EXPECT_EQ(check_mime_type(code), Membership::not_in) << code;
}

TEST(CodeRulesTest, KnowsCurrenciesOfTodayAndOfThePast) {
  for (const std::string_view code : {"SEK", "EUR", "AED", "ZWG", "XXX", "XCG", "HRK", "DEM"})
    EXPECT_EQ(check_currency(code), Membership::in) << code;
  for (const std::string_view code : {"", "SE", "SEKK", "sek", "S1K", "SKR", "EUR ", "AAA", "ZZZ"})
    EXPECT_EQ(check_currency(code), Membership::not_in) << code;
}

}  // namespace
}  // namespace gateway::conformance
