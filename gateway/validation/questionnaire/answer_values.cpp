// The values of answers: lengths, patterns, bounds, units, attachments, references.
#include <algorithm>
#include <array>
#include <chrono>
#include <optional>

#include "gateway/base/text.hpp"
#include "gateway/fhir/date_time.hpp"
#include "gateway/fhir/primitive.hpp"
#include "gateway/fhir/reference.hpp"
#include "gateway/fhirpath/decimal.hpp"
#include "gateway/fhirpath/expression.hpp"
#include "gateway/validation/profile/value_bounds.hpp"
#include "gateway/validation/questionnaire/answer_check.hpp"
#include "gateway/validation/questionnaire/answer_order.hpp"

namespace gateway::validation {

using conformance::Membership;
using fhir::Node;
using fhir::Primitive;
using fhirpath::Decimal;

namespace {

// Making a pattern ready costs as much as comparing many items.
constexpr std::size_t kPatternSteps = 1000;

constexpr std::string_view kUcum = "http://unitsofmeasure.org";

// Where a date begins; one without offset is taken to be at Greenwich.
std::optional<Instant> beginning_of(Node date) {
  const auto parsed = fhir::parse_date_time(date.value());
  if (!parsed) return std::nullopt;
  return fhir::period_of(*parsed, fhir::FixedZone(std::chrono::minutes(0))).low;
}

bool is_date(Node value) {
  return value.primitive() == Primitive::date || value.primitive() == Primitive::date_time ||
         value.primitive() == Primitive::instant;
}

// As the reference implementation has it, dates are in the order of their beginnings: the last day
// of June is after June.
std::optional<std::strong_ordering> order_of_bound(Node value,
                                                   Node bound,
                                                   fhirpath::Budget& budget) {
  if (!is_date(value) || !is_date(bound)) return order_of(value, bound, budget);
  const auto at = beginning_of(value);
  const auto limit = beginning_of(bound);
  if (!at || !limit) return std::nullopt;
  return *at <=> *limit;
}

// The pattern that %pattern names.
class PatternHost final : public fhirpath::Host {
 public:
  explicit PatternHost(std::string_view pattern) : pattern_{pattern} {}
  std::optional<std::span<const fhirpath::Item>> variable(std::string_view name) const override {
    if (name != "pattern") return std::nullopt;
    return pattern_;
  }

