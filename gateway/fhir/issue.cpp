#include "gateway/fhir/issue.hpp"

#include <algorithm>
#include <utility>

namespace gateway::fhir {
namespace {

// Line and column of ascending offsets, reading the text once.
class LineCounter {
 public:
  explicit LineCounter(std::string_view text) : text_(text) {}

  Position at(std::size_t offset) {
    offset = std::min(offset, text_.size());
    if (offset < at_) {
      at_ = line_begin_ = 0;
      line_ = 1;
    }
    for (; at_ < offset; ++at_) {
      if (text_[at_] != '\n') continue;
      ++line_;
      line_begin_ = at_ + 1;
    }
    return {line_, static_cast<std::uint32_t>(offset - line_begin_ + 1)};
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_begin_ = 0;
  std::uint32_t line_ = 1;
};

}  // namespace

void IssueLog::add(Issue issue) {
  if (issue.severity <= Severity::error) ++errors_;
  if (issues_.size() < limit_) {
    issues_.push_back(std::move(issue));
  } else {
    ++dropped_;
  }
}

void IssueLog::locate(std::string_view source) {
  LineCounter lines(source);
  for (Issue& issue : issues_) {
    if (issue.offset) issue.position = lines.at(*issue.offset);
  }
}

}  // namespace gateway::fhir
