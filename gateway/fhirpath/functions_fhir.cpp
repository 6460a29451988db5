// Functions that FHIR adds to FHIRPath. Source: FHIR R4, fhirpath.html#functions.
#include <algorithm>
#include <array>

#include "gateway/fhirpath/function_groups.hpp"

namespace gateway::fhirpath {
namespace {

Result<Collection> extension(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const auto url, evaluator.string_argument(call, 0));
  Collection found = evaluator.empty();
  if (!url) return found;
  for (const Item& item : call.input) {
    const fhir::Nodes extensions = node_of(item).children("extension");
    GATEWAY_CHECK(evaluator.spend(extensions.size() + 1));
    for (const fhir::Node each : extensions) {
      if (each.child("url").value() == *url) found.emplace_back(each);
    }
  }
  return found;
}

Result<Collection> get_value(Evaluator& evaluator, const Call& call) {
  if (call.input.size() != 1) return evaluator.empty();
  const fhir::Node node = node_of(call.input.front());
  if (node && !node.has_value()) return evaluator.empty();
  return evaluator.one(to_system(call.input.front()));
}

// A Reference, a canonical or a URL. What is not to be had is left out.
Result<Collection> resolve(Evaluator& evaluator, const Call& call) {
  Collection found = evaluator.empty();
  for (const Item& item : call.input) {
    GATEWAY_CHECK(evaluator.spend());
    const fhir::Node reference = node_of(item).child("reference");
    const auto text = reference ? std::optional(reference.value()) : string_of(item);
    if (!text) continue;
    if (const fhir::Node target = evaluator.host().resolve(*text)) found.emplace_back(target);
  }
  return found;
}

std::unexpected<Error> refuse_host(std::string_view function) {
  return fail(ErrorKind::not_supported,
              "FHIRPATH-HOST",
              std::string(function) + " cannot be answered here");
}

Result<Collection> conforms_to(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const auto profile, evaluator.string_argument(call, 0));
  GATEWAY_TRY(const Item* item, evaluator.single(call.input));
  if (item == nullptr || !profile) return evaluator.empty();
  const auto answer = evaluator.host().conforms_to(*item, *profile);
  if (!answer) return refuse_host(call.name);
  return evaluator.one(*answer);
}

Result<Collection> member_of(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const auto value_set, evaluator.string_argument(call, 0));
  GATEWAY_TRY(const Item* item, evaluator.single(call.input));
  if (item == nullptr || !value_set) return evaluator.empty();
  return evaluator.maybe(evaluator.host().member_of(*item, *value_set));
}

// The definition that an element follows.
Result<Collection> element_definition(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const Item* item, evaluator.single(call.input));
  if (item == nullptr) return evaluator.empty();
  const auto definition = evaluator.host().element_definition(*item);
  if (!definition) return refuse_host(call.name);
  return *definition ? evaluator.one(*definition) : evaluator.empty();
}

// The items that a slice of a profile takes.
Result<Collection> slice(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const auto profile, evaluator.string_argument(call, 0));
  GATEWAY_TRY(const auto name, evaluator.string_argument(call, 1));
  Collection taken = evaluator.empty();
  if (!profile || !name) return taken;
  for (const Item& item : call.input) {
    GATEWAY_CHECK(evaluator.spend());
    const auto is_in = evaluator.host().is_in_slice(item, *profile, *name);
    if (!is_in) return refuse_host(call.name);
    if (*is_in) taken.push_back(item);
  }
  return taken;
}

Result<Collection> html_checks(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const Item* item, evaluator.single(call.input));
  if (item == nullptr) return evaluator.empty();
  const auto holds = evaluator.host().html_checks(*item);
  if (!holds) return refuse_host(call.name);
  return evaluator.one(*holds);
}

// `turned`: subsumedBy.
template <bool turned>
Result<Collection> subsumes(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const Collection other, evaluator.argument(call, 0));
  GATEWAY_TRY(const Item* b, evaluator.single(other));
  GATEWAY_TRY(const Item* a, evaluator.single(call.input));
  if (a == nullptr || b == nullptr) return evaluator.empty();
  const auto answer =
      turned ? evaluator.host().subsumes(*b, *a) : evaluator.host().subsumes(*a, *b);
  if (!answer) return refuse_host(call.name);
  return evaluator.one(*answer);
}

// True if there are no modifier extensions but those that are named.
Result<Collection> check_modifiers(Evaluator& evaluator, const Call& call) {
  std::vector<std::string_view> known;
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    GATEWAY_TRY(const auto url, evaluator.string_argument(call, i));
    if (url) known.push_back(*url);
  }
  for (const Item& item : call.input) {
    for (const fhir::Node each : node_of(item).children("modifierExtension")) {
      const std::string_view url = each.child("url").value();
      if (std::find(known.begin(), known.end(), url) != known.end()) continue;
      return fail(ErrorKind::invalid,
                  "FHIRPATH-MODIFIER",
                  "an element has a modifier extension that the expression does not know");
    }
  }
  return Collection(call.input, call.input.get_allocator());
}

constexpr auto kRows = std::to_array<FunctionRow>({
    {"checkModifiers", 0, 32, check_modifiers},
    {"conformsTo", 1, 1, conforms_to},
    {"elementDefinition", 0, 0, element_definition},
    {"extension", 1, 1, extension},
    {"getValue", 0, 0, get_value},
    {"hasValue", 0, 0, nullptr, false, Shortcut::has_value},
    {"htmlChecks", 0, 0, html_checks},
    {"memberOf", 1, 1, member_of},
    {"resolve", 0, 0, resolve},
    {"slice", 2, 2, slice},
    {"subsumedBy", 1, 1, subsumes<true>},
    {"subsumes", 1, 1, subsumes<false>},
});

}  // namespace

std::span<const FunctionRow> fhir_functions() noexcept {
  return kRows;
}

}  // namespace gateway::fhirpath
