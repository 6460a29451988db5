// SwedishZone: local time in Sweden, which a date without offset means in this gateway.
#pragma once

#include "gateway/fhir/date_time.hpp"

namespace gateway::search {

// Central European time with the summer time of the European Union: from the last Sunday of March
// to the last Sunday of October, at 01:00 UTC. Right from 1996 on; earlier years get the same rule.
// Source: Directive 2000/84/EC, articles 2 and 3; SFS 2001:127.
class SwedishZone final : public fhir::Zone {
 public:
  Instant to_utc(std::chrono::local_time<std::chrono::microseconds> local) const override;
};

}  // namespace gateway::search
