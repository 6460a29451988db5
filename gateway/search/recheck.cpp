#include "gateway/search/recheck.hpp"

#include <algorithm>
#include <string>

#include "gateway/codec/json_reader.hpp"
#include "gateway/search/search_text.hpp"

namespace gateway::search {
namespace {

// For what the gateway itself has written.
constexpr codec::ReadLimits kOwnLimits{.max_bytes = std::size_t{512} * 1024 * 1024,
                                       .max_depth = 80};

bool passes(TextTest test, std::string_view text, std::string_view asked) {
  switch (test) {
    case TextTest::starts_with: return folded(text).starts_with(asked);
    case TextTest::contains: return folded(text).find(asked) != std::string::npos;
    case TextTest::equals: return text == asked;
    case TextTest::below: return text.starts_with(asked);
  }
  return false;
}

}  // namespace

bool TextRecheck::is_met(const TextQuestion& question, const fhir::Resource& resource) const {
  bool met = false;
  extractor_.for_each_text(*question.parameter, resource, [&](std::string_view text) {
    met = met || std::ranges::any_of(question.any_of, [&](const std::string& asked) {
            return passes(question.test, text, asked);
          });
  });
  return met;
}

Result<bool> TextRecheck::holds(std::string_view json) const {
  fhir::IssueLog findings;
  const auto resource =
      codec::read_json(std::string(json), extractor_.types(), kOwnLimits, findings);
  if (!resource) {
    return fail(ErrorKind::internal, "SEARCH-OWN-TEXT", "A stored resource cannot be read.");
  }
  return std::ranges::all_of(
      all_of_, [&](const TextQuestion& question) { return is_met(question, *resource); });
}

}  // namespace gateway::search
