#include "gateway/codec/json_tree_events.hpp"

#include "gateway/codec/number_text.hpp"
#include "gateway/codec/xml_namespaces.hpp"
#include "gateway/codec/xml_scanner.hpp"

namespace gateway::codec {
namespace {

constexpr std::size_t kNarrativeDepth = 64;

// Source: FHIR R4, narrative.html#xhtml: one div of XHTML, well formed.
bool is_narrative(std::string_view text) {
  const auto outline = scan_xml(text, {.max_bytes = text.size(), .max_depth = kNarrativeDepth});
  return outline && outline->root_name == "div" && outline->root_namespace == kXhtmlNamespace &&
         outline->xhtml.front().is_pure;
}

struct Message {
  std::string_view id;
  std::string_view text;
};
constexpr Message kUnknownElement{"JSON-UNKNOWN-ELEMENT", "The definition has no such element."};
constexpr Message kArrayExpected{"JSON-ARRAY-EXPECTED", "A repeating element is an array."};
constexpr Message kArrayUnexpected{"JSON-ARRAY-UNEXPECTED",
                                   "An array stands where there is one value."};
constexpr Message kObjectUnexpected{"JSON-OBJECT-UNEXPECTED",
                                    "An object stands where a primitive value belongs."};
constexpr Message kEmpty{"JSON-EMPTY", "An object or array is empty."};

constexpr std::string_view kBadNarrative = "JSON-NARRATIVE";

// Findings of fault_of().
constexpr Message kFaults[] = {
    {"JSON-NULL", "A null stands where a value belongs."},
    {"JSON-OBJECT-EXPECTED", "A primitive value stands where an object belongs."},
    {"JSON-KIND", "The value is a string, number or boolean where another of them belongs."},
    {"JSON-NUMBER-LENGTH", "A number is too long."},
    {kBadNarrative, "The narrative is not a well-formed div of XHTML."},
};

std::string_view fault_text(std::string_view id) {
  for (const Message& fault : kFaults) {
    if (fault.id == id) return fault.text;
  }
  return {};
}

}  // namespace

JsonTreeEvents::Refusal JsonTreeEvents::refusal(const JsonStop& stop) const {
  switch (stop.why) {
    case JsonStop::Why::broken:
      return {ErrorKind::malformed, "JSON-SYNTAX", "The text is not JSON.", stop.offset};
    case JsonStop::Why::number_too_large:
      return {ErrorKind::malformed, "JSON-NUMBER-RANGE", "A number is too large.", stop.offset};
    case JsonStop::Why::finished:
    case JsonStop::Why::stopped_by_events: break;
  }
  return refusal_;
}

bool JsonTreeEvents::refuse(ErrorKind kind,
                            std::string_view id,
                            std::string_view message,
                            std::size_t offset) {
  refusal_ = {kind, id, message, offset};
  return false;
}

bool JsonTreeEvents::refuse_duplicate(const char* key) {
  return refuse(
      ErrorKind::malformed, "JSON-DUPLICATE-KEY", "An object has a key twice.", offset_of(key) - 1);
}

void JsonTreeEvents::report(std::string_view id,
                            std::string_view message,
                            const Member& member,
                            std::size_t at) {
  Place place = member.place;
  if (!member.in_array) place.item = Place::kAllItems;
  findings_.add(id, std::string(message), stack_.expression(place), at);
}

bool JsonTreeEvents::Key(const char* text, unsigned size, bool) {
  const std::string_view key(text, size);
  if (skipped_ > 0) {
    keys_.add(key);
    return true;
  }
  const Side side = key.starts_with('_') ? Side::companion : Side::value;
  const std::string_view name = side == Side::companion ? key.substr(1) : key;
  const std::size_t slot = stack_.find_slot(name);
  if (slot < stack_.slots().size()) {
    const fhir::SlotRow& row = stack_.slots()[slot];
    // Neither an XML attribute nor a narrative can carry ids and extensions.
    const bool has_companion = is_primitive(row) && (row.flags & fhir::kXmlAttribute) == 0 &&
                               stack_.types().primitive(row.type) != fhir::Primitive::xhtml;
    if (side == Side::value || has_companion) return element_key(slot, side, text);
  }
  if (key == "resourceType" && stack_.types().is_resource(stack_.type())) {
    return resource_type_key(text);
  }
  return unknown_key(key, offset_of(text) - 1);
}

bool JsonTreeEvents::resource_type_key(const char* text) {
  Object& object = objects_.back();
  if (object.has_resource_type) return refuse_duplicate(text);
  object.has_resource_type = true;
  object.member = {.role = Member::Role::resource_type, .place = {}, .offset = offset_of(text) - 1};
  return true;
}

bool JsonTreeEvents::unknown_key(std::string_view key, std::size_t offset) {
  keys_.add(key);
  objects_.back().member = {.role = Member::Role::unknown, .place = {}, .offset = offset};
  findings_.add(
      kUnknownElement.id, no_such_element(kUnknownElement.text, key), stack_.expression(), offset);
  return true;
}

bool JsonTreeEvents::element_key(std::size_t slot, Side side, const char* text) {
  Object& object = objects_.back();
  const std::size_t bit = slot * 2 + (side == Side::companion ? 1 : 0);
  std::uint64_t& word = seen_[object.seen_begin + bit / 64];
  const std::uint64_t mask = std::uint64_t{1} << (bit % 64);
  if ((word & mask) != 0) return refuse_duplicate(text);
  word |= mask;
  object.member = {.role = Member::Role::element,
                   .side = side,
                   .place = {static_cast<std::uint16_t>(slot), 0},
                   .offset = offset_of(text) - 1};
  return true;
}

bool JsonTreeEvents::Null() {
  return scalar(Kind::null, {}, stream_.Tell() - 4);
}

bool JsonTreeEvents::Bool(bool value) {
  const std::string_view text = value ? "true" : "false";
  return scalar(Kind::boolean, text, stream_.Tell() - text.size());
}

bool JsonTreeEvents::RawNumber(const char* text, unsigned size, bool) {
  return scalar(Kind::number, {text, size}, offset_of(text));
}

bool JsonTreeEvents::String(const char* text, unsigned size, bool) {
  return scalar(Kind::string, {text, size}, offset_of(text) - 1);
}

bool JsonTreeEvents::scalar(Kind kind, std::string_view text, std::size_t offset) {
  if (skipped_ > 0) return true;
  const Member& member = objects_.back().member;
  switch (member.role) {
    case Member::Role::unknown: return true;
    case Member::Role::element: element_scalar(kind, text, offset); return true;
    case Member::Role::resource_type: break;
  }
  if (kind == Kind::string && text == stack_.types().type_name(stack_.type())) return true;
  return refuse(ErrorKind::malformed,
                "JSON-RESOURCE-TYPE-UNKNOWN",
                "The resourceType is not one of FHIR R4.",
                member.offset);
}

// The id of what is wrong with a value, or nothing. Reads no lexical rule: that is validation's.
std::string_view JsonTreeEvents::fault_of(const Member& member,
                                          Kind kind,
                                          std::string_view text) const {
  const fhir::Primitive primitive = stack_.types().primitive(slot_of(member).type);
  if (kind == Kind::null) return "JSON-NULL";
  if (member.side == Side::companion || primitive == fhir::Primitive::none) {
    return "JSON-OBJECT-EXPECTED";
  }
  Kind expected = Kind::string;
  if (primitive == fhir::Primitive::boolean) expected = Kind::boolean;
  if (fhir::is_number(primitive)) expected = Kind::number;
  if (kind != expected) return "JSON-KIND";
  if (kind == Kind::number && text.size() > kMaxNumberLength) return "JSON-NUMBER-LENGTH";
  if (primitive == fhir::Primitive::xhtml && !is_narrative(text)) return kBadNarrative;
  return {};
}

void JsonTreeEvents::element_scalar(Kind kind, std::string_view text, std::size_t offset) {
  Member& member = objects_.back().member;
  const std::size_t begin = begin_of(member, offset);
  if (!member.in_array && (slot_of(member).flags & fhir::kRepeats) != 0) {
    return report(kArrayExpected.id, kArrayExpected.text, member, begin);
  }
  const std::string_view fault = fault_of(member, kind, text);
  const bool is_bad_narrative = fault == kBadNarrative;
  if (is_bad_narrative) report(fault, fault_text(fault), member, begin);
  // A narrative that is bad is not one that is missing.
  if (fault.empty() || is_bad_narrative) {
    // Keys, spaces and quotes are most of a text: only its values are kept.
    stack_.leaf(member.place, kind == Kind::boolean ? text : stack_.arena().copy(text), begin);
  } else if (kind == Kind::null && member.in_array) {
    stack_.gap(member.place, member.side, Gap::null, begin);
  } else {
    report(fault, fault_text(fault), member, begin);
    if (member.in_array) stack_.gap(member.place, member.side, Gap::left_out, begin);
  }
  if (member.in_array) ++member.place.item;
}

bool JsonTreeEvents::skip(std::size_t offset) {
  if (stack_.depth() + ++skipped_ <= max_depth_) return true;
  return refuse(
      ErrorKind::too_large, "JSON-DEPTH", "Objects and arrays are nested too deeply.", offset);
}

bool JsonTreeEvents::StartObject() {
  const std::size_t offset = stream_.Tell();
  if (objects_.empty()) {
    objects_.emplace_back();
    seen_.resize(stack_.slots().size() / 32 + 1);
    keys_.open();
    return true;
  }
  if (skipped_ == 0) {
    Member& member = objects_.back().member;
    switch (member.role) {
      case Member::Role::unknown: break;
      case Member::Role::element: return object(member, offset);
      case Member::Role::resource_type: return scalar(Kind::null, {}, offset);
    }
  }
  keys_.open();
  return skip(offset);
}

// An object as the value of an element or as an item of its array.
bool JsonTreeEvents::object(Member& member, std::size_t offset) {
  const fhir::SlotRow& slot = slot_of(member);
  const std::size_t begin = begin_of(member, offset);
  const Place place = member.place;
  const bool is_value = member.side == Side::value;
  fhir::TypeId type = slot.type;
  Message fault;
  if (!member.in_array && (slot.flags & fhir::kRepeats) != 0) {
    fault = kArrayExpected;
  } else if (is_value && is_primitive(slot)) {
    fault = kObjectUnexpected;
  } else if (is_value && stack_.holds_resource(place.slot)) {
    const std::string_view name = resource_types_.find(offset);
    type = stack_.types().find_type(name);
    if (name.empty()) {
      fault = {"JSON-RESOURCE-TYPE-MISSING", "The resource has no resourceType."};
    } else if (!is_concrete_resource(stack_.types(), type)) {
      fault = {"JSON-RESOURCE-TYPE-UNKNOWN", "The resourceType is not one of FHIR R4."};
    }
  }
  if (!fault.id.empty()) {
    report(fault.id, fault.text, member, begin);
    if (member.in_array) stack_.gap(place, member.side, Gap::left_out, begin);
  }
  if (member.in_array) ++member.place.item;
  if (fault.id.empty()) return enter(place, type, is_value ? Side::value : Side::companion, begin);
  keys_.open();
  return skip(offset);
}

bool JsonTreeEvents::enter(Place place, fhir::TypeId type, Side side, std::size_t offset) {
  if (stack_.depth() == max_depth_) {
    return refuse(ErrorKind::too_large, "JSON-DEPTH", "Elements are nested too deeply.", offset);
  }
  stack_.open(place, type, offset, side);
  objects_.push_back({.member = {.place = {}}, .seen_begin = seen_.size()});
  seen_.resize(seen_.size() + stack_.slots().size() / 32 + 1);
  keys_.open();
  return true;
}

bool JsonTreeEvents::EndObject(unsigned members) {
  if (const char* const again = keys_.close()) return refuse_duplicate(again);
  if (skipped_ > 0) {
    --skipped_;
    return true;
  }
  seen_.resize(objects_.back().seen_begin);
  objects_.pop_back();
  if (objects_.empty()) return true;
  if (members == 0) {
    findings_.add(kEmpty.id, std::string(kEmpty.text), stack_.expression(), stream_.Tell());
  }
  stack_.close(findings_);
  return true;
}

bool JsonTreeEvents::StartArray() {
  const std::size_t offset = stream_.Tell();
  Member& member = objects_.back().member;
  if (skipped_ > 0 || member.role == Member::Role::unknown) return skip(offset);
  if (member.role == Member::Role::resource_type) return scalar(Kind::null, {}, offset);
  if (!member.in_array && (slot_of(member).flags & fhir::kRepeats) != 0) {
    member.in_array = true;
    return true;
  }
  report(kArrayUnexpected.id, kArrayUnexpected.text, member, begin_of(member, offset));
  if (member.in_array) {
    stack_.gap(member.place, member.side, Gap::left_out, offset);
    ++member.place.item;
  }
  return skip(offset);
}

bool JsonTreeEvents::EndArray(unsigned items) {
  if (skipped_ > 0) {
    --skipped_;
    return true;
  }
  Member& member = objects_.back().member;
  member.in_array = false;
  if (items == 0) report(kEmpty.id, kEmpty.text, member, member.offset);
  return true;
}

}  // namespace gateway::codec
