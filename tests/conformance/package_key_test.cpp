// The key that is picked from the text of a resource, in both formats.
#include <string>

#include <gmock/gmock.h>

#include "gateway/conformance/packages/resource_key.hpp"

#include "tests/support/result_matchers.hpp"

namespace gateway::conformance {
namespace {

ResourceKey key_of(std::string_view text, TextFormat format) {
  const auto key = read_resource_key(text, format);
  EXPECT_THAT(key, test::IsOk());
  return key && *key ? **key : ResourceKey();
}

TEST(PackageKeyTest, PicksTheKeyOfAStructureInXml) {
  const ResourceKey key = key_of(R"(<?xml version="1.0"?><!-- <id value="no"/> -->
    <StructureDefinition xmlns="http://hl7.org/fhir"><id value="a"/>
      <text><div xmlns="http://www.w3.org/1999/xhtml"><a title="x>y" url="no"/></div></text>
      <contained><ValueSet><url value="no"/></ValueSet></contained>
      <extension url="no"><valueUri value="no"/></extension>
      <url id="value='no'"
           value='urn:a&amp;b'/><version value="1.0"/><kind value="resource"/>
      <type value="Patient"/><derivation value="constraint"/>
      <snapshot><element><type value="no"/></element></snapshot></StructureDefinition>)",
                                 TextFormat::xml);

  EXPECT_EQ(key.type, "StructureDefinition");
  EXPECT_EQ(key.id, "a");
  EXPECT_EQ(key.url, "urn:a&b");
  EXPECT_EQ(key.version, "1.0");
  EXPECT_EQ(key.kind, "resource");
  EXPECT_EQ(key.defined_type, "Patient");
  EXPECT_EQ(key.derivation, "constraint");
}

TEST(PackageKeyTest, PicksTheKeyOfAStructureInJsonInAnyOrder) {
  const ResourceKey key = key_of(
      "\xEF\xBB\xBF"
      R"({"contained": [{"resourceType": "ValueSet", "url": "no"}], "derivation": "constraint",
          "type": "Patient", "kind": "resource", "version": "1.0", "url": "urn:a\u0026b", "id": "a",
          "snapshot": {"element": [{"id": "no"}]}, "resourceType": "StructureDefinition"})",
      TextFormat::json);

  EXPECT_EQ(key.type, "StructureDefinition");
  EXPECT_EQ(key.id, "a");
  EXPECT_EQ(key.url, "urn:a&b");
  EXPECT_EQ(key.version, "1.0");
  EXPECT_EQ(key.kind, "resource");
  EXPECT_EQ(key.defined_type, "Patient");
  EXPECT_EQ(key.derivation, "constraint");
}

TEST(PackageKeyTest, PicksHowMuchOfACodeSystemIsThere) {
  constexpr std::string_view kXml =
      R"(<CodeSystem xmlns="http://hl7.org/fhir"><url value="urn:s"/><status value="draft"/>
         <content value="supplement"/><concept><code value="a"/></concept></CodeSystem>)";
  constexpr std::string_view kJson =
      R"({"resourceType": "CodeSystem", "content": "fragment", "url": "urn:s", "status": "draft"})";
  constexpr std::string_view kOther =
      R"({"resourceType": "ValueSet", "content": "complete", "url": "urn:v"})";

  EXPECT_EQ(key_of(kXml, TextFormat::xml).content, "supplement");
  EXPECT_EQ(key_of(kJson, TextFormat::json).content, "fragment");
  EXPECT_EQ(key_of(kOther, TextFormat::json).content, "");
}

TEST(PackageKeyTest, ReadsAPrefixedRoot) {
  const ResourceKey key =
      key_of(R"(<f:ValueSet xmlns:f="http://hl7.org/fhir"><f:url value="urn:a"/></f:ValueSet>)",
             TextFormat::xml);

  EXPECT_EQ(key.type, "ValueSet");
  EXPECT_EQ(key.url, "urn:a");
}

TEST(PackageKeyTest, LeavesTypeAndKindToStructures) {
  EXPECT_EQ(key_of(R"({"resourceType": "SearchParameter", "type": "token"})", TextFormat::json)
                .defined_type,
            "");
  EXPECT_EQ(key_of("<NamingSystem><kind value=\"root\"/></NamingSystem>", TextFormat::xml).kind,
            "");
}

TEST(PackageKeyTest, FindsNothingInWhatIsNoConformanceResource) {
  for (const std::string text : {R"({"resourceType": "Patient", "id": "a"})", "{}", "[]", "1"}) {
    const auto key = read_resource_key(text, TextFormat::json);
    ASSERT_THAT(key, test::IsOk());
    EXPECT_FALSE(key->has_value()) << text;
  }
  const auto key = read_resource_key("<Patient><id value=\"a\"/></Patient>", TextFormat::xml);
  ASSERT_THAT(key, test::IsOk());
  EXPECT_FALSE(key->has_value());
}

TEST(PackageKeyTest, EndsWhereAttributesHaveNoValueOrTooManyQuotes) {
  for (const std::string tag : {R"(<id va"/><text a="b>c)",
                                R"(<id value"x" = 'y'>)",
                                "<id value>",
                                R"(<id value=>)",
                                R"(<id ""value="y">)"}) {
    const auto key =
        read_resource_key("<ValueSet>" + tag + R"(<url value="u"/></ValueSet>)", TextFormat::xml);
    EXPECT_TRUE(key || key.error().id == "PACKAGE-FILE") << tag;
  }
}

TEST(PackageKeyTest, RefusesBrokenText) {
  for (const std::string text : {"", "{", R"({"resourceType": "ValueSet")"}) {
    EXPECT_THAT(read_resource_key(text, TextFormat::json), test::FailsWithId("PACKAGE-FILE"));
  }
  for (const std::string text : {"",
                                 "text",
                                 "<ValueSet>",
                                 "<ValueSet",
                                 "<ValueSet><url value=\"",
                                 "<!-- ",
                                 "<ValueSet></"}) {
    EXPECT_THAT(read_resource_key(text, TextFormat::xml), test::FailsWithId("PACKAGE-FILE"))
        << text;
  }
}

}  // namespace
}  // namespace gateway::conformance
