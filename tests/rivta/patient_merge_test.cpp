// What a message says about a person whom the sender has on record already.
#include "gateway/rivta/patient_merge.hpp"

#include <gmock/gmock.h>

#include "gateway/codec/json_reader.hpp"
#include "gateway/codec/json_writer.hpp"

#include "tests/rivta/rivta_stand.hpp"

namespace gateway::rivta {
namespace {

fhir::Resource patient(const std::string& elements) {
  fhir::IssueLog findings;
  auto tree = codec::read_json("{\"resourceType\":\"Patient\"," + elements + "}",
                               test::definitions().types(),
                               codec::ReadLimits{},
                               findings);
  EXPECT_TRUE(tree && !findings.has_errors()) << elements;
  return std::move(*tree);
}

struct MergeCase {
  const char* name;
  const char* present;
  const char* said;
  const char* merged;
};

void PrintTo(const MergeCase& row, std::ostream* out) {
  *out << row.name;
}

class PatientMergeTest : public testing::TestWithParam<MergeCase> {};

TEST_P(PatientMergeTest, KeepsWhatIsThereAndTakesWhatIsNew) {
  const MergeCase& row = GetParam();

  const fhir::Resource merged = merge_patient(patient(row.present), patient(row.said));

  EXPECT_EQ(codec::to_json(merged), codec::to_json(patient(row.merged)));
}

INSTANTIATE_TEST_SUITE_P(
    Elements,
    PatientMergeTest,
    testing::Values(
        MergeCase{"NothingNew",
                  R"("gender":"male","birthDate":"2010-01-31")",
                  R"("gender":"male","birthDate":"2010-01-31")",
                  R"("gender":"male","birthDate":"2010-01-31")"},
        MergeCase{"OtherGender",
                  R"("gender":"unknown","birthDate":"2010-01-31")",
                  R"("gender":"female")",
                  R"("gender":"female","birthDate":"2010-01-31")"},
        MergeCase{"TheSameNameInParts",
                  R"("name":[{"use":"official","family":"Berg","given":["Anna","Maria"]}])",
                  R"("name":[{"text":"Anna Maria Berg"}])",
                  R"("name":[{"use":"official","family":"Berg","given":["Anna","Maria"]}])"},
        MergeCase{"TheSameNameFamilyFirst",
                  R"("name":[{"family":"Berg","given":["Anna"]}])",
                  R"("name":[{"text":"Berg, Anna"}])",
                  R"("name":[{"family":"Berg","given":["Anna"]}])"},
        MergeCase{"AnotherNameBesideTheOfficialOne",
                  R"("name":[{"use":"official","text":"Anna Berg"}])",
                  R"("name":[{"text":"Anna Dal"}])",
                  R"("name":[{"use":"official","text":"Anna Berg"},{"text":"Anna Dal"}])"},
        MergeCase{"AnotherNumberOfTheSameUse",
                  R"("telecom":[{"system":"phone","value":"1","use":"home"},)"
                  R"({"system":"email","value":"a@b.example","use":"home"}])",
                  R"("telecom":[{"system":"phone","value":"2","use":"home"},)"
                  R"({"system":"phone","value":"3","use":"mobile"}])",
                  R"("telecom":[{"system":"phone","value":"2","use":"home"},)"
                  R"({"system":"email","value":"a@b.example","use":"home"},)"
                  R"({"system":"phone","value":"3","use":"mobile"}])"},
        MergeCase{"TwoNumbersOfOneUseOneOfThemThere",
                  R"("telecom":[{"system":"phone","value":"1","use":"home"}])",
                  R"("telecom":[{"system":"phone","value":"2","use":"home"},)"
                  R"({"system":"phone","value":"1","use":"home"}])",
                  R"("telecom":[{"system":"phone","value":"1","use":"home"},)"
                  R"({"system":"phone","value":"2","use":"home"}])"},
        MergeCase{"TheSameAddressWithMoreDetail",
                  R"("address":[{"use":"home","line":["A 1"],"city":"S","district":"D"}])",
                  R"("address":[{"line":["A 1"],"city":"S"}])",
                  R"("address":[{"use":"home","line":["A 1"],"city":"S","district":"D"}])"},
        MergeCase{"AnotherAddress",
                  R"("address":[{"line":["A 1"],"city":"S"}])",
                  R"("address":[{"line":["B 2"],"city":"S"}])",
                  R"("address":[{"line":["B 2"],"city":"S"}])"},
        MergeCase{"LabelsAndIdentifiersStay",
                  R"("meta":{"security":[{"code":"x"}]},"identifier":[{"value":"1"}])",
                  R"("identifier":[{"value":"2"}],"gender":"male")",
                  R"("meta":{"security":[{"code":"x"}]},"identifier":[{"value":"1"}],)"
                  R"("gender":"male")"}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace gateway::rivta
