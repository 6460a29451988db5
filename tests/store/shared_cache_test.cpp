// What everyone may read, kept opened.
#include "gateway/store/shared_cache.hpp"

#include <gmock/gmock.h>

namespace gateway::store {
namespace {

StoredResource organisation(std::string id, std::string json) {
  StoredResource resource;
  resource.ref = {"Organization", std::move(id), 1};
  resource.json = std::move(json);
  return resource;
}

TEST(SharedCacheTest, GivesWhatItKeeps) {
  SharedCache cache;
  cache.keep(organisation("a", "{}"), cache.generation());

  ASSERT_TRUE(cache.find("Organization", "a").has_value());
  EXPECT_EQ(cache.find("Organization", "a")->json, "{}");
  EXPECT_FALSE(cache.find("Organization", "b").has_value());
  EXPECT_FALSE(cache.find("Endpoint", "a").has_value());
}

TEST(SharedCacheTest, ForgetsAllWhenSomethingIsWrittenForEveryone) {
  SharedCache cache;
  cache.keep(organisation("a", "{}"), cache.generation());

  cache.forget_all();

  EXPECT_FALSE(cache.find("Organization", "a").has_value());
}

TEST(SharedCacheTest, KeepsNothingThatWasReadBeforeACommit) {
  SharedCache cache;
  const auto before = cache.generation();
  cache.forget_all();

  cache.keep(organisation("a", "{}"), before);

  EXPECT_FALSE(cache.find("Organization", "a").has_value());
}

TEST(SharedCacheTest, StartsAnewWhenItIsFull) {
  SharedCache cache;
  const std::string half(SharedCache::kMaxBytes / 2, ' ');
  cache.keep(organisation("a", half), cache.generation());
  cache.keep(organisation("b", half), cache.generation());
  EXPECT_TRUE(cache.find("Organization", "a").has_value());

  cache.keep(organisation("c", "{}"), cache.generation());

  EXPECT_FALSE(cache.find("Organization", "a").has_value());
  EXPECT_TRUE(cache.find("Organization", "c").has_value());
}

TEST(SharedCacheTest, KeepsNothingThatIsLongerThanAll) {
  SharedCache cache;

  cache.keep(organisation("a", std::string(SharedCache::kMaxBytes + 1, ' ')), cache.generation());

  EXPECT_FALSE(cache.find("Organization", "a").has_value());
}

}  // namespace
}  // namespace gateway::store
