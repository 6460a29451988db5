// Source: FHIR R4, search.html#token, #reference.
#include "gateway/search/extractor.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "gateway/fhir/builder.hpp"
#include "gateway/search/index_text.hpp"
#include "gateway/search/parameter_table.hpp"

#include "tests/search/search_fixture.hpp"

namespace gateway::search {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

// The entries of one parameter but that of its presence.
std::vector<IndexEntry> of_parameter(const std::vector<IndexEntry>& entries,
                                     std::string_view resource,
                                     std::string_view code) {
  std::vector<IndexEntry> found;
  for (const IndexEntry& entry : entries) {
    const bool is_value =
        entry.parameter == find_parameter(resource, code)->id && entry.text != kPresent;
    if (is_value) found.push_back(entry);
  }
  return found;
}

std::vector<std::string> texts(const std::vector<IndexEntry>& entries,
                               std::string_view resource,
                               std::string_view code) {
  std::vector<std::string> found;
  for (const IndexEntry& entry : of_parameter(entries, resource, code))
    found.push_back(entry.text);
  return found;
}

void add_identifier(fhir::Builder& b, std::string_view system, std::string_view value) {
  b.begin("identifier");
  if (!system.empty()) b.add("system", system);
  b.add("value", value);
  b.end();
}

void add_reference(fhir::Builder& b, std::string_view name, std::string_view reference) {
  b.begin(name);
  b.add("reference", reference);
  b.end();
}

fhir::Builder task() {
  return fhir::Builder(test::r4_extractor().types(), "Task");
}

TEST(ExtractorTest, GivesAnIdentifierWithAndWithoutItsSystem) {
  fhir::Builder b(test::r4_extractor().types(), "Patient");
  add_identifier(b, "urn:oid:1.2.752.129.2.1.3.1", "200001012384");

  const auto entries = test::r4_extractor().extract(std::move(b).finish());

  EXPECT_THAT(texts(entries, "Patient", "identifier"),
              UnorderedElementsAre("200001012384",
                                   "urn:oid:1.2.752.129.2.1.3.1|200001012384",
                                   "urn:oid:1.2.752.129.2.1.3.1|"));
  EXPECT_TRUE(
      std::ranges::all_of(of_parameter(entries, "Patient", "identifier"),
                          [](const IndexEntry& entry) { return entry.form == Form::blind; }));
}

TEST(ExtractorTest, MarksATokenThatHasNoSystem) {
  fhir::Builder b(test::r4_extractor().types(), "Patient");
  add_identifier(b, "", "A-17");

  EXPECT_THAT(texts(test::r4_extractor().extract(std::move(b).finish()), "Patient", "identifier"),
              UnorderedElementsAre("a-17", "|a-17"));
}

TEST(ExtractorTest, GivesACodeTheSystemThatItsElementImplies) {
  auto b = task();
  b.add("status", "requested");

  EXPECT_THAT(texts(test::r4_extractor().extract(std::move(b).finish()), "Task", "status"),
              UnorderedElementsAre("requested",
                                   "http://hl7.org/fhir/task-status|requested",
                                   "http://hl7.org/fhir/task-status|"));
}

TEST(ExtractorTest, GivesEveryCodingOfAConcept) {
  auto b = task();
  b.begin("code");
  b.begin("coding");
  b.add("system", "urn:s");
  b.add("code", "Fulfill");
  b.end();
  b.begin("coding");
  b.add("code", "local");
  b.end();
  b.add("text", "not a token");
  b.end();

  EXPECT_THAT(texts(test::r4_extractor().extract(std::move(b).finish()), "Task", "code"),
              UnorderedElementsAre("fulfill", "urn:s|fulfill", "urn:s|", "local", "|local"));
}

TEST(ExtractorTest, GivesAReferenceWithoutItsVersion) {
  auto b = task();
  add_reference(b, "owner", "Organization/bup/_history/3");

  EXPECT_THAT(texts(test::r4_extractor().extract(std::move(b).finish()), "Task", "owner"),
              ElementsAre("Organization/bup"));
}

TEST(ExtractorTest, ReadsAReferenceUnderOurOwnBaseAsRelative) {
  auto b = task();
  add_reference(b, "owner", "https://brygga.example/fhir/Organization/bup");
  add_reference(b, "requester", "https://brygga.example/fhirx/Organization/other");
  const auto resource = std::move(b).finish();

  const auto entries = test::r4_extractor().extract(resource, "https://brygga.example/fhir");

  EXPECT_THAT(texts(entries, "Task", "owner"), ElementsAre("Organization/bup"));
  EXPECT_THAT(texts(entries, "Task", "requester"),
              ElementsAre("https://brygga.example/fhirx/Organization/other"));
}

TEST(ExtractorTest, GivesThePatientParameterPatientsOnly) {
  auto with_patient = task();
  add_reference(with_patient, "for", "Patient/1");
  auto with_group = task();
  add_reference(with_group, "for", "Group/1");
  const auto patient_entries = test::r4_extractor().extract(std::move(with_patient).finish());
  const auto group_entries = test::r4_extractor().extract(std::move(with_group).finish());

  EXPECT_THAT(texts(patient_entries, "Task", "patient"), ElementsAre("Patient/1"));
  EXPECT_THAT(texts(patient_entries, "Task", "subject"), ElementsAre("Patient/1"));
  EXPECT_THAT(texts(group_entries, "Task", "patient"), IsEmpty());
  EXPECT_THAT(texts(group_entries, "Task", "subject"), ElementsAre("Group/1"));
}

TEST(ExtractorTest, LeavesOutContainedAndLogicalReferences) {
  auto b = task();
  add_reference(b, "owner", "#o");
  b.begin("requester");
  b.add("display", "someone");
  b.end();

  EXPECT_THAT(test::r4_extractor().extract(std::move(b).finish()), IsEmpty());
}

TEST(ExtractorTest, GivesAnEqualValueOnce) {
  auto b = task();
  add_reference(b, "basedOn", "ServiceRequest/1");
  add_reference(b, "basedOn", "ServiceRequest/1");

  EXPECT_THAT(texts(test::r4_extractor().extract(std::move(b).finish()), "Task", "based-on"),
              ElementsAre("ServiceRequest/1"));
}

TEST(ExtractorTest, LeavesOutAValueBeyondTheLimit) {
  const std::string at_limit(1024, 'a');
  const std::string beyond(1025, 'b');
  fhir::Builder b(test::r4_extractor().types(), "Patient");
  add_identifier(b, "", at_limit);
  add_identifier(b, "", beyond);

  EXPECT_THAT(texts(test::r4_extractor().extract(std::move(b).finish()), "Patient", "identifier"),
              ElementsAre(at_limit));
}

// 2024-05-01 in Sweden begins at 22:00 UTC the day before.
constexpr std::int64_t kFirstOfMay = 1'714'514'400'000'000;
constexpr std::int64_t kDay = 86'400'000'000;

TEST(ExtractorTest, GivesADateAsTheDayItCovers) {
  auto b = task();
  b.add("authoredOn", "2024-05-01");

  const auto entries = test::r4_extractor().extract(std::move(b).finish());

  EXPECT_THAT(of_parameter(entries, "Task", "authored-on"),
              ElementsAre(IndexEntry{.parameter = find_parameter("Task", "authored-on")->id,
                                     .form = Form::range,
                                     .low = kFirstOfMay,
                                     .high = kFirstOfMay + kDay - 1}));
}

TEST(ExtractorTest, LeavesAPeriodWithoutEndOpen) {
  auto b = task();
  b.begin("executionPeriod");
  b.add("start", "2024-05-01");
  b.end();

  const auto entries = test::r4_extractor().extract(std::move(b).finish());

  EXPECT_THAT(of_parameter(entries, "Task", "period"),
              ElementsAre(IndexEntry{.parameter = find_parameter("Task", "period")->id,
                                     .form = Form::range,
                                     .low = kFirstOfMay,
                                     .high = std::numeric_limits<std::int64_t>::max()}));
}

TEST(ExtractorTest, FollowsAChoiceElement) {
  fhir::Builder b(test::r4_extractor().types(), "Observation");
  b.add("effectiveDateTime", "2024-05-01");

  EXPECT_EQ(test::r4_extractor().extract(std::move(b).finish()).front().parameter,
            find_parameter("Observation", "date")->id);
}

TEST(ExtractorTest, GivesNothingForATypeWithoutParameters) {
  fhir::Builder b(test::r4_extractor().types(), "Binary");
  b.add("contentType", "text/plain");

  EXPECT_THAT(test::r4_extractor().extract(std::move(b).finish()), IsEmpty());
}

}  // namespace
}  // namespace gateway::search
