#include "gateway/codec/findings.hpp"

#include <algorithm>
#include <utility>

namespace gateway::codec {
namespace {

// Findings beyond this number get no line, so that hostile input costs no more than a few walks
// over the text.
constexpr std::size_t kMaxCounted = 1000;

constexpr std::size_t kMaxNameLength = 64;

bool is_letter(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

std::uint32_t lines_in(std::string_view text) {
  return static_cast<std::uint32_t>(std::ranges::count(text, '\n'));
}

std::size_t line_begin(std::string_view text, std::size_t offset) {
  const std::size_t line_end = offset == 0 ? std::string_view::npos : text.rfind('\n', offset - 1);
  return line_end == std::string_view::npos ? 0 : line_end + 1;
}

}  // namespace

void Findings::add(std::string_view id,
                   std::string message,
                   std::string expression,
                   std::size_t offset) {
  fhir::Issue issue{.severity = fhir::Severity::error,
                    .code = "structure",
                    .id = id,
                    .text = std::move(message),
                    .expression = std::move(expression),
                    .offset = static_cast<std::uint32_t>(offset)};
  if (counted_ < kMaxCounted) {
    ++counted_;
    issue.position = position(std::min(offset, text_.size()));
  }
  log_.add(std::move(issue));
}

// Counts from the last position, because findings come nearly in the order of the text.
fhir::Position Findings::position(std::size_t offset) {
  const std::size_t from = std::min(at_, offset);
  const std::size_t to = std::max(at_, offset);
  if (const std::uint32_t lines = lines_in(text_.substr(from, to - from)); lines != 0) {
    line_ = offset > at_ ? line_ + lines : line_ - lines;
    line_begin_ = line_begin(text_, offset);
  }
  at_ = offset;
  return {line_, static_cast<std::uint32_t>(offset - line_begin_ + 1)};
}

fhir::Position position_of(std::string_view text, std::size_t offset) {
  offset = std::min(offset, text.size());
  return {lines_in(text.substr(0, offset)) + 1,
          static_cast<std::uint32_t>(offset - line_begin(text, offset) + 1)};
}

fhir::Failure failure_at(ErrorKind kind,
                         std::string_view id,
                         std::string_view message,
                         std::string_view text,
                         std::size_t offset) {
  fhir::IssueLog log;
  log.add({.severity = fhir::Severity::fatal,
           .code = kind == ErrorKind::too_large ? "too-long" : "structure",
           .id = id,
           .text = std::string(message),
           .expression = {},
           .offset = static_cast<std::uint32_t>(offset),
           .position = position_of(text, offset)});
  return {Error{kind, id, std::string(message)}, std::move(log)};
}

std::string_view printable_name(std::string_view name) noexcept {
  const bool looks_like_one =
      !name.empty() && name.size() <= kMaxNameLength && is_letter(name[0]) &&
      std::ranges::all_of(name, [](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
  return looks_like_one ? name : std::string_view();
}

std::string no_such_element(std::string_view text, std::string_view name) {
  const std::string_view printable = printable_name(name);
  std::string message(text);
  if (printable.empty()) return message;
  if (message.ends_with('.')) message.pop_back();
  return message.append(": ").append(printable);
}

}  // namespace gateway::codec
