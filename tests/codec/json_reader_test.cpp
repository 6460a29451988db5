// FHIR R4, json.html.
#include "gateway/codec/json_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/codec/json_writer.hpp"
#include "gateway/codec/xml_reader.hpp"
#include "gateway/codec/xml_writer.hpp"

#include "tests/support/result_matchers.hpp"
#include "tests/support/small_types.hpp"

namespace gateway::codec {
namespace {

using test::FailsWithId;
using test::IsOk;

TEST(JsonReaderTest, RoundTripsThroughXml) {
  fhir::IssueLog findings;
  const std::string text =
      R"({"resourceType":"Patient","id":"p1","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">å &lt; b</div>"},"contained":[{"resourceType":"Organization","name":"x"}],"extension":[{"url":"u","valueDecimal":1.50}],"name":[{"id":"n","given":["A",null,"C"],"_given":[null,{"extension":[{"url":"a","valueBoolean":true}]},{"id":"q"}]}],"birthDate":"1970","_birthDate":{"id":"b"}})";

  const auto patient = read_json(text, test::small_types(), {}, findings);
  ASSERT_THAT(patient, IsOk());
  EXPECT_EQ(to_json(*patient), text);
  const std::string xml = to_xml(*patient, Layout::pretty);
  const auto again = read_xml(xml, test::small_types(), {}, findings);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(to_json(*again), text);
}

}  // namespace
}  // namespace gateway::codec
