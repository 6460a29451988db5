// Operands: what a function is given, as a value of the type that it takes.
#pragma once

#include <optional>

#include "gateway/fhirpath/evaluator.hpp"

namespace gateway::fhirpath {

// string_of and its like: nothing for an item of another type.
template <typename T>
using Reader = std::optional<T> (*)(const Item&) noexcept;

// The one item; nothing if there is none, or if it is without a value.
// Errors: FHIRPATH-SINGLETON; FHIRPATH-OPERAND if `read` knows nothing of it.
template <typename T>
Result<std::optional<T>> operand(const Evaluator& evaluator,
                                 const Call& call,
                                 const Collection& items,
                                 Reader<T> read) {
  GATEWAY_TRY(const Item* item, evaluator.single(items));
  if (item == nullptr || is_without_value(*item)) return std::optional<T>();
  const std::optional<T> value = read(*item);
  if (!value) return refuse_operand(call.name);
  return value;
}

template <typename T>
Result<std::optional<T>> input(const Evaluator& evaluator, const Call& call, Reader<T> read) {
  return operand(evaluator, call, call.input, read);
}

// Nothing for an argument that was not given, too.
template <typename T>
Result<std::optional<T>> argument(Evaluator& evaluator,
                                  const Call& call,
                                  std::size_t index,
                                  Reader<T> read) {
  if (index >= call.arguments.size()) return std::optional<T>();
  GATEWAY_TRY(const Collection items, evaluator.argument(call, index));
  return operand(evaluator, call, items, read);
}

}  // namespace gateway::fhirpath
