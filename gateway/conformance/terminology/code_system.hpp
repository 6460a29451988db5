// CodeSystem: the concepts of one code system, found by their code, with their hierarchy.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "gateway/base/code_table.hpp"
#include "gateway/base/result.hpp"
#include "gateway/conformance/terminology/display.hpp"
#include "gateway/conformance/terminology/terminology_limits.hpp"
#include "gateway/fhir/resource.hpp"

namespace gateway::conformance {

// How much of a code system a resource holds.
// Source: FHIR R4, valueset-codesystem-content-mode.html.
enum class SystemContent : std::uint8_t { not_present, example, fragment, complete, supplement };
inline constexpr CodeTable kSystemContentCodes(std::to_array<CodeRow<SystemContent>>({
    {SystemContent::not_present, "not-present"},
    {SystemContent::example, "example"},
    {SystemContent::fragment, "fragment"},
    {SystemContent::complete, "complete"},
    {SystemContent::supplement, "supplement"},
}));

// LIFETIME: the code system that it was taken from outlives it.
struct ConceptProperty {
  std::string_view code;
  fhir::Node value;  // valueCode, valueString, …
};

// The value of a property as a filter compares it: the code of a Coding, the value of any other.
std::string_view property_text(fhir::Node value) noexcept;

// Immutable. A concept goes by its index, in the order of the resource.
//
// THREADS: any.
class CodeSystem {
 public:
  using Index = std::uint32_t;

  // `supplements` add designations and properties to concepts that `definition` has.
  //
  // Errors: too_large (TERM-LIMIT: TerminologyLimits::max_concepts, max_concept_depth).
  // Source: FHIR R4, codesystem.html.
  static Result<std::shared_ptr<const CodeSystem>> make(const fhir::Resource& definition,
                                                        std::span<const fhir::Resource> supplements,
                                                        const TerminologyLimits& limits);

  fhir::Node definition() const noexcept { return definition_.root(); }
  std::string_view url() const noexcept { return definition().child("url").value(); }
  std::string_view version() const noexcept { return definition().child("version").value(); }
  // The language of the displays; empty if it is not said.
  std::string_view language() const noexcept { return definition().child("language").value(); }
  SystemContent content() const noexcept { return content_; }
  // Whether a code that is not here is none of the system.
  bool is_complete() const noexcept { return content_ == SystemContent::complete; }
  // Whether the hierarchy says which concept is a kind of which. Of a hierarchy that does not say
  // what it means, it does.
  bool has_subsumption() const noexcept { return has_subsumption_; }

  std::size_t size() const noexcept { return concepts_.size(); }
  // Where the system does not say that case matters, a code in any case is found.
  // Source: FHIR R4, codesystem-definitions.html#CodeSystem.caseSensitive.
  std::optional<Index> find(std::string_view code) const;

  std::string_view code(Index at) const noexcept { return node(at).child("code").value(); }
  std::string_view display(Index at) const noexcept { return node(at).child("display").value(); }
  std::string_view text(Index at) const noexcept { return node(at).child("definition").value(); }
  bool is_inactive(Index at) const noexcept { return concepts_[at].is_inactive; }
  // Only there to group other concepts.
  bool is_abstract(Index at) const noexcept { return concepts_[at].is_abstract; }
  // Those of the supplements last.
  std::vector<Designation> designations(Index at) const;
  std::vector<ConceptProperty> properties(Index at) const;
  // Whether the system, or a supplement, declares a property of this code.
  bool declares(std::string_view property) const;

  // By nesting, and by the properties `parent` and `child`.
  std::span<const Index> parents(Index at) const noexcept { return up_.of(at); }
  std::span<const Index> children(Index at) const noexcept { return down_.of(at); }
  // Whether `a` is `b` or below it. Takes no more steps than there are concepts, also in a cycle.
  // REQUIRES: has_subsumption() for this to mean a kind of.
  bool is_a(Index a, Index b) const;
  // For each concept whether it is `at` or below it, or above it.
  std::vector<bool> with_descendants(Index at) const { return reached(at, down_); }
  std::vector<bool> with_ancestors(Index at) const { return reached(at, up_); }

 private:
  friend class CodeSystemReader;
  struct Entry {
    const fhir::NodeData* node = nullptr;
    bool is_inactive = false;
    bool is_abstract = false;
  };
  // For each concept a list of others, all in one array.
  struct Links {
    std::vector<std::uint32_t> begins;  // one more than there are concepts
    std::vector<Index> targets;
    std::span<const Index> of(Index at) const noexcept {
      return std::span(targets).subspan(begins[at], begins[at + 1] - begins[at]);
    }
  };

  explicit CodeSystem(fhir::Resource definition) : definition_(std::move(definition)) {}
  fhir::Node node(Index at) const noexcept { return {concepts_[at].node, &definition_.types()}; }
  std::vector<fhir::Node> parts(Index at, std::string_view name) const;
  std::vector<bool> reached(Index from, const Links& links) const;

  fhir::Resource definition_;
  std::vector<fhir::Resource> supplements_;
  SystemContent content_ = SystemContent::not_present;
  bool has_subsumption_ = true;
  std::vector<Entry> concepts_;
  std::unordered_map<std::string_view, Index> places_;    // views into the resource
  std::unordered_map<std::string, Index> any_case_;       // by small letters; where case is free
  std::unordered_multimap<Index, fhir::Node> additions_;  // concepts of the supplements
  Links up_;
  Links down_;
};

}  // namespace gateway::conformance
