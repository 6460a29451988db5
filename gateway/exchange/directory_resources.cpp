#include "gateway/exchange/directory_resources.hpp"

#include "gateway/exchange/terms.hpp"
#include "gateway/fhir/builder.hpp"

namespace gateway::exchange {
namespace {

void add_hsa_id(fhir::Builder& b, const std::string& hsa_id) {
  b.begin("identifier");
  b.add("system", terms::kHsaId);
  b.add("value", hsa_id);
  b.end();
}

void add_reference(fhir::Builder& b, std::string_view name, const std::string& target) {
  b.begin(name);
  b.add("reference", target);
  b.end();
}

std::string endpoint_id(const Unit& unit) {
  return unit.id + "-endpoint";
}

fhir::Resource organization(const Unit& unit, const fhir::TypeTable& types) {
  fhir::Builder b(types, "Organization");
  b.add("id", unit.id);
  add_hsa_id(b, unit.hsa_id);
  b.add("active", "true");
  b.begin("type");
  b.begin("coding");
  b.add("system", terms::kUnitKind);
  b.add("code", unit.kind);
  b.end();
  b.end();
  b.add("name", unit.name);
  if (!unit.principal.empty()) {
    b.begin("partOf");
    add_hsa_id(b, unit.principal);
    b.end();
  }
  if (unit.endpoint) add_reference(b, "endpoint", "Endpoint/" + endpoint_id(unit));
  return std::move(b).finish();
}

fhir::Resource healthcare_service(const Unit& unit,
                                  const std::string& id,
                                  const fhir::TypeTable& types) {
  fhir::Builder b(types, "HealthcareService");
  b.add("id", id);
  b.add("active", "true");
  add_reference(b, "providedBy", "Organization/" + unit.id);
  b.add("name", unit.name);
  if (unit.endpoint) add_reference(b, "endpoint", "Endpoint/" + endpoint_id(unit));
  return std::move(b).finish();
}

fhir::Resource endpoint(const Unit& unit, std::string_view base_url, const fhir::TypeTable& types) {
  fhir::Builder b(types, "Endpoint");
  b.add("id", endpoint_id(unit));
  b.add("status", "active");
  b.begin("connectionType");
  b.add("system", "http://terminology.hl7.org/CodeSystem/endpoint-connection-type");
  b.add("code", "hl7-fhir-msg");
  b.end();
  add_reference(b, "managingOrganization", "Organization/" + unit.id);
  b.begin("payloadType");
  b.begin("coding");
  b.add("system", "http://hl7.org/fhir/resource-types");
  b.add("code", "Bundle");
  b.end();
  b.end();
  b.add("address", std::string(base_url) + "/$process-message");
  return std::move(b).finish();
}

}  // namespace

std::vector<fhir::Resource> directory_resources(const Directory& directory,
                                                std::string_view base_url,
                                                const fhir::TypeTable& types) {
  std::vector<fhir::Resource> out;
  for (const Unit& unit : directory.units()) {
    out.push_back(organization(unit, types));
    for (const std::string& id : unit.services)
      out.push_back(healthcare_service(unit, id, types));
    if (unit.endpoint) out.push_back(endpoint(unit, base_url, types));
  }
  return out;
}

}  // namespace gateway::exchange
