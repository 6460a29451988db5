#include <gtest/gtest.h>

#include "gateway/fhir/builder.hpp"
#include "gateway/fhir/element_path.hpp"
#include "gateway/fhir/node_path.hpp"

#include "tests/support/small_types.hpp"

namespace gateway::fhir {
namespace {

Resource bundle_with_patient() {
  Builder b(test::small_types(), "Bundle");
  b.add("type", "collection");
  b.begin("entry");
  b.end();
  b.begin("entry");
  b.begin("resource", "Patient");
  b.add("multipleBirthInteger", "2");
  b.begin("name");
  b.add("given", "x");
  b.add("given", "y");
  b.end();
  b.end();
  b.end();
  return std::move(b).finish();
}

TEST(ElementPathTest, WritesIndexesOfItemsOnly) {
  const ElementPath root("Patient");
  const ElementPath name = root.child("name", 0);
  const ElementPath given = name.child("given", 1);
  const ElementPath period = name.child("period");
  EXPECT_EQ(root.text(), "Patient");
  EXPECT_EQ(given.text(), "Patient.name[0].given[1]");
  EXPECT_EQ(period.text(), "Patient.name[0].period");
}

TEST(NodePathTest, NamesEveryStepFromTheRoot) {
  const Resource bundle = bundle_with_patient();
  const Node patient = bundle.root().children("entry")[1].child("resource");
  EXPECT_EQ(node_path(bundle, bundle.root()), "Bundle");
  EXPECT_EQ(node_path(bundle, patient.child("name").children("given")[1]),
            "Bundle.entry[1].resource.name[0].given[1]");
  EXPECT_EQ(node_path(bundle.part(patient), patient.child("name")), "Patient.name[0]");
}

TEST(NodePathTest, NamesAChoiceWithoutItsType) {
  const Resource bundle = bundle_with_patient();
  const Node patient = bundle.root().children("entry")[1].child("resource");
  EXPECT_EQ(node_path(patient, patient.choice("multipleBirth")), "Patient.multipleBirth");
}

TEST(NodePathTest, IsEmptyForANodeOfAnotherTree) {
  const Resource bundle = bundle_with_patient();
  const Resource other = bundle_with_patient();
  EXPECT_EQ(node_path(bundle, other.root().child("type")), "");
  EXPECT_EQ(node_path(bundle, Node()), "");
}

}  // namespace
}  // namespace gateway::fhir
