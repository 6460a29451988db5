#include "gateway/fhir/type_table_builder.hpp"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/result_matchers.hpp"
#include "tests/support/small_types.hpp"

namespace gateway::fhir {
namespace {

using test::FailsWithId;
using test::IsOk;
using test::small_types;

TEST(TypeTableBuilderTest, FindsEveryTypeAndNameItWasGiven) {
  const TypeTable& types = small_types();
  for (std::size_t id = 1; id < types.type_count(); ++id) {
    const auto type = static_cast<TypeId>(id);
    EXPECT_EQ(types.find_type(types.type_name(type)), type);
    for (const SlotRow& slot : types.slots(type)) {
      EXPECT_EQ(types.find_name(types.name(slot.name)), slot.name);
    }
  }
}

TEST(TypeTableBuilderTest, FindsNothingForANameThatNoDefinitionUses) {
  EXPECT_EQ(small_types().find_name("noSuchName"), kNoName);
  EXPECT_EQ(small_types().find_name(""), kNoName);
  EXPECT_EQ(small_types().find_type("NoSuchType"), kNoType);
  EXPECT_EQ(small_types().find_type(""), kNoType);
}

TEST(TypeTableBuilderTest, KeepsSlotsInTheOrderTheyWereAdded) {
  const TypeTable& types = small_types();
  std::vector<std::string_view> names;
  for (const SlotRow& slot : types.slots(types.find_type("Patient.contact"))) {
    names.push_back(types.name(slot.name));
  }
  EXPECT_THAT(names,
              testing::ElementsAre("id",
                                   "extension",
                                   "modifierExtension",
                                   "relationship",
                                   "name",
                                   "telecom",
                                   "address",
                                   "gender",
                                   "organization",
                                   "period"));
}

TEST(TypeTableBuilderTest, FindsASlotFromAnyHint) {
  const TypeTable& types = small_types();
  const TypeId patient = types.find_type("Patient");
  const NameId name = types.find_name("name");
  for (const std::size_t hint : {std::size_t{0}, std::size_t{30}, std::size_t{9999}}) {
    const SlotRow* slot = types.find_slot(patient, name, hint);
    ASSERT_NE(slot, nullptr);
    EXPECT_EQ(types.type_name(slot->type), "HumanName");
    EXPECT_NE(slot->flags & kRepeats, 0);
  }
  EXPECT_EQ(types.find_slot(patient, types.find_name("entry")), nullptr);
  EXPECT_EQ(types.find_slot(patient, kNoName), nullptr);
}

TEST(TypeTableBuilderTest, GivesPrimitivesAnIdAttributeAndExtensions) {
  const TypeTable& types = small_types();
  const TypeId date = types.find_type("date");
  EXPECT_EQ(types.primitive(date), Primitive::date);
  ASSERT_EQ(types.slots(date).size(), 2U);
  EXPECT_EQ(types.name(types.slots(date)[0].name), "id");
  EXPECT_NE(types.slots(date)[0].flags & kXmlAttribute, 0);
  EXPECT_EQ(types.name(types.slots(date)[1].name), "extension");
}

TEST(TypeTableBuilderTest, KeepsHashArraysAtMostHalfFull) {
  const auto& arrays = small_types().arrays();
  EXPECT_GE(arrays.name_hash.size(), 2 * (arrays.names.size() - 1));
  EXPECT_GE(arrays.type_hash.size(), 2 * (arrays.types.size() - 1));
  EXPECT_EQ(arrays.name_hash.size() & (arrays.name_hash.size() - 1), 0U);
  EXPECT_EQ(arrays.type_hash.size() & (arrays.type_hash.size() - 1), 0U);
}

TEST(TypeTableBuilderTest, AllowsATypeToBeNamedBeforeItIsAdded) {
  TypeTableBuilder b;
  const TypeId first = b.add_type("First");
  b.add_slot(first, {.name = "other", .type = "Second"});
  const TypeId second = b.add_type("Second");
  const auto built = std::move(b).build();
  ASSERT_THAT(built, IsOk());
  const TypeTable& types = (*built)->table();
  EXPECT_EQ(types.slots(first)[0].type, second);
}

TEST(TypeTableBuilderTest, RefusesATypeThatIsNamedButNeverAdded) {
  TypeTableBuilder b;
  b.add_slot(b.add_type("First"), {.name = "other", .type = "Second"});
  EXPECT_THAT(std::move(b).build(), FailsWithId("TYPES-UNKNOWN"));
}

TEST(TypeTableBuilderTest, RefusesATypeOrASlotAddedTwice) {
  TypeTableBuilder twice;
  twice.add_type("First");
  twice.add_type("First");
  EXPECT_THAT(std::move(twice).build(), FailsWithId("TYPES-DUPLICATE"));

  TypeTableBuilder slots;
  const TypeId type = slots.add_type("First");
  slots.add_slot(type, {.name = "a", .type = "First"});
  slots.add_slot(type, {.name = "b", .type = "First"});
  slots.add_slot(type, {.name = "a", .type = "First"});
  EXPECT_THAT(std::move(slots).build(), FailsWithId("TYPES-DUPLICATE"));
}

TEST(TypeTableBuilderTest, HoldsAsManyTypesAsAnIdCanCountAndRefusesOneMore) {
  for (const std::size_t extra : {std::size_t{0}, std::size_t{1}}) {
    TypeTableBuilder b;
    for (std::size_t i = 0; i < TypeTableBuilder::kMaxTypes + extra; ++i) {
      b.add_type("T" + std::to_string(i));
    }
    const auto built = std::move(b).build();
    if (extra == 0) {
      ASSERT_THAT(built, IsOk());
      EXPECT_EQ((*built)->table().find_type("T65534"), 65'535);
    } else {
      EXPECT_THAT(built, FailsWithId("TYPES-LIMIT"));
    }
  }
}

TEST(TypeTableBuilderTest, HoldsAsManyNamesAsAnIdCanCountAndRefusesOneMore) {
  for (const std::size_t extra : {std::size_t{0}, std::size_t{1}}) {
    TypeTableBuilder b;
    const TypeId one = b.add_type("One");
    const TypeId two = b.add_type("Two");
    for (std::size_t i = 0; i < TypeTableBuilder::kMaxNames + extra; ++i) {
      b.add_slot(i % 2 == 0 ? one : two, {.name = "n" + std::to_string(i), .type = "One"});
    }
    const auto built = std::move(b).build();
    if (extra == 0) {
      ASSERT_THAT(built, IsOk());
      EXPECT_EQ((*built)->table().name(65'535), "n65534");
    } else {
      EXPECT_THAT(built, FailsWithId("TYPES-LIMIT"));
    }
  }
}

TEST(TypeTableTest, FindsNothingInATableWithoutTypes) {
  const auto built = TypeTableBuilder().build();
  ASSERT_THAT(built, IsOk());
  EXPECT_EQ((*built)->table().find_type("Patient"), kNoType);
  EXPECT_EQ((*built)->table().find_name("id"), kNoName);
}

}  // namespace
}  // namespace gateway::fhir
