#include "gateway/search/recheck.hpp"

#include <algorithm>
#include <string>

#include "gateway/search/own_text.hpp"
#include "gateway/search/search_text.hpp"

namespace gateway::search {
namespace {

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
  GATEWAY_TRY(const fhir::Resource resource, read_own_text(json, extractor_.types()));
  return std::ranges::all_of(
      all_of_, [&](const TextQuestion& question) { return is_met(question, resource); });
}

}  // namespace gateway::search
