#include "gateway/rivta/code_system.hpp"

#include <gtest/gtest.h>

namespace gateway::rivta {
namespace {

TEST(CodeSystemTest, NamesTheSystemsOfHealthCare) {
  EXPECT_EQ(code_system_uri("1.2.752.116.1.1.1"), "http://hl7.org/fhir/sid/icd-10-se");
  EXPECT_EQ(code_system_uri("1.2.752.116.1.1.1.1.3"), "http://hl7.org/fhir/sid/icd-10-se");
  EXPECT_EQ(code_system_uri("1.2.752.116.2.1.1"), "http://snomed.info/sct");
}

TEST(CodeSystemTest, KnowsTheOtherOidsOfKva) {
  EXPECT_EQ(code_system_uri("1.2.752.116.1.3.2.3.4"), "urn:oid:1.2.752.116.1.3.2.1.4");
}

TEST(CodeSystemTest, KeepsAnyOtherOid) {
  EXPECT_EQ(code_system_uri(" 1.2.752.116.1.1.3 "), "urn:oid:1.2.752.116.1.1.3");
}

TEST(CodeSystemTest, KeepsAUri) {
  EXPECT_EQ(code_system_uri("urn:example:codes"), "urn:example:codes");
  EXPECT_EQ(code_system_uri("https://codes.example/x"), "https://codes.example/x");
}

TEST(CodeSystemTest, DropsWhatIsNeither) {
  for (const char* text :
       {"", "ICD-10-SE", "1", "1..2", "1.02", "3.1", "1.2.", "http://a b", "1.2.å"}) {
    EXPECT_EQ(code_system_uri(text), "") << text;
  }
}

TEST(CodeSystemTest, MakesACodeOfAText) {
  EXPECT_EQ(to_code("  F90.0\n\t x "), "F90.0 x");
  EXPECT_EQ(to_code(" \n "), "");
}

}  // namespace
}  // namespace gateway::rivta
