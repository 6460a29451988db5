// The small types of the tests and MessageHeader.
#pragma once

#include "tests/support/small_types.hpp"

namespace gateway::test {

inline const fhir::TypeTable& message_types() {
  static const auto kTypes = [] {
    fhir::TypeTableBuilder builder = small_types_builder();
    const auto header = builder.add_type("MessageHeader", {.flags = fhir::kIsResource});
    builder.add_slot(header, {.name = "id", .type = "id"});
    builder.add_slot(header, {.name = "response", .type = "MessageHeader.response"});
    const auto response = builder.add_type("MessageHeader.response", {});
    builder.add_slot(response, {.name = "identifier", .type = "id"});
    builder.add_slot(response, {.name = "code", .type = "code"});
    return std::move(builder).build();
  }();
  return (*kTypes)->table();
}

}  // namespace gateway::test
