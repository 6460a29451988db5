// Evaluator: walks a program; what functions and operators are given to work with.
#pragma once

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
  // The one item as a condition: an item that is no boolean is true.
  Result<std::optional<bool>> single_boolean(const Collection& items) const;

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
  Result<void> spend(std::size_t steps = 1);

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
  class Scope;

  Result<Collection> variable(const AstNode& node, const Frame& frame);
  Result<Collection> external(const AstNode& node);
  Result<Collection> member(std::uint32_t at, const Frame& frame);
  Result<Collection> call(std::uint32_t at, const Frame& frame);
  Result<Collection> indexer(const AstNode& node, const Frame& frame);
  Result<Collection> sign(const AstNode& node, const Frame& frame);
  Result<Collection> binary(const AstNode& node, const Frame& frame);
  Result<Collection> source_of(const AstNode& node, const Frame& frame);
  void add_children(const fhir::Node& parent,
                    const AstNode& node,
                    const Code& code,
                    Collection& to);

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

}  // namespace gateway::fhirpath
