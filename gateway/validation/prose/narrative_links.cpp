#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "gateway/codec/xml_text.hpp"
#include "gateway/validation/finding.hpp"
#include "gateway/validation/name_set.hpp"
#include "gateway/validation/prose/prose_rules.hpp"
#include "gateway/validation/xhtml_scanner.hpp"

namespace gateway::validation {
namespace {

// Names without a place that a browser could open.
constexpr NameSet kLiteralSchemes(std::to_array<std::string_view>({"urn", "cid"}));
// Elements that XHTML does not allow inside a paragraph.
constexpr NameSet kBlocks(
    std::to_array<std::string_view>({"div", "blockquote", "table", "ol", "ul", "p"}));

// Attributes that any element may have.
constexpr NameSet kAnywhere(std::to_array<std::string_view>(
    {"title",     "style",    "class",   "id",    "lang",    "xml:lang", "xml:space", "dir",
     "accesskey", "tabindex", "span",    "width", "align",   "valign",   "char",      "charoff",
     "abbr",      "axis",     "headers", "scope", "rowspan", "colspan"}));
// Those that one element has.
constexpr NameSet kSomewhere(std::to_array<std::string_view>({"a.charset",
                                                              "a.coords",
                                                              "a.href",
                                                              "a.hreflang",
                                                              "a.name",
                                                              "a.rel",
                                                              "a.rev",
                                                              "a.shape",
                                                              "a.type",
                                                              "area.alt",
                                                              "area.coords",
                                                              "area.href",
                                                              "area.nohref",
                                                              "area.shape",
                                                              "blockquote.cite",
                                                              "img.alt",
                                                              "img.border",
                                                              "img.height",
                                                              "img.ismap",
                                                              "img.longdesc",
                                                              "img.src",
                                                              "img.usemap",
                                                              "map.name",
                                                              "pre.space",
                                                              "q.cite",
                                                              "table.border",
                                                              "table.cellpadding",
                                                              "table.cellspacing",
                                                              "table.frame",
                                                              "table.rules",
                                                              "table.summary",
                                                              "td.nowrap"}));

// Source: RFC 3986, 2; letters of other alphabets are those of an IRI.
bool is_url_character(char c) {
  constexpr std::string_view kMarks = ";?:@&=+$.,/%-_~#[]!'()*|";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         static_cast<unsigned char>(c) >= 0x80 || kMarks.contains(c);
}

std::string_view scheme_of(std::string_view url) {
  const std::size_t end = url.find_first_of(":/?#");
  return end == std::string_view::npos || url[end] != ':' ? std::string_view() : url.substr(0, end);
}

// One narrative; each kind of finding is reported once.
class LinkCheck {
 public:
  LinkCheck(const ProseContext& context,
            const Location& at,
            const Anchors& resource,
            const Anchors& root)
      : context_(context), at_(at), resource_(resource), root_(root), scanner_(at.node().value()) {}

  void run() {
    XhtmlEvent event = scanner_.next();
    for (; event != XhtmlEvent::end && event != XhtmlEvent::malformed; event = scanner_.next()) {
      if (event == XhtmlEvent::open) open();
      if (event == XhtmlEvent::close && scanner_.depth() < paragraph_) paragraph_ = 0;
      if (event == XhtmlEvent::attribute) attribute();
      if (event == XhtmlEvent::text) has_content_ = true;
    }
    if (event == XhtmlEvent::end && !has_content_)
      add(finding::kNarrativeNoContent, "The narrative has no text and no image (txt-2).");
  }

 private:
  void add(const Finding& finding, std::string text) {
    for (const std::string_view id : reported_) {
      if (id == finding.id) return;
    }
    reported_[count_++] = finding.id;
    report(context_.log, finding, at_, std::move(text));
  }

  void open() {
    element_ = scanner_.name();
    if (paragraph_ != 0 && kBlocks.contains(element_)) {
      add(finding::kNarrativeBlock, "A block stands inside a paragraph of the narrative.");
    } else if (paragraph_ == 0 && element_ == "p") {
      paragraph_ = scanner_.depth();
    }
  }

  void attribute() {
    check_place();
    const bool is_link = element_ == "a" && scanner_.name() == "href";
    const bool is_image = element_ == "img" && scanner_.name() == "src";
    if (is_image) has_content_ = true;
    if (!is_link && !is_image) return;
    const std::string url = codec::resolve_references(scanner_.value());
    if (is_link && url.empty()) {
      add(finding::kNarrativeTarget, "A link of the narrative leads nowhere.");
    } else if (!url.starts_with("data:") && !std::ranges::all_of(url, is_url_character)) {
      add(finding::kNarrativeUrl, "A URL of the narrative has characters that no URL has.");
    } else if (url.size() > 1 && url.starts_with('#')) {
      const std::string_view id = std::string_view(url).substr(1);
      if (resource_.targets(id) == 0 && root_.targets(id) == 0)
        add(finding::kNarrativeTarget, "A link of the narrative leads nowhere.");
    } else if (is_link && kLiteralSchemes.contains(scheme_of(url))) {
      add(finding::kNarrativeScheme, "A link of the narrative is a name that cannot be opened.");
    }
  }

  // The attributes of the outermost element are those of the narrative as a whole.
  void check_place() {
    const std::string_view name = scanner_.name();
    if (scanner_.depth() == 1 || name.starts_with("xmlns") || kAnywhere.contains(name)) return;
    if (!kSomewhere.contains(std::string(element_) + "." + std::string(name)))
      add(finding::kNarrativePlace, "An attribute of the narrative is not one of its element.");
  }

  static constexpr std::size_t kKinds = 6;

  const ProseContext& context_;
  const Location& at_;
  const Anchors& resource_;
  const Anchors& root_;
  XhtmlScanner scanner_;
  std::string_view element_;   // whose attributes are read
  std::size_t paragraph_ = 0;  // depth of the open <p>; 0 if there is none
  bool has_content_ = false;
  std::array<std::string_view, kKinds> reported_;
  std::size_t count_ = 0;
};

}  // namespace

void check_narrative_links(const ProseContext& context,
                           const Location& at,
                           const Anchors& resource,
                           const Anchors& root) {
  if (at.node().has_value()) LinkCheck(context, at, resource, root).run();
}

}  // namespace gateway::validation
