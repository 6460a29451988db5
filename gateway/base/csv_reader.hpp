// CsvReader: the records of a text of values separated by commas, semicolons or tabs, one after
// another.
//
//   CsvTexts texts;
//   CsvReader reader(text, {.separator = detect_separator(text)}, texts);
//   std::vector<CsvField> record;
//   while (true) {
//     const auto more = reader.next(record);
//     if (!more) return refuse(more.error());
//     if (!*more) break;
//     ...
//   }
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace gateway {

struct CsvField {
  std::string_view text;   // without the quotes around it
  std::size_t offset = 0;  // of its first byte, or of the quote before it, in the whole text
};

// Why the reading stopped.
struct CsvFault {
  std::string_view id;  // CSV-QUOTE or CSV-LIMIT; static storage
  std::string text;     // for people; no value of the text
  std::size_t offset = 0;
};

enum class CsvQuotes : std::uint8_t {
  enclose,   // a field that begins with a quote ends with one, and holds anything between them
  are_text,  // a quote is a character like any other, as in the files of SNOMED CT
};

struct CsvForm {
  char separator = ',';
  CsvQuotes quotes = CsvQuotes::enclose;
};

// Fields that are not in the text as they are, because they hold doubled quotes.
using CsvTexts = std::deque<std::string>;

// A record ends with CRLF, LF or CR, the last one also with the text. A byte order mark and empty
// lines are passed over.
//
// Deviation: a quote inside a field that does not begin with one is taken as it is, since it can
// mean nothing else.
// Source: RFC 4180, section 2.
// LIFETIME: outlived by `text` and `texts`, and so are the fields.
// THREADS: one.
class CsvReader {
 public:
  static constexpr std::size_t kMaxFields = 1'000;  // of a record
  static constexpr std::size_t kMaxFieldBytes = std::size_t{1024} * 1024;

  CsvReader(std::string_view text, CsvForm form, CsvTexts& texts);

  // Puts the next record in `record`; false after the last one. Nothing can be read after a fault.
  //
  // Errors: CSV-QUOTE (a field in quotes that does not end, or goes on behind them), CSV-LIMIT.
  std::expected<bool, CsvFault> next(std::vector<CsvField>& record);

 private:
  using Read = std::expected<CsvField, CsvFault>;

  Read field();
  Read quoted_field();
  Read plain_field();
  bool is_end_of_record() const noexcept;
  void end_line() noexcept;

  std::string_view text_;
  CsvForm form_;
  CsvTexts& texts_;
  std::size_t at_ = 0;
};

// The one of tab, semicolon and comma that stands most often in the first record, outside quotes;
// the first of them if it is a draw, a comma if there is none.
char detect_separator(std::string_view text) noexcept;

}  // namespace gateway
