#include "gateway/exchange/exchange.hpp"

#include "gateway/exchange/directory_writer.hpp"
#include "gateway/exchange/exchange_deliveries.hpp"
#include "gateway/exchange/exchange_door.hpp"
#include "gateway/exchange/exchange_reading.hpp"

namespace gateway::exchange {
namespace {

class WholeExchange final : public Exchange {
 public:
  explicit WholeExchange(const Surroundings& around)
      : around_(around),
        door_(around, underway_),
        reading_(around, underway_),
        deliveries_(around, underway_) {}
  ~WholeExchange() override { underway_.settle(); }
  WholeExchange(const WholeExchange&) = delete;
  WholeExchange& operator=(const WholeExchange&) = delete;

  Door& door() override { return door_; }
  Reading& reading() override { return reading_; }
  Deliveries& deliveries() override { return deliveries_; }
  Result<void> publish_directory() override { return write_directory(around_); }
  void settle() override { underway_.settle(); }

 private:
  Surroundings around_;
  Underway underway_;
  ExchangeDoor door_;
  ExchangeReading reading_;
  ExchangeDeliveries deliveries_;
};

}  // namespace

std::unique_ptr<Exchange> make_exchange(const Surroundings& surroundings) {
  return std::make_unique<WholeExchange>(surroundings);
}

}  // namespace gateway::exchange
