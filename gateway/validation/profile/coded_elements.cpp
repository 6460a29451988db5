#include "gateway/validation/profile/coded_elements.hpp"

#include <initializer_list>

namespace gateway::validation {
namespace {

using conformance::CodeAnswer;
using conformance::Membership;
using fhir::Node;

// What tells one question from another; no value has a NUL in it.
std::string key_of(std::initializer_list<std::string_view> parts) {
  std::string key;
  for (const std::string_view part : parts)
    key.append(part).push_back('\0');
  return key;
}

// The tables of HL7 v2 and v3 grow with their own releases, so that a code that a package of FHIR
// does not have is no proof, unless the Coding names the version that the package has.
bool is_other_release(std::string_view system, std::string_view version) {
  constexpr std::string_view kTables = "http://terminology.hl7.org/CodeSystem/v";
  return version.empty() && system.starts_with(kTables) &&
         (system.substr(kTables.size()).starts_with("2-") ||
          system.substr(kTables.size()).starts_with("3-"));
}

template <typename Answers>
void keep(Answers& answers, std::string key, typename Answers::mapped_type answer) {
  if (answers.size() >= CodedElements::kMaxKept) answers.clear();
  answers.emplace(std::move(key), answer);
}

std::string_view text_of(Node node, std::string_view name) {
  return node.child(name).value();
}

}  // namespace

Membership CodedElements::ask(std::string_view canonical,
                              std::string_view system,
                              std::string_view version,
                              std::string_view code) {
  if (code.empty()) return Membership::not_in;
  std::string key = key_of({canonical, system, version, code});
  if (const auto known = memberships_.find(key); known != memberships_.end()) return known->second;
  const auto answer =
      sets_.contains(canonical, {.system = system, .version = version, .code = code});
  const Membership membership = answer ? answer->membership : Membership::cannot_tell;
  keep(memberships_, std::move(key), membership);
  return membership;
}

Membership CodedElements::in_value_set(Node node, std::string_view canonical) {
  const std::string_view type = node.type_name();
  if (node.primitive() != fhir::Primitive::none) return ask(canonical, {}, {}, node.value());
  if (type == "Coding") {
    return ask(canonical, text_of(node, "system"), text_of(node, "version"), text_of(node, "code"));
  }
  if (type == "CodeableConcept") {
    Membership best = Membership::not_in;
    for (const Node coding : node.children("coding"))
      best = conformance::either(best, in_value_set(coding, canonical));
    return best;
  }
  const Node code = node.child("code");  // of a Quantity
  return code ? ask(canonical, text_of(node, "system"), {}, code.value()) : Membership::cannot_tell;
}

CodingFault CodedElements::fault_of(Node coding) {
  const std::string_view system = text_of(coding, "system");
  if (system.empty()) return CodingFault::none;
  std::string key = key_of(
      {system, text_of(coding, "version"), text_of(coding, "code"), text_of(coding, "display")});
  if (const auto known = faults_.find(key); known != faults_.end()) return known->second;
  const CodingFault fault = find_fault(coding);
  keep(faults_, std::move(key), fault);
  return fault;
}

CodingFault CodedElements::find_fault(Node coding) {
  const std::string_view url = text_of(coding, "system");
  const std::string_view version = text_of(coding, "version");
  const std::string canonical =
      version.empty() ? std::string(url) : std::string(url) + "|" + std::string(version);
  const auto system = systems_.find(canonical);
  if (!system) return CodingFault::none;
  if (*system == nullptr) {
    const auto set = source_.find("ValueSet", url);
    return set && *set ? CodingFault::system_is_value_set : CodingFault::none;
  }
  if ((*system)->content() == conformance::SystemContent::supplement)
    return CodingFault::system_is_supplement;
  const std::string_view code = text_of(coding, "code");
  if (code.empty()) return CodingFault::none;
  const auto answer = sets_.describe(
      canonical, {.system = url, .code = code, .display = text_of(coding, "display")});
  if (!answer) return CodingFault::none;
  if (answer->known == Membership::not_in)
    return is_other_release(url, version) ? CodingFault::unlisted_code : CodingFault::unknown_code;
  return answer->display == conformance::DisplayCheck::wrong ? CodingFault::wrong_display
                                                             : CodingFault::none;
}

void CodedElements::add_supplement(const fhir::Resource& supplement) {
  systems_.add_supplement(supplement);
  memberships_.clear();
  faults_.clear();
}

void CodedElements::forget() {
  systems_.forget();
  memberships_.clear();
  faults_.clear();
}

}  // namespace gateway::validation
