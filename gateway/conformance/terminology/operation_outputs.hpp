// OperationOutputs: writes the Parameters that an operation answers with.
#pragma once

#include <cstddef>
#include <string_view>
#include <utility>

#include "gateway/fhir/builder.hpp"

namespace gateway::conformance {

// THREADS: one.
class OperationOutputs {
 public:
  explicit OperationOutputs(const fhir::TypeTable& types) : builder_(types, "Parameters") {}

  // A parameter, or inside an open one a part. `element` is "valueString" or the like.
  void add(std::string_view name, std::string_view element, std::string_view value) {
    begin(name);
    builder_.add(element, value);
    end();
  }
  // The same, left out without a value.
  void add_present(std::string_view name, std::string_view element, std::string_view value) {
    if (!value.empty()) add(name, element, value);
  }
  void begin(std::string_view name) {
    builder_.begin(depth_ == 0 ? "parameter" : "part");
    builder_.add("name", name);
    ++depth_;
  }
  void end() {
    builder_.end();
    --depth_;
  }
  // The open element, for values that are no primitives.
  fhir::Builder& builder() noexcept { return builder_; }
  fhir::Resource finish() && { return std::move(builder_).finish(); }

 private:
  fhir::Builder builder_;
  std::size_t depth_ = 0;
};

}  // namespace gateway::conformance
