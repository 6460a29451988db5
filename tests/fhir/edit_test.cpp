#include "gateway/fhir/edit.hpp"

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "gateway/fhir/builder.hpp"
#include "gateway/fhir/compare.hpp"

#include "tests/support/result_matchers.hpp"
#include "tests/support/small_types.hpp"

namespace gateway::fhir {
namespace {

using test::FailsWith;
using test::FailsWithId;
using test::IsOk;
using test::small_types;
using testing::ElementsAre;
using testing::IsEmpty;

class EditTest : public testing::Test {
 protected:
  static Resource make_patient() {
    Builder b(small_types(), "Patient");
    b.add("id", "23");
    b.begin("name");
    b.add("family", "Andersson");
    b.add("given", "Ada");
    b.add("given", "Eva");
    b.add("given", "Ida");
    b.end();
    b.begin("contact");
    b.begin("name");
    b.add("text", "Ola");
    b.end();
    b.end();
    b.add("multipleBirthInteger", "2");
    return std::move(b).finish();
  }

  Node root() const { return patient_.root(); }
  Node name() const { return root().child("name"); }

  static std::vector<std::string> values(Nodes nodes) {
    std::vector<std::string> all;
    for (const Node node : nodes)
      all.emplace_back(node.value());
    return all;
  }
  static std::vector<std::string> names(Node node) {
    std::vector<std::string> all;
    for (const Node child : node.children())
      all.emplace_back(child.name());
    return all;
  }

