#include "gateway/codec/xml_scanner.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "gateway/codec/findings.hpp"
#include "gateway/codec/text_check.hpp"
#include "gateway/codec/xml_declaration.hpp"
#include "gateway/codec/xml_names.hpp"
#include "gateway/codec/xml_namespaces.hpp"
#include "gateway/codec/xml_stops.hpp"
#include "gateway/codec/xml_text.hpp"

namespace gateway::codec {
namespace {

struct Broken {
  std::string_view id;
  std::string_view message;
};

// One open element.
struct Open {
  XmlName name;
  std::size_t declarations;  // in scope outside of it
};

struct Attribute {
  XmlName name;
  const char* begin;
};

class Scanner {
 public:
  Scanner(std::string_view text, const XmlLimits& limits)
      : begin_(text.data()), at_(begin_), end_(begin_ + text.size()), limits_(limits) {}

  bool document();

  XmlOutline outline;
  Broken broken;
  std::size_t offset() const { return static_cast<std::size_t>(at_ - begin_); }

 private:
  bool refuse(std::string_view id, std::string_view message) {
    broken = {id, message};
    return false;
  }
  bool refuse_at(const char* at, std::string_view id, std::string_view message) {
    at_ = at;
    return refuse(id, message);
  }
  std::string_view rest() const { return {at_, static_cast<std::size_t>(end_ - at_)}; }
  bool next_is(char c) const { return at_ < end_ && *at_ == c; }
  bool skip_spaces() {
    const char* const from = at_;
    while (at_ < end_ && is_xml_space(*at_))
      ++at_;
    return at_ != from;
  }

  bool markup();
  bool text();
  bool comment();
  bool cdata();
  bool start_tag();
  bool attribute();
  bool attribute_value(char quote);
  bool declare(const Attribute& attribute, std::string_view value);
  bool check_prefixes();
  bool check_distinct();
  bool enter(bool is_empty, const char* tag_begin);
  bool end_tag();
  void leave(const Open& element);

