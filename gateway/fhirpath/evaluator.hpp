// Evaluator: walks a program; what functions and operators are given to work with.
#pragma once

#include <cstddef>
#include <memory_resource>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/fhirpath/compare.hpp"
#include "gateway/fhirpath/expression.hpp"
#include "gateway/fhirpath/program.hpp"

namespace gateway::fhirpath {

// What $this, $index and $total are.
struct Frame {
  std::span<const Item> self;
  std::optional<std::int64_t> index = {};
  const Collection* total = nullptr;
};

// What each() calls with each element that it comes to; false if it wants no more.
//
// LIFETIME: outlived by what it was made of.
class ElementVisit {
 public:
  template <typename Visit>
  // NOLINTNEXTLINE(google-explicit-constructor): a lambda stands where one is taken
  ElementVisit(const Visit& visit)
      : visit_(&visit), call_([](const void* to, const fhir::Node& node) {
          return (*static_cast<const Visit*>(to))(node);
        }) {}
  bool operator()(const fhir::Node& node) const { return call_(visit_, node); }

 private:
  const void* visit_;
  bool (*call_)(const void*, const fhir::Node&);
};

class Evaluator;

// A function called: on `input`, with arguments that have not been evaluated.
struct Call {
  const Collection& input;
  std::span<const std::uint32_t> arguments;
  const Frame& frame;  // of the place of the call
  std::string_view name;
  const TypeTest& type;  // that the first argument names, if the function takes one
};

using Function = Result<Collection> (*)(Evaluator&, const Call&);

struct FunctionRow {
  std::string_view name;
  std::uint8_t min_arguments = 0;
  std::uint8_t max_arguments = 0;
  Function function = nullptr;
  bool takes_type = false;  // the first argument names a type
  // What it is without arguments; with none but these there is no `function`.
  Shortcut shortcut = Shortcut::none;
};
// nullptr if there is none.
const FunctionRow* find_function(std::string_view name) noexcept;
// Those of %factory, which make elements.
const FunctionRow* find_factory_function(std::string_view name) noexcept;

class Evaluator {
 public:
  Evaluator(const Program& program,
            const Environment& environment,
            const Item& context,
            EvaluationMemory& memory);

  Result<Collection> eval(std::uint32_t node, const Frame& frame);

  // Part of an expression; variables that it defines are forgotten behind it.
  Result<Collection> within(std::uint32_t node, const Frame& frame);
  // An argument as a collection, with $this of the place of the call.
  Result<Collection> argument(const Call& call, std::size_t index);
  // The same as one value; nullopt if it is empty or was not given. Errors: FHIRPATH-SINGLETON,
  // FHIRPATH-OPERAND.
  Result<std::optional<std::string_view>> string_argument(const Call& call, std::size_t index);
  Result<std::optional<std::int64_t>> integer_argument(const Call& call, std::size_t index);
  Result<std::optional<Decimal>> decimal_argument(const Call& call, std::size_t index);
  // An argument that is evaluated for each item, which is $this then.
  Result<Collection> lambda(const Call& call, std::size_t index, const Item& item, std::size_t at);
  // The same as a condition: empty is false. Errors: as above.
  Result<bool> condition(const Call& call, std::size_t index, const Item& item, std::size_t at);

  // The one item of a collection; nullptr if it is empty. Errors: FHIRPATH-SINGLETON.
  Result<const Item*> single(const Collection& items) const;
  // The one item as a string; nullopt if the collection is empty. Errors: also FHIRPATH-OPERAND.
  Result<std::optional<std::string_view>> single_string(const Collection& items) const;
  Result<std::optional<Decimal>> single_decimal(const Collection& items) const;

  Collection empty() const { return Collection(&memory_); }
  Collection one(const Item& item) const { return Collection(1, item, &memory_); }
  template <typename T>
  Collection maybe(const std::optional<T>& value) const {
    return value ? one(Item(*value)) : empty();
  }
  // A copy that lives as long as the evaluation. Costs its size.
  Result<std::string_view> keep(std::string_view text);
  // A new text as the result. Errors: FHIRPATH-BUDGET.
  Result<Collection> text(std::string_view text);

