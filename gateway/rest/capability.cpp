#include <set>
#include <string>
#include <utility>

#include "gateway/exchange/policy.hpp"
#include "gateway/fhir/builder.hpp"
#include "gateway/fhir/date_time.hpp"
#include "gateway/rest/answer.hpp"
#include "gateway/rest/interactions.hpp"
#include "gateway/rest/patch.hpp"
#include "gateway/rest/router.hpp"
#include "gateway/search/parameter_table.hpp"

namespace gateway::rest {
namespace {

// The operations, at the resource they belong to; "" is the system, kEach every resource.
struct OperationRow {
  std::string_view name;
  std::string_view resource;
  std::string_view definition;
};

constexpr std::string_view kEach = "*";

constexpr auto kOperations = std::to_array<OperationRow>({
    {"process-message",
     "",
     "http://hl7.org/fhir/OperationDefinition/MessageHeader-process-message"},
    {"validate", kEach, "http://hl7.org/fhir/OperationDefinition/Resource-validate"},
    {"expand", "ValueSet", "http://hl7.org/fhir/OperationDefinition/ValueSet-expand"},
    {"validate-code", "ValueSet", "http://hl7.org/fhir/OperationDefinition/ValueSet-validate-code"},
    {"validate-code",
     "CodeSystem",
     "http://hl7.org/fhir/OperationDefinition/CodeSystem-validate-code"},
    {"lookup", "CodeSystem", "http://hl7.org/fhir/OperationDefinition/CodeSystem-lookup"},
    {"subsumes", "CodeSystem", "http://hl7.org/fhir/OperationDefinition/CodeSystem-subsumes"},
    {"translate", "ConceptMap", "http://hl7.org/fhir/OperationDefinition/ConceptMap-translate"},
    {"actions", "Task", "https://brygga.example/fhir/OperationDefinition/Task-actions"},
    {"read", "Task", "https://brygga.example/fhir/OperationDefinition/Task-read"},
});

void add_interaction(fhir::Builder& b, std::string_view code) {
  b.begin("interaction");
  b.add("code", code);
  b.end();
}

void add_operations(fhir::Builder& b, std::string_view resource) {
  for (const OperationRow& row : kOperations) {
    const bool is_of_each = row.resource == kEach && !resource.empty();
    if (row.resource != resource && !is_of_each) continue;
    b.begin("operation");
    b.add("name", row.name);
    b.add("definition", row.definition);
    b.end();
  }
}

bool is_writing(const Route& route) {
  return route.code == "create" || route.code == "update" || route.code == "patch";
}

bool is_writable(const fhir::TypeTable& types, std::string_view name) {
  const exchange::Sharing sharing = exchange::policy_of(name, types).sharing;
  return sharing == exchange::Sharing::content || sharing == exchange::Sharing::coordination;
}

void add_interactions_of_type(fhir::Builder& b, std::string_view name) {
  std::set<std::string_view> seen;
  for (const Route& route : routes()) {
    const bool is_of_types =
        route.pattern.starts_with("{type}") && !route.code.empty() && !route.code.starts_with('$');
    const bool is_offered = is_of_types && (is_writable(b.types(), name) || !is_writing(route)) &&
                            (route.code != "delete" || exchange::is_deletable(name));
    if (is_offered && seen.insert(route.code).second) add_interaction(b, route.code);
  }
}

void add_parameter(fhir::Builder& b, std::string_view name, std::string_view type) {
  b.begin("searchParam");
  b.add("name", name);
  b.add("type", type);
  b.end();
}

void add_resource(fhir::Builder& b, std::string_view name) {
  b.begin("resource");
  b.add("type", name);
  add_interactions_of_type(b, name);
  b.add("versioning", "versioned-update");
  b.add("readHistory", "true");
  b.add("updateCreate", "false");
  b.add("conditionalCreate", is_writable(b.types(), name) ? "true" : "false");
  b.add("conditionalRead", "not-match");
  b.add("conditionalUpdate", is_writable(b.types(), name) ? "true" : "false");
  b.add("conditionalDelete", exchange::is_deletable(name) ? "single" : "not-supported");
  add_parameter(b, "_id", "token");
  add_parameter(b, "_lastUpdated", "date");
  for (const auto rows : {search::common_parameters(), search::parameters_of(name)}) {
    for (const search::Parameter& row : rows)
      add_parameter(b, row.code, search::kParameterTypes.code(row.type));
  }
  add_operations(b, name);
  b.end();
}

// Types that are never stored as resources of their own in this API.
bool is_offered(std::string_view name) {
  return name != "Parameters" && name != "OperationOutcome" && name != "Bundle";
}

void add_rest(fhir::Builder& b) {
  const fhir::TypeTable& types = b.types();
  std::set<std::string_view> names;
  for (std::size_t i = 1; i < types.type_count(); ++i) {
    const auto id = static_cast<fhir::TypeId>(i);
    const bool is_concrete = (types.type(id).flags & fhir::kIsAbstract) == 0;
    if (types.is_resource(id) && is_concrete && is_offered(types.type_name(id))) {
      names.insert(types.type_name(id));
    }
  }
  b.begin("rest");
  b.add("mode", "server");
  b.begin("security");
  b.add("description",
        "Mutual TLS. The certificate names a system; X-Acting-Unit names the unit that it acts "
        "for.");
  b.end();
  for (const std::string_view name : names)
    add_resource(b, name);
  add_interaction(b, "transaction");
  add_interaction(b, "history-system");
  add_operations(b, "");
  b.end();
}

fhir::Resource statement(const Services& services) {
  fhir::Builder b(services.parts.types, "CapabilityStatement");
  b.add("status", "active");
  b.add("date", fhir::to_text(services.parts.clock.now()));
  b.add("kind", "instance");
  b.begin("software");
  b.add("name", "Brygga");
  b.add("version", services.options.version);
  b.end();
  b.begin("implementation");
  b.add("description", "Gateway for referrals and coordinated individual plans");
  b.add("url", services.options.base_url);
  b.end();
  b.add("fhirVersion", "4.0.1");
  b.add("format", "application/fhir+json");
  b.add("format", "application/fhir+xml");
  for (const std::string_view type : kPatchTypes)
    b.add("patchFormat", type);
  add_rest(b);
  b.begin("messaging");
  b.add("documentation", "Messages are taken by $process-message and answered at once.");
  b.end();
  return std::move(b).finish();
}

}  // namespace

void capabilities(const Services& services, Call call) {
  auto response = answer_with(call, 200, statement(services));
  finish(std::move(call), std::move(response));
}

}  // namespace gateway::rest
