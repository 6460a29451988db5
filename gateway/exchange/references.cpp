#include "gateway/exchange/references.hpp"

#include <algorithm>
#include <set>

#include "gateway/exchange/terms.hpp"
#include "gateway/exchange/tree.hpp"

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

  Result<void> check(const Draft& draft, const FoundReference& found, Changes& changes) {
    const std::string_view text = reference_of(found.node);
    if (text.starts_with('#')) return {};
    if (const auto entry = urls_.find(text); entry != urls_.end()) {
      changes.set(found.node.child("reference"), entry->second);
      return {};
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
