// FHIRPath 2.0, #additional-string-functions.
#include <gtest/gtest.h>

#include "tests/fhirpath/answer.hpp"

namespace gateway::fhirpath::test {
namespace {

TEST(EncodingFunctionTest, EncodesTheBytesOfAText) {
  EXPECT_EQ(answer("'åb'.encode('hex')"), "c3a562");
  EXPECT_EQ(answer("'test'.encode('base64')"), "dGVzdA==");
  EXPECT_EQ(answer("'subjects>_d'.encode('base64')"), "c3ViamVjdHM+X2Q=");
  EXPECT_EQ(answer("'subjects>_d'.encode('urlbase64')"), "c3ViamVjdHM-X2Q=");
  EXPECT_EQ(answer("'abc'.encode('urlbase64')"), "YWJj");
  EXPECT_EQ(answer("'Åsa 😀'.encode('ascii')"), "?sa ?");
}

TEST(EncodingFunctionTest, DecodesWhatItEncodes) {
  EXPECT_EQ(answer("'C3a562'.decode('hex')"), "åb");
  EXPECT_EQ(answer("'dGVzdA=='.decode('base64')"), "test");
  EXPECT_EQ(answer("'c3ViamVjdHM-X2Q='.decode('urlbase64')"), "subjects>_d");
  EXPECT_EQ(answer("'dGVz\\n dA=='.decode('base64')"), "test");
}

TEST(EncodingFunctionTest, RefusesTextOfAnotherEncoding) {
  EXPECT_EQ(answer("'6B6'.decode('hex')"), "FHIRPATH-ENCODING");
  EXPECT_EQ(answer("'xy'.decode('hex')"), "FHIRPATH-ENCODING");
  EXPECT_EQ(answer("'dGVzdA'.decode('base64')"), "FHIRPATH-ENCODING");
  EXPECT_EQ(answer("'c3ViamVjdHM-X2Q='.decode('base64')"), "FHIRPATH-ENCODING");
  EXPECT_EQ(answer("'dGVzdA'.decode('urlbase64')"), "FHIRPATH-ENCODING");
}

TEST(EncodingFunctionTest, GivesNoTextForBytesThatAreNone) {
  EXPECT_EQ(answer("'ff'.decode('hex')"), "{}");
  EXPECT_EQ(answer("'/w=='.decode('base64')"), "{}");
}

TEST(EncodingFunctionTest, GivesNothingForAnUnknownForm) {
  EXPECT_EQ(answer("'a'.encode('rot13')"), "{}");
  EXPECT_EQ(answer("'a'.decode('ascii')"), "{}");
  EXPECT_EQ(answer("'a'.escape('xml')"), "{}");
  EXPECT_EQ(answer("'a'.unescape({})"), "{}");
  EXPECT_EQ(answer("{}.encode('hex')"), "{}");
}

TEST(EncodingFunctionTest, EscapesForHtml) {
  EXPECT_EQ(answer("'\"1<2\" & \\'å\\''.escape('html')"), "&quot;1&lt;2&quot; &amp; &#39;å&#39;");
}

TEST(EncodingFunctionTest, UnescapesHtml) {
  EXPECT_EQ(answer("'&quot;1&lt;2&quot; &amp; &apos;&#229;&#xE5;&#X1F600;'.unescape('html')"),
            "\"1<2\" & 'åå😀");
  EXPECT_EQ(answer("'&amp;lt;'.unescape('html')"), "&lt;");
}

TEST(EncodingFunctionTest, LeavesWhatIsNoEntity) {
  EXPECT_EQ(answer("'a & b; &nothing; &#xD800; &#0; &#x; &'.unescape('html')"),
            "a & b; &nothing; &#xD800; &#0; &#x; &");
}

TEST(EncodingFunctionTest, EscapesForJson) {
  EXPECT_EQ(answer("'\"a/\\\\\\n\\u0001å'.escape('json')"), "\\\"a/\\\\\\n\\u0001å");
}

TEST(EncodingFunctionTest, UnescapesJson) {
  EXPECT_EQ(answer("'\\\\\"a\\\\/\\\\\\\\\\\\t'.unescape('json')"), "\"a/\\\t");
  EXPECT_EQ(answer("'\\\\u00e5\\\\ud83d\\\\ude00'.unescape('json')"), "å😀");
}

TEST(EncodingFunctionTest, LeavesWhatIsNoEscape) {
  EXPECT_EQ(answer("'\\\\1 \\\\u12 \\\\ud83d \\\\udc00 \\\\'.unescape('json')"),
            "\\1 \\u12 \\ud83d \\udc00 \\");
}

}  // namespace
}  // namespace gateway::fhirpath::test
