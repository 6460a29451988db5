// validation_count FILE: validates one resource with warm definitions, for
// tests/bench/instructions.py to count.
#include <iostream>

#include "tests/bench/validation_stand.hpp"

// Found by its name; what runs in it is counted.
extern "C" [[gnu::noinline]] std::size_t measured_validation(
    gateway::bench::ValidationStand& stand, const gateway::fhir::Resource& resource) {
  return stand.validate(resource);
}

int main(int argc, char** argv) {
  const auto stand = gateway::bench::ValidationStand::open();
  const auto resource =
      stand && argc == 2 ? stand->read(gateway::bench::text_of(argv[1])) : std::nullopt;
  if (!resource) {
    std::cerr << "usage: validation_count FILE, a FHIR resource as JSON\n";
    return 2;
  }
  stand->validate(*resource);  // reads the definitions
  std::cout << measured_validation(*stand, *resource) << " findings\n";
  return 0;
}
