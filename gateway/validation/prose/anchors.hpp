// Anchors: the ids of a resource and of its narrative that a fragment may lead to.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/fhir/node.hpp"

namespace gateway::validation {

// Read when they are first asked for.
//
// LIFETIME: outlived by the resource.
// THREADS: one.
class Anchors {
 public:
  explicit Anchors(fhir::Node resource) : resource_(resource) {}

  // How many elements, or elements of a narrative, have this id.
  std::size_t ids(std::string_view id) const;
  // Those, and the <a name> of a narrative.
  std::size_t targets(std::string_view id) const;

 private:
  struct Names {
    std::vector<std::string> ids;      // sorted
    std::vector<std::string> anchors;  // sorted; of <a name>
  };

  const Names& names() const;

  fhir::Node resource_;
  mutable std::optional<Names> names_;
};

}  // namespace gateway::validation