  Resource patient_ = make_patient();
  Edit edit_{patient_};
};

TEST_F(EditTest, WithoutChangesIsTheTreeItself) {
  EXPECT_EQ(std::move(edit_).apply().root().data(), root().data());
}

TEST_F(EditTest, LeavesTheOldTreeAsItWas) {
  ASSERT_THAT(edit_.set_value(name().child("family"), "Berg"), IsOk());
  ASSERT_THAT(edit_.remove(root().child("contact")), IsOk());
  const Resource changed = std::move(edit_).apply();
  EXPECT_TRUE(deep_equal(patient_, make_patient()));
  EXPECT_EQ(changed.root().child("name").child("family").value(), "Berg");
}

TEST_F(EditTest, SharesWhatDidNotChange) {
  ASSERT_THAT(edit_.set_value(name().child("family"), "Berg"), IsOk());
  const Resource changed = std::move(edit_).apply();
  EXPECT_EQ(changed.root().child("contact").data()->children,
            root().child("contact").data()->children);
  EXPECT_LT(changed.arena()->bytes(), std::size_t{4096});
}

TEST_F(EditTest, KeepsTheOldTreeAliveForWhatItShares) {
  const Resource changed = [] {
    const Resource old = make_patient();
    Edit edit(old);
    EXPECT_THAT(edit.set_child(old.root(), "birthDate", "2012"), IsOk());
    return std::move(edit).apply();
  }();
  EXPECT_THAT(values(changed.root().child("name").children("given")),
              ElementsAre("Ada", "Eva", "Ida"));
}

TEST_F(EditTest, AddsAChildInDefinitionOrder) {
  ASSERT_THAT(edit_.set_child(root(), "birthDate", "2012-03"), IsOk());
  ASSERT_THAT(edit_.set_child(root(), "active", "true"), IsOk());
  EXPECT_THAT(names(std::move(edit_).apply().root()),
              ElementsAre("id", "active", "name", "birthDate", "multipleBirthInteger", "contact"));
}

TEST_F(EditTest, SettingAChildReplacesAllItsItems) {
  ASSERT_THAT(edit_.set_child(name(), "given", "Mia"), IsOk());
  EXPECT_THAT(values(std::move(edit_).apply().root().child("name").children("given")),
              ElementsAre("Mia"));
}

TEST_F(EditTest, SettingOneTypeOfAChoiceRemovesTheOther) {
  ASSERT_THAT(edit_.set_child(root(), "multipleBirthBoolean", "true"), IsOk());
  const Resource changed = std::move(edit_).apply();
  EXPECT_THAT(names(changed.root()), ElementsAre("id", "name", "multipleBirthBoolean", "contact"));
  EXPECT_EQ(changed.root().choice("multipleBirth").value(), "true");
}

TEST_F(EditTest, InsertsAtEveryPlace) {
  ASSERT_THAT(edit_.insert(name(), "given", 0, "first"), IsOk());
  ASSERT_THAT(edit_.insert(name(), "given", 2, "third"), IsOk());
  ASSERT_THAT(edit_.insert(name(), "given", Edit::kAtEnd, "last"), IsOk());
  ASSERT_THAT(edit_.insert(name(), "prefix", 0, "Dr"), IsOk());
  const Resource changed = std::move(edit_).apply();
  EXPECT_THAT(values(changed.root().child("name").children()),
              ElementsAre("Andersson", "first", "Ada", "third", "Eva", "Ida", "last", "Dr"));
}

TEST_F(EditTest, MovesItemsForwardsAndBackwards) {
  ASSERT_THAT(edit_.move(name(), "given", 0, 2), IsOk());
  EXPECT_THAT(values(std::move(edit_).apply().root().child("name").children("given")),
              ElementsAre("Eva", "Ida", "Ada"));
  Edit back(patient_);
  ASSERT_THAT(back.move(name(), "given", 2, 0), IsOk());
  ASSERT_THAT(back.move(name(), "given", 1, 1), IsOk());
  EXPECT_THAT(values(std::move(back).apply().root().child("name").children("given")),
              ElementsAre("Ida", "Ada", "Eva"));
}

TEST_F(EditTest, ReplacesOneItemInItsPlace) {
  ASSERT_THAT(edit_.replace(name().children("given")[1], "Mia"), IsOk());
  EXPECT_THAT(values(std::move(edit_).apply().root().child("name").children("given")),
              ElementsAre("Ada", "Mia", "Ida"));
}

TEST_F(EditTest, InsertsACopyOfATree) {
  {
    Builder b(small_types(), "HumanName");
    b.add("family", "Berg");
    const Resource berg = std::move(b).finish();
    ASSERT_THAT(edit_.insert(root(), "name", 0, berg.root()), IsOk());
  }
  const Resource changed = std::move(edit_).apply();
  EXPECT_EQ(changed.root().children("name")[0].child("family").value(), "Berg");
  EXPECT_EQ(changed.root().children("name")[1].child("family").value(), "Andersson");
}

TEST_F(EditTest, PutsAResourceWhereAnyResourceMayStand) {
  ASSERT_THAT(edit_.insert(root(), "contained", 0, make_patient().root()), IsOk());
  const Resource changed = std::move(edit_).apply();
  EXPECT_TRUE(deep_equal(changed.root().child("contained"), root()));
  EXPECT_EQ(changed.root().child("contained").name(), "contained");
}

TEST_F(EditTest, LeavesOutElementsThatBecomeEmpty) {
  ASSERT_THAT(edit_.remove(root().child("contact").child("name").child("text")), IsOk());
  EXPECT_THAT(names(std::move(edit_).apply().root()),
              ElementsAre("id", "name", "multipleBirthInteger"));
}

TEST_F(EditTest, KeepsTheRootEvenIfNothingIsLeft) {
  for (const Node child : root().children())
    ASSERT_THAT(edit_.remove(child), IsOk());
  const Resource changed = std::move(edit_).apply();
  EXPECT_THAT(names(changed.root()), IsEmpty());
  EXPECT_EQ(changed.type_name(), "Patient");
}

TEST_F(EditTest, IgnoresChangesInsideWhatIsRemoved) {
  ASSERT_THAT(edit_.set_value(name().child("family"), "Berg"), IsOk());
  ASSERT_THAT(edit_.remove(name()), IsOk());
  ASSERT_THAT(edit_.insert(name(), "given", 0, "Mia"), IsOk());
  EXPECT_THAT(names(std::move(edit_).apply().root()),
              ElementsAre("id", "multipleBirthInteger", "contact"));
}

TEST_F(EditTest, TakesAValueAwayAndKeepsTheExtension) {
  Builder b(small_types(), "Extension");
  b.add("url", "http://hl7.org/fhir/StructureDefinition/data-absent-reason");
  b.add("valueCode", "masked");
  const Resource masked = std::move(b).finish();
  const Node family = name().child("family");
  ASSERT_THAT(edit_.insert(family, "extension", 0, masked.root()), IsOk());
  ASSERT_THAT(edit_.clear_value(family), IsOk());
  const Resource changed = std::move(edit_).apply();
  const Node now = changed.root().child("name").child("family");
  EXPECT_FALSE(now.has_value());
  EXPECT_EQ(now.child("extension").choice("value").value(), "masked");
}

TEST_F(EditTest, RefusesWhatTheTypeDoesNotAllow) {
  EXPECT_THAT(edit_.set_child(root(), "entry", "x"), FailsWithId("EDIT-ELEMENT"));
  EXPECT_THAT(edit_.insert(root(), "noSuchName", 0, "x"), FailsWithId("EDIT-ELEMENT"));
  EXPECT_THAT(edit_.set_child(root(), "name", "x"), FailsWithId("EDIT-TYPE"));
  EXPECT_THAT(edit_.set_child(root(), "contact", name()), FailsWithId("EDIT-TYPE"));
  EXPECT_THAT(edit_.set_child(root(), "contact", Node()), FailsWithId("EDIT-TYPE"));
  EXPECT_THAT(edit_.insert(root(), "contained", 0, name()), FailsWithId("EDIT-TYPE"));
  EXPECT_THAT(edit_.set_value(name(), "x"), FailsWithId("EDIT-TYPE"));
  EXPECT_THAT(edit_.set_child(root(), "birthDate", "2012-13"), FailsWithId("PRIMITIVE-DATE"));
  EXPECT_THAT(edit_.set_value(root().child("id"), "a b"), FailsWithId("PRIMITIVE-ID"));
  EXPECT_THAT(edit_.insert(name(), "family", 0, "x"), FailsWithId("EDIT-CARDINALITY"));
  EXPECT_THAT(edit_.insert(root(), "multipleBirthBoolean", 0, "true"),
              FailsWithId("EDIT-CARDINALITY"));
  EXPECT_THAT(edit_.insert(name(), "given", 4, "x"), FailsWithId("EDIT-INDEX"));
  EXPECT_THAT(edit_.move(name(), "given", 3, 0), FailsWithId("EDIT-INDEX"));
  EXPECT_THAT(edit_.move(name(), "given", 0, 3), FailsWithId("EDIT-INDEX"));
  EXPECT_THAT(edit_.remove(root()), FailsWithId("EDIT-ROOT"));
  EXPECT_THAT(edit_.replace(root(), root()), FailsWithId("EDIT-ROOT"));
  EXPECT_TRUE(deep_equal(std::move(edit_).apply(), patient_));
}

TEST_F(EditTest, RefusesNodesOfOtherTreesAndAbsentOnes) {
  const Resource other = make_patient();
  EXPECT_THAT(edit_.remove(other.root().child("name")), FailsWithId("EDIT-FOREIGN"));
  EXPECT_THAT(edit_.set_child(other.root(), "id", "1"), FailsWithId("EDIT-FOREIGN"));
  EXPECT_THAT(edit_.set_value(Node(), "1"), FailsWithId("EDIT-FOREIGN"));
  EXPECT_THAT(edit_.remove(Node()), FailsWithId("EDIT-FOREIGN"));
}

TEST_F(EditTest, EditsAPartOfATree) {
  Builder b(small_types(), "Bundle");
  b.begin("entry");
  b.graft("resource", patient_);
  b.end();
  const Resource bundle = std::move(b).finish();
  const Resource part = bundle.part(bundle.root().child("entry").child("resource"));
  Edit edit(part);
  ASSERT_THAT(edit.set_child(part.root(), "id", "24"), IsOk());
  EXPECT_THAT(edit.remove(bundle.root().child("entry")), FailsWithId("EDIT-FOREIGN"));
  EXPECT_EQ(std::move(edit).apply().id(), "24");
}

TEST_F(EditTest, LetsGoOfThePastAfterManyEdits) {
  const std::weak_ptr<const Arena> first = patient_.arena();
  Resource now = std::exchange(patient_, make_patient());
  for (std::size_t i = 1; i < Edit::kMaxGenerations; ++i) {
    Edit edit(now);
    ASSERT_THAT(edit.set_value(now.root().child("id"), std::to_string(i)), IsOk());
    now = std::move(edit).apply();
    EXPECT_EQ(now.arena()->generations(), i + 1);
  }
  edit_ = Edit(now);
  EXPECT_FALSE(first.expired());
  ASSERT_THAT(edit_.set_value(now.root().child("id"), "last"), IsOk());
  now = std::move(edit_).apply();
  edit_ = Edit(now);
  EXPECT_EQ(now.arena()->generations(), 1U);
  EXPECT_TRUE(first.expired());
  EXPECT_EQ(now.id(), "last");
  EXPECT_THAT(values(now.root().child("name").children("given")), ElementsAre("Ada", "Eva", "Ida"));
}

}  // namespace
}  // namespace gateway::fhir
