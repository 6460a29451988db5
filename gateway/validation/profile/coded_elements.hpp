// CodedElements: what the code systems and value sets say of the codes in a resource.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "gateway/conformance/code_rules.hpp"
#include "gateway/conformance/definition_source.hpp"
#include "gateway/conformance/terminology/code_systems.hpp"
#include "gateway/conformance/terminology/value_sets.hpp"
#include "gateway/fhir/node.hpp"

namespace gateway::validation {

// What is wrong with a Coding, whatever it is bound to.
enum class CodingFault : std::uint8_t {
  none,  // or it cannot be told: the content of most code systems is not here
  unknown_code,
  unlisted_code,  // of a table of HL7 v2 or v3, which may have it in another of its releases
  wrong_display,
  system_is_value_set,
  system_is_supplement,
};

// Keeps its answers: the same few codes stand in most resources.
//
// LIFETIME: `source` outlives it.
// THREADS: one.
class CodedElements {
 public:
  static constexpr std::size_t kMaxKept = 16'384;  // answers of each kind

  explicit CodedElements(conformance::DefinitionSource& source)
      : source_(source), systems_(source), sets_(source, systems_) {}
  CodedElements(const CodedElements&) = delete;
  CodedElements& operator=(const CodedElements&) = delete;

  // Whether `node` (code, string, uri, Coding, CodeableConcept, Quantity) has a code of the value
  // set. What has no code at all is not in it.
  conformance::Membership in_value_set(fhir::Node node, std::string_view canonical);

  // Source: FHIR R4, datatypes.html#Coding.
  CodingFault fault_of(fhir::Node coding);

  // For questions of other rules.
  conformance::ValueSets& value_sets() noexcept { return sets_; }

  // As CodeSystems::add_supplement().
  void add_supplement(const fhir::Resource& supplement);
  // To be called when the source has changed.
  void forget();

 private:
  conformance::Membership ask(std::string_view canonical,
                              std::string_view system,
                              std::string_view version,
                              std::string_view code);
  CodingFault find_fault(fhir::Node coding);

  conformance::DefinitionSource& source_;
  conformance::CodeSystems systems_;
  conformance::ValueSets sets_;
  std::unordered_map<std::string, conformance::Membership> memberships_;
  std::unordered_map<std::string, CodingFault> faults_;
};

}  // namespace gateway::validation
