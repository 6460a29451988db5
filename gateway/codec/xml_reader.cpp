#include "gateway/codec/xml_reader.hpp"

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

#include <pugixml.hpp>

#include "gateway/codec/element_stack.hpp"
#include "gateway/codec/findings.hpp"
#include "gateway/codec/narrative.hpp"
#include "gateway/codec/number_text.hpp"
#include "gateway/codec/xml_namespaces.hpp"
#include "gateway/codec/xml_scanner.hpp"

namespace gateway::codec {
namespace {

constexpr unsigned kParseFlags =
    pugi::parse_cdata | pugi::parse_escapes | pugi::parse_wconv_attribute | pugi::parse_eol;

// XML elements may be nested deeper than elements of FHIR: a resource inside another one takes two,
// and a narrative has its own.
constexpr std::size_t kNarrativeDepth = 64;

bool is_space_only(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

std::string_view local_name(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

// The namespace of an element that is written with a prefix. The scanner made sure that there is
// one.
std::string_view namespace_of_prefix(pugi::xml_node element, std::string_view prefix) {
  for (pugi::xml_node at = element; at; at = at.parent()) {
    for (const pugi::xml_attribute attribute : at.attributes()) {
      const std::string_view name = attribute.name();
      if (name.starts_with("xmlns:") && name.substr(6) == prefix) return attribute.value();
    }
  }
  return prefix == "xml" ? kXmlNamespace : std::string_view();
}

// The text as received, and the copy of it that pugixml made its document in.
struct Source {
  std::string_view text;
  const char* buffer;
};

class Reader {
 public:
  Reader(const Source& source,
         const XmlOutline& outline,
         const ReadLimits& limits,
         Findings& findings,
         ElementStack& stack)
      : text_(source.text),
        buffer_(source.buffer),
        outline_(outline),
        limits_(limits),
        findings_(findings),
        stack_(stack) {}

  // Reads attributes and children of `element` into the innermost open element. False if it is
  // nested too deeply.
  bool content(pugi::xml_node element, std::string_view default_namespace);

  std::size_t offset() const { return offset_; }

 private:
  struct Sibling {
    std::size_t slot = 0;
    std::uint32_t item = 0;
    bool any = false;
  };

  void attribute(pugi::xml_node element, pugi::xml_attribute attribute);
  bool child(pugi::xml_node element, std::string_view default_namespace, Sibling& last);
  bool check_place(Place place, const Sibling& last, pugi::xml_node element);
  bool typed_child(pugi::xml_node element, std::string_view default_namespace, Place place);
  bool resource(pugi::xml_node element, std::string_view default_namespace, Place place);
  void narrative(pugi::xml_node element, Place place);
  void set_value(pugi::xml_node element, std::string_view value);

  std::string_view namespace_of(pugi::xml_node element, std::string_view& default_namespace);
  const XhtmlSpan* xhtml_at(std::size_t offset);
  bool simple_leaf(pugi::xml_node element, Place place);
  bool open(Place place, fhir::TypeId type, pugi::xml_node element);
  void unknown(std::string_view id, std::string_view name, pugi::xml_node element);
  void report(std::string_view id, std::string message, std::string expression, pugi::xml_node at) {
    findings_.add(id, std::move(message), std::move(expression), offset_of(at));
  }
  // pugixml leaves names and values where they stand in its buffer. A name follows a '<'.
  std::size_t offset_of(pugi::xml_node element) const {
    return static_cast<std::size_t>(element.name() - buffer_) - 1;
  }

  std::string_view text_;
  const char* buffer_;  // pugixml's copy of the text
  const XmlOutline& outline_;
  const ReadLimits& limits_;
  Findings& findings_;
  ElementStack& stack_;
  std::size_t next_xhtml_ = 0;
  std::size_t offset_ = 0;  // of the element that is nested too deeply
};

// The outermost XHTML element that begins at `offset`, or null. Elements are asked for in the order
// of the text.
const XhtmlSpan* Reader::xhtml_at(std::size_t offset) {
  const auto& all = outline_.xhtml;
  while (next_xhtml_ < all.size() && all[next_xhtml_].span.begin < offset)
    ++next_xhtml_;
  const bool is_there = next_xhtml_ < all.size() && all[next_xhtml_].span.begin == offset;
  return is_there ? &all[next_xhtml_] : nullptr;
}

// The namespace of `element`. Its own declaration replaces `default_namespace`.
std::string_view Reader::namespace_of(pugi::xml_node element, std::string_view& default_namespace) {
  if (!outline_.has_prefixes && !outline_.has_inner_namespaces) {
    return xhtml_at(offset_of(element)) != nullptr ? kXhtmlNamespace : default_namespace;
  }
  for (const pugi::xml_attribute attribute : element.attributes()) {
    if (std::strcmp(attribute.name(), "xmlns") == 0) default_namespace = attribute.value();
  }
  if (!outline_.has_prefixes) return default_namespace;
  const std::string_view name = element.name();
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? default_namespace
                                         : namespace_of_prefix(element, name.substr(0, colon));
}

bool Reader::open(Place place, fhir::TypeId type, pugi::xml_node element) {
  if (stack_.depth() == limits_.max_depth) {
    offset_ = offset_of(element);
    return false;
  }
  stack_.open(place, type, offset_of(element));
  return true;
}

void Reader::unknown(std::string_view id, std::string_view name, pugi::xml_node element) {
  report(id,
         no_such_element("The definition has no such element or attribute.", name),
         stack_.expression(),
         element);
}

void Reader::set_value(pugi::xml_node element, std::string_view value) {
  if (fhir::is_number(stack_.types().primitive(stack_.type())) && value.size() > kMaxNumberLength) {
    return report("XML-NUMBER-LENGTH", "A number is too long.", stack_.expression(), element);
  }
  stack_.set_value(stack_.arena().copy(value));
}

void Reader::attribute(pugi::xml_node element, pugi::xml_attribute attribute) {
  const std::string_view name = attribute.name();
  if (name == "value" && stack_.types().primitive(stack_.type()) != fhir::Primitive::none) {
    return set_value(element, attribute.value());
  }
  if (name == "xmlns" || name.starts_with("xmlns:")) return;
  const std::size_t slot = stack_.find_slot(name);
  if (slot == stack_.slots().size() || (stack_.slots()[slot].flags & fhir::kXmlAttribute) == 0) {
    return unknown("XML-UNKNOWN-ATTRIBUTE", name, element);
  }
  const Place place{static_cast<std::uint16_t>(slot), 0};
  stack_.leaf(place, stack_.arena().copy(std::string_view(attribute.value())), offset_of(element));
}

bool Reader::content(pugi::xml_node element, std::string_view default_namespace) {
  for (const pugi::xml_attribute each : element.attributes())
    attribute(element, each);
  Sibling last;
  for (auto each = element.first_child(); each; each = each.next_sibling()) {
    if (each.type() == pugi::node_element) {
      if (!child(each, default_namespace, last)) return false;
    } else if (each.type() == pugi::node_cdata || !is_space_only(each.value())) {
      findings_.add("XML-TEXT",
                    "Text stands between elements.",
                    stack_.expression(),
                    static_cast<std::size_t>(each.value() - buffer_));
    }
  }
  return true;
}

bool Reader::child(pugi::xml_node element, std::string_view default_namespace, Sibling& last) {
  const std::string_view uri = namespace_of(element, default_namespace);
  const std::string_view name =
      outline_.has_prefixes ? local_name(element.name()) : std::string_view(element.name());
  const std::size_t slot = stack_.find_slot(name);
  if (slot == stack_.slots().size() || (stack_.slots()[slot].flags & fhir::kXmlAttribute) != 0) {
    unknown("XML-UNKNOWN-ELEMENT", name, element);
    return true;
  }
  Place place{static_cast<std::uint16_t>(slot), 0};
  const bool is_xhtml =
      stack_.types().primitive(stack_.slots()[slot].type) == fhir::Primitive::xhtml;
  if (uri != (is_xhtml ? kXhtmlNamespace : kFhirNamespace)) {
    report(
        "XML-NAMESPACE", "An element is in another namespace.", stack_.expression(place), element);
    return true;
  }
  if (last.any && last.slot == slot) place.item = last.item + 1;
  if (!check_place(place, last, element)) return true;
  last = {std::max(slot, last.slot), place.item, true};
  if (is_xhtml) {
    narrative(element, place);
    return true;
  }
  return typed_child(element, default_namespace, place);
}

// Source: FHIR R4, xml.html: elements appear in the order of the definition.
bool Reader::check_place(Place place, const Sibling& last, pugi::xml_node element) {
  if (last.any && place.slot < last.slot) {
    report("XML-ELEMENT-ORDER",
           "An element stands after one that the definition has later.",
           stack_.expression(place),
           element);
  } else if (place.item > 0 && (stack_.slots()[place.slot].flags & fhir::kRepeats) == 0) {
    report("XML-ELEMENT-REPEATED",
           "An element that does not repeat is given again.",
           stack_.expression(),
           element);
    return false;
  }
  return true;
}

// A primitive with nothing but a value needs no open element. False if `element` is something else.
bool Reader::simple_leaf(pugi::xml_node element, Place place) {
  const fhir::Primitive primitive = stack_.types().primitive(stack_.slots()[place.slot].type);
  const pugi::xml_attribute value = element.first_attribute();
  if (primitive == fhir::Primitive::none || std::strcmp(value.name(), "value") != 0 ||
      value.next_attribute() || element.first_child() || stack_.depth() == limits_.max_depth) {
    return false;
  }
  const std::string_view text = value.value();
  if (fhir::is_number(primitive) && text.size() > kMaxNumberLength) return false;
  stack_.leaf(place, stack_.arena().copy(text), offset_of(element));
  return true;
}

bool Reader::typed_child(pugi::xml_node element, std::string_view default_namespace, Place place) {
  if (simple_leaf(element, place)) return true;
  if (stack_.holds_resource(place.slot)) return resource(element, default_namespace, place);
  if (!open(place, stack_.slots()[place.slot].type, element)) return false;
  if (!content(element, default_namespace)) return false;
  stack_.close(findings_);
  return true;
}

// <contained><Patient>…</Patient></contained>
bool Reader::resource(pugi::xml_node element, std::string_view default_namespace, Place place) {
  const pugi::xml_node inner = element.first_child();
  std::string_view inner_namespace = default_namespace;
  const bool fits = inner.type() == pugi::node_element && !inner.next_sibling() &&
                    namespace_of(inner, inner_namespace) == kFhirNamespace;
  const std::string_view name = fits ? local_name(inner.name()) : std::string_view();
  const fhir::TypeId type = stack_.types().find_type(name);
  const std::uint8_t flags = stack_.types().type(type).flags;
  if (!fits || (flags & fhir::kIsResource) == 0 || (flags & fhir::kIsAbstract) != 0) {
    report("XML-RESOURCE",
           "The element does not hold exactly one resource of a known type.",
           stack_.expression(place),
           element);
    return true;
  }
  if (!open(place, type, inner)) return false;
  if (!content(inner, inner_namespace)) return false;
  stack_.close(findings_);
  return true;
}

void Reader::narrative(pugi::xml_node element, Place place) {
  const std::size_t begin = offset_of(element);
  const XhtmlSpan* const span = xhtml_at(begin);
  if (!span->is_pure) {
    return report("XML-NARRATIVE-NAMESPACE",
                  "The narrative holds elements or attributes of another namespace.",
                  stack_.expression(place),
                  element);
  }
  stack_.leaf(
      place, stack_.arena().copy(narrative_text(text_, span->span, outline_.has_prefixes)), begin);
}

}  // namespace

fhir::Checked<fhir::Resource> read_xml(std::string text,
                                       const fhir::TypeTable& types,
                                       const ReadLimits& limits,
                                       fhir::IssueLog& findings) {
  GATEWAY_TRY(const XmlOutline outline,
              scan_xml(text,
                       {.max_bytes = limits.max_bytes,
                        .max_depth = 2 * limits.max_depth + kNarrativeDepth}));
  const auto refuse = [&text](ErrorKind kind, std::string_view id, std::string_view why, auto at) {
    return std::unexpected(failure_at(kind, id, why, text, static_cast<std::size_t>(at)));
  };
  std::string buffer = text;  // pugixml writes into it; narratives are cut out of `text`
  pugi::xml_document document;
  const pugi::xml_parse_result parsed =
      document.load_buffer_inplace(buffer.data(), buffer.size(), kParseFlags, pugi::encoding_utf8);
  if (!parsed) {
    return refuse(ErrorKind::malformed, "XML-SYNTAX", "The text is not XML.", parsed.offset);
  }
  const pugi::xml_node root = document.document_element();
  if (outline.root_namespace != kFhirNamespace) {
    return refuse(ErrorKind::malformed,
                  "XML-NAMESPACE",
                  "The root element is not in the namespace of FHIR.",
                  root.offset_debug() - 1);
  }
  const fhir::TypeId type = types.find_type(outline.root_name);
  const std::uint8_t flags = types.type(type).flags;
  if ((flags & fhir::kIsResource) == 0 || (flags & fhir::kIsAbstract) != 0) {
    return refuse(ErrorKind::malformed,
                  "XML-RESOURCE-TYPE",
                  "The root element is not a resource type of FHIR R4.",
                  root.offset_debug() - 1);
  }
  Findings found(text, findings);
  ElementStack stack(types, type);
  Reader reader({text, buffer.data()}, outline, limits, found, stack);
  if (!reader.content(root, root.attribute("xmlns").value())) {
    return refuse(
        ErrorKind::too_large, "XML-DEPTH", "Elements are nested too deeply.", reader.offset());
  }
  return std::move(stack).finish(found);
}

}  // namespace gateway::codec