  // An element that was made for the evaluation, and lives as long.
  Item keep(fhir::Resource element);

  // Errors: too_costly (FHIRPATH-BUDGET).
  Result<void> spend(std::size_t steps = 1) {
    if (budget_.take(steps)) return {};
    return refuse_cost();
  }

  Result<void> define(std::string_view name, Collection value);

  const Environment& environment() const noexcept { return environment_; }
  const Host& host() const noexcept { return *host_; }
  const fhir::TypeTable& types() const noexcept { return *program_.types; }
  const Program& program() const noexcept { return program_; }
  std::chrono::minutes local() const noexcept { return environment_.local; }
  Budget& budget() noexcept { return budget_; }

 private:
  struct Variable {
    std::string_view name;
    Collection value;
  };
  // Variables defined inside it are forgotten behind it.
  class Scope {
   public:
    explicit Scope(Evaluator& evaluator)
        : variables_(evaluator.variables_), before_(variables_.size()) {}
    ~Scope() {
      if (variables_.size() == before_) return;
      variables_.erase(variables_.begin() + static_cast<std::ptrdiff_t>(before_), variables_.end());
    }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    std::vector<Variable>& variables_;
    std::size_t before_;
  };
  // One value at most; `count` is 2 for any more.
  struct Operand {
    std::size_t count = 0;
    Item item = false;
  };
  static constexpr std::size_t kFirstItems = 4;  // a collection of elements begins with room for

  static std::unexpected<Error> refuse_cost();
  Result<Collection> variable(const AstNode& node, const Frame& frame);
  Result<Collection> external(const AstNode& node);
  Result<Collection> member(std::uint32_t at, const Frame& frame);
  Result<Collection> call(std::uint32_t at, const Frame& frame);
  Result<Collection> indexer(const AstNode& node, const Frame& frame);
  Result<Collection> sign(const AstNode& node, const Frame& frame);
  Result<Collection> binary(const AstNode& node, const Frame& frame);
  Result<Collection> source_of(const AstNode& node, const Frame& frame);

  // paths.cpp: where a path leads to, one element after the other; false if `visit` wanted no more
  // or the budget is spent. REQUIRES: begins_with_elements().
  bool each(std::uint32_t at, const Frame& frame, ElementVisit visit);
  bool step(const fhir::Node& parent, const Code& code, ElementVisit visit);
  // Whether a path begins with one element here; true for what is no path.
  bool begins_with_elements(std::uint32_t at, const Frame& frame) const;
  fhir::Node resource_of(const AstNode& external) const;

  // truth.cpp: the same as eval(), within() and functions on what they give, without collections.
  Result<Truth> truth(std::uint32_t at, const Frame& frame);
  Result<Truth> short_truth(std::uint32_t at, const Frame& frame);
  Result<Truth> general_truth(const AstNode& node, const Frame& frame);
  Result<Truth> logic(const AstNode& node, const Frame& frame);
  Result<Truth> equality(const AstNode& node, const Frame& frame);
  Result<Truth> source_truth(std::uint32_t source, const Frame& frame);
  Result<Truth> has_value(std::uint32_t source, const Frame& frame);
  Result<bool> is_anything(std::uint32_t source, const Frame& frame);
  Result<Operand> operand(std::uint32_t at, const Frame& frame);

  const Program& program_;
  const Environment& environment_;
  const Host* host_;
  Item context_;
  std::pmr::memory_resource& memory_;
  std::vector<fhir::Resource>& made_;
  Budget budget_;
  std::vector<Variable> variables_;
};

// Names for an error that says which place took the wrong thing. `name` is of the grammar.
std::unexpected<Error> refuse_operand(std::string_view name);
std::unexpected<Error> refuse_many();

}  // namespace gateway::fhirpath
