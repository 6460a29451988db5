#include "gateway/conformance/terminology/value_set_compiler.hpp"

#include <algorithm>
#include <utility>

#include "gateway/base/text.hpp"
#include "gateway/conformance/terminology/implicit_value_set.hpp"

namespace gateway::conformance {
namespace {

using fhir::Node;
using fhir::Resource;

constexpr std::string_view kUnclosed = "http://hl7.org/fhir/StructureDefinition/valueset-unclosed";

std::string name_of(Node root) {
  return std::string(root.child("url").value()) + "|" + std::string(root.child("version").value());
}

// The depth of the tree is limited by the reader.
void add_expansion(Node parent, ValueSet& set) {
  for (const Node item : parent.children("contains")) {
    const std::string_view code = item.child("code").value();
    if (!code.empty()) {
      set.expansion.push_back(item);
      set.expansion_by_code.emplace(code, item);
    }
    add_expansion(item, set);
  }
}

bool is_whole(Node expansion, std::size_t listed) {
  if (expansion.child("offset").has_value() && expansion.child("offset").value() != "0")
    return false;
  const auto total = parse_integer<std::size_t>(expansion.child("total").value());
  if (total && *total > listed) return false;
  return std::ranges::none_of(expansion.children("extension"), [](Node extension) {
    return extension.child("url").value() == kUnclosed &&
           extension.choice("value").value() == "true";
  });
}

std::unexpected<Error> too_many(std::size_t limit, std::string_view of) {
  return fail(ErrorKind::too_large,
              "TERM-LIMIT",
              "More than " + std::to_string(limit) + " " + std::string(of) + ".");
}

constexpr std::string_view kImports = "value sets import each other, one behind the other";
constexpr std::string_view kFilters = "filters are in a value set";

// What the imports of a value set say about it.
void note_import(const ValueSetImport& import, ValueSet& set) {
  if (import.doubt == Doubt::cycle) set.is_circular = true;
  if (!import.set) return;
  set.imports_below = std::max(set.imports_below, import.set->imports_below + 1);
  set.is_circular = set.is_circular || import.set->is_circular;
}

void note_imports(ValueSet& set) {
  for (const auto* clauses : {&set.includes, &set.excludes}) {
    for (const ValueSetClause& clause : *clauses) {
      for (const ValueSetImport& import : clause.imports)
        note_import(import, set);
    }
  }
}

std::size_t filters_of(Node compose) {
  std::size_t filters = 0;
  for (const std::string_view name : {"include", "exclude"}) {
    for (const Node clause : compose.children(name))
      filters += clause.children("filter").size();
  }
  return filters;
}

}  // namespace

Result<std::shared_ptr<const ValueSet>> ValueSetCompiler::find(std::string_view canonical) {
  forget_what_is_old();
  if (const auto kept = circular_.find(canonical)) return *kept;
  GATEWAY_TRY(ValueSetImport found, import(canonical));
  if (found.set && found.set->is_circular) circular_.put(canonical, found.set, found.set->weight());
  return std::move(found.set);
}

// It has a name that no import leads to: whoever gives it may call it as one of the source.
Result<std::shared_ptr<const ValueSet>> ValueSetCompiler::compile(const Resource& definition) {
  forget_what_is_old();
  GATEWAY_TRY(ValueSetImport made, compile_in(definition, {"", "", definition}));
  return std::move(made.set);
}

void ValueSetCompiler::forget_what_is_old() {
  if (revision_ == systems_.revision()) return;
  kept_.clear();
  circular_.clear();
  revision_ = systems_.revision();
}

Result<ValueSetImport> ValueSetCompiler::import(std::string_view canonical) {
  if (canonical.starts_with('#') && !open_.empty()) return import_contained(canonical.substr(1));
  if (const auto kept = kept_.find(canonical))
    return ValueSetImport{*kept, *kept ? Doubt::none : Doubt::no_value_set};
  if (const auto made = made_.find(canonical); made != made_.end()) return made->second;
  GATEWAY_TRY(auto definition, source_.find("ValueSet", canonical));
  const bool is_implicit = !definition;
  if (is_implicit) {
    GATEWAY_TRY(definition, implicit(canonical));
  }
  ValueSetImport made{nullptr, Doubt::no_value_set};
  if (definition) {
    const std::string name = is_implicit ? std::string(canonical) : name_of(definition->root());
    GATEWAY_TRY(made, compile_in(*definition, {name, name, *definition}));
  }
  if (made.doubt == Doubt::cycle) return made;
  if (made.set && made.set->is_circular) {
    if (!open_.empty()) made_.emplace(canonical, made);
  } else {
    kept_.put(canonical, made.set, made.set ? made.set->weight() : 1);
  }
  return made;
}

// Of a code system that is not here, there is none.
Result<std::optional<Resource>> ValueSetCompiler::implicit(std::string_view canonical) {
  const auto known = parse_implicit_value_set(canonical);
  if (!known) return std::nullopt;
  GATEWAY_TRY(const auto system, systems_.find(known->system));
  if (!system) return std::nullopt;
  return to_value_set(*known, system->definition().types());
}

Result<ValueSetImport> ValueSetCompiler::import_contained(std::string_view id) {
  const Open in = open_.back();
  const std::string name = in.holder + "#" + std::string(id);
  if (const auto known = made_.find("#" + name); known != made_.end()) return known->second;
  ValueSetImport made{nullptr, Doubt::no_value_set};
  for (const Node part : in.resource.root().children("contained")) {
    if (part.type_name() != "ValueSet" || part.child("id").value() != id) continue;
    GATEWAY_TRY(made, compile_in(in.resource.part(part), {name, in.holder, in.resource}));
    break;
  }
  if (made.doubt != Doubt::cycle) made_.emplace("#" + name, made);
  return made;
}

Result<ValueSetImport> ValueSetCompiler::compile_in(const Resource& definition, Open place) {
  if (std::ranges::find(open_, place.name, &Open::name) != open_.end())
    return ValueSetImport{nullptr, Doubt::cycle};
  const TerminologyLimits& limits = systems_.limits();
  if (open_.size() > limits.max_imports) return too_many(limits.max_imports, kImports);
  struct Closes {
    ValueSetCompiler& compiler;
    ~Closes() {
      compiler.open_.pop_back();
      if (compiler.open_.empty()) compiler.made_.clear();
    }
  };
  open_.push_back(std::move(place));
  const Closes closes{*this};

  auto set = std::make_shared<ValueSet>(definition);
  GATEWAY_CHECK(read_composition(definition.root().child("compose"), *set));
  note_imports(*set);
  if (set->imports_below > limits.max_imports) return too_many(limits.max_imports, kImports);
  const Node expansion = definition.root().child("expansion");
  set->has_expansion = static_cast<bool>(expansion);
  add_expansion(expansion, *set);
  set->is_expansion_whole = set->has_expansion && is_whole(expansion, set->expansion.size());
  return ValueSetImport{std::move(set), Doubt::none};
}

Result<void> ValueSetCompiler::read_composition(Node compose, ValueSet& set) {
  const std::size_t most = systems_.limits().max_filters;
  if (filters_of(compose) > most) return too_many(most, kFilters);
  set.takes_inactive = compose.child("inactive").value() != "false";
  for (const Node include : compose.children("include")) {
    GATEWAY_TRY(ValueSetClause made, clause(include));
    set.includes.push_back(std::move(made));
  }
  for (const Node exclude : compose.children("exclude")) {
    GATEWAY_TRY(ValueSetClause made, clause(exclude));
    set.excludes.push_back(std::move(made));
  }
  return {};
}

Result<ValueSetClause> ValueSetCompiler::clause(Node node) {
  ValueSetClause clause;
  if (node.child("system").has_value()) GATEWAY_CHECK(add_system(node, clause));
  for (const Node canonical : node.children("valueSet")) {
    GATEWAY_TRY(ValueSetImport imported, import(canonical.value()));
    clause.imports.push_back(std::move(imported));
  }
  if (clause.system.empty() && clause.imports.empty()) clause.doubt = Doubt::no_definition;
  return clause;
}

Result<void> ValueSetCompiler::add_system(Node node, ValueSetClause& clause) {
  clause.system = node.child("system").value();
  clause.version = node.child("version").value();
  std::string canonical(clause.system);
  if (!clause.version.empty()) canonical.append("|").append(clause.version);
  GATEWAY_TRY(clause.code_system, systems_.find(canonical));

  for (const Node item : node.children("concept")) {
    clause.listed.push_back(item);
    clause.listed_by_code.emplace(item.child("code").value(), item);
  }
  for (const Node filter : node.children("filter"))
    clause.filters.emplace_back(filter);
  if (!clause.filters.empty() && clause.code_system &&
      clause.code_system->content() != SystemContent::not_present) {
    const bool is_sound = std::ranges::all_of(
        clause.filters, [&](ConceptFilter& filter) { return filter.bind(*clause.code_system); });
    if (!is_sound) clause.doubt = Doubt::filter;
  }
  return {};
}

}  // namespace gateway::conformance
