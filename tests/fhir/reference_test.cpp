#include "gateway/fhir/reference.hpp"

#include <string>

#include <gtest/gtest.h>

#include "tests/support/result_matchers.hpp"

namespace gateway::fhir {
namespace {

using test::FailsWith;
using test::FailsWithId;
using test::IsOk;

Id id(std::string_view text) {
  return Id::parse(text).value();
}

template <typename Form>
Form parsed(std::string_view text) {
  return std::get<Form>(parse_reference(text).value());
}

TEST(IdTest, IsOneToSixtyFourOfItsCharacters) {
  EXPECT_THAT(Id::parse("A-z.09"), IsOk());
  EXPECT_THAT(Id::parse(std::string(64, 'a')), IsOk());
  for (const auto& text : {std::string(),
                           std::string(65, 'a'),
                           std::string("a/b"),
                           std::string("å"),
                           std::string("a b"),
                           std::string("a\0", 2)}) {
    EXPECT_THAT(Id::parse(text), FailsWithId("ID-FORM")) << text;
  }
}

TEST(ReferenceTest, TakesContainedReferencesApart) {
  EXPECT_EQ(parsed<ContainedReference>("#p1").anchor, "p1");
  EXPECT_EQ(parsed<ContainedReference>("#").anchor, "");
}

TEST(ReferenceTest, TakesRestReferencesApart) {
  EXPECT_EQ(parsed<RestReference>("Patient/23"), (RestReference{"", "Patient", id("23")}));
  EXPECT_EQ(parsed<RestReference>("Patient/23/_history/4"),
            (RestReference{"", "Patient", id("23"), id("4")}));
  EXPECT_EQ(parsed<RestReference>("https://a.example/fhir/Patient/23/_history/4"),
            (RestReference{"https://a.example/fhir", "Patient", id("23"), id("4")}));
  EXPECT_EQ(parsed<RestReference>("http://a.example:8080/Patient/x").base, "http://a.example:8080");
}

TEST(ReferenceTest, TakesConditionalAndUrnReferencesApart) {
  EXPECT_EQ(parsed<ConditionalReference>("Patient?identifier=http://a|1/2"),
            (ConditionalReference{"Patient", "identifier=http://a|1/2"}));
  EXPECT_EQ(parsed<UrnReference>("urn:oid:1.2.3").urn, "urn:oid:1.2.3");
}

TEST(ReferenceTest, KeepsOtherAbsoluteUrisWhole) {
  for (const auto* const text : {"http://a.example/patient/23",
                                 "https://a.example/fhir/Patient",
                                 "ftp://a.example/Patient/23",
                                 "mailto:a@b.example",
                                 "http://a.example/fhir/Patient?identifier=1"}) {
    EXPECT_EQ(parsed<UriReference>(text).uri, text);
  }
}

TEST(ReferenceTest, RefusesEverythingElse) {
  for (const auto* const text : {"",
                                 " ",
                                 "#a b",
                                 "#a/b",
                                 "#å",
                                 "Patient",
                                 "Patient/",
                                 "/Patient/23",
                                 "patient/23",
                                 "Patient/23/",
                                 "Patient/2_3",
                                 "Patient/23/_history",
                                 "Patient/23/_history/",
                                 "Patient/23/_history/4/5",
                                 "fhir/Patient/23",
                                 "../Patient/23",
                                 "Patient?",
                                 "?a=b",
                                 "Patient/23?a=b",
                                 "urn:",
                                 ":x",
                                 "http:",
                                 "Patient/23#x",
                                 "Patient/ 23",
                                 "Patient/\n23"}) {
    EXPECT_THAT(parse_reference(text), FailsWith(ErrorKind::malformed)) << text;
  }
  EXPECT_THAT(parse_reference("Patient/" + std::string(65, 'a')), FailsWithId("REFERENCE-FORM"));
}

TEST(ReferenceTest, WritesTheTextItRead) {
  for (const auto* const text : {"#",
                                 "#p1",
                                 "Patient/23",
                                 "Patient/23/_history/4",
                                 "http://a/b/Patient/23",
                                 "http://a//Patient/23/_history/4",
                                 "Patient?a=b&c=d",
                                 "urn:uuid:x",
                                 "tel:1"}) {
    EXPECT_EQ(to_text(parse_reference(text).value()), text);
  }
  EXPECT_EQ(to_text("Patient", id("23")), "Patient/23");
}

}  // namespace
}  // namespace gateway::fhir
