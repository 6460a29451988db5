// ValueSets: whether a code is in a value set, and which codes are.
//
//   CodeSystems systems(source);
//   ValueSets sets(source, systems);
//   GATEWAY_TRY(const CodeAnswer answer, sets.contains(url, {.system = system, .code = code}));
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/conformance/definition_source.hpp"
#include "gateway/conformance/terminology/code_systems.hpp"
#include "gateway/conformance/terminology/concept_name.hpp"
#include "gateway/conformance/terminology/value_set.hpp"
#include "gateway/conformance/terminology/value_set_compiler.hpp"

namespace gateway::conformance {

struct CodedValue {
  std::string_view system = {};   // empty: any that the value set names, as for an element `code`
  std::string_view version = {};  // of the system, where the value set names none
  std::string_view code;
  std::string_view display = {};   // empty: not asked
  std::string_view language = {};  // of the display, as BCP 47; empty: any
};

struct CodeAnswer {
  Membership membership = Membership::cannot_tell;
  Doubt doubt = Doubt::none;  // why it is `cannot_tell`
  std::string system = {};    // the code's; found where none was given
  std::string version = {};   // of the code system that was looked at
  // Whether the code system has the code. It can be in a value set that lists it all the same.
  Membership known = Membership::cannot_tell;
  DisplayCheck display = DisplayCheck::not_asked;  // does not change the membership
  std::string preferred_display = {};              // in the language; empty if there is none
  bool is_inactive = false;
  bool is_abstract = false;
};

struct ExpansionRequest {
  std::string_view filter = {};  // each of its words stands in the display or the code
  std::size_t offset = 0;
  std::size_t count = SIZE_MAX;    // of one page
  std::string_view language = {};  // of the displays
  bool active_only = false;
  bool with_designations = false;
};

struct ListedConcept {
  struct Name {
    std::string language;
    std::string value;
  };
  std::string system;
  std::string version;
  std::string code;
  std::string display;
  bool is_inactive = false;
  bool is_abstract = false;
  std::vector<Name> designations;
};

struct ValueSetListing {
  std::vector<ListedConcept> concepts;  // the page
  std::size_t total = 0;                // of all pages
  // False if it draws on a code system of which only a part is here.
  bool is_complete = true;
};

// LIFETIME: `source` and `systems` outlive it.
// THREADS: one.
class ValueSets {
 public:
  ValueSets(DefinitionSource& source, CodeSystems& systems)
      : systems_(systems), compiler_(source, systems) {}

  // Errors, of this and all below: as ValueSetCompiler::find().
  Result<std::shared_ptr<const ValueSet>> find(std::string_view canonical) {
    return compiler_.find(canonical);
  }
  Result<std::shared_ptr<const ValueSet>> compile(const fhir::Resource& definition) {
    return compiler_.compile(definition);
  }

  // A value set that is not here is a doubt, not an error.
  // Source: FHIR R4, valueset-operation-validate-code.html.
  Result<CodeAnswer> contains(std::string_view canonical, const CodedValue& value);
  Result<CodeAnswer> contains(const ValueSet& set, const CodedValue& value);
  // Whether the code is in the code system, answered as for the value set of all its codes.
  Result<CodeAnswer> describe(std::string_view system, const CodedValue& value);

  // In the order of the includes, and in each as listed or as in the code system; what stands there
  // twice stands where it came first.
  //
  // Errors: as find(); not_supported (TERM-NOT-EXPANDABLE: there is a doubt); too_costly
  //         (TERM-TOO-COSTLY: TerminologyLimits::max_expansion, max_looked_at).
  // Source: FHIR R4, valueset.html#expansion.
  Result<ValueSetListing> expand(const ValueSet& set, const ExpansionRequest& request);

 private:
  Result<void> complete(CodeAnswer& answer,
                        const CodedValue& value,
                        const NamedPlace& place,
                        std::string_view canonical);

  CodeSystems& systems_;
  ValueSetCompiler compiler_;
};

}  // namespace gateway::conformance
