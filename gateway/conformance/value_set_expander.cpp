#include "gateway/conformance/value_set_expander.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace gateway::conformance {
namespace {

using fhir::Node;

constexpr std::string_view kFhirValueSets = "http://hl7.org/fhir/ValueSet/";

struct SystemRule {
  std::string_view system;
  BindingRule rule;
};

constexpr SystemRule kSystemRules[] = {
    {"urn:ietf:bcp:13", BindingRule::mime_type},
    {"urn:iso:std:iso:4217", BindingRule::currency},
};

std::string_view without_version(std::string_view url) {
  return url.substr(0, url.find('|'));
}

Expansion with_rule_of(std::string_view system) {
  for (const SystemRule& row : kSystemRules) {
    if (row.system == system) return {.rule = row.rule, .concepts = {}};
  }
  return {.rule = BindingRule::unknown, .concepts = {}};
}

// The depth of the tree is limited by the reader.
void collect(Node parent, const std::string& system, std::set<Concept>& out) {
  for (const Node item : parent.children("concept")) {
    out.emplace(item.child("code").value(), system);
    collect(item, system, out);
  }
}

void unite(Expansion& into, Expansion part) {
  const bool is_first = into.concepts.empty() && into.rule == BindingRule::enumerated;
  if (part.rule == into.rule || is_first) {
    into.rule = part.rule;
    into.concepts.merge(part.concepts);
  } else {
    into = {.rule = BindingRule::unknown, .concepts = {}};
  }
}

// What is in both.
void intersect(Expansion& into, const Expansion& part) {
  if (into.rule != BindingRule::enumerated || part.rule != BindingRule::enumerated) {
    into = {.rule = BindingRule::unknown, .concepts = {}};
    return;
  }
  std::erase_if(into.concepts,
                [&part](const Concept& one) { return !part.concepts.contains(one); });
}

void subtract(Expansion& from, const Expansion& part) {
  if (part.rule != BindingRule::enumerated) from.rule = BindingRule::unknown;
  std::erase_if(from.concepts, [&part](const Concept& one) { return part.concepts.contains(one); });
}

}  // namespace

Result<fhir::Resource> read_definition(const Package& package,
                                       const PackageEntry& entry,
                                       const fhir::TypeTable& types,
                                       Strictness strictness) {
  fhir::IssueLog findings;
  GATEWAY_TRY(fhir::Resource resource, package.read(entry, types, findings));
  if (strictness == Strictness::every_element && findings.has_errors()) {
    const fhir::Issue& first = findings.issues().front();
    return fail(
        ErrorKind::malformed, "DEFS-RESOURCE", entry.file + ": " + first.text, first.expression);
  }
  return resource;
}

Result<const Expansion*> ValueSetExpander::whole_system(std::string_view url) {
  if (const auto known = systems_.find(url); known != systems_.end()) return &known->second;
  Expansion expansion = with_rule_of(url);
  const auto found = package_.find("CodeSystem", url);
  if (!found.empty()) {
    GATEWAY_TRY(const auto resource,
                read_definition(package_, found.front(), types_, Strictness::every_element));
    if (resource.root().child("content").value() == "complete") {
      expansion.rule = BindingRule::enumerated;
      collect(resource.root(), std::string(url), expansion.concepts);
    }
  }
  return &systems_.emplace(url, std::move(expansion)).first->second;
}

Result<Expansion> ValueSetExpander::system_concepts(Node include) {
  const std::string system(include.child("system").value());
  if (!include.children("filter").empty()) {
    return Expansion{.rule = BindingRule::unknown, .concepts = {}};
  }
  const fhir::Nodes listed = include.children("concept");
  if (listed.empty()) {
    GATEWAY_TRY(const Expansion* const whole, whole_system(system));
    return *whole;
  }
  Expansion expansion;
  for (const Node item : listed)
    expansion.concepts.emplace(item.child("code").value(), system);
  return expansion;
}

Result<Expansion> ValueSetExpander::expand_include(Node include, int depth) {
  std::vector<Expansion> parts;
  if (include.child("system")) {
    GATEWAY_TRY(auto concepts, system_concepts(include));
    parts.push_back(std::move(concepts));
  }
  for (const Node value_set : include.children("valueSet")) {
    GATEWAY_TRY(auto nested, expand_nested(value_set.value(), depth + 1));
    parts.push_back(std::move(nested));
  }
  if (parts.empty()) return Expansion();
  Expansion all = std::move(parts.front());
  for (const Expansion& part : std::span(parts).subspan(1))
    intersect(all, part);
  return all;
}

Result<Expansion> ValueSetExpander::expand_nested(std::string_view url, int depth) {
  if (depth > kMaxNesting) {
    return fail(ErrorKind::too_large, "DEFS-LIMIT", "Value sets include each other too deeply.");
  }
  const auto found = package_.find("ValueSet", without_version(url));
  if (found.empty()) {
    if (url.starts_with(kFhirValueSets)) missing_.emplace(without_version(url));
    return Expansion{.rule = BindingRule::unknown, .concepts = {}};
  }
  GATEWAY_TRY(const auto resource,
              read_definition(package_, found.front(), types_, Strictness::every_element));
  const Node compose = resource.root().child("compose");
  if (!compose) return Expansion{.rule = BindingRule::unknown, .concepts = {}};

  Expansion all;
  for (const Node include : compose.children("include")) {
    GATEWAY_TRY(auto part, expand_include(include, depth));
    unite(all, std::move(part));
    if (all.concepts.size() > kMaxConcepts) {
      return fail(ErrorKind::too_large, "DEFS-LIMIT", "A value set has too many concepts.");
    }
  }
  for (const Node exclude : compose.children("exclude")) {
    GATEWAY_TRY(const auto part, expand_include(exclude, depth));
    subtract(all, part);
  }
  return all;
}

Result<Expansion> ValueSetExpander::expand(std::string_view url) {
  return expand_nested(url, 0);
}

}  // namespace gateway::conformance
