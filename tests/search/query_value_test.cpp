// What each kind of parameter finds: the index of a resource against what a query asks of it.
// Source: FHIR R4, search.html, the sections of each parameter type and of each modifier.
#include "gateway/search/query_value.hpp"

#include <algorithm>
#include <string>

#include <gmock/gmock.h>

#include "gateway/fhir/date_time.hpp"
#include "gateway/search/form_fields.hpp"
#include "gateway/search/match.hpp"
#include "gateway/search/query_parser.hpp"

#include "tests/search/search_fixture.hpp"
#include "tests/support/result_matchers.hpp"

namespace gateway::search {
namespace {

using gateway::test::FailsWithId;
using gateway::test::IsOk;

fhir::Checked<ParsedQuery> parse(std::string_view type, std::string_view form) {
  const Instant now = *fhir::to_instant(*fhir::parse_date_time("2026-11-24T12:00:00Z"));
  return parse_query(
      type,
      parse_form(form).value(),
      {.extractor = test::r4_extractor(), .now = now, .base_url = "https://brygga.example/fhir"});
}

bool finds(const std::string& json, std::string_view form) {
  const fhir::Resource tree = test::resource(json);
  const auto parsed = parse(tree.type_name(), form);
  EXPECT_THAT(parsed, IsOk()) << form;
  if (!parsed) return false;
  const auto values = test::r4_extractor().extract(tree, "https://brygga.example/fhir");
  const bool is_met = std::ranges::all_of(
      parsed->query.all_of, [&](const Criterion& each) { return meets(values, each); });
  return is_met && (!parsed->query.recheck || parsed->query.recheck->holds(json).value());
}

struct FindCase {
  std::string json;
  std::string_view found;      // queries that find it, ' ' between them
  std::string_view not_found;  // queries that do not
};

class FindTest : public ::testing::TestWithParam<FindCase> {};

template <typename Use>
void for_each_form(std::string_view forms, Use use) {
  while (!forms.empty()) {
    const std::size_t end = std::min(forms.find(' '), forms.size());
    if (end > 0) use(forms.substr(0, end));
    forms.remove_prefix(std::min(end + 1, forms.size()));
  }
}

TEST_P(FindTest, FindsWhatTheStandardSays) {
  for_each_form(GetParam().found,
                [](std::string_view form) { EXPECT_TRUE(finds(GetParam().json, form)) << form; });
  for_each_form(GetParam().not_found,
                [](std::string_view form) { EXPECT_FALSE(finds(GetParam().json, form)) << form; });
}

const std::string kQuantity = R"({"resourceType": "Observation", "status": "final",
  "code": {"coding": [{"system": "http://loinc.org", "code": "8867-4"}]},
  "valueQuantity": {"value": 5.40, "unit": "milligram", "code": "mg",
                    "system": "http://unitsofmeasure.org"}})";

INSTANTIATE_TEST_SUITE_P(
    Quantity,
    FindTest,
    ::testing::Values(
        FindCase{kQuantity,
                 "value-quantity=5.4 value-quantity=5.4|http://unitsofmeasure.org|mg "
                 "value-quantity=5.4||mg value-quantity=5.4||milligram value-quantity=5 "
                 "value-quantity=gt5.3||mg value-quantity=le5.4 value-quantity=ge5.40 "
                 "value-quantity=ap5.5 value-quantity=ne6 value-quantity=lt5.41 "
                 "value-quantity=1,5.4 value-quantity:missing=false",
                 "value-quantity=5.5 value-quantity=5.4||g value-quantity=5.4|http://x|mg "
                 "value-quantity=gt5.4 value-quantity=lt5.4 value-quantity=ne5.4 "
                 "value-quantity=ap7 value-quantity:missing=true value-quantity=sa5.4"},
        FindCase{R"({"resourceType": "Observation", "status": "final", "code": {"text": "x"},
                     "valueQuantity": {"value": 5, "comparator": "<", "code": "mg"}})",
                 "value-quantity=lt5 value-quantity=lt3 value-quantity=gt3",
                 "value-quantity=5 value-quantity=gt5 value-quantity=ge5"},
        FindCase{R"({"resourceType": "Invoice", "status": "draft",
                     "totalNet": {"value": 100, "currency": "SEK"}})",
                 "totalnet=100||SEK totalnet=100|urn:iso:std:iso:4217|SEK totalnet=100",
                 "totalnet=100||EUR"}));

