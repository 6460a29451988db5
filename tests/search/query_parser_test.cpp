// Source: FHIR R4, search.html.
#include "gateway/search/query_parser.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "gateway/fhir/date_time.hpp"
#include "gateway/search/parameter_table.hpp"

#include "tests/search/search_fixture.hpp"
#include "tests/support/result_matchers.hpp"

namespace gateway::search {
namespace {

using gateway::test::FailsWith;
using gateway::test::FailsWithId;
using gateway::test::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

Instant at(std::string_view text) {
  return *fhir::to_instant(*fhir::parse_date_time(text));
}

fhir::Checked<ParsedQuery> parse(std::string_view type, std::string_view form) {
  auto fields = parse_form(form);
  if (!fields) return std::unexpected(fhir::Failure(fields.error()));
  return parse_query(type,
                     *fields,
                     {.extractor = test::r4_extractor(),
                      .now = at("2026-11-24T12:00:00Z"),
                      .base_url = "https://brygga.example/fhir"});
}

std::vector<std::string> asked(const fhir::Checked<ParsedQuery>& parsed) {
  std::vector<std::string> texts;
  for (const Criterion& criterion : parsed->query.all_of) {
    for (const IndexEntry& entry : criterion.any_of)
      texts.push_back(entry.text);
  }
  return texts;
}

// --- tokens ---

struct TokenCase {
  std::string_view form;
  std::vector<std::string> asked;
};

class TokenQueryTest : public ::testing::TestWithParam<TokenCase> {};

TEST_P(TokenQueryTest, AsksTheIndexForTheToken) {
  const auto parsed = parse("Task", GetParam().form);

  ASSERT_THAT(parsed, IsOk());
  EXPECT_EQ(asked(parsed), GetParam().asked);
}

INSTANTIATE_TEST_SUITE_P(
    Forms,
    TokenQueryTest,
    ::testing::Values(TokenCase{"status=requested", {"requested"}},
                      TokenCase{"status=Requested", {"requested"}},
                      TokenCase{"status=requested,received", {"requested", "received"}},
                      TokenCase{"code=http://s%7Cfulfill", {"http://s|fulfill"}},
                      TokenCase{"code=|fulfill", {"|fulfill"}},
                      TokenCase{"code=urn:s|", {"urn:s|"}},
                      TokenCase{R"(code=a\,b)", {"a,b"}},
                      TokenCase{R"(code=a\|b)", {"a|b"}},
                      TokenCase{R"(code=a\\,b)", {R"(a\)", "b"}},
                      TokenCase{R"(code=s\|x|c\$)", {"s|x|c$"}},
                      TokenCase{"identifier=urn:oid:1.2|A%2B7", {"urn:oid:1.2|a+7"}}));

// --- references ---

TEST(QueryParserTest, AsksForAnIdUnderEveryTypeThatTheParameterTakes) {
  EXPECT_THAT(asked(parse("ServiceRequest", "subject=1")),
              ElementsAre("Group/1", "Device/1", "Patient/1", "Location/1"));
  EXPECT_THAT(asked(parse("ServiceRequest", "patient=1")), ElementsAre("Patient/1"));
  EXPECT_THAT(asked(parse("ServiceRequest", "subject:Patient=1")), ElementsAre("Patient/1"));
}

TEST(QueryParserTest, ReadsReferencesInAllTheirForms) {
  EXPECT_THAT(asked(parse("Task", "owner=Organization/bup")), ElementsAre("Organization/bup"));
  EXPECT_THAT(asked(parse("Task", "owner=https://brygga.example/fhir/Organization/bup")),
              ElementsAre("Organization/bup"));
  EXPECT_THAT(asked(parse("Task", "owner=https://other.example/fhir/Organization/bup")),
              ElementsAre("https://other.example/fhir/Organization/bup"));
  EXPECT_THAT(asked(parse("Task", "owner=Organization/a,Organization/b")),
              ElementsAre("Organization/a", "Organization/b"));
}

TEST(QueryParserTest, TakesEveryRepetitionAsOneMoreCondition) {
  const auto parsed = parse("Task", "status=requested&status=received&owner=Organization/a");

  ASSERT_THAT(parsed, IsOk());
  EXPECT_THAT(parsed->query.all_of, SizeIs(3));
}

// --- what is refused ---

struct RefusedCase {
  std::string_view form;
  std::string_view id;
  ErrorKind kind;
  std::string_view expression;
};

class RefusedQueryTest : public ::testing::TestWithParam<RefusedCase> {};

TEST_P(RefusedQueryTest, NamesTheParameterAtFault) {
  const auto parsed = parse("Task", GetParam().form);

  ASSERT_THAT(parsed, FailsWithId(GetParam().id));
  EXPECT_THAT(parsed, FailsWith(GetParam().kind));
  ASSERT_THAT(parsed.error().issues.issues(), SizeIs(1));
  EXPECT_EQ(parsed.error().issues.issues().front().expression, GetParam().expression);
  EXPECT_EQ(parsed.error().issues.issues().front().id, GetParam().id);
}

constexpr auto kNotSupported = ErrorKind::not_supported;
constexpr auto kMalformed = ErrorKind::malformed;

INSTANTIATE_TEST_SUITE_P(
    Fields,
    RefusedQueryTest,
    ::testing::Values(
        RefusedCase{"ownr=x", "SEARCH-UNKNOWN-PARAMETER", kNotSupported, "ownr"},
        RefusedCase{"birthdate=2012", "SEARCH-UNKNOWN-PARAMETER", kNotSupported, "birthdate"},
        RefusedCase{"_unknown=1", "SEARCH-UNKNOWN-PARAMETER", kNotSupported, "_unknown"},
        RefusedCase{"a%20b=1", "SEARCH-UNKNOWN-PARAMETER", kNotSupported, "?"},
        RefusedCase{"=1", "SEARCH-UNKNOWN-PARAMETER", kNotSupported, ""},
        RefusedCase{"status:exact=x", "SEARCH-MODIFIER", kNotSupported, "status:exact"},
        RefusedCase{"status:=x", "SEARCH-MODIFIER", kNotSupported, "status:"},
        RefusedCase{"owner:not=Organization/1", "SEARCH-MODIFIER", kNotSupported, "owner:not"},
        RefusedCase{"owner:missing=yes", "SEARCH-VALUE", kMalformed, "owner:missing"},
        RefusedCase{"owner:missing=true,false", "SEARCH-VALUE", kMalformed, "owner:missing"},
        RefusedCase{"owner:Task=1", "SEARCH-MODIFIER", kNotSupported, "owner:Task"},
        RefusedCase{"_id:not=1", "SEARCH-MODIFIER", kNotSupported, "_id:not"},
        RefusedCase{"status.name=x", "SEARCH-CHAIN", kNotSupported, "status.name"},
        RefusedCase{"patient:Group.name=x", "SEARCH-CHAIN", kNotSupported, "patient:Group.name"},
        RefusedCase{"_include=Task", "SEARCH-INCLUDE", kMalformed, "_include"},
        RefusedCase{"_contained=true", "SEARCH-RESULT-PARAMETER", kNotSupported, "_contained"},
        RefusedCase{"_summary=some", "SEARCH-VALUE", kMalformed, "_summary"},
        RefusedCase{
            "_has:Task:owner:code=1", "SEARCH-CHAIN", kNotSupported, "_has:Task:owner:code"},
        RefusedCase{"_sort=stats", "SEARCH-UNKNOWN-PARAMETER", kNotSupported, "_sort"},
        RefusedCase{"_sort=status,", "SEARCH-VALUE", kMalformed, "_sort"},
        RefusedCase{"_sort=owner.name", "SEARCH-CHAIN", kNotSupported, "_sort"},
        RefusedCase{"_lastUpdated=xx2024", "SEARCH-PREFIX", kNotSupported, "_lastUpdated"},
        RefusedCase{"_lastUpdated=ne2024", "SEARCH-PREFIX", kNotSupported, "_lastUpdated"},
        RefusedCase{"_lastUpdated=2024-13", "SEARCH-VALUE", kMalformed, "_lastUpdated"},
        RefusedCase{"_lastUpdated=2024,2025", "SEARCH-VALUE", kMalformed, "_lastUpdated"},
        RefusedCase{"_lastUpdated=", "SEARCH-VALUE", kMalformed, "_lastUpdated"},
        RefusedCase{"status=", "SEARCH-VALUE", kMalformed, "status"},
        RefusedCase{"status=a,,b", "SEARCH-VALUE", kMalformed, "status"},
        RefusedCase{"status:of-type=a|b", "SEARCH-VALUE", kMalformed, "status:of-type"},
        RefusedCase{"status:of-type=a||b", "SEARCH-VALUE", kMalformed, "status:of-type"},
        RefusedCase{"status:of-type=|||", "SEARCH-VALUE", kMalformed, "status:of-type"},
        RefusedCase{"status:text=,", "SEARCH-VALUE", kMalformed, "status:text"},
        RefusedCase{"status=|", "SEARCH-VALUE", kMalformed, "status"},
        RefusedCase{"focus=1", "SEARCH-VALUE", kMalformed, "focus"},
        RefusedCase{"owner=a/b/c", "SEARCH-VALUE", kMalformed, "owner"},
        RefusedCase{
            "owner:Organization=Patient/1", "SEARCH-VALUE", kMalformed, "owner:Organization"},
        RefusedCase{"_id=a_b", "SEARCH-VALUE", kMalformed, "_id"},
        RefusedCase{"_id=", "SEARCH-VALUE", kMalformed, "_id"},
        RefusedCase{"_count=-1", "SEARCH-VALUE", kMalformed, "_count"},
        RefusedCase{"_count=ten", "SEARCH-VALUE", kMalformed, "_count"},
        RefusedCase{"_total=some", "SEARCH-VALUE", kMalformed, "_total"},
        RefusedCase{"_count=1&_count=2", "SEARCH-VALUE", kMalformed, "_count"},
        RefusedCase{"_cursor=", "SEARCH-VALUE", kMalformed, "_cursor"}));

TEST(QueryParserTest, ReportsEveryFieldAtFault) {
  const auto parsed = parse("Task", "ownr=x&status=requested&_sort=cod");

  ASSERT_FALSE(parsed.has_value());
  EXPECT_THAT(parsed.error().issues.issues(), SizeIs(2));
}

TEST(QueryParserTest, KeepsValuesOutOfItsMessages) {
  const auto parsed = parse("Task", "_id=200001012384_&owner=200001012384_/x/y");

  ASSERT_FALSE(parsed.has_value());
  for (const fhir::Issue& issue : parsed.error().issues.issues()) {
    EXPECT_EQ(issue.text.find("2000"), std::string::npos);
    EXPECT_EQ(issue.expression.find("2000"), std::string::npos);
  }
}

TEST(QueryParserTest, RefusesIdentifyingParametersWhereTheRulesSaySo) {
  const std::vector<FormField> fields{{"identifier", "urn:x|1"}};

  EXPECT_THAT(parse_query("Patient", fields, {.extractor = test::r4_extractor()}), IsOk());
  EXPECT_THAT(
      parse_query(
          "Patient", fields, {.extractor = test::r4_extractor(), .allow_identifying = false}),
      FailsWithId("SEARCH-IDENTIFYING-URL"));
}

// --- result parameters ---

TEST(QueryParserTest, HasDefaultsForAnEmptySearch) {
  const auto parsed = parse("Task", "");

  ASSERT_THAT(parsed, IsOk());
  EXPECT_EQ(parsed->query.type, "Task");
  EXPECT_EQ(parsed->query.count, kDefaultCount);
  EXPECT_FALSE(parsed->query.count_total);
  EXPECT_THAT(parsed->query.all_of, IsEmpty());
  EXPECT_THAT(parsed->applied, IsEmpty());
}

TEST(QueryParserTest, FollowsAReferenceToEveryTypeThatHasTheParameter) {
  const auto parsed = parse("Task", "owner.name=anna&owner:Organization.partof._id=1");

  ASSERT_THAT(parsed, IsOk());
  ASSERT_THAT(parsed->query.links, SizeIs(2));
  const auto type = &Query::type;
  EXPECT_THAT(parsed->query.links[0].inner,
              UnorderedElementsAre(::testing::Field(type, "HealthcareService"),
                                   ::testing::Field(type, "Organization"),
                                   ::testing::Field(type, "Patient"),
                                   ::testing::Field(type, "RelatedPerson"),
                                   ::testing::Field(type, "Practitioner")));
  const Query& organisation = parsed->query.links[1].inner.front();
  ASSERT_THAT(organisation.links, SizeIs(1));
  EXPECT_THAT(organisation.links[0].inner.front().ids, ElementsAre("1"));
  EXPECT_NE(parsed->query.references, nullptr);
}

TEST(QueryParserTest, ReadsWhatPointsAtTheMatches) {
  const auto parsed = parse("Patient", "_has:Task:patient:status=draft&_revinclude:iterate=Task:*");

  ASSERT_THAT(parsed, IsOk());
  const Link& link = parsed->query.links.front();
  EXPECT_TRUE(link.reversed);
  EXPECT_EQ(link.reference, find_parameter("Task", "patient"));
  EXPECT_EQ(link.inner.front().type, "Task");
  const Include& include = parsed->query.includes.front();
  EXPECT_TRUE(include.reversed && include.iterates);
  EXPECT_EQ(include.reference, nullptr);
}

TEST(QueryParserTest, LooksAtMetaOfEveryType) {
  for (const std::string_view type : {"Task", "Patient", "Binary"})
    EXPECT_THAT(parse(type, "_tag=a&_security=b&_profile=http://c&_source=urn:d"), IsOk()) << type;
}

TEST(QueryParserTest, PassesOverWhatItDoesNotOfferIfAskedTo) {
  const auto parsed = parse_query("Task",
                                  {{"colour", "red"}, {"status", "draft"}, {"owner:not", "x"}},
                                  {.extractor = test::r4_extractor(), .lenient = true});
  const auto identifying =
      parse_query("Task",
                  {{"identifier", "1"}},
                  {.extractor = test::r4_extractor(), .allow_identifying = false, .lenient = true});

  ASSERT_THAT(parsed, IsOk());
  EXPECT_THAT(parsed->applied, ElementsAre(FormField{"status", "draft"}));
  EXPECT_THAT(parsed->ignored.issues(), SizeIs(2));
  EXPECT_THAT(identifying, FailsWithId("SEARCH-IDENTIFYING-URL"));
}

TEST(QueryParserTest, CutsACountBeyondTheLimit) {
  EXPECT_EQ(parse("Task", "_count=1000")->query.count, 1000U);
  EXPECT_EQ(parse("Task", "_count=1001")->query.count, 1000U);
  EXPECT_EQ(parse("Task", "_count=1")->query.count, 1U);
}

TEST(QueryParserTest, CountsOnlyWhenNoMatchIsWanted) {
  for (const std::string_view form : {"_count=0", "_summary=count"}) {
    const auto parsed = parse("Task", form);
    ASSERT_THAT(parsed, IsOk());
    EXPECT_EQ(parsed->query.count, 0U);
    EXPECT_TRUE(parsed->query.count_total);
  }
  EXPECT_TRUE(parse("Task", "_total=accurate")->query.count_total);
  EXPECT_FALSE(parse("Task", "_total=none")->query.count_total);
}

TEST(QueryParserTest, KeepsOnlyTheIdsThatAllRepetitionsName) {
  EXPECT_THAT(parse("Task", "_id=a,b,c")->query.ids, ElementsAre("a", "b", "c"));
  EXPECT_THAT(parse("Task", "_id=a,b&_id=b,c")->query.ids, ElementsAre("b"));
  // Restricted to what cannot be, and not unrestricted.
  EXPECT_THAT(parse("Task", "_id=a&_id=b")->query.ids, ElementsAre("!"));
}

TEST(QueryParserTest, ShowsWhatIsAppliedWithoutCursorAndFormat) {
  const auto parsed =
      parse("Task", "status=requested&_format=json&_cursor=abc&_count=5&_pretty=true");

  ASSERT_THAT(parsed, IsOk());
  EXPECT_EQ(to_form(parsed->applied), "status=requested&_count=5");
  EXPECT_EQ(parsed->cursor, "abc");
}

// --- dates ---

struct UpdatedCase {
  std::string_view form;
  std::string_view from;
  std::string_view before;
};

class LastUpdatedTest : public ::testing::TestWithParam<UpdatedCase> {};

TEST_P(LastUpdatedTest, BecomesAHalfOpenInterval) {
  const auto parsed = parse("Task", GetParam().form);

  ASSERT_THAT(parsed, IsOk());
  const Query& query = parsed->query;
  const auto wanted = [](std::string_view text) {
    return text.empty() ? std::nullopt : std::optional(at(text));
  };
  EXPECT_EQ(query.updated_from, wanted(GetParam().from));
  EXPECT_EQ(query.updated_before, wanted(GetParam().before));
}

INSTANTIATE_TEST_SUITE_P(
    Prefixes,
    LastUpdatedTest,
    ::testing::Values(
        UpdatedCase{"_lastUpdated=2024-05-01", "2024-04-30T22:00:00Z", "2024-05-01T22:00:00Z"},
        UpdatedCase{"_lastUpdated=eq2024-05", "2024-04-30T22:00:00Z", "2024-05-31T22:00:00Z"},
        UpdatedCase{"_lastUpdated=2024", "2023-12-31T23:00:00Z", "2024-12-31T23:00:00Z"},
        UpdatedCase{"_lastUpdated=ge2024-01-15", "2024-01-14T23:00:00Z", ""},
        UpdatedCase{"_lastUpdated=gt2024-01-15", "2024-01-15T23:00:00Z", ""},
        UpdatedCase{"_lastUpdated=sa2024-01-15", "2024-01-15T23:00:00Z", ""},
        UpdatedCase{"_lastUpdated=lt2024-01-15", "", "2024-01-14T23:00:00Z"},
        UpdatedCase{"_lastUpdated=eb2024-01-15", "", "2024-01-14T23:00:00Z"},
        UpdatedCase{"_lastUpdated=le2024-01-15", "", "2024-01-15T23:00:00Z"},
        UpdatedCase{"_lastUpdated=ge2024-01-15T10:00:00Z", "2024-01-15T10:00:00Z", ""},
        UpdatedCase{"_lastUpdated=ge2024-07-15T10:00", "2024-07-15T08:00:00Z", ""},
        UpdatedCase{"_lastUpdated=ge2024&_lastUpdated=lt2025",
                    "2023-12-31T23:00:00Z",
                    "2024-12-31T23:00:00Z"},
        UpdatedCase{"_lastUpdated=ge2023&_lastUpdated=ge2024", "2023-12-31T23:00:00Z", ""}));

TEST(QueryParserTest, AsksForADateByItsPeriod) {
  const auto parsed = parse("Task", "authored-on=2024-01-15T10:00:00Z");

  ASSERT_THAT(parsed, IsOk());
  const Criterion& criterion = parsed->query.all_of.front();
  const std::int64_t low = at("2024-01-15T10:00:00Z").time_since_epoch().count();
  EXPECT_EQ(criterion.any_of.front().test, RangeTest::within);
  EXPECT_EQ(criterion.any_of.front().low, low);
  EXPECT_EQ(criterion.any_of.front().high, low + 999'999);
}

TEST(QueryParserTest, AsksForWhatReachesBeyondADate) {
  const auto parsed = parse("Task", "authored-on=gt2024-01-15T10:00:00Z");

  ASSERT_THAT(parsed, IsOk());
  const Criterion& criterion = parsed->query.all_of.front();
  EXPECT_EQ(criterion.any_of.front().test, RangeTest::overlaps);
  EXPECT_EQ(criterion.any_of.front().low, at("2024-01-15T10:00:01Z").time_since_epoch().count());
}

// --- limits ---

std::string repeated(std::string_view text, std::size_t times, std::string_view between) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) {
    if (i > 0) all += between;
    all += text;
  }
  return all;
}

TEST(QueryParserTest, TakesAlternativesUpToTheLimit) {
  EXPECT_THAT(parse("Task", "status=" + repeated("a", 100, ",")), IsOk());
  EXPECT_THAT(parse("Task", "status=" + repeated("a", 101, ",")), FailsWithId("SEARCH-TOO-MANY"));
  EXPECT_THAT(parse("Task", "_id=" + repeated("a", 100, ",")), IsOk());
  EXPECT_THAT(parse("Task", "_id=" + repeated("a", 101, ",")), FailsWithId("SEARCH-TOO-MANY"));
}

TEST(QueryParserTest, TakesAValueUpToTheLimit) {
  EXPECT_THAT(parse("Task", "status=" + std::string(1024, 'a')), IsOk());
  EXPECT_THAT(parse("Task", "status=" + std::string(1025, 'a')), FailsWithId("SEARCH-VALUE"));
}

TEST(FormFieldsTest, TakesFieldsUpToTheLimit) {
  EXPECT_THAT(parse_form(repeated("a=1", 64, "&")), IsOk());
  EXPECT_THAT(parse_form(repeated("a=1", 65, "&")), FailsWithId("SEARCH-TOO-MANY"));
  EXPECT_THAT(parse_form("a=" + std::string(65'534, 'x')), IsOk());
  EXPECT_THAT(parse_form("a=" + std::string(65'535, 'x')), FailsWithId("SEARCH-TOO-MANY"));
}

TEST(FormFieldsTest, RefusesBadEscapesAndBadUtf8) {
  EXPECT_THAT(parse_form("a=%"), FailsWithId("SEARCH-ENCODING"));
  EXPECT_THAT(parse_form("a=%zz"), FailsWithId("SEARCH-ENCODING"));
  EXPECT_THAT(parse_form("a=%00"), FailsWithId("SEARCH-ENCODING"));
  EXPECT_THAT(parse_form("a=%ff"), FailsWithId("SEARCH-ENCODING"));
}

TEST(FormFieldsTest, DecodesNamesAndValues) {
  const auto fields = parse_form("a%3Ab=x+y%C3%A5&&c");

  ASSERT_THAT(fields, IsOk());
  EXPECT_THAT(*fields, ElementsAre(FormField{"a:b", "x y\xC3\xA5"}, FormField{"c", ""}));
  EXPECT_EQ(to_form(*fields), "a%3Ab=x%20y%C3%A5&c=");
}

}  // namespace
}  // namespace gateway::search
