// JSON with slips, read all the same, each slip where it is.
#include "gateway/codec/lenient_json.hpp"

#include <string>

#include <gmock/gmock.h>

#include "gateway/codec/json_mend.hpp"

#include "tests/codec/reading.hpp"

namespace gateway::codec {
namespace {

using test::IsOk;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;

test::Reading read(std::string text, const JsonLeniency& leniency = {}) {
  fhir::IssueLog findings;
  auto resource = read_lenient_json(std::move(text), test::small_types(), {}, leniency, findings);
  return {std::move(resource), std::move(findings)};
}

TEST(LenientJsonTest, ReadsGoodTextAsEverybodyDoes) {
  const auto good = read(R"({"resourceType":"Patient","birthDate":"1970"})");
  ASSERT_THAT(good.resource, IsOk());
  EXPECT_THAT(good.found(), IsEmpty());
  EXPECT_EQ(good.root().child("birthDate").value(), "1970");
  const auto unknown = read(R"({"resourceType":"Patient","x":1})");
  EXPECT_THAT(unknown.found(), ElementsAre(Pair("JSON-UNKNOWN-ELEMENT", "Patient")));
}

TEST(LenientJsonTest, LeavesAByteOrderMarkOut) {
  EXPECT_THAT(read("\xEF\xBB\xBF{\"resourceType\":\"Patient\"}").found(), IsEmpty());
}

struct SlipCase {
  const char* text;
  const char* id;
  const char* at;
};

class JsonSlipTest : public testing::TestWithParam<SlipCase> {};

TEST_P(JsonSlipTest, IsFoundAndMended) {
  const auto reading = read(GetParam().text);
  ASSERT_THAT(reading.resource, IsOk()) << GetParam().text;
  EXPECT_THAT(reading.found(), ElementsAre(Pair(GetParam().id, GetParam().at))) << GetParam().text;
  EXPECT_EQ(reading.root().child("name").child("text").value(), "A");
}

INSTANTIATE_TEST_SUITE_P(
    Slips,
    JsonSlipTest,
    testing::Values(SlipCase{"// a\n{\"resourceType\":\"Patient\",\"name\":[{\"text\":\"A\"}]}",
                             "JSON-COMMENT",
                             "Patient"},
                    SlipCase{R"({"resourceType":"Patient","name":[/*"*/{"text":"A"}]})",
                             "JSON-COMMENT",
                             "Patient.name"},
                    SlipCase{R"({"resourceType":"Patient","name":[{"text":"A"},]})",
                             "JSON-COMMA-EXTRA",
                             "Patient.name"},
                    SlipCase{R"({"resourceType":"Patient","name":[{"text":"A",}]})",
                             "JSON-COMMA-EXTRA",
                             "Patient.name[0]"},
                    SlipCase{R"({"resourceType":"Patient" "name":[{"text":"A"}]})",
                             "JSON-COMMA-MISSING",
                             "Patient"},
                    SlipCase{R"({resourceType:"Patient","name":[{"text":"A"}]})",
                             "JSON-NAME-QUOTES",
                             "Patient"},
                    SlipCase{R"({"resourceType":"Patient","name":[{"text":A}]})",
                             "JSON-VALUE-QUOTES",
                             "Patient.name[0]"},
                    SlipCase{R"({"resourceType":"Patient","name":[{"given":["B",C],"text":"A"}]})",
                             "JSON-VALUE-QUOTES",
                             "Patient.name[0].given[1]"}));

TEST(LenientJsonTest, AllowsCommentsWhereTheCallerDoes) {
  const std::string text = "{ // a\n\"resourceType\":\"Patient\"}";
  EXPECT_THAT(read(text).found(), ElementsAre(Pair("JSON-COMMENT", "Patient")));
  EXPECT_THAT(read(text, {.allows_comments = true}).found(), IsEmpty());
}

TEST(LenientJsonTest, SaysWhatIsWrongWithTextThatIsNoJsonAtAll) {
  for (const char* text : {"{", "{\"resourceType\":\"Patient\"", "{\"a\":}", "[}", "{} {}", "/*"})
    EXPECT_THAT(read(text).resource, Not(IsOk())) << text;
}

TEST(JsonMendTest, KeepsLinesWhereTheyAre) {
  const auto mended = mend_json("{/* a\nb */\"a\"\n:1,}", 64);
  ASSERT_TRUE(mended.has_value());
  EXPECT_EQ(mended->text, "{    \n    \"a\"\n:1 }");
  EXPECT_THAT(mended->slips,
              ElementsAre(Field(&JsonSlip::offset, 1U), Field(&JsonSlip::offset, 17U)));
}

TEST(JsonMendTest, HasLimits) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_TRUE(mend_json(nested(64), 64));
  EXPECT_FALSE(mend_json(nested(65), 64));
  const auto comments = [](std::size_t count) {
    std::string text = "[";
    for (std::size_t i = 0; i < count; ++i)
      text += "/**/";
    return text + "]";
  };
  EXPECT_TRUE(mend_json(comments(kMaxJsonSlips), 64));
  EXPECT_FALSE(mend_json(comments(kMaxJsonSlips + 1), 64));
}

}  // namespace
}  // namespace gateway::codec