INSTANTIATE_TEST_SUITE_P(
    Token,
    FindTest,
    ::testing::Values(
        FindCase{R"({"resourceType": "Observation", "status": "final",
                     "code": {"text": "Hjärtfrekvens i vila",
                              "coding": [{"code": "8867-4", "display": "Heart rate"}]}})",
                 "code:text=hjärt code:text=HEART code:text=x,heart%20 code:missing=false",
                 "code:text=rate code:text=8867-4 status:text=heart category:text=heart"},
        FindCase{R"({"resourceType": "Observation", "status": "final", "code": {"text": "Vikt"}})",
                 "code:text=vikt code:missing=false",
                 "code=vikt code:missing=true code:text=viktig"},
        FindCase{R"({"resourceType": "Patient", "identifier": [{"system": "urn:p", "value": "A7",
                     "type": {"text": "Personnummer",
                              "coding": [{"system": "urn:t", "code": "NI"}]}},
                    {"system": "urn:q", "value": "B8"}]})",
                 "identifier:of-type=urn:t|ni|a7 identifier:text=personnummer "
                 "identifier:of-type=urn:t|NI|B8,urn:t|NI|A7",
                 "identifier:of-type=urn:t|NI|B8 identifier:of-type=urn:p|NI|A7 "
                 "identifier=urn:t|A7 identifier:of-type=urn:t|MR|A7"}));

INSTANTIATE_TEST_SUITE_P(
    Number,
    FindTest,
    ::testing::Values(FindCase{R"({"resourceType": "ImmunizationRecommendation",
                     "patient": {"reference": "Patient/1"}, "date": "2024",
                     "recommendation": [{"doseNumberPositiveInt": 2, "forecastStatus": {}}]})",
                               "date=2024",
                               "date=2023 date=ne2024"},
                      FindCase{
                          R"({"resourceType": "RiskAssessment", "status": "final",
                     "subject": {"reference": "Patient/1"},
                     "prediction": [{"probabilityDecimal": 0.02}, {"probabilityDecimal": 0.5}]})",
                          "probability=0.02 probability=gt0.4 probability=lt0.1 probability=ne0.02",
                          "probability=0.03 probability=gt0.5 probability=lt0.02"}));

const std::string kPatient = R"({"resourceType": "Patient", "birthDate": "2012-03-14",
  "active": true, "gender": "female",
  "name": [{"family": "Österberg", "given": ["Åsa", "Eva Maria"]}],
  "telecom": [{"system": "phone", "value": "070-123 45 67"},
              {"system": "email", "value": "a@example.se"}],
  "address": [{"line": ["Storgatan 1"], "city": "Umeå", "postalCode": "903 26"}]})";

INSTANTIATE_TEST_SUITE_P(
    Person,
    FindTest,
    ::testing::Values(FindCase{
        kPatient,
        "name=oster name=ÖSTERBERG name=eva given=asa given=%C3%A5sa family:exact=Österberg "
        "family:contains=ster name:contains=maria address=storgatan address-city=ume "
        "birthdate=2012-03-14 birthdate=2012-03 birthdate=2012 birthdate=eq2012 "
        "phone=070-123%2045%2067 email=a@example.se telecom=A@example.se active=true "
        "gender=female gender=http://hl7.org/fhir/administrative-gender|female gender:not=male "
        "deceased=false family:missing=false death-date:missing=true "
        "name=eva+maria name=eva&given=asa address=storgatan+1",
        "name=berg family:exact=österberg family=asa birthdate=2012-04 birthdate=2012-03-15 "
        "phone=a@example.se gender=male gender:not=female gender:not=male,female deceased=true "
        "family:missing=true email:missing=true name=eva+mariana+lundh address-country=s"}));

INSTANTIATE_TEST_SUITE_P(LongText,
                         FindTest,
                         ::testing::Values(FindCase{
                             R"({"resourceType": "Organization",
        "name": "Barn- och ungdomspsykiatrin Södermalm"})",
                             "name=barn-+och+ungdomspsykiatrin name=barn-+och+ung "
                             "name=x,barn-+och+ungdomspsykiatrin+s name:contains=psykiatrin",
                             "name=barn-+och+ungdomar name:contains=psykologin "
                             "name=ungdomspsykiatrin"}));