  const char* begin_;
  const char* at_;
  const char* end_;
  const XmlLimits& limits_;
  XmlNamespaces namespaces_;
  std::vector<Open> open_;
  std::vector<Attribute> attributes_;
  XmlName name_;                // of the tag that is read
  std::string_view namespace_;  // of that tag
  bool has_foreign_attribute_ = false;
  bool declares_default_ = false;
  std::size_t xhtml_depth_ = 0;  // open elements when the outermost XHTML element began, plus one
};

bool Scanner::document() {
  if (rest().starts_with("\xEF\xBB\xBF")) at_ += 3;
  const XmlDeclaration declaration = scan_xml_declaration(rest());
  at_ += declaration.size;
  if (!declaration.broken_id.empty()) {
    return refuse(declaration.broken_id, declaration.broken_message);
  }
  while (at_ < end_) {
    if (!(*at_ == '<' ? markup() : text())) return false;
  }
  if (!open_.empty()) return refuse("XML-UNBALANCED", "An element is not closed.");
  if (outline.elements == 0) return refuse("XML-NO-ROOT", "The text holds no element.");
  return true;
}

bool Scanner::markup() {
  const char next = end_ - at_ > 1 ? at_[1] : '\0';
  if (next == '/') return end_tag();
  if (next == '?')
    return refuse("XML-PROCESSING-INSTRUCTION", "Processing instructions are refused.");
  if (next != '!') return start_tag();
  if (rest().starts_with("<!--")) return comment();
  if (rest().starts_with("<![CDATA[")) return cdata();
  return refuse("XML-DOCTYPE", "Document types and declarations are refused.");
}

// Character data up to the next '<'.
bool Scanner::text() {
  if (open_.empty()) {
    skip_spaces();
    if (at_ == end_ || *at_ == '<') return true;
    return refuse("XML-TEXT-OUTSIDE", "Text stands outside of the root element.");
  }
  for (;;) {
    at_ = find_text_stop(at_, end_);
    if (at_ == end_ || *at_ == '<') return true;
    if (*at_ == '&') {
      const XmlReference reference = scan_reference(rest());
      if (reference.size == 0) return refuse("XML-REFERENCE", "A reference is not known.");
      at_ += reference.size;
    } else {
      if (rest().starts_with("]]>"))
        return refuse("XML-CDATA-END", "Text holds the characters ]]>.");
      ++at_;
    }
  }
}

// Source: XML 1.0, production 15.
bool Scanner::comment() {
  const std::size_t dashes = rest().find("--", 4);
  if (dashes == std::string_view::npos || !rest().substr(dashes + 2).starts_with('>')) {
    return refuse("XML-COMMENT", "A comment is not closed, or holds the characters --.");
  }
  at_ += dashes + 3;
  return true;
}

bool Scanner::cdata() {
  const std::size_t end = rest().find("]]>", 9);
  if (open_.empty() || end == std::string_view::npos) {
    return refuse("XML-CDATA", "A CDATA section is not closed, or stands outside of the root.");
  }
  at_ += end + 3;
  return true;
}

bool Scanner::start_tag() {
  const char* const tag_begin = at_++;
  if (open_.empty() && outline.elements > 0) {
    return refuse_at(tag_begin, "XML-SECOND-ROOT", "The text holds a second root element.");
  }
  if (open_.size() == limits_.max_depth) {
    return refuse_at(tag_begin, "XML-DEPTH", "Elements are nested too deeply.");
  }
  name_ = scan_xml_name(at_, end_);
  if (name_.text.empty()) return refuse("XML-NAME", "A tag has no proper name.");
  at_ += name_.text.size();
  attributes_.clear();
  declares_default_ = false;
  const std::size_t declarations = namespaces_.size();
  for (;;) {
    const bool spaced = skip_spaces();
    if (next_is('>') || next_is('/')) break;
    if (!spaced) return refuse("XML-TAG", "A tag is not written properly.");
    if (!attribute()) return false;
  }
  const bool is_empty = *at_ == '/';
  if (is_empty) ++at_;
  if (!next_is('>')) return refuse("XML-TAG", "A tag is not written properly.");
  ++at_;
  if (!check_prefixes() || !check_distinct()) return false;
  open_.push_back({name_, declarations});
  return enter(is_empty, tag_begin);
}

bool Scanner::enter(bool is_empty, const char* tag_begin) {
  if (++outline.elements == 1) {
    outline.root_name = name_.local();
    outline.root_namespace = namespace_;
  }
  const bool is_xhtml = namespace_ == kXhtmlNamespace;
  if (xhtml_depth_ == 0 && is_xhtml) {
    xhtml_depth_ = open_.size();
    outline.xhtml.push_back({{static_cast<std::size_t>(tag_begin - begin_), 0}});
  } else if (xhtml_depth_ == 0 && outline.elements > 1) {
    outline.has_inner_namespaces |= declares_default_;
  }
  if (xhtml_depth_ != 0 && (!is_xhtml || has_foreign_attribute_)) {
    outline.xhtml.back().is_pure = false;
  }
  if (is_empty) leave(open_.back());
  return true;
}

void Scanner::leave(const Open& element) {
  if (open_.size() == xhtml_depth_) {
    outline.xhtml.back().span.end = offset();
    xhtml_depth_ = 0;
  }
  namespaces_.leave(element.declarations);
  open_.pop_back();
}

bool Scanner::attribute() {
  if (attributes_.size() == limits_.max_attributes) {
    return refuse("XML-ATTRIBUTE-LIMIT", "An element has too many attributes.");
  }
  Attribute attribute{scan_xml_name(at_, end_), at_};
  if (attribute.name.text.empty()) return refuse("XML-NAME", "An attribute has no proper name.");
  at_ += attribute.name.text.size();
  skip_spaces();
  if (!next_is('=')) return refuse("XML-ATTRIBUTE", "An attribute has no value.");
  ++at_;
  skip_spaces();
  if (!next_is('"') && !next_is('\'')) {
    return refuse("XML-ATTRIBUTE", "The value of an attribute has no quotes.");
  }
  const char* const value = at_ + 1;
  if (!attribute_value(*at_)) return false;
  attributes_.push_back(attribute);
  return declare(attribute, {value, static_cast<std::size_t>(at_ - 1 - value)});
}

bool Scanner::attribute_value(char quote) {
  for (++at_;;) {
    at_ = find_attribute_stop(at_, end_, quote);
    if (at_ == end_) return refuse("XML-ATTRIBUTE", "The value of an attribute does not end.");
    if (*at_ == quote) {
      ++at_;
      return true;
    }
    if (*at_ == '<')
      return refuse("XML-ATTRIBUTE-LESS-THAN", "An attribute holds the character <.");
    const XmlReference reference = scan_reference(rest());
    if (reference.size == 0) return refuse("XML-REFERENCE", "A reference is not known.");
    at_ += reference.size;
  }
}

// If the attribute is a namespace declaration, brings it into scope.
bool Scanner::declare(const Attribute& attribute, std::string_view value) {
  const bool is_default = attribute.name.text == "xmlns";
  declares_default_ |= is_default;
  if (!is_default && attribute.name.prefix() != "xmlns") return true;
  const auto rule =
      namespaces_.declare(is_default ? std::string_view() : attribute.name.local(), value);
  if (!rule) return true;
  return refuse_at(attribute.begin, *rule, "A namespace declaration is not allowed.");
}

bool Scanner::check_prefixes() {
  const auto of_element = namespaces_.find(name_.prefix());
  if (!of_element || name_.prefix() == "xmlns") {
    return refuse_at(name_.text.data(), "XML-PREFIX", "The prefix of an element is not declared.");
  }
  namespace_ = *of_element;
  outline.has_prefixes |= !name_.prefix().empty();
  has_foreign_attribute_ = false;
  for (const Attribute& attribute : attributes_) {
    const std::string_view prefix = attribute.name.prefix();
    if (prefix.empty() || prefix == "xmlns") continue;
    const auto uri = namespaces_.find(prefix);
    if (!uri) {
      return refuse_at(
          attribute.begin, "XML-PREFIX", "The prefix of an attribute is not declared.");
    }
    if (*uri != kXmlNamespace) has_foreign_attribute_ = true;
  }
  return true;
}

// Source: XML 1.0, section 3.1, unique attribute names; Namespaces in XML 1.0, section 6.3.
bool Scanner::check_distinct() {
  const auto same = [this](const XmlName& a, const XmlName& b) {
    if (a.text == b.text) return true;
    if (a.local() != b.local() || a.prefix().empty() || b.prefix().empty()) return false;
    if (a.prefix() == "xmlns" || b.prefix() == "xmlns") return false;
    return namespaces_.find(a.prefix()) == namespaces_.find(b.prefix());
  };
  for (std::size_t i = 1; i < attributes_.size(); ++i) {
    const Attribute& attribute = attributes_[i];
    for (std::size_t j = 0; j < i; ++j) {
      if (!same(attribute.name, attributes_[j].name)) continue;
      return refuse_at(
          attribute.begin, "XML-DUPLICATE-ATTRIBUTE", "An element has an attribute twice.");
    }
  }
  return true;
}

bool Scanner::end_tag() {
  if (open_.empty()) return refuse("XML-UNBALANCED", "An end tag has no start tag.");
  const Open element = open_.back();
  const std::string_view name = element.name.text;
  if (!rest().substr(2).starts_with(name)) {
    return refuse("XML-UNBALANCED", "An end tag does not fit its start tag.");
  }
  const char* const tag_begin = at_;
  at_ += 2 + name.size();
  skip_spaces();
  if (!next_is('>')) {
    return refuse_at(tag_begin, "XML-UNBALANCED", "An end tag does not fit its start tag.");
  }
  ++at_;
  leave(element);
  return true;
}

ErrorKind kind_of(std::string_view id) {
  constexpr std::string_view kLimits[] = {
      "XML-SIZE", "XML-DEPTH", "XML-ATTRIBUTE-LIMIT", "XML-NAMESPACE-LIMIT"};
  return std::ranges::find(kLimits, id) != std::end(kLimits) ? ErrorKind::too_large
                                                             : ErrorKind::malformed;
}

}  // namespace

fhir::Checked<XmlOutline> scan_xml(std::string_view text, const XmlLimits& limits) {
  if (text.size() > std::min<std::size_t>(limits.max_bytes, 0xFFFFFFFFU)) {
    return std::unexpected(
        failure_at(ErrorKind::too_large, "XML-SIZE", "The text is too long.", {}, 0));
  }
  if (const auto bad = find_bad_xml(text)) {
    return std::unexpected(
        failure_at(ErrorKind::malformed, bad->id, bad->message, text, bad->offset));
  }
  Scanner scanner(text, limits);
  if (!scanner.document()) {
    const Broken& broken = scanner.broken;
    return std::unexpected(
        failure_at(kind_of(broken.id), broken.id, broken.message, text, scanner.offset()));
  }
  return std::move(scanner.outline);
}

}  // namespace gateway::codec
