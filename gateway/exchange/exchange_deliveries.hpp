// ExchangeDeliveries: what may be sent now, and what follows from a receipt.
#pragma once

#include <memory>
#include <optional>

#include "gateway/base/underway.hpp"
#include "gateway/exchange/exchange.hpp"
#include "gateway/exchange/work.hpp"

namespace gateway::exchange {

// THREADS: any.
class ExchangeDeliveries final : public Deliveries {
 public:
  ExchangeDeliveries(const Surroundings& around, Underway& underway)
      : around_(around), underway_(underway) {}

  void claim(store::ClaimRequest request,
             std::move_only_function<void(Result<std::vector<Parcel>>)> completion) override;
  void finish(const store::Claim& claim,
              Attempt attempt,
              std::move_only_function<void(Result<void>)> completion) override;

 private:
  // One claimed message on its way to a new state.
  struct Closing;
  using ClosingPtr = std::unique_ptr<Closing>;

  std::vector<Parcel> pack(const std::vector<store::Claim>& claims);
  std::optional<Parcel> pack_one(const store::Claim& claim);
  Result<Parcel> make_parcel(const store::Claim& claim, Snapshot& snapshot);
  void give_back(const store::Claim& claim, store::DeliveryState state, std::string code);
  void close(ClosingPtr closing);
  void settle(ClosingPtr closing, Result<store::Committed> result);
  Result<store::WriteUnit> prepare(Closing& closing);
  Result<void> ask_again(Closing& closing, Snapshot& snapshot);
  void later(std::move_only_function<void()> task);

  Surroundings around_;
  Underway& underway_;
};

}  // namespace gateway::exchange
