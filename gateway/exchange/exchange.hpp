// Exchange: the door, the reading side and the deliveries, made together over one store.
#pragma once

#include <memory>
#include <string>

#include "gateway/base/clock.hpp"
#include "gateway/base/executor.hpp"
#include "gateway/base/random.hpp"
#include "gateway/exchange/deliveries.hpp"
#include "gateway/exchange/directory.hpp"
#include "gateway/exchange/door.hpp"
#include "gateway/exchange/reading.hpp"
#include "gateway/search/extractor.hpp"
#include "gateway/store/in_hand.hpp"
#include "gateway/store/ports.hpp"

namespace gateway::exchange {

// What the exchange works with. Everything referred to outlives the Exchange.
struct Surroundings {
  store::Reader& reader;
  store::Writer& writer;
  std::shared_ptr<const Directory> directory;  // units with the keys that the store gave them
  const search::Extractor& extractor;
  Clock& clock;
  RandomSource& random;
  Executor& executor;    // for work after a commit and for second attempts
  std::string base_url;  // of the FHIR service, without trailing '/'; names resources in messages
  store::InHand& in_hand;

  const fhir::TypeTable& types() const noexcept { return extractor.types(); }
};

// Its end waits as settle() does.
//
// THREADS: any. LIFETIME: outlives every call and every completion.
class Exchange {
 public:
  virtual ~Exchange() = default;

  virtual Door& door() = 0;
  virtual Reading& reading() = 0;
  virtual Deliveries& deliveries() = 0;
  // Writes Organization, HealthcareService and Endpoint of every unit for everyone to read; those
  // that are there already and unchanged are left alone. Blocks; for start-up.
  virtual Result<void> publish_directory() = 0;
  // Waits until every call has been completed, also those whose caller has long gone. Blocks; for
  // the end, when nothing calls any more and the store and the executor still run.
  virtual void settle() = 0;
};

std::unique_ptr<Exchange> make_exchange(const Surroundings& surroundings);

}  // namespace gateway::exchange
