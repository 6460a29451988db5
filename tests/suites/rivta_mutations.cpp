#include "tests/suites/rivta_mutations.hpp"

#include <array>
#include <string>
#include <vector>

#include "tests/suites/rivta_values.hpp"

namespace gateway::suites {
namespace {

const xmlChar* chars(const char* text) {
  return reinterpret_cast<const xmlChar*>(text);
}
const xmlChar* chars(const std::string& text) {
  return chars(text.c_str());
}

std::string_view name_of(const xmlNode* node) {
  return reinterpret_cast<const char*>(node->name);
}

std::size_t roll(Dice& dice, std::size_t sides) {
  return std::uniform_int_distribution<std::size_t>(0, sides - 1)(dice);
}

template <typename Items>
const auto& one_of(const Items& items, Dice& dice) {
  return items[roll(dice, items.size())];
}

void collect(xmlNodePtr node, std::vector<xmlNodePtr>& found) {
  found.push_back(node);
  for (xmlNodePtr child = xmlFirstElementChild(node); child != nullptr;
       child = xmlNextElementSibling(child)) {
    collect(child, found);
  }
}

bool is_leaf(xmlNodePtr node) {
  return xmlChildElementCount(node) == 0;
}
bool is_text_leaf(xmlNodePtr node) {
  return is_leaf(node) && node->properties == nullptr;
}

// A random element below the message itself that `wanted` accepts, or null.
template <typename Wanted>
xmlNodePtr pick(xmlNodePtr message, Dice& dice, Wanted wanted) {
  std::vector<xmlNodePtr> all;
  collect(message, all);
  std::vector<xmlNodePtr> fitting;
  for (const xmlNodePtr node : all) {
    if (node != message && wanted(node)) fitting.push_back(node);
  }
  return fitting.empty() ? nullptr : fitting[roll(dice, fitting.size())];
}

xmlNodePtr pick_any(xmlNodePtr message, Dice& dice) {
  return pick(message, dice, [](xmlNodePtr) { return true; });
}

xmlNodePtr pick_parent(xmlNodePtr message, Dice& dice) {
  std::vector<xmlNodePtr> all;
  collect(message, all);
  std::erase_if(all, [](xmlNodePtr node) { return is_leaf(node); });
  return all.empty() ? message : all[roll(dice, all.size())];
}

void remove(xmlNodePtr node) {
  xmlUnlinkNode(node);
  xmlFreeNode(node);
}

std::string random_value(Dice& dice) {
  const std::vector<std::string>& values = all_values();
  return values[roll(dice, values.size())];
}

// --- changes ---

bool drop_element(xmlNodePtr message, Dice& dice) {
  const xmlNodePtr node = pick_any(message, dice);
  if (node == nullptr) return false;
  remove(node);
  return true;
}

bool repeat_element(xmlNodePtr message, Dice& dice) {
  const xmlNodePtr node = pick_any(message, dice);
  if (node == nullptr) return false;
  xmlAddNextSibling(node, xmlCopyNode(node, 1));
  return true;
}

bool swap_elements(xmlNodePtr message, Dice& dice) {
  const auto has_next = [](xmlNodePtr node) { return xmlNextElementSibling(node) != nullptr; };
  const xmlNodePtr node = pick(message, dice, has_next);
  if (node == nullptr) return false;
  xmlAddNextSibling(xmlNextElementSibling(node), node);
  return true;
}

bool rename_element(xmlNodePtr message, Dice& dice) {
  const xmlNodePtr node = pick_any(message, dice);
  if (node == nullptr) return false;
  const std::string name(name_of(node));
  xmlNodeSetName(node, chars(roll(dice, 2) == 0 ? name + "X" : "id"));
  return true;
}

bool change_text(xmlNodePtr message, Dice& dice) {
  const xmlNodePtr node = pick(message, dice, is_text_leaf);
  if (node == nullptr) return false;
  xmlNodeSetContent(node, chars(random_value(dice)));
  return true;
}

bool change_attribute(xmlNodePtr message, Dice& dice) {
  const auto has_attribute = [](xmlNodePtr node) { return node->properties != nullptr; };
  const xmlNodePtr node = pick(message, dice, has_attribute);
  if (node == nullptr) return false;
  xmlAttrPtr attribute = node->properties;
  if (attribute->next != nullptr && roll(dice, 2) == 0) attribute = attribute->next;
  const std::string name(reinterpret_cast<const char*>(attribute->name));
  xmlSetProp(node, chars(name), chars(random_value(dice)));
  return true;
}

bool drop_attribute(xmlNodePtr message, Dice& dice) {
  const auto has_attribute = [](xmlNodePtr node) { return node->properties != nullptr; };
  const xmlNodePtr node = pick(message, dice, has_attribute);
  if (node == nullptr) return false;
  xmlRemoveProp(node->properties);
  return true;
}

bool add_attribute(xmlNodePtr message, Dice& dice) {
  constexpr auto kNames = std::to_array<const char*>(
      {"extension", "root", "code", "codeSystem", "value", "low", "high", "id", "xml:lang"});
  const xmlNodePtr node = pick_any(message, dice);
  if (node == nullptr) return false;
  xmlNewProp(node, chars(one_of(kNames, dice)), chars(random_value(dice)));
  return true;
}

bool add_schema_instance_attribute(xmlNodePtr message, Dice& dice) {
  const xmlNodePtr node = pick_any(message, dice);
  if (node == nullptr) return false;
  const xmlNsPtr xsi =
      xmlNewNs(node, chars("http://www.w3.org/2001/XMLSchema-instance"), chars("xsi"));
  if (roll(dice, 2) == 0) {
    xmlNewNsProp(node, xsi, chars("nil"), chars("true"));
    return true;
  }
  constexpr auto kTypes = std::to_array<const char*>(
      {"HsaIdType", "TimeStampType", "PersonIdType", "OrganisationType", "NoSuchType"});
  const std::string prefix = node->ns != nullptr && node->ns->prefix != nullptr
                                 ? reinterpret_cast<const char*>(node->ns->prefix)
                                 : "";
  const std::string type = one_of(kTypes, dice);
  xmlNewNsProp(node, xsi, chars("type"), chars(prefix.empty() ? type : prefix + ":" + type));
  return true;
}

xmlNodePtr foreign_element(Dice& dice) {
  const xmlNodePtr foreign = xmlNewNode(nullptr, chars("extra"));
  const xmlNsPtr ns = xmlNewNs(foreign, chars("urn:example:foreign"), chars("f"));
  xmlSetNs(foreign, ns);
  xmlNewTextChild(foreign, ns, chars("part"), chars(random_value(dice)));
  return foreign;
}

bool append_foreign(xmlNodePtr message, Dice& dice) {
  xmlAddChild(pick_parent(message, dice), foreign_element(dice));
  return true;
}

bool insert_foreign(xmlNodePtr message, Dice& dice) {
  const xmlNodePtr node = pick_any(message, dice);
  if (node == nullptr) return false;
  xmlAddPrevSibling(node, foreign_element(dice));
  return true;
}

// ##other excludes elements without a namespace.
bool append_without_namespace(xmlNodePtr message, Dice& dice) {
  const xmlNodePtr bare = xmlNewNode(nullptr, chars("bare"));
  xmlAddChild(pick_parent(message, dice), bare);
  return true;
}

// An element of the message's own vocabulary where none belongs; from the message's root upward
// this can be a declared element of another namespace, which "lax" then checks.
bool append_known(xmlNodePtr message, Dice& dice) {
  const xmlNodePtr node = pick_any(message, dice);
  if (node == nullptr) return false;
  xmlAddChild(pick_parent(message, dice), xmlCopyNode(node, 1));
  return true;
}

bool empty_element(xmlNodePtr message, Dice& dice) {
  const xmlNodePtr node = pick_any(message, dice);
  if (node == nullptr) return false;
  xmlNodeSetContent(node, nullptr);
  return true;
}

bool add_mixed_text(xmlNodePtr message, Dice& dice) {
  constexpr auto kTexts = std::to_array<const char*>({"x", " \n ", "0"});
  xmlNodeAddContent(pick_parent(message, dice), chars(one_of(kTexts, dice)));
  return true;
}

bool add_comment(xmlNodePtr message, Dice& dice) {
  xmlAddChild(pick_parent(message, dice), xmlNewComment(chars("note")));
  return true;
}

bool change_namespace(xmlNodePtr message, Dice& dice) {
  const xmlNodePtr node = pick_any(message, dice);
  if (node == nullptr) return false;
  xmlSetNs(node, roll(dice, 2) == 0 ? message->ns : nullptr);
  return true;
}

struct Mutation {
  std::string_view name;
  bool (*apply)(xmlNodePtr, Dice&);
};

constexpr auto kMutations = std::to_array<Mutation>({
    {"drop element", drop_element},
    {"repeat element", repeat_element},
    {"swap elements", swap_elements},
    {"rename element", rename_element},
    {"change text", change_text},
    {"change text", change_text},
    {"change text", change_text},
    {"change attribute", change_attribute},
    {"change attribute", change_attribute},
    {"change attribute", change_attribute},
    {"drop attribute", drop_attribute},
    {"add attribute", add_attribute},
    {"add schema instance attribute", add_schema_instance_attribute},
    {"append foreign element", append_foreign},
    {"append foreign element", append_foreign},
    {"insert foreign element", insert_foreign},
    {"append element without namespace", append_without_namespace},
    {"append known element", append_known},
    {"empty element", empty_element},
    {"add mixed text", add_mixed_text},
    {"add comment", add_comment},
    {"change namespace", change_namespace},
});

}  // namespace

std::string_view mutate(xmlNodePtr message, Dice& dice) {
  const Mutation& mutation = one_of(kMutations, dice);
  return mutation.apply(message, dice) ? mutation.name : std::string_view();
}

}  // namespace gateway::suites
