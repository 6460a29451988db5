// The answer of an expression as text, for tests of functions.
#pragma once

#include <string>
#include <string_view>

#include "gateway/fhir/builder.hpp"
#include "gateway/fhirpath/expression.hpp"
#include "gateway/fhirpath/item_text.hpp"

#include "tests/support/small_types.hpp"

namespace gateway::fhirpath::test {

// At 2026-11-23T21:00:00.123+11:00.
inline const Environment& evening_in_melbourne() {
  static const Environment kEnvironment{
      .now = std::chrono::sys_days(std::chrono::year{2026} / 11 / 23) + std::chrono::hours(10) +
             std::chrono::milliseconds(123),
      .local = std::chrono::hours(11)};
  return kEnvironment;
}

// A Patient whose first given name has an id and no value.
inline const fhir::Resource& patient() {
  static const fhir::Resource kPatient = [] {
    fhir::Builder b(gateway::test::small_types(), "Patient");
    b.begin("name");
    b.begin("given");
    b.add("id", "nothing");
    b.end();
    b.add("given", "Åsa");
    b.end();
    b.add("birthDate", "1974-12");
    return std::move(b).finish();
  }();
  return kPatient;
}

// An Observation of so much.
inline fhir::Resource observation(std::string_view value,
                                  std::string_view unit,
                                  std::string_view comparator = {}) {
  fhir::Builder b(gateway::test::small_types(), "Observation");
  b.begin("valueQuantity");
  b.add("value", value);
  if (!comparator.empty()) b.add("comparator", comparator);
  b.add("system", "http://unitsofmeasure.org");
  b.add("code", unit);
  b.end();
  return std::move(b).finish();
}

// The items with '|' between them, "{}" for none, the id of an error.
inline std::string answer(std::string_view expression,
                          const fhir::Resource& resource = patient(),
                          const Environment& environment = evening_in_melbourne()) {
  const auto compiled = Expression::compile(expression, gateway::test::small_types());
  if (!compiled) return std::string(compiled.error().id);
  Evaluation evaluation(*compiled, environment);
  const auto items = evaluation.run(Item(resource.root()));
  if (!items) return std::string(items.error().id);
  if (items->empty()) return "{}";
  std::string text;
  for (const Item& item : *items)
    text.append(text.empty() ? "" : "|").append(text_of(item));
  return text;
}

}  // namespace gateway::fhirpath::test
