// TextRecheck: the questions about texts that an index of hashes cannot answer.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/search/extractor.hpp"
#include "gateway/search/query.hpp"

namespace gateway::search {

enum class TextTest : std::uint8_t {
  starts_with,  // folded
  contains,     // folded
  equals,       // as it is
  below,        // begins with it, as it is
};

// One parameter of a query: any of the texts will do. Texts of folded tests are folded.
struct TextQuestion {
  const Parameter* parameter = nullptr;
  TextTest test = TextTest::starts_with;
  std::vector<std::string> any_of;
};

// LIFETIME: no longer than the Extractor.
class TextRecheck final : public Recheck {
 public:
  TextRecheck(const Extractor& extractor, std::vector<TextQuestion> all_of)
      : extractor_(extractor), all_of_(std::move(all_of)) {}

  Result<bool> holds(std::string_view json) const override;

 private:
  bool is_met(const TextQuestion& question, const fhir::Resource& resource) const;

  const Extractor& extractor_;
  std::vector<TextQuestion> all_of_;
};

}  // namespace gateway::search
