// Source: RFC 4180, section 2.
#include "gateway/base/csv_reader.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>

namespace gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Record = std::vector<std::string>;

struct Outcome {
  std::vector<Record> records;
  std::vector<std::vector<std::size_t>> offsets;
  std::string fault;  // its id
  std::size_t fault_offset = 0;
};

Outcome read(std::string_view text, CsvForm form = {}) {
  Outcome outcome;
  CsvTexts texts;
  CsvReader reader(text, form, texts);
  std::vector<CsvField> record;
  auto more = reader.next(record);
  for (; more && *more; more = reader.next(record)) {
    outcome.records.emplace_back();
    outcome.offsets.emplace_back();
    for (const CsvField& field : record) {
      outcome.records.back().emplace_back(field.text);
      outcome.offsets.back().push_back(field.offset);
    }
  }
  if (!more) {
    outcome.fault = more.error().id;
    outcome.fault_offset = more.error().offset;
  }
  return outcome;
}

TEST(CsvReaderTest, SplitsRecordsAndFields) {
  EXPECT_THAT(read("a,b\n1,2\n").records, ElementsAre(Record{"a", "b"}, Record{"1", "2"}));
}

TEST(CsvReaderTest, LastRecordNeedsNoLineEnd) {
  EXPECT_THAT(read("a,b\n1,2").records, ElementsAre(Record{"a", "b"}, Record{"1", "2"}));
}

TEST(CsvReaderTest, TakesAllThreeLineEnds) {
  EXPECT_THAT(read("a\r\nb\rc\nd").records,
              ElementsAre(Record{"a"}, Record{"b"}, Record{"c"}, Record{"d"}));
}

TEST(CsvReaderTest, EmptyFieldsAreFields) {
  EXPECT_THAT(read(",\na,").records, ElementsAre(Record{"", ""}, Record{"a", ""}));
}

TEST(CsvReaderTest, PassesOverEmptyLinesAndAByteOrderMark) {
  EXPECT_THAT(read("\xEF\xBB\xBF\r\na\n\n\r\nb\n\n").records,
              ElementsAre(Record{"a"}, Record{"b"}));
  EXPECT_THAT(read("").records, IsEmpty());
  EXPECT_THAT(read("\xEF\xBB\xBF").records, IsEmpty());
}

TEST(CsvReaderTest, QuotesHoldSeparatorsLineEndsAndDoubledQuotes) {
  EXPECT_THAT(read("\"a,b\",\"c\r\nd\",\"e\"\"f\"\"\"\n\"\"").records,
              ElementsAre(Record{"a,b", "c\r\nd", "e\"f\""}, Record{""}));
}

TEST(CsvReaderTest, QuoteInsideAPlainFieldIsText) {
  EXPECT_THAT(read("sond 5\",b").records, ElementsAre(Record{"sond 5\"", "b"}));
}

TEST(CsvReaderTest, QuotesAreTextWhereTheFormSaysSo) {
  EXPECT_THAT(read("\"a\tb\"c", {'\t', CsvQuotes::are_text}).records,
              ElementsAre(Record{"\"a", "b\"c"}));
}

TEST(CsvReaderTest, OffsetsAreThoseOfTheWholeText) {
  EXPECT_THAT(read("\xEF\xBB\xBF"
                   "a,\"b\"\n\n,c")
                  .offsets,
              ElementsAre(ElementsAre(3U, 5U), ElementsAre(10U, 11U)));
}

TEST(CsvReaderTest, QuoteWithoutEndIsAFaultWhereItBegins) {
  const Outcome outcome = read("a\n\"b\"\"c\nd");

  EXPECT_THAT(outcome.records, ElementsAre(Record{"a"}));
  EXPECT_EQ(outcome.fault, "CSV-QUOTE");
  EXPECT_EQ(outcome.fault_offset, 2U);
}

TEST(CsvReaderTest, TextBehindAQuotedFieldIsAFaultWhereItStands) {
  const Outcome outcome = read("\"a\"b,c");

  EXPECT_EQ(outcome.fault, "CSV-QUOTE");
  EXPECT_EQ(outcome.fault_offset, 3U);
}

TEST(CsvReaderTest, FieldsOfARecordAreLimited) {
  const std::string at_limit(CsvReader::kMaxFields - 1, ',');

  EXPECT_EQ(read(at_limit).records.at(0).size(), CsvReader::kMaxFields);
  EXPECT_EQ(read(at_limit + ",").fault, "CSV-LIMIT");
}

TEST(CsvReaderTest, BytesOfAFieldAreLimited) {
  const std::string at_limit(CsvReader::kMaxFieldBytes, 'a');

  EXPECT_EQ(read(at_limit).records.at(0).at(0), at_limit);
  EXPECT_EQ(read("\"" + at_limit + "\"").records.at(0).at(0), at_limit);
  EXPECT_EQ(read(at_limit + "a").fault, "CSV-LIMIT");
  EXPECT_EQ(read("\"" + at_limit + "a\"").fault, "CSV-LIMIT");
}

TEST(CsvReaderTest, SeparatorIsTheOneThatStandsMostOftenInTheFirstRecord) {
  EXPECT_EQ(detect_separator("a;b,c;d\n,,,,"), ';');
  EXPECT_EQ(detect_separator("a\tb\n"), '\t');
  EXPECT_EQ(detect_separator("\xEF\xBB\xBF\r\n\"a;b;c\",d"), ',');
  EXPECT_EQ(detect_separator("\"a\n;;\",b\n;;"), ',');
  EXPECT_EQ(detect_separator("kod"), ',');
  EXPECT_EQ(detect_separator(""), ',');
}

}  // namespace
}  // namespace gateway
