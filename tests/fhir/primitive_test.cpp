#include "gateway/fhir/primitive.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace gateway::fhir {
namespace {

struct Row {
  Primitive kind;
  std::vector<std::string> valid;
  std::vector<std::string> invalid;
};

const std::vector<Row>& rows() {
  static const std::vector<Row> kRows = {
      {Primitive::boolean, {"true", "false"}, {"", "True", "TRUE", "1", "0", "true ", "yes"}},
      {Primitive::integer,
       {"0", "1", "-1", "2147483647", "-2147483648"},
       {"", "-", "-0", "+1", "01", "-01", "1.0", "1e2", " 1", "2147483648", "-2147483649"}},
      {Primitive::unsigned_int,
       {"0", "1", "2147483647"},
       {"", "-1", "-0", "+0", "00", "2147483648", "1.0"}},
      {Primitive::positive_int, {"1", "2147483647"}, {"", "0", "-1", "+1", "01", "2147483648"}},
      {Primitive::decimal,
       {"0",
        "0.0",
        "-0.0",
        "1.50",
        "-1",
        "1e3",
        "1E-22",
        "1.0e+245",
        "-1.000000000000000000E-245",
        "0.00000000000000000001"},
       {"",
        "-",
        ".5",
        "5.",
        "01",
        "+1",
        "1.0.0",
        "1e",
        "1e+",
        "1e+-1",
        "1e--1",
        "e1",
        "NaN",
        "Infinity",
        "0x1",
        "1 ",
        "1,5",
        "1e1.5",
        "--1"}},
      {Primitive::string,
       {"a", " ", "a\tb\r\nc", "å", "😀", "\x7F"},
       {"", std::string("a\0b", 3), "\x01", "a\x1F", "\x0B"}},
      {Primitive::markdown, {"# a\n\nb"}, {"", "\x02"}},
      {Primitive::code,
       {"a", "a b", "a b c", "å"},
       {"", " ", " a", "a ", "a  b", "a\tb", "a\nb", "\xC3\xA5\x01"}},
      {Primitive::id, {"a", "A-1.b", "."}, {"", "a_b", "a b", "å", "a/b"}},
      {Primitive::uri, {"http://a/b?c=d#e", "urn:x:y", "a", "å"}, {"", " ", "a b", "a\n", "\x01"}},
      {Primitive::url, {"https://a"}, {"", "https://a b"}},
      {Primitive::canonical, {"http://a|1.0"}, {"", " "}},
      {Primitive::oid,
       {"urn:oid:1.2.3", "urn:oid:0.0", "urn:oid:2.999"},
       {"",
        "1.2.3",
        "urn:oid:3.1",
        "urn:oid:1",
        "urn:oid:1.",
        "urn:oid:1.02",
        "urn:oid:1..2",
        "urn:oid:1.2.",
        "URN:OID:1.2",
        "urn:oid:1.2a"}},
      {Primitive::uuid,
       {"urn:uuid:c757873d-ec9a-4326-a141-556f43239520"},
       {"",
        "c757873d-ec9a-4326-a141-556f43239520",
        "urn:uuid:C757873D-ec9a-4326-a141-556f43239520",
        "urn:uuid:c757873d-ec9a-4326-a141-556f4323952",
        "urn:uuid:c757873d-ec9a-4326-a141-556f432395200",
        "urn:uuid:c757873d+ec9a-4326-a141-556f43239520"}},
      {Primitive::base64_binary,
       {"AA==", "AAA=", "AAAA", "AA AA\nAA==", " AAAA "},
       {"",
        " ",
        "A",
        "AA",
        "AAA",
        "A===",
        "====",
        "AA=A",
        "AAAA=",
        "AA-_",
        "AAAA=AAA",
        "AAAA===="}},
      {Primitive::instant,
       {"2015-02-07T13:28:17.239+02:00", "2017-01-01T00:00:00Z", "2016-12-31T23:59:60Z"},
       {"",
        "2017",
        "2017-01-01",
        "2017-01-01T00:00Z",
        "2017-01-01T00:00:00",
        "2017-01-01T24:00:00Z",
        "2017-01-01T00:00:00z",
        "2017-01-01 00:00:00Z",
        "2017-01-01T00:00:00.Z",
        "2017-01-01T00:00:00Z ",
        "2017-01-01T00:00:61Z",
        "2017-01-01T00:60:00Z"}},
      {Primitive::date,
       {"2018", "1973-06", "1905-08-23", "2024-02-29", "2000-02-29", "0001", "9999-12-31"},
       {"",
        "18",
        "0000",
        "2018-",
        "2018-00",
        "2018-13",
        "2018-1",
        "2018-01-00",
        "2018-01-32",
        "2018-04-31",
        "2023-02-29",
        "1900-02-29",
        "2018-01-1",
        "2018/01/01",
        "-2018",
        "20180101",
        "2018-01-01T",
        "10000"}},
      {Primitive::date_time,
       {"2018",
        "1973-06",
        "1905-08-23",
        "2015-02-07T13:28:17-05:00",
        "2017-01-01T00:00:00.000Z",
        "2017-01-01T00:00:00+14:00",
        "2017-01-01T00:00:00-14:00"},
       {"",
        "2015-02T13:28:17Z",
        "2015T00:00:00Z",
        "2015-02-07T13:28:17",
        "2015-02-07T13:28Z",
        "2015-02-07T24:00:00Z",
        "2017-01-01T00:00:00+14:01",
        "2017-01-01T00:00:00+15:00",
        "2017-01-01T00:00:00+1:00",
        "2017-01-01T00:00:00+0100",
        "2017-01-01T00:00:00+01",
        "2023-02-29T00:00:00Z"}},
      {Primitive::time,
       {"00:00:00", "23:59:59", "12:30:00.5", "12:30:00.123456789"},
       {"",
        "24:00:00",
        "12:30",
        "1:30:00",
        "12:60:00",
        "12:30:00.",
        "12:30:00Z",
        "12:30:00+01:00",
        "T12:30:00"}},
      {Primitive::xhtml, {"<div/>"}, {""}},
  };
  return kRows;
}

TEST(PrimitiveTest, AcceptsWhatTheTypeAllows) {
  for (const Row& row : rows()) {
    for (const std::string& value : row.valid) {
      EXPECT_TRUE(is_valid(row.kind, value)) << static_cast<int>(row.kind) << " " << value;
    }
  }
}

TEST(PrimitiveTest, RefusesWhatTheTypeForbidsAndSaysWhichRule) {
  for (const Row& row : rows()) {
    for (const std::string& value : row.invalid) {
      const PrimitiveFault fault = check_primitive(row.kind, value);
      EXPECT_TRUE(fault) << static_cast<int>(row.kind) << " " << value;
      EXPECT_TRUE(fault.id.starts_with("PRIMITIVE-"));
      EXPECT_FALSE(fault.text.empty());
    }
  }
}

TEST(PrimitiveTest, AcceptsAStringAtTheLimitAndRefusesOneByteMore) {
  for (const Primitive kind : {Primitive::string,
                               Primitive::markdown,
                               Primitive::code,
                               Primitive::uri,
                               Primitive::url,
                               Primitive::canonical}) {
    EXPECT_TRUE(is_valid(kind, std::string(kMaxStringBytes, 'x')));
    EXPECT_FALSE(is_valid(kind, std::string(kMaxStringBytes + 1, 'x')));
  }
}

TEST(PrimitiveTest, AcceptsAnIdAtTheLimitAndRefusesOneCharacterMore) {
  EXPECT_TRUE(is_valid(Primitive::id, std::string(64, 'x')));
  EXPECT_FALSE(is_valid(Primitive::id, std::string(65, 'x')));
}

TEST(PrimitiveTest, AcceptsADecimalAtTheLimitAndRefusesOneDigitMore) {
  EXPECT_TRUE(is_valid(Primitive::decimal, std::string(kMaxDecimalDigits, '1')));
  EXPECT_FALSE(is_valid(Primitive::decimal, std::string(kMaxDecimalDigits + 1, '1')));
  EXPECT_TRUE(is_valid(Primitive::decimal, "0.00" + std::string(kMaxDecimalDigits, '1')));
  EXPECT_FALSE(is_valid(Primitive::decimal, "0.00" + std::string(kMaxDecimalDigits + 1, '1')));
  EXPECT_FALSE(is_valid(Primitive::decimal, "1." + std::string(kMaxDecimalDigits, '0')));
  EXPECT_FALSE(is_valid(Primitive::decimal, "0." + std::string(1000, '0')));
}

TEST(PrimitiveTest, AcceptsAnExponentAtTheLimitAndRefusesOneMore) {
  EXPECT_TRUE(is_valid(Primitive::decimal, "1e307"));
  EXPECT_FALSE(is_valid(Primitive::decimal, "1e308"));
  EXPECT_TRUE(is_valid(Primitive::decimal, "1e-308"));
  EXPECT_FALSE(is_valid(Primitive::decimal, "1e-309"));
  EXPECT_FALSE(is_valid(Primitive::decimal, "1e99999999999"));
  EXPECT_FALSE(is_valid(Primitive::decimal, "10e307"));
}

}  // namespace
}  // namespace gateway::fhir
