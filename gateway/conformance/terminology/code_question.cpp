#include "gateway/conformance/terminology/code_question.hpp"

#include <algorithm>
#include <set>

#include "gateway/conformance/terminology/code_systems.hpp"
#include "gateway/conformance/terminology/system_rules.hpp"

namespace gateway::conformance {
namespace {

using fhir::Node;

// How the code system writes the code: where case is free there is one way.
std::string_view own_spelling(const ValueSetClause& clause, std::string_view code) {
  if (!clause.code_system) return code;
  const auto at = clause.code_system->find(code);
  return at ? clause.code_system->code(*at) : code;
}

Node listed_item(const ValueSetClause& clause, std::string_view code) {
  auto found = clause.listed_by_code.find(code);
  if (found == clause.listed_by_code.end())
    found = clause.listed_by_code.find(own_spelling(clause, code));
  return found == clause.listed_by_code.end() ? Node() : found->second;
}

Node expansion_item(const ValueSet& set, std::string_view system, std::string_view code) {
  const auto [begin, end] = set.expansion_by_code.equal_range(code);
  const auto found = std::find_if(begin, end, [system](const auto& each) {
    return each.second.child("system").value() == system;
  });
  return found == end ? Node() : found->second;
}

void collect_systems(const ValueSet& set,
                     std::set<const ValueSet*>& seen,
                     std::vector<std::string_view>& out) {
  if (!seen.insert(&set).second) return;
  const auto add = [&out](std::string_view system) {
    if (!system.empty() && std::ranges::find(out, system) == out.end()) out.push_back(system);
  };
  for (const ValueSetClause& clause : set.includes) {
    add(clause.system);
    for (const ValueSetImport& import : clause.imports) {
      if (import.set) collect_systems(*import.set, seen, out);
    }
  }
  for (const Node item : set.expansion)
    add(item.child("system").value());
}

// The content of the code system, as an include of `set` or of what it imports has it.
const CodeSystem* find_system(const ValueSet& set,
                              std::string_view system,
                              std::set<const ValueSet*>& seen) {
  if (!seen.insert(&set).second) return nullptr;
  for (const ValueSetClause& clause : set.includes) {
    if (clause.system == system && clause.code_system) return clause.code_system.get();
    for (const ValueSetImport& import : clause.imports) {
      const CodeSystem* below = import.set ? find_system(*import.set, system, seen) : nullptr;
      if (below != nullptr) return below;
    }
  }
  return nullptr;
}

}  // namespace

Membership CodeQuestion::unsure(Doubt why) {
  if (doubt_ == Doubt::none) doubt_ = why;
  return Membership::cannot_tell;
}

Membership CodeQuestion::ask(const ValueSet& set) {
  if (const auto known = answers_.find(&set); known != answers_.end()) return known->second;
  Membership answer = set.includes.empty() ? unsure(Doubt::no_definition) : ask_composition(set);
  if (answer == Membership::cannot_tell && set.has_expansion) answer = ask_expansion(set);
  answers_.emplace(&set, answer);
  return answer;
}

Membership CodeQuestion::ask_composition(const ValueSet& set) {
  Membership answer = Membership::not_in;
  for (const ValueSetClause& clause : set.includes) {
    answer = either(answer, ask(clause));
    if (answer == Membership::in) break;
  }
  for (const ValueSetClause& clause : set.excludes) {
    if (answer == Membership::not_in) break;
    answer = both(answer, opposite(ask(clause)));
  }
  if (answer != Membership::not_in && !set.takes_inactive && is_inactive(set))
    return Membership::not_in;
  return answer;
}

bool CodeQuestion::is_inactive(const ValueSet& set) const {
  std::set<const ValueSet*> seen;
  const CodeSystem* system = find_system(set, system_, seen);
  if (system == nullptr) return false;
  const auto at = system->find(code_);
  return at && system->is_inactive(*at);
}

Membership CodeQuestion::ask_expansion(const ValueSet& set) {
  if (expansion_item(set, system_, code_)) return Membership::in;
  return set.is_expansion_whole ? Membership::not_in : unsure(Doubt::no_definition);
}

Membership CodeQuestion::ask(const ValueSetClause& clause) {
  Membership answer = Membership::in;
  if (!clause.system.empty()) answer = ask_system(clause);
  if (clause.doubt == Doubt::no_definition) answer = unsure(clause.doubt);
  for (const ValueSetImport& import : clause.imports) {
    if (answer == Membership::not_in) break;
    answer = both(answer, import.set ? ask(*import.set) : unsure(import.doubt));
  }
  return answer;
}

Membership CodeQuestion::ask_system(const ValueSetClause& clause) {
  if (clause.system != system_) return Membership::not_in;
  if (!clause.listed.empty())
    return listed_item(clause, code_) ? Membership::in : Membership::not_in;
  const Membership is_known = knows_code(clause.code_system.get(), system_, code_);
  if (is_known == Membership::not_in) return is_known;
  const auto at = clause.code_system ? clause.code_system->find(code_) : std::nullopt;
  if (at && !clause.filters.empty()) return ask_filters(clause, *at);
  if (is_known == Membership::in && clause.filters.empty()) return is_known;
  const Membership answer =
      clause.code_system ? Membership::cannot_tell : ask_code(clause, is_known);
  if (answer != Membership::cannot_tell) return answer;
  const bool is_partial = clause.code_system && clause.code_system->size() > 0;
  return unsure(is_partial ? Doubt::partial_system : Doubt::no_system);
}

// Without the concepts of the system, filters see the code alone.
Membership CodeQuestion::ask_code(const ValueSetClause& clause, Membership is_known) const {
  Membership answer = is_known;
  for (const ConceptFilter& filter : clause.filters)
    answer = both(answer, filter.check(code_));
  return answer;
}

Membership CodeQuestion::ask_filters(const ValueSetClause& clause, CodeSystem::Index at) {
  if (clause.doubt != Doubt::none) return unsure(clause.doubt);
  Membership answer = Membership::in;
  for (const ConceptFilter& filter : clause.filters)
    answer = both(answer, filter.check(*clause.code_system, at));
  return answer == Membership::cannot_tell ? unsure(Doubt::partial_system) : answer;
}

namespace {

NamedPlace place_in(const ValueSet& set,
                    std::string_view system,
                    std::string_view code,
                    std::set<const ValueSet*>& seen) {
  if (!seen.insert(&set).second) return {};
  for (const ValueSetClause& clause : set.includes) {
    CodeQuestion question(system, code);
    if (question.ask(clause) != Membership::in) continue;
    if (!clause.system.empty()) return {&set, &clause, listed_item(clause, code)};
    for (const ValueSetImport& import : clause.imports) {
      const NamedPlace below = place_in(*import.set, system, code, seen);
      if (below.set != nullptr) return below;
    }
  }
  const Node item = expansion_item(set, system, code);
  return item ? NamedPlace{&set, nullptr, item} : NamedPlace{};
}

}  // namespace

NamedPlace place_of(const ValueSet& set, std::string_view system, std::string_view code) {
  std::set<const ValueSet*> seen;
  return place_in(set, system, code, seen);
}

std::vector<std::string_view> systems_of(const ValueSet& set) {
  std::set<const ValueSet*> seen;
  std::vector<std::string_view> systems;
  collect_systems(set, seen, systems);
  return systems;
}

}  // namespace gateway::conformance
