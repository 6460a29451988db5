#include "tests/suites/snapshot_difference.hpp"

#include <map>
#include <set>
#include <string_view>

#include "gateway/codec/json_writer.hpp"

namespace gateway::suites {
namespace {

using fhir::Node;
using Facts = std::map<std::string, std::string>;

std::string text_of(Node node) {
  std::string text(node.value());
  for (const Node child : node.children()) {
    if (child.name() == "id" || child.name() == "extension") continue;
    text += '{' + std::string(child.name()) + ':' + text_of(child) + '}';
  }
  return text;
}

std::string without_version(std::string_view canonical) {
  return std::string(canonical.substr(0, canonical.find('|')));
}

// Types as a set: their order and that of their profiles says nothing.
std::string types_of(Node element) {
  std::set<std::string> types;
  for (const Node type : element.children("type")) {
    std::set<std::string> parts;
    for (const Node profile : type.children("profile"))
      parts.insert("profile " + without_version(profile.value()));
    for (const Node profile : type.children("targetProfile"))
      parts.insert("target " + without_version(profile.value()));
    std::string text(type.child("code").value());
    for (const std::string& part : parts)
      text += " " + part;
    types.insert(text);
  }
  std::string all;
  for (const std::string& type : types)
    all += type + "; ";
  return all;
}

std::string slicing_of(Node element) {
  const Node slicing = element.child("slicing");
  if (!slicing) return {};
  std::string text(slicing.child("rules").value());
  text += slicing.child("ordered").value() == "true" ? " ordered" : "";
  for (const Node discriminator : slicing.children("discriminator"))
    text += text_of(discriminator);
  return text;
}

Facts facts_of(Node element) {
  Facts facts;
  for (const std::string_view name : {"path", "sliceName", "min", "max"})
    facts.emplace(name, element.child(name).value());
  // With the URL of the type, as R5 writes it, or without.
  const std::string_view reference = element.child("contentReference").value();
  facts.emplace("contentReference", reference.substr(reference.find('#') + 1));
  // Not to be said is the same as no.
  for (const std::string_view name : {"mustSupport", "isModifier"})
    facts.emplace(name, element.child(name).value() == "true" ? "true" : "");
  for (const std::string_view name : {"fixed", "pattern"}) {
    const Node value = element.choice(name);
    facts.emplace(name, std::string(value.name()) + text_of(value));
  }
  facts.emplace("type", types_of(element));
  facts.emplace("slicing", slicing_of(element));
  const Node binding = element.child("binding");
  facts.emplace("binding",
                std::string(binding.child("strength").value()) + " " +
                    without_version(binding.child("valueSet").value()));
  facts.emplace("base", text_of(element.child("base")));
  return facts;
}

}  // namespace

std::vector<std::string> snapshot_differences(Node expected, Node got) {
  std::vector<std::string> lines;
  std::map<std::string, Node> by_id;
  std::vector<std::string> expected_order;
  std::vector<std::string> got_order;
  for (const Node element : got.children("element")) {
    got_order.emplace_back(element.child("id").value());
    by_id.emplace(got_order.back(), element);
  }
  std::set<std::string> expected_ids;
  for (const Node element : expected.children("element")) {
    const std::string id(element.child("id").value());
    expected_order.push_back(id);
    expected_ids.insert(id);
    const auto found = by_id.find(id);
    if (found == by_id.end()) {
      lines.push_back(id + ": missing");
      continue;
    }
    const Facts wanted = facts_of(element);
    for (const auto& [name, value] : facts_of(found->second)) {
      if (wanted.at(name) != value)
        lines.push_back(id + "." + name + ": got '" + value + "', wanted '" + wanted.at(name) +
                        "'");
    }
  }
  for (const std::string& id : got_order) {
    if (!expected_ids.contains(id)) lines.push_back(id + ": not wanted");
  }
  if (lines.empty() && expected_order != got_order) lines.emplace_back("another order");
  return lines;
}

}  // namespace gateway::suites
