// What the next process learns of the one that ended.
#include "gateway/store/in_hand.hpp"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>

#include "tests/support/result_matchers.hpp"
#include "tests/support/temporary_folder.hpp"

namespace gateway::store::test {
namespace {

using gateway::test::FailsWithId;
using gateway::test::IsOk;
using testing::ElementsAre;
using testing::IsEmpty;

class InHandTest : public testing::Test {
 protected:
  std::unique_ptr<InHand> open() const {
    auto opened = InHand::open(path_.string());
    EXPECT_THAT(opened, IsOk());
    return std::move(*opened);
  }

  gateway::test::TemporaryFolder folder_;
  std::filesystem::path path_ = folder_ / "in-hand";
};

TEST_F(InHandTest, TellsWhatWasHeldWhenTheProcessEnded) {
  {
    const auto first = open();
    const auto done = first->hold(1);
    const auto held = first->hold(2);
    const auto also = first->hold(3);
    {
      const auto ended = first->hold(4);
    }
    std::filesystem::copy_file(path_, folder_ / "left");
  }
  std::filesystem::rename(folder_ / "left", path_);

  EXPECT_THAT(open()->left(), ElementsAre(1, 2, 3));
  EXPECT_THAT(open()->left(), IsEmpty());
}

TEST_F(InHandTest, TellsOfAMessageOnceHoweverOftenItWasHeld) {
  {
    const auto first = open();
    const auto outer = first->hold(2);
    const auto other = first->hold(1);
    const auto inner = first->hold(2);
    std::filesystem::copy_file(path_, folder_ / "left");
  }
  std::filesystem::rename(folder_ / "left", path_);

  EXPECT_THAT(open()->left(), ElementsAre(1, 2));
}

TEST_F(InHandTest, LeavesNothingAfterAnOrderlyEnd) {
  {
    const auto in_hand = open();
    const auto hold = in_hand->hold(1);
    EXPECT_THAT(in_hand->noted(), ElementsAre(1));
  }

  EXPECT_THAT(open()->left(), IsEmpty());
}

TEST_F(InHandTest, NotesAsManyAsItHasPlacesAndNoMore) {
  const auto in_hand = open();
  std::vector<std::unique_ptr<InHand::Hold>> holds;
  for (std::size_t i = 0; i < InHand::kSlots; ++i)
    holds.emplace_back(new InHand::Hold(in_hand->hold(7)));
  EXPECT_EQ(in_hand->noted().size(), InHand::kSlots);

  const auto beyond = in_hand->hold(8);

  EXPECT_THAT(in_hand->noted(), testing::Not(testing::Contains(8)));
  holds.pop_back();
  const auto again = in_hand->hold(9);
  EXPECT_THAT(in_hand->noted(), testing::Contains(9));
}

TEST_F(InHandTest, TakesAFileOfAnyContentForNumbers) {
  std::ofstream(path_) << "not what it should be";

  EXPECT_THAT(open()->noted(), IsEmpty());
}

TEST_F(InHandTest, SaysWhenItsFileCannotBeOpened) {
  EXPECT_THAT(InHand::open((folder_ / "none" / "in-hand").string()), FailsWithId("STORE-IN-HAND"));
}

}  // namespace
}  // namespace gateway::store::test
