// Builder, Node, Arena, Resource: making a tree and reading it.
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "gateway/fhir/builder.hpp"
#include "gateway/fhir/compare.hpp"

#include "tests/support/small_types.hpp"

namespace gateway::fhir {
namespace {

using test::small_types;
using testing::ElementsAre;

std::vector<std::string> names_of(Node node) {
  std::vector<std::string> names;
  for (const Node child : node.children())
    names.emplace_back(child.name());
  return names;
}

Resource patient(std::string_view family) {
  Builder b(small_types(), "Patient");
  b.begin("name");
  b.add("family", family);
  b.add("given", "Ada");
  b.add("given", "Eva");
  b.end();
  b.add("id", "23");
  return std::move(b).finish();
}

TEST(BuilderTest, PutsChildrenInDefinitionOrderAndKeepsItemsInTheirs) {
  Builder b(small_types(), "Patient");
  b.add("birthDate", "2012");
  b.begin("name");
  b.add("text", "first");
  b.end();
  b.add("id", "23");
  b.begin("name");
  b.add("text", "second");
  b.end();
  const Resource resource = std::move(b).finish();
  EXPECT_THAT(names_of(resource.root()), ElementsAre("id", "name", "name", "birthDate"));
  EXPECT_EQ(resource.root().children("name")[0].child("text").value(), "first");
  EXPECT_EQ(resource.root().children("name")[1].child("text").value(), "second");
}

TEST(BuilderTest, CopiesValues) {
  std::string value = "Andersson";
  const Resource resource = patient(value);
  value.assign(value.size(), '?');
  EXPECT_EQ(resource.root().child("name").child("family").value(), "Andersson");
}

TEST(BuilderTest, GivesAnInnerResourceItsOwnType) {
  Builder b(small_types(), "Bundle");
  b.begin("entry");
  b.begin("resource", "Patient");
  b.add("id", "7");
  b.end();
  b.end();
  const Resource bundle = std::move(b).finish();
  const Node inner = bundle.root().child("entry").child("resource");
  EXPECT_EQ(inner.type_name(), "Patient");
  EXPECT_TRUE(inner.is_resource());
  EXPECT_EQ(bundle.part(inner).id(), "7");
}

TEST(BuilderTest, KeepsAGraftedTreeAlive) {
  Builder b(small_types(), "Bundle");
  for (int i = 0; i < 3; ++i) {
    b.begin("entry");
    b.graft("resource", patient("Nr" + std::to_string(i)));
    b.end();
  }
  const Resource bundle = std::move(b).finish();
  EXPECT_EQ(
      bundle.root().children("entry")[2].child("resource").child("name").child("family").value(),
      "Nr2");
}

TEST(BuilderDeathTest, EndsTheProcessForAnElementThatTheTypeDoesNotHave) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  Builder b(small_types(), "Patient");
  EXPECT_DEATH(b.add("noSuchElement", "x"), "");
  EXPECT_DEATH(b.begin("entry"), "");
}

TEST(NodeTest, AnAbsentNodeCanBeAskedFurther) {
  const Resource resource = patient("A");
  const Node absent = resource.root().child("contact").child("name").child("family");
  EXPECT_FALSE(absent);
  EXPECT_EQ(absent.value(), "");
  EXPECT_EQ(absent.name(), "");
  EXPECT_EQ(absent.type_name(), "");
  EXPECT_FALSE(absent.is_resource());
  EXPECT_TRUE(absent.children().empty());
  EXPECT_TRUE(absent.children("given").empty());
  EXPECT_FALSE(absent.choice("value"));
}

TEST(NodeTest, FindsTheElementOfAChoiceWhateverItsType) {
  Builder b(small_types(), "Observation");
  b.begin("valueQuantity");
  b.add("value", "1.50");
  b.end();
  const Resource observation = std::move(b).finish();
  EXPECT_EQ(observation.root().choice("value").name(), "valueQuantity");
  EXPECT_EQ(observation.root().choice("value").child("value").value(), "1.50");
  EXPECT_EQ(observation.root().choice("value").child("value").primitive(), Primitive::decimal);
  EXPECT_FALSE(observation.root().choice("effective"));
}

TEST(NodeTest, TellsAnEmptyValueFromNone) {
  Builder b(small_types(), "Patient");
  b.begin("birthDate");
  b.end();
  b.add("gender", "");
  const Resource resource = std::move(b).finish();
  EXPECT_FALSE(resource.root().child("birthDate").has_value());
  EXPECT_TRUE(resource.root().child("gender").has_value());
}

TEST(CompareTest, FindsEveryDifferenceOfNameValueAndOrder) {
  const Resource a = patient("A");
  EXPECT_TRUE(deep_equal(a, patient("A")));
  EXPECT_FALSE(deep_equal(a, patient("B")));
  Builder fewer(small_types(), "Patient");
  fewer.add("id", "23");
  EXPECT_FALSE(deep_equal(a, std::move(fewer).finish()));

  const auto with_given = [](std::string_view first, std::string_view second) {
    Builder b(small_types(), "HumanName");
    b.add("given", first);
    b.add("given", second);
    return std::move(b).finish();
  };
  EXPECT_TRUE(deep_equal(with_given("x", "y"), with_given("x", "y")));
  EXPECT_FALSE(deep_equal(with_given("x", "y"), with_given("y", "x")));

  const auto with = [](std::string_view name) {
    Builder b(small_types(), "HumanName");
    b.add(name, "x");
    return std::move(b).finish();
  };
  EXPECT_FALSE(deep_equal(with("family"), with("text")));
  EXPECT_TRUE(deep_equal(Node(), Node()));
  EXPECT_FALSE(deep_equal(Node(), a.root()));
}

TEST(CompareTest, ComparesTreesOfDifferentTablesByText) {
  const auto other = test::small_types_builder().build();
  Builder b((*other)->table(), "Patient");
  b.begin("name");
  b.add("family", "A");
  b.add("given", "Ada");
  b.add("given", "Eva");
  b.end();
  b.add("id", "23");
  EXPECT_TRUE(deep_equal(patient("A"), std::move(b).finish()));
}

TEST(ArenaTest, CostsLittleMoreThanItsNodesAndTexts) {
  constexpr std::size_t kNames = 2000;
  Builder b(small_types(), "Patient");
  for (std::size_t i = 0; i < kNames; ++i) {
    b.begin("name");
    b.add("family", "Andersson");
    b.add("given", "Ada");
    b.end();
  }
  const Resource resource = std::move(b).finish();
  const std::size_t needed = kNames * (3 * sizeof(NodeData) + 12);
  EXPECT_GE(resource.arena()->bytes(), needed);
  EXPECT_LE(resource.arena()->bytes(), needed * 4 / 3);
}

}  // namespace
}  // namespace gateway::fhir
