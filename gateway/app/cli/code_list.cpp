#include "gateway/app/cli/code_list.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "gateway/app/cli/code_hierarchy.hpp"
#include "gateway/base/text.hpp"
#include "gateway/codec/utf8.hpp"
#include "gateway/fhir/primitive.hpp"

namespace gateway::app {
namespace {

using fhir::IssueLog;
using fhir::Primitive;
using Record = std::vector<CsvField>;

void add(IssueLog& findings, std::string_view id, std::string text, std::size_t offset) {
  findings.add({.id = id,
                .text = std::move(text),
                .expression = {},
                .offset = static_cast<std::uint32_t>(offset)});
}

constexpr std::string_view kNoBreakSpace = "\xC2\xA0";

bool is_double_space(char a, char b) noexcept {
  return is_space(a) && is_space(b);
}

// A space that nobody sees, and that no code in a resource will have.
bool has_stray_space(std::string_view code) {
  return code != trim(code) || std::ranges::adjacent_find(code, is_double_space) != code.end() ||
         code.contains(kNoBreakSpace);
}

bool is_utf16(std::string_view text) {
  return text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF");
}

std::size_t first_bad_byte(std::string_view text) {
  const char* const end = text.data() + text.size();
  const char* at = text.data();
  while (at != end) {
    const std::uint32_t size = codec::decode_utf8(at, end).size;
    if (size == 0) break;
    at += size;
  }
  return static_cast<std::size_t>(at - text.data());
}

bool has_value(const Record& record, const PlacedValue& wanted) {
  return trim(record[wanted.place].text) == wanted.value;
}

class CodeListReader {
 public:
  CodeListReader(std::string_view text, const CodeListForm& form, IssueLog& findings)
      : text_(text), form_(form), findings_(findings), reader_(text, form.form, list_.texts) {}

  CodeList read() && {
    if (next() && place_first()) {
      while (next() && take())
        continue;
      add_repeats();
    }
    if (!findings_.has_errors() && list_.concepts.empty())
      add(findings_, "CODES-NONE", "There is no concept in the table.", 0);
    return std::move(list_);
  }

 private:
  // Whether there is one more record.
  bool next() {
    const auto more = reader_.next(record_);
    if (!more) add(findings_, more.error().id, more.error().text, more.error().offset);
    return more && *more;
  }

  // Finds the columns in the first record; without a header it is a row, too.
  bool place_first() {
    field_count_ = record_.size();
    auto places = place_columns(form_.columns, form_.header, record_, findings_);
    if (!places) return false;
    places_ = *std::move(places);
    return form_.header == CsvHeader::first_record || take();
  }

  // Whether to go on.
  bool take() {
    const auto is_empty = [](const CsvField& field) { return trim(field.text).empty(); };
    if (std::ranges::all_of(record_, is_empty)) return true;
    if (record_.size() != field_count_) {
      add(findings_,
          "CODES-FIELDS",
          "The row has " + std::to_string(record_.size()) + " fields and the first one " +
              std::to_string(field_count_) + ".",
          record_.front().offset);
      return true;
    }
    const auto is_so = [this](const PlacedValue& each) { return has_value(record_, each); };
    if (!std::ranges::all_of(places_.only, is_so)) return true;
    if (list_.concepts.size() == form_.max_concepts)
      return stop("There are more than " + std::to_string(form_.max_concepts) + " concepts.");
    return take_concept(std::ranges::any_of(places_.inactive, is_so));
  }

  bool stop(std::string text) {
    add(findings_, "CODES-LIMIT", std::move(text), record_.front().offset);
    return false;
  }

  bool take_concept(bool is_inactive) {
    const CsvField& code = record_[places_.code];
    const CsvField& display = record_[places_.display];
    check_code(code);
    const std::string_view name = trim(display.text);
    const fhir::PrimitiveFault fault = check_primitive(Primitive::string, name);
    if (!name.empty() && fault)
      add(findings_, "CODES-CHARACTER", std::string(fault.text), display.offset);

    const auto place = static_cast<std::uint32_t>(list_.concepts.size());
    const auto [first, is_new] = list_.places.emplace(code.text, place);
    if (!is_new && !trim(code.text).empty())
      repeats_.push_back({code.offset, list_.concepts[first->second].offset});
    list_.concepts.push_back({.code = code.text,
                              .display = name,
                              .offset = static_cast<std::uint32_t>(code.offset),
                              .first_parent = static_cast<std::uint32_t>(list_.parents.size()),
                              .is_inactive = is_inactive});
    return !places_.parent || take_parents(record_[*places_.parent], list_.concepts.back());
  }

  void check_code(const CsvField& code) {
    if (trim(code.text).empty())
      return add(findings_, "CODES-EMPTY", "The row has no code.", code.offset);
    if (has_stray_space(code.text)) {
      return add(findings_,
                 "CODES-SPACE",
                 "The code has a space before it, behind it or two together.",
                 code.offset);
    }
    if (const auto fault = check_primitive(Primitive::code, code.text))
      add(findings_, "CODES-CHARACTER", std::string(fault.text), code.offset);
  }

  // Sorted by the first one: then one walk over the text counts all lines.
  void add_repeats() {
    std::ranges::sort(repeats_, {}, &Repeat::first);
    std::size_t line = 1;
    std::size_t counted = 0;
    for (const Repeat& repeat : repeats_) {
      const std::string_view before = text_.substr(counted, repeat.first - counted);
      line += static_cast<std::size_t>(std::ranges::count(before, '\n'));
      counted = repeat.first;
      add(findings_,
          "CODES-TWICE",
          "The code stands in line " + std::to_string(line) + " already.",
          repeat.offset);
    }
  }

  bool take_parents(const CsvField& field, ListedConcept& item) {
    Halves parts{{}, field.text, !trim(field.text).empty()};
    while (parts.found) {
      parts = split_once(parts.after, kParentSeparator);
      if (list_.parents.size() == form_.max_parents)
        return stop("There are more than " + std::to_string(form_.max_parents) + " parents.");
      list_.parents.push_back(
          {.code = trim(parts.before), .offset = static_cast<std::uint32_t>(field.offset)});
      ++item.parent_count;
    }
    return true;
  }

  // Where a code stands again, and where first.
  struct Repeat {
    std::size_t offset = 0;
    std::size_t first = 0;
  };

  std::string_view text_;
  const CodeListForm& form_;
  IssueLog& findings_;
  CodeList list_;
  CsvReader reader_;
  Record record_;
  CodePlaces places_;
  std::size_t field_count_ = 0;
  std::vector<Repeat> repeats_;
};

}  // namespace

CodeList read_code_list(std::string_view text, const CodeListForm& form, IssueLog& findings) {
  if (is_utf16(text)) {
    add(findings, "CODES-UTF8", "The text is UTF-16; save it as UTF-8 ('CSV UTF-8' in Excel).", 0);
    return {};
  }
  if (!is_utf8(text)) {
    add(findings,
        "CODES-UTF8",
        "The text is not UTF-8; save it as UTF-8 ('CSV UTF-8' in Excel).",
        first_bad_byte(text));
    return {};
  }
  CodeList list = CodeListReader(text, form, findings).read();
  if (!findings.has_errors()) check_hierarchy(list, form.part, findings);
  return list;
}

}  // namespace gateway::app
