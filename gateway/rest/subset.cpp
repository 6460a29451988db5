#include "gateway/rest/subset.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "gateway/base/text.hpp"
#include "gateway/codec/json_writer.hpp"
#include "gateway/fhir/builder.hpp"
#include "gateway/rest/answer.hpp"

namespace gateway::rest {
namespace {

constexpr std::string_view kSummaryField = "_summary";
constexpr std::string_view kElementsField = "_elements";
constexpr std::string_view kTagSystem = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue";
constexpr std::string_view kTagCode = "SUBSETTED";

std::unexpected<Error> refuse(std::string_view id, std::string message, std::string_view field) {
  return fail(ErrorKind::malformed, id, std::move(message), std::string(field));
}

Result<void> take_elements(std::string_view value,
                           fhir::TypeId type,
                           const fhir::TypeTable& types,
                           std::vector<fhir::NameId>& names) {
  for (const std::string_view part : split(value, ',')) {
    const fhir::NameId name = types.find_name(trim(part));
    const bool is_of_type =
        type != fhir::kNoType &&
        std::ranges::any_of(types.slots(type), [name](const fhir::SlotRow& slot) {
          return slot.choice == fhir::kNoName ? slot.name == name : slot.choice == name;
        });
    if (name == fhir::kNoName || (type != fhir::kNoType && !is_of_type)) {
      return refuse("SUBSET-ELEMENT",
                    "_elements takes names of elements at the top level of the type.",
                    kElementsField);
    }
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  }
  return {};
}

bool is_tag(fhir::Node coding) {
  return coding.child("system").value() == kTagSystem && coding.child("code").value() == kTagCode;
}

fhir::Node find_tag(fhir::Node resource) {
  for (const fhir::Node coding : resource.child("meta").children("tag")) {
    if (is_tag(coding)) return coding;
  }
  return {};
}

bool has_flag(const fhir::SlotRow& slot, fhir::SlotFlag flag) {
  return (slot.flags & flag) != 0;
}

// What no subset may leave out of the level where it stands.
bool is_kept_always(const fhir::SlotRow& slot) {
  return slot.min > 0 || has_flag(slot, fhir::kIsModifier);
}

// A tree of what stays is built beside the whole one and shares its parts: taking elements away one
// by one (fhir::Edit) would cost their number squared.
class SubsetBuilder {
 public:
  SubsetBuilder(const fhir::Resource& resource, const Subset& subset)
      : whole_(resource), subset_(subset), out_(resource.types(), resource.type()) {
    out_.arena().hold(resource.arena());
  }

  fhir::Resource build() && {
    const fhir::Node root = whole_.root();
    if (!root.child("meta")) add_meta({});
    for (const fhir::Node child : root.children()) {
      if (child.name() == "meta") {
        add_meta(child);
      } else if (is_kept_at_top(child)) {
        subset_.summary == Summary::elements ? add_summary(child) : out_.push(*child.data());
      }
    }
    return std::move(out_).finish();
  }

 private:
  const fhir::SlotRow* slot_of(fhir::Node parent, fhir::Node child) const {
    return out_.types().find_slot(parent.type(), child.name_id());
  }

  bool is_kept_at_top(fhir::Node child) const {
    const std::string_view name = child.name();
    if (name == "id" || name == "implicitRules") return true;
    const fhir::SlotRow* slot = slot_of(whole_.root(), child);
    if (slot == nullptr) return false;
    switch (subset_.summary) {
      case Summary::elements: return is_kept_always(*slot) || has_flag(*slot, fhir::kIsSummary);
      case Summary::text: return name == "text" || slot->min > 0;
      case Summary::rest: return name != "text";
      case Summary::none:
      case Summary::count: break;
    }
    const fhir::NameId asked = slot->choice == fhir::kNoName ? slot->name : slot->choice;
    return is_kept_always(*slot) || std::ranges::find(subset_.names, asked) != subset_.names.end();
  }

  bool is_summary(fhir::Node parent, fhir::Node child) const {
    const fhir::SlotRow* slot = slot_of(parent, child);
    return slot != nullptr && (is_kept_always(*slot) || has_flag(*slot, fhir::kIsSummary));
  }

