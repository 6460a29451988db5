// Source: RFC 6838, section 4.2; RFC 2045, section 5.1; ISO 4217.
#include "gateway/conformance/code_rules.hpp"

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

TEST(CodeRulesTest, RefusesWhatCannotBeACurrency) {
  for (const std::string_view code : {"", "SE", "SEKK", "sek", "S1K"}) {
    EXPECT_EQ(check_currency(code), Membership::not_in) << code;
  }
  EXPECT_EQ(check_currency("SEK"), Membership::cannot_tell);
}

}  // namespace
}  // namespace gateway::conformance
