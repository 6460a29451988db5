#include "gateway/fhirpath/item_text.hpp"

namespace gateway::fhirpath {
namespace {

std::string quantity_text(const Quantity& quantity) {
  std::string text = quantity.value.to_text() + ' ';
  if (quantity.is_calendar) return text.append(quantity.unit);
  return text.append(1, '\'').append(quantity.unit).append(1, '\'');
}

struct Writer {
  std::string operator()(const fhir::Node& node) const { return std::string(node.value()); }
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(std::int64_t value) const { return std::to_string(value); }
  std::string operator()(const Long& value) const { return std::to_string(value.value); }
  std::string operator()(const Decimal& value) const { return value.to_text(); }
  std::string operator()(std::string_view value) const { return std::string(value); }
  std::string operator()(const Temporal& value) const { return to_text(value); }
  std::string operator()(const Quantity& value) const { return quantity_text(value); }
  std::string operator()(const TypeName& value) const {
    return std::string(value.space).append(1, '.').append(value.name);
  }
};

}  // namespace

std::string text_of(const Item& item) {
  return std::visit(Writer(), to_system(item));
}

}  // namespace gateway::fhirpath
