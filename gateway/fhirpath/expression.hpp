// Expression: a FHIRPath expression, compiled; and what it needs to be evaluated.
//
//   const auto expression = Expression::compile("Patient.name.given.first()", types);
//   Evaluation evaluation(*expression, {.now = clock.now()});
//   const auto given = evaluation.run(patient.root());
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <memory_resource>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/base/result.hpp"
#include "gateway/fhir/resource.hpp"
#include "gateway/fhirpath/item.hpp"
#include "gateway/fhirpath/token.hpp"

namespace gateway::fhirpath {

struct Program;

// Immutable; copying copies a pointer.
//
// THREADS: any. LIFETIME: no longer than the TypeTable.
class Expression {
 public:
  // Errors: those of parse(); invalid (FHIRPATH-FUNCTION: no such function, or another number of
  //         arguments; FHIRPATH-TYPE: no such type, or no type where a function takes one).
  static std::expected<Expression, SyntaxError> compile(std::string_view text,
                                                        const fhir::TypeTable& types);
  explicit Expression(std::shared_ptr<const Program> program) : program_(std::move(program)) {}

  const Program& program() const noexcept { return *program_; }

 private:
  std::shared_ptr<const Program> program_;
};

// What only the surroundings of an evaluation know.
//
// THREADS: those of the evaluations that use it.
class Host {
 public:
  virtual ~Host() = default;
  // The resource that a reference names; absent if it is not to be had.
  virtual fhir::Node resolve(std::string_view reference) const;
  // nullopt: cannot tell.
  virtual std::optional<bool> conforms_to(const Item& item, std::string_view profile) const;
  virtual std::optional<bool> member_of(const Item& item, std::string_view value_set) const;
  virtual std::optional<bool> subsumes(const Item& item, const Item& other) const;
  virtual std::optional<bool> is_in_slice(const Item& item,
                                          std::string_view profile,
                                          std::string_view slice) const;
  // Whether a narrative is what FHIR takes. Source: FHIR R4, narrative.html#rules.
  virtual std::optional<bool> html_checks(const Item& narrative) const;
  // Absent if the element has none. LIFETIME: as the Host.
  virtual std::optional<fhir::Node> element_definition(const Item& item) const;
  // nullopt if there is no variable of this name. LIFETIME: as the Host.
  virtual std::optional<std::span<const Item>> variable(std::string_view name) const;
};

struct Environment {
  fhir::Node resource = {};       // %resource; absent: the resource that is the context
  fhir::Node root_resource = {};  // %rootResource; absent: the same
  const Host* host = nullptr;
  Instant now = {};
  std::chrono::minutes local{0};  // east of Greenwich: what a time without offset is taken for
  // Items and compared elements looked at, and bytes of text made; beyond it is refused.
  std::size_t steps = 1'000'000;
};

// What lives as long as an evaluation.
// NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): memory is written when it is given out
struct EvaluationMemory {
  std::array<std::byte, 4096> first;
  std::pmr::monotonic_buffer_resource text{first.data(), first.size()};
  std::vector<fhir::Resource> made;  // by %factory
};

// One evaluation and its memory.
//
// LIFETIME: no longer than expression and environment; its results no longer than it.
// THREADS: one.
class Evaluation {
 public:
  Evaluation(const Expression& expression, const Environment& environment)
      : program_(expression.program()), environment_(environment) {}
  Evaluation(const Evaluation&) = delete;
  Evaluation& operator=(const Evaluation&) = delete;

  // Errors: invalid (FHIRPATH-SINGLETON: more items than a place takes; FHIRPATH-OPERAND: an item
  //         of another type than it takes; FHIRPATH-VARIABLE: no such variable), not_supported
  //         (FHIRPATH-HOST: the surroundings do not offer it), too_costly (FHIRPATH-BUDGET).
  Result<std::span<const Item>> run(const Item& context);

 private:
  const Program& program_;
  const Environment& environment_;
  EvaluationMemory memory_;
  Collection result_{&memory_.text};
};

}  // namespace gateway::fhirpath