 private:
  std::array<fhirpath::Item, 1> pattern_;
};

// Bytes that base64 text stands for.
std::int64_t decoded_size(std::string_view base64) {
  const auto digits =
      std::ranges::count_if(base64, [](char c) { return !is_space(c) && c != '='; });
  return digits * 3 / 4;
}

bool is_unit(Node quantity, Node option) {
  struct Part {
    std::string_view of_option;
    std::string_view of_quantity;
  };
  static constexpr auto kParts =
      std::to_array<Part>({{"system", "system"}, {"code", "code"}, {"display", "unit"}});
  return std::ranges::all_of(kParts, [&](const Part& part) {
    const std::string_view wanted = option.child(part.of_option).value();
    return wanted.empty() || wanted == quantity.child(part.of_quantity).value();
  });
}

bool has_coded_unit(Node quantity) {
  return quantity.child("system").has_value() && quantity.child("code").has_value();
}

// Quantities of formal units that can be converted; nothing for others.
std::optional<std::strong_ordering> order_of_amounts(Node a, Node b, fhirpath::Budget& budget) {
  if (!has_coded_unit(a) || !has_coded_unit(b)) return std::nullopt;
  const std::string_view system = a.child("system").value();
  if (system != b.child("system").value()) return std::nullopt;
  if (a.child("code").value() == b.child("code").value()) {
    const auto a_value = Decimal::parse(a.child("value").value());
    const auto b_value = Decimal::parse(b.child("value").value());
    if (!a_value || !b_value) return std::nullopt;
    return *a_value <=> *b_value;
  }
  return system == kUcum ? order_of(a, b, budget) : std::nullopt;
}

}  // namespace

void AnswerCheck::text(const Location& value, const FormItem& item) {
  const Node node = value.node();
  if (!node.has_value()) return;
  const bool is_text = node.primitive() == Primitive::string || node.primitive() == Primitive::uri;
  if (!is_text) return;
  const auto length = static_cast<std::int64_t>(character_count(node.value()));
  const auto shortest = integer_of(item.extensions.min_length);
  const auto longest = integer_of(item.node.child("maxLength"));
  if (shortest && length < *shortest)
    report(finding::kAnswerLength, value, "The answer is shorter than the item asks for.");
  if (longest && length > *longest)
    report(finding::kAnswerLength, value, "The answer is longer than the item allows.");
  const Node pattern = item.extensions.regex;
  if (pattern.has_value() && !matches(node, pattern))
    report(finding::kAnswerPattern, value, "The answer is not of the form that the item asks for.");
}

// A pattern that cannot be read is matched by all.
bool AnswerCheck::matches(Node value, Node pattern) {
  auto found = run_.patterns.find(pattern.data());
  if (found == run_.patterns.end()) {
    if (!run_.steps.take(kPatternSteps)) return true;
    const auto made = fhirpath::Expression::compile("matchesFull(%pattern)", value.types());
    if (!made) return true;
    found = run_.patterns.emplace(pattern.data(), *made).first;
  }
  const PatternHost host(pattern.value());
  const fhirpath::Environment environment{.resource = value, .host = &host};
  fhirpath::Evaluation evaluation(found->second, environment);
  const auto result = evaluation.run(value);
  return !result || result->empty() || fhirpath::boolean_of(result->front()).value_or(true);
}

void AnswerCheck::uri(const Location& value, const FormItem& item) {
  text(value, item);
  const std::string_view uri = value.node().value();
  const bool is_wrong = (uri.starts_with("urn:uuid:") && !fhir::is_valid(Primitive::uuid, uri)) ||
                        (uri.starts_with("urn:oid:") && !fhir::is_valid(Primitive::oid, uri));
  if (is_wrong)
    report(finding::kAnswerUri, value, "What follows urn:uuid: or urn:oid: is not of its form.");
}

void AnswerCheck::bounds(const Location& value, const FormItem& item) {
  const Node node = value.node();
  const auto least = order_of_bound(node, item.extensions.min_value, run_.steps);
  const auto most = order_of_bound(node, item.extensions.max_value, run_.steps);
  if (least == std::strong_ordering::less)
    report(finding::kAnswerBounds, value, "The answer is less than the item allows.");
  if (most == std::strong_ordering::greater)
    report(finding::kAnswerBounds, value, "The answer is more than the item allows.");
}

void AnswerCheck::decimal(const Location& value, const FormItem& item) {
  bounds(value, item);
  decimal_places(value.node(), value, item);
}

// As written: 1.50 has two places.
void AnswerCheck::decimal_places(Node number, const Location& value, const FormItem& item) {
  const auto allowed = integer_of(item.extensions.max_decimal_places);
  const auto parsed = Decimal::parse(number.value());
  if (allowed && parsed && static_cast<std::int64_t>(parsed->scale()) > *allowed)
    report(finding::kAnswerDecimals, value, "The answer has more decimal places than are allowed.");
}

void AnswerCheck::quantity(const Location& value, const FormItem& item) {
  quantity_bounds(value, item);
  decimal_places(value.node().child("value"), value, item);
  unit(value, item);
}

// SDC 2.7 wants units of UCUM where there are bounds; what does not compare is not within them.
void AnswerCheck::quantity_bounds(const Location& value, const FormItem& item) {
  const Node node = value.node();
  if (!node.child("value").has_value()) return;
  for (const bool is_least : {true, false}) {
    const Node bound = is_least ? item.extensions.min_quantity : item.extensions.max_quantity;
    if (!bound || bound.type_name() != "Quantity") continue;
    const auto order = order_of_amounts(node, bound, run_.steps);
    if (!order) {
      report(finding::kAnswerBounds, value, "The answer cannot be compared with what is allowed.");
    } else if (is_least && *order == std::strong_ordering::less) {
      report(finding::kAnswerBounds, value, "The answer is less than the item allows.");
    } else if (!is_least && *order == std::strong_ordering::greater) {
      report(finding::kAnswerBounds, value, "The answer is more than the item allows.");
    }
  }
}

void AnswerCheck::unit(const Location& value, const FormItem& item) {
  const Node node = value.node();
  const auto& options = item.extensions.unit_options;
  const bool is_option = options.empty() || std::ranges::any_of(options, [&](Node option) {
                           return is_unit(node, option);
                         });
  if (!is_option) report(finding::kAnswerUnit, value, "The unit is none that the item allows.");
  const std::string_view value_set = item.extensions.unit_value_set.value();
  if (value_set.empty()) return;
  const conformance::CodedValue asked{.system = node.child("system").value(),
                                      .code = node.child("code").value()};
  if (membership(value_set, asked, value) == Membership::not_in)
    report(finding::kAnswerUnit, value, "The unit is not in the value set of the item.");
}

// R4 calls the size megabytes; it is taken for bytes as the reference implementation does.
void AnswerCheck::attachment(const Location& value, const FormItem& item) {
  const Node node = value.node();
  const auto& types = item.extensions.mime_types;
  const std::string_view given = node.child("contentType").value();
  const bool is_type = types.empty() || std::ranges::any_of(types, [&](Node type) {
                         const std::string_view wanted = type.value();
                         const bool is_family = wanted.ends_with("/*");
                         return !wanted.empty() && given.starts_with(wanted.substr(
                                                       0, wanted.size() - (is_family ? 1 : 0)));
                       });
  if (!is_type)
    report(finding::kAnswerAttachment,
           *value.parent(),
           "The attachment is of no type that the item allows.");
  const auto most = Decimal::parse(item.extensions.max_size.value());
  const Node data = node.child("data");
  const auto size =
      data.has_value() ? std::optional(decoded_size(data.value())) : integer_of(node.child("size"));
  if (most && size && Decimal(*size) > *most)
    report(finding::kAnswerAttachment,
           *value.parent(),
           "The attachment is larger than the item allows.");
}

void AnswerCheck::reference(const Location& value, const FormItem& item) {
  const Node node = value.node();
  const std::string_view text = node.child("reference").value();
  const auto parsed = fhir::parse_reference(text);
  const auto* rest = parsed ? std::get_if<fhir::RestReference>(&*parsed) : nullptr;
  const fhir::TypeTable& types = context_.definitions.types();
  if (rest != nullptr && !types.is_resource(types.find_type(rest->type))) {
    report(finding::kAnswerReference, value, "The reference names no type of resource.");
    return;
  }
  const auto& allowed = item.extensions.reference_types;
  if (allowed.empty()) return;
  const Node target = resolve_(text);
  std::string_view type = node.child("type").value();
  if (rest != nullptr) type = rest->type;
  if (target) type = target.type_name();
  if (type.empty()) return;
  const bool is_allowed = std::ranges::any_of(
      allowed, [&](Node each) { return each.value() == type || each.value() == "Resource"; });
  if (!is_allowed)
    report(finding::kAnswerReference, value, "The reference is to no type that the item allows.");
}

}  // namespace gateway::validation
