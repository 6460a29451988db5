#include "gateway/base/csv_reader.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace gateway {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr char kQuote = '"';

constexpr bool is_line_end(char c) noexcept {
  return c == '\n' || c == '\r';
}

std::unexpected<CsvFault> fault(std::string_view id, std::string text, std::size_t offset) {
  return std::unexpected(CsvFault{id, std::move(text), offset});
}

std::unexpected<CsvFault> over_limit(std::size_t limit, std::string_view what, std::size_t offset) {
  return fault("CSV-LIMIT",
               "There are more than " + std::to_string(limit) + " " + std::string(what) + ".",
               offset);
}

// `text` with each pair of quotes as one.
std::string without_doubled_quotes(std::string_view text) {
  std::string made;
  made.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    made.push_back(text[at]);
    if (text[at] == kQuote) ++at;
  }
  return made;
}

}  // namespace

CsvReader::CsvReader(std::string_view text, CsvForm form, CsvTexts& texts)
    : text_(text), form_(form), texts_(texts) {
  if (text.starts_with(kByteOrderMark)) at_ = kByteOrderMark.size();
}

bool CsvReader::is_end_of_record() const noexcept {
  return at_ == text_.size() || is_line_end(text_[at_]);
}

void CsvReader::end_line() noexcept {
  if (at_ == text_.size()) return;
  at_ += std::size_t{text_.substr(at_).starts_with("\r\n") ? 2U : 1U};
}

CsvReader::Read CsvReader::plain_field() {
  const std::size_t begin = at_;
  while (!is_end_of_record() && text_[at_] != form_.separator)
    ++at_;
  return CsvField{text_.substr(begin, at_ - begin), begin};
}

CsvReader::Read CsvReader::quoted_field() {
  const std::size_t begin = at_;
  bool has_doubled = false;
  std::size_t end = text_.find(kQuote, begin + 1);
  while (end != std::string_view::npos && text_.substr(end + 1).starts_with(kQuote)) {
    has_doubled = true;
    end = text_.find(kQuote, end + 2);
  }
  if (end == std::string_view::npos)
    return fault("CSV-QUOTE", "The quote that begins here has no end.", begin);
  at_ = end + 1;
  if (!is_end_of_record() && text_[at_] != form_.separator) {
    return fault("CSV-QUOTE",
                 "After a field in quotes there is a separator or the end of the line; a quote "
                 "inside one is doubled.",
                 at_);
  }
  const std::string_view inside = text_.substr(begin + 1, end - begin - 1);
  if (!has_doubled || inside.size() > kMaxFieldBytes) return CsvField{inside, begin};
  return CsvField{texts_.emplace_back(without_doubled_quotes(inside)), begin};
}

CsvReader::Read CsvReader::field() {
  const bool is_quoted =
      form_.quotes == CsvQuotes::enclose && !is_end_of_record() && text_[at_] == kQuote;
  auto read = is_quoted ? quoted_field() : plain_field();
  if (read && read->text.size() > kMaxFieldBytes)
    return over_limit(kMaxFieldBytes, "bytes in a field", read->offset);
  return read;
}

std::expected<bool, CsvFault> CsvReader::next(std::vector<CsvField>& record) {
  record.clear();
  while (at_ < text_.size() && is_line_end(text_[at_]))
    ++at_;
  if (at_ == text_.size()) return false;
  while (true) {
    if (record.size() == kMaxFields) return over_limit(kMaxFields, "fields in a record", at_);
    const Read read = field();
    if (!read) return std::unexpected(read.error());
    record.push_back(*read);
    if (is_end_of_record()) break;
    ++at_;
  }
  end_line();
  return true;
}

char detect_separator(std::string_view text) noexcept {
  constexpr std::string_view kSeparators = "\t;,";
  std::array<std::size_t, kSeparators.size()> counts{};
  bool is_quoted = false;
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  text.remove_prefix(std::min(text.find_first_not_of("\r\n"), text.size()));
  for (const char c : text) {
    if (c == kQuote) is_quoted = !is_quoted;
    if (is_quoted) continue;
    if (is_line_end(c)) break;
    const std::size_t found = kSeparators.find(c);
    if (found != std::string_view::npos) ++counts[found];
  }
  const auto* const most = std::ranges::max_element(counts);
  return *most == 0 ? ',' : kSeparators[static_cast<std::size_t>(most - counts.begin())];
}

}  // namespace gateway
