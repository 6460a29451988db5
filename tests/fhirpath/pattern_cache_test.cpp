#include "gateway/fhirpath/pattern_cache.hpp"

#include <array>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <re2/re2.h>

#include "gateway/fhirpath/expression.hpp"

#include "tests/support/small_types.hpp"

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

// More patterns than one program keeps, so that each thread drops what the others look for.
TEST(PatternCacheTest, ServesEvaluationsInSeveralThreads) {
  constexpr int kThreads = 4;
  constexpr int kRounds = 20;
  const auto expression = Expression::compile(
      "'12345678901234567890'.toChars().select($index.toString()).select('x' & $this & '+')"
      ".where('x1'.matches($this)).count()",
      gateway::test::small_types());
  ASSERT_TRUE(expression);
  std::array<int, kThreads> agreeing{};

  {
    std::vector<std::jthread> threads;
    for (int& agreed : agreeing) {
      threads.emplace_back([&agreed, &expression] {
        const Environment environment;
        for (int round = 0; round < kRounds; ++round) {
          Evaluation evaluation(*expression, environment);
          const auto items = evaluation.run(Item(false));
          if (items && items->size() == 1 && integer_of(items->front()) == 1) ++agreed;
        }
      });
    }
  }

  EXPECT_THAT(agreeing, testing::Each(kRounds));
}

}  // namespace
}  // namespace gateway::fhirpath
