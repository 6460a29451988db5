#include "gateway/exchange/references.hpp"

#include <algorithm>
#include <set>

#include "gateway/base/text.hpp"
#include "gateway/exchange/terms.hpp"
#include "gateway/exchange/tree.hpp"
#include "gateway/search/form_fields.hpp"
#include "gateway/search/query_parser.hpp"

namespace gateway::exchange {
namespace {

using Urls = std::map<std::string, std::string, std::less<>>;

// The text without "/_history/3": decisions fix versions themselves.
std::string_view without_version(std::string_view text) {
  const std::size_t at = text.find("/_history/");
  return at == std::string_view::npos ? text : text.substr(0, at);
}

std::string place(const Draft& draft, const FoundReference& found) {
  if (draft.change == nullptr || draft.change->expression.empty()) return found.expression;
  return draft.change->expression + found.expression.substr(draft.ref.type.size());
}

class Resolving {
 public:
  Resolving(Work& work, Urls urls) : work_(work), urls_(std::move(urls)) {}

  Result<void> resolve(Draft& draft) {
    std::set<std::string, std::less<>> known;
    if (draft.before != nullptr) {
      for (const FoundReference& each : references_in(draft.before->tree)) {
        known.emplace(reference_of(each.node));
      }
    }
    Changes changes(draft.tree);
    for (const FoundReference& each : references_in(draft.tree)) {
      if (reference_of(each.node).empty()) {
        name_organisation(draft, each, changes);
      } else if (!known.contains(reference_of(each.node))) {
        GATEWAY_CHECK(check(draft, each, changes));
      }
    }
    rewrite_urls(draft.tree.root(), changes);
    draft.tree = changes.apply();
    return {};
  }

  fhir::IssueLog& issues() noexcept { return issues_; }

 private:
  // Attachment.url and the like may name an entry too. Source: FHIR R4, http.html#trules.
  void rewrite_urls(fhir::Node node, Changes& changes) {
    const bool is_url =
        node.primitive() == fhir::Primitive::uri || node.primitive() == fhir::Primitive::url;
    if (is_url && node.name() != "system") {
      const auto entry = urls_.find(node.value());
      if (entry != urls_.end()) changes.set(node, entry->second);
    }
    for (const fhir::Node child : node.children())
      rewrite_urls(child, changes);
  }

  void refuse(const Draft& draft,
              const FoundReference& found,
              std::string_view id,
              std::string text) {
    issues_.add({.code = "not-found",
                 .id = id,
                 .text = std::move(text),
                 .expression = place(draft, found)});
  }

  void name_organisation(const Draft& draft, const FoundReference& found, Changes& changes) {
    const fhir::Node identifier = found.node.child("identifier");
    if (identifier.child("system").value() != terms::kHsaId) return;
    const Unit* unit = work_.directory().find_by_hsa_id(identifier.child("value").value());
    if (unit != nullptr) {
      changes.add_reference(found.node, "Organization/" + unit->id);
    } else if (found.expression == "Task.owner") {
      refuse(
          draft, found, "EXCHANGE-RECEIVER-UNKNOWN", "the directory does not have this receiver");
    }
  }

  // Only in a transaction do references hold criteria.
  bool is_conditional(std::string_view type) const {
    return work_.origin() == Origin::transaction && work_.types().find_type(type) != fhir::kNoType;
  }

  // The one resource that the caller sees and the criteria find.
  // Source: FHIR R4, http.html#trules, conditional references.
  Result<void> check_criteria(const Draft& draft,
                              const FoundReference& found,
                              const Halves& criteria,
                              Changes& changes) {
    const auto fields = search::parse_form(criteria.after);
    auto parsed = fields ? search::parse_query(
                               criteria.before,
                               *fields,
                               {.extractor = work_.snapshot().extractor(), .now = work_.now()})
                         : std::unexpected(fhir::Failure(fields.error()));
    const bool has_criteria = parsed && parsed->cursor.empty() &&
                              (!parsed->query.all_of.empty() || !parsed->query.ids.empty());
    if (!has_criteria) {
      refuse(draft, found, "REFERENCE-CRITERIA", "the criteria of the reference are no search");
      return {};
    }
    parsed->query.count = 2;
    GATEWAY_TRY(const store::SearchPage page,
                work_.snapshot().reader().search(work_.caller().org, parsed->query));
    if (page.matches.size() != 1) {
      refuse(draft,
             found,
             page.matches.empty() ? "REFERENCE-NOT-FOUND" : "REFERENCE-SEVERAL",
             page.matches.empty() ? "the reference leads to nothing that the caller can see"
                                  : "the criteria of the reference find more than one resource");
      return {};
    }
    const store::ResourceRef& match = page.matches.front().ref;
    changes.set(found.node.child("reference"), match.type + '/' + match.id);
    return {};
  }

  Result<void> check(const Draft& draft, const FoundReference& found, Changes& changes) {
    const std::string_view text = reference_of(found.node);
    if (text.starts_with('#')) return {};
    if (const auto entry = urls_.find(text); entry != urls_.end()) {
      changes.set(found.node.child("reference"), entry->second);
      return {};
    }
    if (const Halves query = split_once(text, '?'); query.found && is_conditional(query.before)) {
      return check_criteria(draft, found, query, changes);
    }
    const std::string_view literal = without_version(text);
    if (split_reference(literal).type.empty()) {
      const bool is_urn = text.starts_with("urn:");
      refuse(draft,
             found,
             is_urn ? "REFERENCE-UNRESOLVED" : "REFERENCE-EXTERNAL",
             is_urn ? "no entry of the request has this fullUrl"
                    : "references name resources of this server as Type/id");
      return {};
    }
    if (work_.directory().find_by_reference(literal) != nullptr) return {};
    GATEWAY_TRY(const auto target, work_.find(work_.caller().org, literal));
    if (target) return {};
    const bool is_owner = found.expression == "Task.owner";
    refuse(draft,
           found,
           is_owner ? "EXCHANGE-RECEIVER-UNKNOWN" : "REFERENCE-NOT-FOUND",
           is_owner ? "the directory does not have this receiver"
                    : "the reference leads to nothing that the caller can see");
    return {};
  }

  Work& work_;
  Urls urls_;
  fhir::IssueLog issues_;
};

}  // namespace

fhir::Checked<void> resolve_references(Work& work) {
  Urls urls(work.taken().begin(), work.taken().end());
  for (const Draft& draft : work.drafts()) {
    if (draft.change == nullptr || draft.change->full_url.empty()) continue;
    const std::string literal = draft.ref.type + "/" + draft.ref.id;
    if (!urls.emplace(draft.change->full_url, literal).second) {
      return std::unexpected(fhir::Failure(Error{ErrorKind::invalid,
                                                 "REFERENCE-DUPLICATE-URL",
                                                 "two entries have the same fullUrl",
                                                 draft.change->expression}));
    }
  }
  Resolving resolving(work, std::move(urls));
  for (Draft& draft : work.drafts())
    GATEWAY_CHECK(resolving.resolve(draft));
  if (!resolving.issues().has_errors()) return {};
  Error error{ErrorKind::invalid, "REFERENCE-INVALID", "a reference cannot be followed"};
  if (resolving.issues().issues().size() == 1) error.id = resolving.issues().issues()[0].id;
  return std::unexpected(fhir::Failure(std::move(error), std::move(resolving.issues())));
}

}  // namespace gateway::exchange
