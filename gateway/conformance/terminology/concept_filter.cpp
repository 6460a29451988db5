#include "gateway/conformance/terminology/concept_filter.hpp"

#include <algorithm>

#include "gateway/base/text.hpp"
#include "gateway/conformance/terminology/code_pattern.hpp"

namespace gateway::conformance {
namespace {

using Index = CodeSystem::Index;

enum class Field : std::uint8_t { concept_itself, display, definition, parent, child, flag, other };

struct FieldRow {
  std::string_view name;
  Field field;
};

// What every code system can be filtered by. A flag that a concept does not have is false.
constexpr FieldRow kFields[] = {
    {"concept", Field::concept_itself},
    {"code", Field::concept_itself},
    {"display", Field::display},
    {"definition", Field::definition},
    {"parent", Field::parent},
    {"child", Field::child},
    {"inactive", Field::flag},
    {"notSelectable", Field::flag},
};

Field field_of(std::string_view property) noexcept {
  const auto* row = std::ranges::find(kFields, property, &FieldRow::name);
  return row == std::end(kFields) ? Field::other : row->field;
}

bool is_hierarchical(FilterOperator op) noexcept {
  return op == FilterOperator::is_a || op == FilterOperator::descendent_of ||
         op == FilterOperator::is_not_a || op == FilterOperator::generalizes;
}

Membership as_membership(bool is_in) noexcept {
  return is_in ? Membership::in : Membership::not_in;
}

std::vector<std::string_view> codes(const CodeSystem& system, std::span<const Index> concepts) {
  std::vector<std::string_view> all;
  for (const Index at : concepts)
    all.push_back(system.code(at));
  return all;
}

}  // namespace

ConceptFilter::ConceptFilter(fhir::Node node)
    : property_(node.child("property").value()),
      op_(kFilterOperatorCodes.value(node.child("op").value())),
      value_(node.child("value").value()) {
  if (op_ != FilterOperator::in && op_ != FilterOperator::not_in) return;
  for (const std::string_view part : split(value_, ','))
    values_.push_back(trim(part));
}

bool ConceptFilter::bind(const CodeSystem& system) {
  if (!op_ || *op_ == FilterOperator::regex || value_.empty()) return false;
  if (field_of(property_) == Field::other && !system.declares(property_)) return false;
  if (*op_ == FilterOperator::exists) return value_ == "true" || value_ == "false";
  if (!is_hierarchical(*op_)) return true;
  const auto named = system.find(value_);
  if (!named || !system.has_subsumption()) return false;
  related_ = *op_ == FilterOperator::generalizes ? system.with_ancestors(*named)
                                                 : system.with_descendants(*named);
  if (*op_ == FilterOperator::descendent_of) related_[*named] = false;
  return true;
}

std::vector<std::string_view> ConceptFilter::values_of(const CodeSystem& system, Index at) const {
  std::vector<std::string_view> values;
  switch (field_of(property_)) {
    case Field::concept_itself: return {system.code(at)};
    case Field::display: values = {system.display(at)}; break;
    case Field::definition: values = {system.text(at)}; break;
    case Field::parent: return codes(system, system.parents(at));
    case Field::child: return codes(system, system.children(at));
    case Field::flag:
      if (property_ == "inactive") return {system.is_inactive(at) ? "true" : "false"};
      return {system.is_abstract(at) ? "true" : "false"};
    case Field::other:
      for (const ConceptProperty& property : system.properties(at)) {
        if (property.code == property_) values.push_back(property_text(property.value));
      }
      break;
  }
  std::erase(values, std::string_view());
  return values;
}

bool ConceptFilter::is_listed(std::string_view value) const {
  return std::ranges::find(values_, value) != values_.end();
}

bool ConceptFilter::passes(const CodeSystem& system, std::string_view value) const {
  if (*op_ == FilterOperator::equals) return value == value_;
  if (*op_ == FilterOperator::in) return is_listed(value);
  const auto at = system.find(value);
  return at && related_[*at];
}

Membership ConceptFilter::check(const CodeSystem& system, Index at) const {
  const auto values = values_of(system, at);
  if (*op_ == FilterOperator::exists) return as_membership(values.empty() == (value_ == "false"));
  if (*op_ == FilterOperator::not_in) {
    return as_membership(
        std::ranges::none_of(values, [this](std::string_view value) { return is_listed(value); }));
  }
  const bool any =
      std::ranges::any_of(values, [&](std::string_view value) { return passes(system, value); });
  if (!any && is_hierarchical(*op_) && !system.is_complete()) return Membership::cannot_tell;
  return as_membership(any != (*op_ == FilterOperator::is_not_a));
}

Membership ConceptFilter::check(std::string_view code) const {
  if (!op_ || value_.empty() || field_of(property_) != Field::concept_itself)
    return Membership::cannot_tell;
  if (*op_ == FilterOperator::equals) return as_membership(code == value_);
  if (*op_ == FilterOperator::in) return as_membership(is_listed(code));
  if (*op_ == FilterOperator::not_in) return as_membership(!is_listed(code));
  const auto matches =
      *op_ == FilterOperator::regex ? matches_code_pattern(value_, code) : std::optional<bool>();
  return matches ? as_membership(*matches) : Membership::cannot_tell;
}

}  // namespace gateway::conformance
