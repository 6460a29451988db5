#include "gateway/conformance/terminology/value_set_lister.hpp"

#include <algorithm>

#include "gateway/base/text.hpp"
#include "gateway/conformance/terminology/code_question.hpp"

namespace gateway::conformance {
namespace {

using fhir::Node;

std::unexpected<Error> not_expandable(Doubt doubt) {
  return fail(ErrorKind::not_supported,
              "TERM-NOT-EXPANDABLE",
              "The value set cannot be expanded. " + std::string(doubt_text(doubt)));
}

std::unexpected<Error> too_costly(std::size_t limit, std::string_view of) {
  return fail(
      ErrorKind::too_costly,
      "TERM-TOO-COSTLY",
      "The expansion has more than " + std::to_string(limit) + " concepts" + std::string(of) + ".");
}

struct Flags {
  bool is_inactive = false;
  bool is_abstract = false;
};

// By the code system, or by the item of an expansion.
Flags flags_of(const CodeSystem* system, std::string_view code, Node listed) {
  Flags flags{.is_inactive = listed.child("inactive").value() == "true",
              .is_abstract = listed.child("abstract").value() == "true"};
  if (system == nullptr) return flags;
  if (const auto at = system->find(code)) {
    flags.is_inactive = flags.is_inactive || system->is_inactive(*at);
    flags.is_abstract = flags.is_abstract || system->is_abstract(*at);
  }
  return flags;
}

}  // namespace

ValueSetLister::ValueSetLister(const TerminologyLimits& limits, const ExpansionRequest& request)
    : limits_(limits), request_(request) {
  const std::string folded = folded_display(request.filter);
  for (const std::string_view word : split(folded, ' ')) {
    if (!word.empty()) words_.emplace_back(word);
  }
}

Result<void> ValueSetLister::look_at(std::size_t concepts) {
  looked_at_ += concepts;
  if (looked_at_ > limits_.max_looked_at) return too_costly(limits_.max_looked_at, " to look at");
  return {};
}

Result<void> ValueSetLister::list(const ValueSet& set) {
  Candidates candidates;
  GATEWAY_CHECK(collect(set, candidates));
  for (const Candidate& candidate : candidates) {
    CodeQuestion question(candidate.system, candidate.code);
    const Membership membership = question.ask(set);
    if (membership == Membership::cannot_tell) return not_expandable(question.doubt());
    if (membership == Membership::in) GATEWAY_CHECK(take(candidate));
  }
  return {};
}

// What is imported twice is collected once: the order is that of the first time.
Result<void> ValueSetLister::collect(const ValueSet& set, Candidates& out) {
  if (!collected_.insert(&set).second) return {};
  const std::size_t before = out.size();
  const auto collected = set.is_expansion_whole ? collected_ : decltype(collected_)();
  Result<void> done;
  if (set.includes.empty()) done = not_expandable(Doubt::no_definition);
  for (const ValueSetClause& clause : set.includes) {
    if (done) done = collect(set, clause, out);
  }
  if (done || done.error().kind != ErrorKind::not_supported || !set.is_expansion_whole) return done;
  out.resize(before);
  collected_ = collected;
  collect_expansion(set, out);
  return look_at(set.expansion.size());
}

Result<void> ValueSetLister::collect(const ValueSet& set,
                                     const ValueSetClause& clause,
                                     Candidates& out) {
  if (clause.doubt != Doubt::none) return not_expandable(clause.doubt);
  if (!clause.system.empty()) return collect_system(set, clause, out);
  // What is in all of them is in the first.
  const ValueSetImport& first = clause.imports.front();
  if (!first.set) return not_expandable(first.doubt);
  return collect(*first.set, out);
}

Result<void> ValueSetLister::collect_system(const ValueSet& set,
                                            const ValueSetClause& clause,
                                            Candidates& out) {
  const CodeSystem* const system = clause.code_system.get();
  if (!clause.listed.empty()) {
    GATEWAY_CHECK(look_at(clause.listed.size()));
    for (const Node item : clause.listed) {
      out.push_back({clause.system, item.child("code").value(), system, {&set, &clause, item}});
    }
    return {};
  }
  if (system == nullptr || system->size() == 0 || system->content() == SystemContent::not_present ||
      system->content() == SystemContent::supplement) {
    return not_expandable(Doubt::no_system);
  }
  GATEWAY_CHECK(look_at(system->size()));
  listing_.is_complete = listing_.is_complete && system->is_complete();
  for (CodeSystem::Index at = 0; at < system->size(); ++at) {
    const bool passes = std::ranges::all_of(clause.filters, [&](const ConceptFilter& filter) {
      return filter.check(*system, at) == Membership::in;
    });
    if (passes) out.push_back({clause.system, system->code(at), system, {&set, &clause, Node()}});
  }
  return {};
}

void ValueSetLister::collect_expansion(const ValueSet& set, Candidates& out) {
  for (const Node item : set.expansion) {
    out.push_back(
        {item.child("system").value(), item.child("code").value(), nullptr, {&set, nullptr, item}});
  }
}

bool ValueSetLister::passes_filter(std::string_view display, std::string_view code) const {
  if (words_.empty()) return true;
  const std::string text = folded_display(display) + "\n" + folded_display(code);
  return std::ranges::all_of(
      words_, [&text](const std::string& word) { return text.find(word) != std::string::npos; });
}

Result<void> ValueSetLister::take(const Candidate& candidate) {
  if (!taken_.emplace(candidate.system, candidate.code).second) return {};
  const CodeSystem* const system = candidate.code_system;
  const Flags flags = flags_of(system, candidate.code, candidate.place.listed);
  if (flags.is_inactive && request_.active_only) return {};
  const ConceptName name(candidate.place, system, candidate.code);
  const std::string_view display = name.preferred(request_.language);
  if (!passes_filter(display, candidate.code)) return {};

  const std::size_t index = listing_.total++;
  if (listing_.total > limits_.max_expansion) return too_costly(limits_.max_expansion, "");
  if (index < request_.offset || index - request_.offset >= request_.count) return {};
  ListedConcept made{.system = std::string(candidate.system),
                     .version = std::string(system != nullptr ? system->version() : ""),
                     .code = std::string(candidate.code),
                     .display = std::string(display),
                     .is_inactive = flags.is_inactive,
                     .is_abstract = flags.is_abstract,
                     .designations = {}};
  if (request_.with_designations) {
    for (const Designation& each : name.designations())
      made.designations.push_back({std::string(each.language), std::string(each.value)});
  }
  listing_.concepts.push_back(std::move(made));
  return {};
}

ValueSetListing ValueSetLister::finish() && {
  return std::move(listing_);
}

}  // namespace gateway::conformance
