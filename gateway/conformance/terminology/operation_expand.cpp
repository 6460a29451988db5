#include <cstdint>
#include <string>
#include <utility>

#include "gateway/conformance/terminology/operation_inputs.hpp"
#include "gateway/conformance/terminology/operation_outputs.hpp"
#include "gateway/conformance/terminology/terminology_operations.hpp"
#include "gateway/fhir/date_time.hpp"

namespace gateway::conformance {
namespace {

using fhir::Builder;
using fhir::Node;

constexpr std::string_view kUnclosed = "http://hl7.org/fhir/StructureDefinition/valueset-unclosed";

constexpr InputRule kInputs[] = {
    {"url"},
    {"valueSet", InputKind::resource},
    {"valueSetVersion"},
    {"context", InputKind::any, InputUse::refused},
    {"contextDirection", InputKind::any, InputUse::refused},
    {"filter"},
    {"date", InputKind::any, InputUse::refused},
    {"offset", InputKind::count},
    {"count", InputKind::count},
    {"includeDesignations", InputKind::boolean},
    {"designation", InputKind::any, InputUse::refused},
    {"includeDefinition", InputKind::any, InputUse::refused},
    {"activeOnly", InputKind::boolean},
    {"excludeNested", InputKind::boolean, InputUse::no_effect},
    {"excludeNotForUI", InputKind::any, InputUse::refused},
    {"excludePostCoordinated", InputKind::boolean, InputUse::no_effect},
    {"displayLanguage"},
    {"exclude-system", InputKind::any, InputUse::refused},
    {"system-version", InputKind::any, InputUse::refused},
    {"check-system-version", InputKind::any, InputUse::refused},
    {"force-system-version", InputKind::any, InputUse::refused},
};

struct Echo {
  std::string_view name;
  std::string_view element;
};

// The inputs that the expansion depends on and names.
constexpr Echo kEchoes[] = {
    {"filter", "valueString"},
    {"offset", "valueInteger"},
    {"count", "valueInteger"},
    {"includeDesignations", "valueBoolean"},
    {"activeOnly", "valueBoolean"},
    {"displayLanguage", "valueCode"},
};

// What the expansion says of the value set that it is of.
constexpr std::string_view kCopied[] = {"language", "url", "version", "name", "title", "status"};

void add_present(Builder& builder, std::string_view name, std::string_view value) {
  if (!value.empty()) builder.add(name, value);
}

void write(Builder& builder, const ListedConcept& listed) {
  builder.begin("contains");
  add_present(builder, "system", listed.system);
  if (listed.is_abstract) builder.add("abstract", "true");
  if (listed.is_inactive) builder.add("inactive", "true");
  add_present(builder, "version", listed.version);
  builder.add("code", listed.code);
  add_present(builder, "display", listed.display);
  for (const ListedConcept::Name& name : listed.designations) {
    builder.begin("designation");
    add_present(builder, "language", name.language);
    builder.add("value", name.value);
    builder.end();
  }
  builder.end();
}

void write_parameters(Builder& builder, const OperationInputs& inputs) {
  for (const Echo& echo : kEchoes) {
    if (!inputs.has(echo.name)) continue;
    builder.begin("parameter");
    builder.add("name", echo.name);
    builder.add(echo.element, inputs.text(echo.name));
    builder.end();
  }
}

void write_unclosed(Builder& builder) {
  builder.begin("extension");
  builder.add("url", kUnclosed);
  builder.add("valueBoolean", "true");
  builder.end();
}

}  // namespace

TerminologyOperations::Answer TerminologyOperations::expand(const fhir::Resource& parameters) {
  GATEWAY_TRY(const OperationInputs inputs, OperationInputs::read(parameters, kInputs));
  const auto given = inputs.resource("valueSet");
  if (inputs.has("url") == given.has_value())
    return inputs.missing("Just one of url and valueSet is needed.");
  if (given && given->type_name() != "ValueSet")
    return inputs.refuse("valueSet", "TERM-PARAMETER-VALUE", "It is no ValueSet.");
  std::shared_ptr<const ValueSet> set;
  if (given) {
    GATEWAY_TRY(set, sets_.compile(*given));
  } else {
    GATEWAY_TRY(set, sets_.find(inputs.canonical("url", "valueSetVersion")));
  }
  if (!set) {
    return inputs.refuse(
        "url", "TERM-VALUE-SET-UNKNOWN", "The value set is not here.", ErrorKind::not_found);
  }
  const ExpansionRequest request{.filter = inputs.text("filter"),
                                 .offset = inputs.count("offset").value_or(0),
                                 .count = inputs.count("count").value_or(SIZE_MAX),
                                 .language = inputs.text("displayLanguage"),
                                 .active_only = inputs.flag("activeOnly"),
                                 .with_designations = inputs.flag("includeDesignations")};
  const auto listing = sets_.expand(*set, request);
  if (!listing) {
    const Error& why = listing.error();
    return inputs.refuse(given ? "valueSet" : "url", why.id, why.message, why.kind);
  }

  OperationOutputs outputs(inputs.types());
  outputs.begin("return");
  Builder& builder = outputs.builder();
  builder.begin("resource", "ValueSet");
  for (const std::string_view name : kCopied)
    add_present(builder, name, set->resource.root().child(name).value());
  builder.begin("expansion");
  if (!listing->is_complete) write_unclosed(builder);
  builder.add("timestamp", fhir::to_text(clock_.now()));
  builder.add("total", std::to_string(listing->total));
  builder.add("offset", std::to_string(request.offset));
  write_parameters(builder, inputs);
  for (const ListedConcept& each : listing->concepts)
    write(builder, each);
  builder.end();
  builder.end();
  outputs.end();
  return std::move(outputs).finish();
}

}  // namespace gateway::conformance
