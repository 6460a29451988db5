#include "gateway/fhirpath/pattern_cache.hpp"

#include <gtest/gtest.h>
#include <re2/re2.h>

namespace gateway::fhirpath {
namespace {

Pattern compiled(const char* text) {
  return std::make_shared<const RE2>(text);
}

TEST(PatternCacheTest, FindsWhatItKeeps) {
  PatternCache cache;
  const Pattern pattern = compiled("a");

  cache.keep("a", pattern);

  EXPECT_EQ(cache.find("a"), pattern);
  EXPECT_EQ(cache.find("b"), nullptr);
}

TEST(PatternCacheTest, DropsTheOldestBeyondTheLimit) {
  PatternCache cache;
  const Pattern pattern = compiled("a");
  for (std::size_t i = 0; i < PatternCache::kMaxPatterns; ++i)
    cache.keep(std::to_string(i), pattern);
  ASSERT_EQ(cache.find("0"), pattern);

  cache.keep("one more", pattern);

  EXPECT_EQ(cache.find("0"), nullptr);
  EXPECT_EQ(cache.find("1"), pattern);
  EXPECT_EQ(cache.find("one more"), pattern);
}

}  // namespace
}  // namespace gateway::fhirpath
