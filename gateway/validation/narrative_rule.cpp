#include <array>
#include <string>

#include "gateway/validation/finding.hpp"
#include "gateway/validation/name_set.hpp"
#include "gateway/validation/rules.hpp"
#include "gateway/validation/xhtml_links.hpp"
#include "gateway/validation/xhtml_scanner.hpp"

namespace gateway::validation {
namespace {

constexpr std::string_view kXhtml = "http://www.w3.org/1999/xhtml";

// Source: FHIR R4, narrative.html, txt-1: chapters 7-11 (without 9.4) and 15 of HTML 4.0, <a>,
// images.
constexpr NameSet kElements(std::to_array<std::string_view>(
    {"a",  "abbr",    "acronym", "address", "area",   "b",        "bdo", "big",   "blockquote",
     "br", "caption", "cite",    "code",    "col",    "colgroup", "dd",  "dfn",   "div",
     "dl", "dt",      "em",      "h1",      "h2",     "h3",       "h4",  "h5",    "h6",
     "hr", "i",       "img",     "kbd",     "li",     "map",      "ol",  "p",     "pre",
     "q",  "samp",    "small",   "span",    "strong", "sub",      "sup", "table", "tbody",
     "td", "tfoot",   "th",      "thead",   "tr",     "tt",       "ul",  "var"}));

// xml:lang, xml:space and namespace declarations are attributes of XML rather than of XHTML.
constexpr NameSet kAttributes(std::to_array<std::string_view>(
    {"abbr",       "accesskey",   "align",       "alt",        "axis",   "bgcolor", "border",
     "cellhalign", "cellpadding", "cellspacing", "cellvalign", "char",   "charoff", "charset",
     "cite",       "class",       "colspan",     "compact",    "coords", "dir",     "frame",
     "headers",    "height",      "href",        "hreflang",   "hspace", "id",      "ismap",
     "lang",       "longdesc",    "name",        "nohref",     "nowrap", "rel",     "rev",
     "rowspan",    "rules",       "scope",       "shape",      "span",   "src",     "start",
     "style",      "summary",     "tabindex",    "title",      "type",   "valign",  "value",
     "vspace",     "width",       "xml:lang",    "xml:space"}));

// One narrative. Stops at the first finding that makes the rest meaningless; reports each other
// kind once, so that a long text cannot fill the log.
class NarrativeCheck {
 public:
  NarrativeCheck(const RuleContext& context, const Location& at)
      : context_(context), at_(at), scanner_(at.node().value()) {}

  void run() {
    XhtmlEvent event = scanner_.next();
    for (; event != XhtmlEvent::end && event != XhtmlEvent::malformed; event = scanner_.next()) {
      if (event == XhtmlEvent::open) check_open();
      if (event == XhtmlEvent::attribute) check_attribute();
      if (event == XhtmlEvent::text) has_content_ = true;
    }
    if (event == XhtmlEvent::malformed) {
      add(finding::kNarrativeForm, "The narrative is not well-formed XHTML.", has_form_);
      return;
    }
    if (!is_div_ || !is_xhtml_) {
      add(finding::kNarrativeRoot,
          "The narrative is not one div in the XHTML namespace.",
          has_root_);
    }
    if (!has_content_) {
      add(finding::kNarrativeEmpty, "The narrative has no text and no image (txt-2).", has_empty_);
    }
  }

 private:
  void add(const Finding& finding, std::string text, bool& is_reported) {
    if (std::exchange(is_reported, true)) return;
    report(context_.log, finding, at_, std::move(text));
  }

  // A name without the prefix of the root, which stands for the XHTML namespace.
  std::string_view local_name() const {
    std::string_view name = scanner_.name();
    if (!prefix_.empty() && name.starts_with(prefix_) &&
        name.substr(prefix_.size()).starts_with(':')) {
      name.remove_prefix(prefix_.size() + 1);
    }
    return name;
  }

  void check_open() {
    const bool is_root = scanner_.depth() == 1;
    if (is_root) {
      const std::size_t colon = scanner_.name().find(':');
      prefix_ = colon == std::string_view::npos ? "" : scanner_.name().substr(0, colon);
    }
    const std::string_view name = local_name();
    if (is_root) is_div_ = name == "div";
    is_image_ = name == "img";
    if (!kElements.contains(name)) {
      add(finding::kNarrativeElement,
          "The narrative has an element that is not allowed (txt-1).",
          has_element_);
    }
  }

  void check_attribute() {
    const std::string_view name = scanner_.name();
    if (name == "xmlns" || name.starts_with("xmlns:")) return check_namespace(name);
    if (!kAttributes.contains(name)) {
      add(finding::kNarrativeAttribute,
          "The narrative has an attribute that is not allowed (txt-1).",
          has_attribute_);
    }
    if (is_image_ && name == "src") has_content_ = true;
    check_reach(name, scanner_.value());
  }

  void check_reach(std::string_view name, std::string_view value) {
    const StyleReach style = name == "style" ? reach_of_style(value) : StyleReach::inert;
    const bool is_link = name == "href" || name == "src" || name == "cite" || name == "longdesc";
    const bool is_image = name == "src";
    if (is_image && is_local_image(value)) return;
    if (style == StyleReach::runs || (is_link && !is_safe_link(value))) {
      add(finding::kNarrativeLink,
          "The narrative has a link or a style that could run something.",
          has_link_);
    } else if (style == StyleReach::outside || is_image) {
      add(finding::kNarrativeOutside,
          "The narrative has an image from outside; it will not be shown.",
          has_outside_);
    }
  }

  void check_namespace(std::string_view name) {
    const std::string_view prefix = name.size() > 6 ? name.substr(6) : std::string_view();
    if (prefix != prefix_) return;
    if (scanner_.value() != kXhtml) {
      add(finding::kNarrativeRoot,
          "The narrative is not one div in the XHTML namespace.",
          has_root_);
    } else if (scanner_.depth() == 1) {
      is_xhtml_ = true;
    }
  }

  const RuleContext& context_;
  const Location& at_;
  XhtmlScanner scanner_;
  std::string_view prefix_;
  bool is_image_ = false;  // the element whose attributes are read
  bool is_div_ = false;
  bool is_xhtml_ = false;
  bool has_content_ = false;
  // Findings reported already.
  bool has_form_ = false;
  bool has_root_ = false;
  bool has_element_ = false;
  bool has_attribute_ = false;
  bool has_link_ = false;
  bool has_outside_ = false;
  bool has_empty_ = false;
};

}  // namespace

void check_narrative(const RuleContext& context, const Location& at) {
  if (at.node().has_value()) NarrativeCheck(context, at).run();
}

}  // namespace gateway::validation
