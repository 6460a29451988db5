// Mutations of a RIV-TA message: small random changes to an element tree, some of which keep it
// valid. Drawn from a seeded generator, so that a run can be repeated.
#pragma once

#include <random>
#include <string_view>

#include <libxml/tree.h>

namespace gateway::suites {

using Dice = std::mt19937;

// Changes something below (or at) `message` and says what kind of change it was. May find nothing
// to change; then it returns an empty text.
std::string_view mutate(xmlNodePtr message, Dice& dice);

}  // namespace gateway::suites