  // An extension says nothing without its value, and an element nothing without any part.
  bool stays_whole(fhir::Node element) const {
    if (element.type_name() == "Extension") return true;
    const auto children = element.children();
    return !element.has_value() && std::ranges::none_of(children, [&](fhir::Node child) {
      return is_summary(element, child);
    });
  }

  void add_summary(fhir::Node element) {
    if (element.children().empty() || stays_whole(element)) return out_.push(*element.data());
    out_.begin(element.name_id(), element.type(), element.offset());
    if (element.has_value()) out_.set_value(element.value());
    for (const fhir::Node child : element.children()) {
      if (is_summary(element, child)) add_summary(child);
    }
    out_.end();
  }

  void add_meta(fhir::Node meta) {
    out_.begin("meta");
    for (const fhir::Node child : meta.children())
      out_.push(*child.data());
    if (!find_tag(whole_.root())) {
      out_.begin("tag");
      out_.add("system", kTagSystem);
      out_.add("code", kTagCode);
      out_.end();
    }
    out_.end();
  }

  const fhir::Resource& whole_;
  const Subset& subset_;
  fhir::Builder out_;
};

fhir::Failure subset_failure(fhir::Node tag, std::string expression, std::string_view source) {
  constexpr std::string_view kId = "REST-SUBSETTED";
  constexpr std::string_view kText =
      "The resource is a subset of its elements (meta.tag SUBSETTED) and cannot be written.";
  fhir::IssueLog issues;
  issues.add({.code = "business-rule",
              .id = kId,
              .text = std::string(kText),
              .expression = expression,
              .offset = tag.offset()});
  issues.locate(source);
  return {Error{ErrorKind::invalid, kId, std::string(kText), std::move(expression)},
          std::move(issues)};
}

}  // namespace

Result<Subset> parse_subset(const std::vector<search::FormField>& fields,
                            std::string_view type,
                            const fhir::TypeTable& types) {
  Subset subset;
  std::size_t summaries = 0;
  for (const search::FormField& field : fields) {
    if (field.name == kElementsField) {
      GATEWAY_CHECK(take_elements(field.value, types.find_type(type), types, subset.names));
    } else if (field.name == kSummaryField) {
      const auto summary = kSummaries.value(field.value);
      if (!summary || ++summaries > 1) {
        return refuse("SEARCH-VALUE", "_summary takes one code of R4.", kSummaryField);
      }
      subset.summary = *summary;
    }
  }
  if (subset.summary == Summary::none || subset.names.empty()) return subset;
  return refuse("SUBSET-BOTH", "_summary and _elements exclude each other.", kElementsField);
}

Result<Subset> parse_subset(const Services& services, const Call& call) {
  GATEWAY_TRY(Subset subset, parse_subset(call.fields, call.target.type, services.parts.types));
  if (subset.summary != Summary::count) return subset;
  return refuse("SEARCH-VALUE", "Only a search can be counted.", kSummaryField);
}

fhir::Resource subset_of(const fhir::Resource& resource, const Subset& subset) {
  return subset.is_all() ? resource : SubsetBuilder(resource, subset).build();
}

Result<std::string> subset_text(std::string json,
                                const Subset& subset,
                                const fhir::TypeTable& types) {
  if (subset.is_all()) return json;
  GATEWAY_TRY(const fhir::Resource whole, read_own(std::move(json), types));
  return codec::to_json(subset_of(whole, subset), codec::Layout::compact);
}

fhir::Checked<void> refuse_subset(const fhir::Resource& body, std::string_view source) {
  const fhir::Node root = body.root();
  if (const fhir::Node tag = find_tag(root)) {
    return std::unexpected(
        subset_failure(tag, std::string(root.type_name()) + ".meta.tag", source));
  }
  if (root.type_name() != "Bundle") return {};
  std::size_t index = 0;
  for (const fhir::Node entry : root.children("entry")) {
    if (const fhir::Node tag = find_tag(entry.child("resource"))) {
      return std::unexpected(subset_failure(
          tag, "Bundle.entry[" + std::to_string(index) + "].resource.meta.tag", source));
    }
    ++index;
  }
  return {};
}

}  // namespace gateway::rest
