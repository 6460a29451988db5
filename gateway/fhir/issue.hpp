// Issue: one finding about a resource, and IssueLog, where findings gather.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/code_table.hpp"
#include "gateway/base/result.hpp"

namespace gateway::fhir {

// Source: FHIR R4, valueset-issue-severity.html.
enum class Severity : std::uint8_t { fatal, error, warning, information };
inline constexpr CodeTable kSeverityCodes(std::to_array<CodeRow<Severity>>({
    {Severity::fatal, "fatal"},
    {Severity::error, "error"},
    {Severity::warning, "warning"},
    {Severity::information, "information"},
}));

// Where in a text: line and column from 1, in bytes of UTF-8.
struct Position {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  friend bool operator==(const Position&, const Position&) = default;
};

struct Issue {
  Severity severity = Severity::error;
  std::string_view code = "invalid";         // issue-type code; static storage
  std::string_view id;                       // stable message id of docs/issues.md; static storage
  std::string text;                          // for people; no value from a resource
  std::string expression;                    // FHIRPath of the element, "Patient.name[0].given[1]"
  std::optional<std::uint32_t> offset = {};  // byte in the source text, if there is one
  std::optional<Position> position = {};     // filled from `offset` by locate()
};

// Keeps the first `limit` findings and counts the rest, so that hostile input cannot make an answer
// without end.
//
// THREADS: one.
class IssueLog {
 public:
  static constexpr std::size_t kDefaultLimit = 200;
  explicit IssueLog(std::size_t limit = kDefaultLimit) : limit_(limit) {}

  void add(Issue issue);
  const std::vector<Issue>& issues() const noexcept { return issues_; }
  bool empty() const noexcept { return issues_.empty(); }
  // True if any finding, dropped ones included, is an error or fatal.
  bool has_errors() const noexcept { return errors_ > 0; }
  std::size_t dropped() const noexcept { return dropped_; }
  // Gives every issue with an offset its line and column in `source`.
  void locate(std::string_view source);

 private:
  std::size_t limit_;
  std::vector<Issue> issues_;
  std::size_t errors_ = 0;
  std::size_t dropped_ = 0;
};

// An operation that did not happen, with the findings that say why. `issues` may be empty; then
// `error` says it all.
struct Failure {
  Error error;
  IssueLog issues = IssueLog();

  Failure(Error why) : error(std::move(why)) {}  // NOLINT(google-explicit-constructor): GATEWAY_TRY
  Failure(Error why, IssueLog found) : error(std::move(why)), issues(std::move(found)) {}
};

template <typename T>
using Checked = std::expected<T, Failure>;

}  // namespace gateway::fhir
