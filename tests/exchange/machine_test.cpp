#include "gateway/exchange/machine.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace gateway::exchange {
namespace {

TEST(MachineTest, EachMachineHasItsOwnRows) {
  for (const Machine machine :
       {Machine::referral, Machine::invitation, Machine::abort, Machine::approval, Machine::plan}) {
    EXPECT_FALSE(rows(machine).empty());
    for (const Row& row : rows(machine))
      EXPECT_EQ(row.machine, machine);
  }
}

TEST(MachineTest, FinalStatusesLeadNowhere) {
  for (const Status status : {Status::rejected,
                              Status::cancelled,
                              Status::failed,
                              Status::completed,
                              Status::entered_in_error}) {
    EXPECT_TRUE(is_final(Machine::referral, status)) << kStatusCodes.code(status);
  }
  EXPECT_FALSE(is_final(Machine::referral, Status::on_hold));
  EXPECT_FALSE(is_final(Machine::plan, Status::active));
}

TEST(MachineTest, R02_EveryStepThatSendsContentNeedsABasis) {
  for (const Machine machine :
       {Machine::referral, Machine::invitation, Machine::abort, Machine::plan}) {
    for (const Row& row : rows(machine)) {
      const bool sends = (row.effects & (kSend | kAnswerBack | kPassOn)) != 0;
      EXPECT_TRUE(!sends || (row.needs & kBasis) != 0) << kActionCodes.code(row.action);
    }
  }
}

TEST(MachineTest, R02_EveryOpenStatusOfATaskCanLoseItsBasis) {
  for (const Machine machine : {Machine::referral, Machine::invitation, Machine::approval}) {
    for (const Row& row : rows(machine)) {
      if (row.from == Status::none || row.from == Status::draft || is_final(machine, row.from)) {
        continue;
      }
      EXPECT_TRUE(std::ranges::any_of(rows(machine), [&row](const Row& other) {
        return other.from == row.from && other.action == Action::lose_basis;
      })) << kStatusCodes.code(row.from);
    }
  }
}

}  // namespace
}  // namespace gateway::exchange