INSTANTIATE_TEST_SUITE_P(
    Reference,
    FindTest,
    ::testing::Values(
        FindCase{
            R"({"resourceType": "Task", "status": "requested", "intent": "order",
                     "for": {"reference": "Patient/1",
                             "identifier": {"system": "urn:x", "value": "ABC"}},
                     "owner": {"reference": "https://brygga.example/fhir/Organization/bup"},
                     "basedOn": [{"reference": "https://other.example/fhir/CarePlan/7"}],
                     "restriction": {"period": {"end": "2024-05-01"}}})",
            "subject=Patient/1 subject:Patient=1 patient=1 owner=bup owner=Organization/bup "
            "subject:identifier=urn:x|abc subject:identifier=abc based-on:missing=false "
            "based-on=https://other.example/fhir/CarePlan/7 focus:missing=true "
            "due=2024-05-01 due=lt2025 intent=http://hl7.org/fhir/request-intent|order",
            "subject=Patient/2 subject:Group=1 subject:identifier=urn:y|abc owner:missing=true "
            "due=gt2024-05-01 status=received"},
        FindCase{R"({"resourceType": "Encounter", "status": "planned", "class": {"code": "AMB"},
                     "subject": {"reference": "Group/7"}})",
                 "subject=Group/7",
                 "patient=7 patient:missing=false"}));

INSTANTIATE_TEST_SUITE_P(Uri,
                         FindTest,
                         ::testing::Values(FindCase{
                             R"({"resourceType": "ValueSet", "status": "active",
        "url": "http://acme.org/fhir/ValueSet/123",
        "compose": {"include": [{"system": "http://acme.org/cs",
                                 "valueSet": ["http://acme.org/fhir/ValueSet/7|2.0"]}]}})",
                             "url=http://acme.org/fhir/ValueSet/123 "
                             "url:below=http://acme.org/fhir/ "
                             "url:above=http://acme.org/fhir/ValueSet/123/_history/5 "
                             "reference=http://acme.org/cs",
                             "url=http://acme.org/fhir/ValueSet/12 url=HTTP://acme.org/fhir "
                             "url:below=http://acme.org/fhir/CodeSystem "
                             "url:above=http://acme.org/fhir/ValueSet"}));

INSTANTIATE_TEST_SUITE_P(
    Dates,
    FindTest,
    ::testing::Values(
        FindCase{R"({"resourceType": "Encounter", "status": "planned", "class": {"code": "AMB"},
                     "period": {"start": "2024-05-01", "end": "2024-05-03"}})",
                 "date=2024-05 date=ge2024-05-02 date=lt2024-05-02 date=ne2024-05-01 date=2024 "
                 "date=sa2024-04-30 date=eb2024-05-04 date=ap2024-05-10",
                 "date=2024-05-01 date=sa2024-05-01 date=gt2024-05-03 date=ne2024"},
        FindCase{R"({"resourceType": "ServiceRequest", "status": "active", "intent": "order",
                     "subject": {"reference": "Patient/1"},
                     "occurrenceTiming": {"event": ["2024-01-10", "2024-03-20"]}})",
                 "occurrence=2024 occurrence=ge2024-02 occurrence=lt2024-02",
                 "occurrence=2024-01 occurrence=gt2024-04"}));

TEST(QueryValueTest, RefusesAnOpenEndOfADateThatIdentifiesAPerson) {
  EXPECT_THAT(parse("Patient", "birthdate=ge2012"), FailsWithId("SEARCH-PREFIX"));
  EXPECT_THAT(parse("Patient", "birthdate=2012-03-14T10:00Z"), FailsWithId("SEARCH-VALUE"));
}

TEST(QueryValueTest, RefusesAQuantityThatIsNone) {
  EXPECT_THAT(parse("Observation", "value-quantity=mg"), FailsWithId("SEARCH-PREFIX"));
  for (const std::string_view form : {"value-quantity=5|mg",
                                      "value-quantity=5|http://x|",
                                      "value-quantity=|http://x|mg",
                                      "value-quantity=5,,6"}) {
    EXPECT_THAT(parse("Observation", form), FailsWithId("SEARCH-VALUE")) << form;
  }
}

TEST(QueryValueTest, RefusesATextWithNothingToCompare) {
  EXPECT_THAT(parse("Patient", "name=%20%20"), FailsWithId("SEARCH-VALUE"));
  EXPECT_THAT(parse("Patient", "name:contains=%CC%81"), FailsWithId("SEARCH-VALUE"));
}

TEST(QueryValueTest, AsksTheIndexAloneWhereItKnowsEnough) {
  EXPECT_EQ(parse("Patient", "name=osterberg")->query.recheck, nullptr);
  EXPECT_NE(parse("Patient", "name=osterberg-lind")->query.recheck, nullptr);
}

}  // namespace
}  // namespace gateway::search
