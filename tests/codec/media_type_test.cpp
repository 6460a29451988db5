// FHIR R4, http.html#mime-type; RFC 9110, section 12.5.1.
#include "gateway/codec/media_type.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/result_matchers.hpp"

namespace gateway::codec {
namespace {

using test::FailsWith;

struct Case {
  std::string_view header;
  Format format;
};

class ContentTypeTest : public testing::TestWithParam<Case> {};

TEST_P(ContentTypeTest, NamesTheFormat) {
  const auto format = parse_content_type(GetParam().header);

  ASSERT_TRUE(format) << GetParam().header;
  EXPECT_EQ(*format, GetParam().format);
}

INSTANTIATE_TEST_SUITE_P(
    MediaType,
    ContentTypeTest,
    testing::Values(Case{"application/fhir+json", Format::json},
                    Case{"application/fhir+xml", Format::xml},
                    Case{"application/json", Format::json},
                    Case{"text/json", Format::json},
                    Case{"application/xml", Format::xml},
                    Case{"text/xml", Format::xml},
                    Case{"Application/FHIR+JSON;Charset=UTF-8", Format::json},
                    Case{" application/fhir+xml ; charset=\"utf-8\" ; fhirVersion=4.0",
                         Format::xml},
                    Case{"application/fhir+json; profile=\"a;b,c\"", Format::json}));

class UnsupportedContentTypeTest : public testing::TestWithParam<std::string_view> {};

TEST_P(UnsupportedContentTypeTest, IsRefused) {
  EXPECT_THAT(parse_content_type(GetParam()), FailsWith(ErrorKind::unsupported_media));
}

INSTANTIATE_TEST_SUITE_P(MediaType,
                         UnsupportedContentTypeTest,
                         testing::Values("",
                                         "text/html",
                                         "json",
                                         "*/*",
                                         "application/fhir+turtle",
                                         "application/fhir+json; charset=iso-8859-1",
                                         "application/fhir+json; charset=utf-16",
                                         "application/fhir+json; fhirVersion=3.0",
                                         "application/fhir+json, text/html"));

class AcceptTest : public testing::TestWithParam<Case> {};

TEST_P(AcceptTest, IsAnsweredWithThePreferredFormat) {
  const auto format = negotiate_format(GetParam().header, std::nullopt);

  ASSERT_TRUE(format) << GetParam().header;
  EXPECT_EQ(*format, GetParam().format);
}

INSTANTIATE_TEST_SUITE_P(
    MediaType,
    AcceptTest,
    testing::Values(Case{"", Format::json},
                    Case{"*/*", Format::json},
                    Case{"application/*", Format::json},
                    Case{"application/fhir+xml", Format::xml},
                    Case{"text/html, application/fhir+xml", Format::xml},
                    Case{"application/fhir+xml, */*", Format::xml},
                    Case{"*/*, application/xml", Format::xml},
                    Case{"application/fhir+xml, application/fhir+json", Format::xml},
                    Case{"application/fhir+json, application/fhir+xml", Format::json},
                    Case{"application/fhir+xml;q=0.5, application/fhir+json;q=0.8", Format::json},
                    Case{"application/fhir+json;q=0.5, */*;q=0.8", Format::xml},
                    Case{"application/fhir+json;q=0, */*", Format::xml},
                    Case{"application/fhir+json; fhirVersion=3.0, application/fhir+xml",
                         Format::xml},
                    Case{"application/json; charset=latin1, text/xml;q=0.001", Format::xml},
                    Case{"application/fhir+json;q=2, application/fhir+xml;q=0.1", Format::xml},
                    Case{",, ;;=, application/fhir+xml", Format::xml}));

class UnacceptableTest : public testing::TestWithParam<std::string_view> {};

TEST_P(UnacceptableTest, IsRefused) {
  EXPECT_THAT(negotiate_format(GetParam(), std::nullopt), FailsWith(ErrorKind::not_acceptable));
}

INSTANTIATE_TEST_SUITE_P(MediaType,
                         UnacceptableTest,
                         testing::Values("text/html",
                                         "application/fhir+turtle",
                                         "*/*;q=0",
                                         "application/fhir+json;q=0.000",
                                         "application/fhir+json; fhirVersion=5.0",
                                         "\"unclosed, application/fhir+json"));

TEST(FormatParameterTest, GoesBeforeTheHeader) {
  EXPECT_EQ(negotiate_format("application/fhir+json", "xml"), Format::xml);
  EXPECT_EQ(negotiate_format("text/html", "json"), Format::json);
}

TEST(FormatParameterTest, TakesMediaTypesEvenWithTheirPlusReadAsASpace) {
  EXPECT_EQ(negotiate_format("", "application/fhir+xml"), Format::xml);
  EXPECT_EQ(negotiate_format("", "application/fhir json"), Format::json);
  EXPECT_EQ(negotiate_format("", "text/xml"), Format::xml);
}

TEST(FormatParameterTest, RefusesWhatItDoesNotKnow) {
  EXPECT_THAT(negotiate_format("", "html"), FailsWith(ErrorKind::not_acceptable));
  EXPECT_THAT(negotiate_format("", ""), FailsWith(ErrorKind::not_acceptable));
}

TEST(ContentTypeTextTest, CanBeReadBack) {
  for (const Format format : {Format::json, Format::xml}) {
    EXPECT_EQ(parse_content_type(content_type(format)), format);
  }
}

}  // namespace
}  // namespace gateway::codec
