// FHIR R4, xml.html.
#include "gateway/codec/xml_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/result_matchers.hpp"
#include "tests/support/small_types.hpp"

namespace gateway::codec {
namespace {

using test::FailsWithId;
using test::IsOk;

TEST(XmlReaderTest, ReadsAResource) {
  fhir::IssueLog findings;

  const auto patient = read_xml(
      R"(<Patient xmlns="http://hl7.org/fhir"><id value="p1"/><name><given value="A"/></name></Patient>)",
      test::small_types(),
      {},
      findings);

  ASSERT_THAT(patient, IsOk());
  EXPECT_TRUE(findings.empty());
  EXPECT_EQ(patient->id(), "p1");
  EXPECT_EQ(patient->root().child("name").child("given").value(), "A");
}

}  // namespace
}  // namespace gateway::codec
