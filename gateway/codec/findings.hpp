// Findings: how a reader says where in its text something is wrong.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "gateway/fhir/issue.hpp"

namespace gateway::codec {

// Adds issues with offset, line and column to an IssueLog.
//
// LIFETIME: outlived by the text and the log it is given.
// THREADS: one.
class Findings {
 public:
  Findings(std::string_view text, fhir::IssueLog& log) : text_(text), log_(log) {}

  // An error about an element. `id` has static storage.
  void add(std::string_view id, std::string message, std::string expression, std::size_t offset);

 private:
  fhir::Position position(std::size_t offset);

  std::string_view text_;
  fhir::IssueLog& log_;
  std::size_t at_ = 0;  // where the last position was counted
  std::size_t line_begin_ = 0;
  std::uint32_t line_ = 1;
  std::size_t counted_ = 0;
};

// The line and column of a byte of `text`.
fhir::Position position_of(std::string_view text, std::size_t offset);

// A failure with one fatal issue at `offset`. `id` has static storage.
fhir::Failure failure_at(ErrorKind kind,
                         std::string_view id,
                         std::string_view message,
                         std::string_view text,
                         std::size_t offset);

// `name` if it looks like the name of an element, else nothing: a name that is not one could be a
// value, and values stay out of messages.
std::string_view printable_name(std::string_view name) noexcept;

// `text` and, if it is printable, the name: "The definition has no such element: x". What does not
// exist has no FHIRPath, so such a finding is located at the parent and says the name.
std::string no_such_element(std::string_view text, std::string_view name);

}  // namespace gateway::codec
