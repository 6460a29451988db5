#include "tests/suites/rivta_sweep.hpp"

#include <cstddef>
#include <string>
#include <vector>

#include "tests/suites/rivta_values.hpp"

namespace gateway::suites {
namespace {

constexpr int kManyTimes = 3;  // more than any maxOccurs but "unbounded"

using Visit = std::function<void(xmlDocPtr, std::string_view)>;

const xmlChar* chars(const char* text) {
  return reinterpret_cast<const xmlChar*>(text);
}

void collect(xmlNodePtr node, std::vector<xmlNodePtr>& found) {
  found.push_back(node);
  for (xmlNodePtr child = xmlFirstElementChild(node); child != nullptr;
       child = xmlNextElementSibling(child)) {
    collect(child, found);
  }
}

// A change of one document: copies it, finds the element by its number, and shows the result.
class Variant {
 public:
  Variant(xmlDocPtr document, std::size_t element) : copy_(xmlCopyDoc(document, 1)) {
    std::vector<xmlNodePtr> all;
    collect(xmlDocGetRootElement(copy_), all);
    node_ = all[element];
  }
  Variant(const Variant&) = delete;
  Variant& operator=(const Variant&) = delete;
  ~Variant() { xmlFreeDoc(copy_); }

  xmlNodePtr node() const { return node_; }
  void show(std::string_view what, const Visit& visit) const { visit(copy_, what); }

 private:
  xmlDocPtr copy_;
  xmlNodePtr node_ = nullptr;
};

void add_foreign(xmlNodePtr parent) {
  const xmlNodePtr foreign = xmlNewChild(parent, nullptr, chars("extra"), chars("x"));
  xmlSetNs(foreign, xmlNewNs(foreign, chars("urn:example:foreign"), chars("f")));
}

void sweep_structure(xmlDocPtr document, std::size_t element, const Visit& visit) {
  {
    const Variant variant(document, element);
    const xmlNodePtr node = variant.node();
    xmlUnlinkNode(node);
    variant.show("dropped", visit);
    xmlFreeNode(node);
  }
  for (int times = 1; times <= kManyTimes; ++times) {
    const Variant variant(document, element);
    for (int i = 0; i < times; ++i) {
      xmlAddNextSibling(variant.node(), xmlCopyNode(variant.node(), 1));
    }
    variant.show("repeated", visit);
  }
  const Variant variant(document, element);
  xmlNodeSetContent(variant.node(), nullptr);
  variant.show("emptied", visit);
}

void sweep_ends(xmlDocPtr document, std::size_t element, const Visit& visit) {
  for (int times = 1; times <= 2; ++times) {
    const Variant variant(document, element);
    for (int i = 0; i < times; ++i)
      add_foreign(variant.node());
    variant.show("foreign element appended", visit);
  }
}

void sweep_text(xmlDocPtr document, std::size_t element, const Visit& visit) {
  for (const std::string& value : all_values()) {
    const Variant variant(document, element);
    xmlNodeSetContent(variant.node(), chars(value.c_str()));
    variant.show("text changed", visit);
  }
}

void sweep_attribute(xmlDocPtr document,
                     std::size_t element,
                     const char* name,
                     const Visit& visit) {
  {
    const Variant variant(document, element);
    xmlUnsetProp(variant.node(), chars(name));
    variant.show("attribute dropped", visit);
  }
  for (const std::string& value : all_values()) {
    const Variant variant(document, element);
    xmlSetProp(variant.node(), chars(name), chars(value.c_str()));
    variant.show("attribute changed", visit);
  }
}

}  // namespace

void sweep(xmlDocPtr document, const Visit& visit) {
  std::vector<xmlNodePtr> all;
  collect(xmlDocGetRootElement(document), all);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i > 0) sweep_structure(document, i, visit);
    sweep_ends(document, i, visit);
    const bool is_leaf = xmlChildElementCount(all[i]) == 0;
    if (is_leaf && all[i]->properties == nullptr) sweep_text(document, i, visit);
    for (xmlAttrPtr at = all[i]->properties; at != nullptr; at = at->next) {
      sweep_attribute(document, i, reinterpret_cast<const char*>(at->name), visit);
    }
  }
}

}  // namespace gateway::suites
