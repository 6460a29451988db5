#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <vector>

#include "gateway/validation/child_locations.hpp"
#include "gateway/validation/finding.hpp"
#include "gateway/validation/name_set.hpp"
#include "gateway/validation/prose/entry_index.hpp"
#include "gateway/validation/prose/prose_rules.hpp"
#include "gateway/validation/prose/uri_form.hpp"
#include "gateway/validation/structure_check.hpp"

namespace gateway::validation {
namespace {

using fhir::Node;
using How = EntryMatch::How;

constexpr std::string_view kNarrativeLink = "http://hl7.org/fhir/StructureDefinition/narrativeLink";
// The resources of these are known by the requests, and by the server.
constexpr NameSet kExchanges(std::to_array<std::string_view>(
    {"transaction", "transaction-response", "batch", "batch-response"}));
// What a document is made of: the elements of a Composition that lead into it.
// Source: FHIR R4, documents.html#content.
constexpr NameSet kDocumentParts(std::to_array<std::string_view>(
    {"subject", "author", "encounter", "custodian", "party", "detail", "focus", "entry"}));
// Elements of type uri or url that name something and lead nowhere.
constexpr NameSet kNames(std::to_array<std::string_view>({"system", "endpoint", "address"}));

// Whether all between the Composition, or the MessageHeader, and `at` is part of it.
bool is_part_of_first(const Location& at, std::string_view first_type) {
  if (first_type == "MessageHeader")
    return at.node().name() == "focus" && at.parent()->node().is_resource();
  if (first_type != "Composition" || !kDocumentParts.contains(at.node().name())) return false;
  const Location* above = at.parent();
  const bool is_in_element = above->node().name() == "attester" || above->node().name() == "event";
  if (is_in_element) return above->parent()->node().type_name() == first_type;
  while (above->node().name() == "section")
    above = above->parent();
  return above->node().type_name() == first_type;
}

class ReferenceCheck {
 public:
  ReferenceCheck(const ProseContext& context, const Location& bundle)
      : context_(context),
        bundle_(bundle),
        index_(bundle.node()),
        type_(bundle.node().child("type").value()),
        is_linked_(type_ == "document" || type_ == "message"),
        targets_(index_.entries().size()) {}

  void run() {
    std::size_t entry = 0;
    for_each_child(bundle_, [&](const Location& at) {
      if (at.node().name() != "entry") return;
      entry_ = entry++;
      seen_.clear();
      for_each_child(at, [this](const Location& child) {
        if (child.node().name() == "resource" &&
            child.node().type() != context_.definitions.known().bundle)
          walk(child);
      });
    });
    if (type_ == "document") check_reach();
  }

 private:
  void add(const Finding& finding, const Location& at, const char* text) {
    report(context_.log, finding, at, text);
  }

  void walk(const Location& at) {
    if (at.depth() > kMaxElementDepth) return;
    for_each_child(at, [this](const Location& child) {
      const Node node = child.node();
      if (node.type() == context_.definitions.known().bundle) return;
      if (node.type() == context_.definitions.known().reference) {
        reference(child);
      } else if (node.primitive() == fhir::Primitive::uri ||
                 node.primitive() == fhir::Primitive::url) {
        link(child);
      }
      walk(child);
    });
  }

  void reference(const Location& at) {
    const std::string_view text = at.node().child("reference").value();
    if (text.empty() || text.starts_with('#')) return;
    if (!resolve_here(at, text) || !is_linked_) return;
    const bool is_part =
        entry_ == 0 && is_part_of_first(at, index_.entries().front().resource.type_name());
    const bool is_told = is_part && !resolve_part(at, text);
    follow(at, text, is_told);
  }

  void link(const Location& at) {
    const bool is_url_of_extension =
        at.node().name() == "url" && at.parent()->node().type_name() == "Extension";
    if (!is_linked_ || is_url_of_extension || kNames.contains(at.node().name())) return;
    const std::string_view text = at.node().value();
    if (!text.empty() && !text.starts_with('#')) follow(at, text, false);
  }

  // What holds in every Bundle. False if there is no more to say of the reference.
  bool resolve_here(const Location& at, std::string_view text) {
    const bool is_relative = !is_absolute_uri(text);
    if (is_relative && kExchanges.contains(type_)) return true;
    if (is_relative && index_.entries()[entry_].full_url.empty()) {
      add(finding::kBundleReferenceBase,
          at,
          "A relative reference needs the fullUrl of its entry.");
      return false;
    }
    const auto slashes = std::ranges::count(text, '/');
    if (is_relative && slashes != 1 && slashes != 3) {
      add(finding::kReferenceForm, at, "A relative reference is a type and an id.");
      return false;
    }
    const EntryMatch match = index_.find(text.substr(0, text.find('#')), entry_);
    if (match.how == How::many)
      add(finding::kBundleReferenceMany, at, "More than one entry is what the reference means.");
    const bool is_other_type =
        match.how == How::one && is_relative &&
        text.substr(0, text.find('/')) != index_.entries()[match.entry].resource.type_name();
    if (is_other_type)
      add(finding::kBundleReferenceType,
          at,
          "The entry is of another type than the reference says.");
    return true;
  }

  // A part of the document or the message is an entry. False if it is not.
  bool resolve_part(const Location& at, std::string_view text) {
    const EntryMatch match = index_.find(text.substr(0, text.find('#')), entry_);
    if (match.how == How::one) return true;
    add(finding::kBundlePart, at, "The reference does not lead to one entry of the Bundle.");
    return false;
  }

  // The way from entry to entry. `is_told` if the reference is reported already.
  void follow(const Location& at, std::string_view text, bool is_told) {
    if (!seen_.emplace(text).second) return;
    const std::size_t hash = text.find('#');
    const EntryMatch match = index_.find(text.substr(0, hash), entry_);
    if (match.how == How::one) {
      targets_[entry_].push_back(match.entry);
      if (hash != std::string_view::npos) fragment(at, text.substr(hash + 1), match.entry);
    } else if (match.how == How::many && !is_told) {
      add(finding::kBundleReferenceMany, bundle_, "More than one entry is what a reference means.");
    } else if (match.how == How::similar && !is_told) {
      add(finding::kBundleReferenceMissing,
          bundle_,
          "An entry has the type and the id of a reference, but another fullUrl.");
    }
  }

  void fragment(const Location& at, std::string_view id, std::size_t entry) {
    const Node parent = at.parent()->node();
    const bool is_narrative_link = parent.child("url").value() == kNarrativeLink;
    while (anchors_.size() < index_.entries().size())
      anchors_.emplace_back(index_.entries()[anchors_.size()].resource);
    const std::size_t count = anchors_[entry].ids(id);
    if (count > 1) {
      add(finding::kBundleReferenceMany, bundle_, "A fragment is the id of several elements.");
    } else if (count == 0 && is_narrative_link) {
      add(finding::kBundleReferenceMissing, bundle_, "A fragment is the id of no element.");
    }
  }

  // From the Composition, along references in either direction, to every entry.
  void check_reach() {
    std::vector<std::vector<std::size_t>> next = targets_;
    for (std::size_t from = 0; from < targets_.size(); ++from) {
      for (const std::size_t to : targets_[from])
        next[to].push_back(from);
    }
    std::vector<bool> is_reached(next.size());
    std::vector<std::size_t> open = stylesheets();
    if (!next.empty()) open.push_back(0);
    while (!open.empty()) {
      const std::size_t entry = open.back();
      open.pop_back();
      if (is_reached[entry]) continue;
      is_reached[entry] = true;
      open.insert(open.end(), next[entry].begin(), next[entry].end());
    }
    for_each_child(bundle_, [&, entry = std::size_t{0}](const Location& at) mutable {
      if (at.node().name() != "entry") return;
      const bool is_lost = !is_reached[entry] && index_.entries()[entry].resource;
      ++entry;
      if (is_lost)
        add(finding::kBundleUnreachable, at, "The Composition leads nowhere near the entry.");
    });
  }

  std::vector<std::size_t> stylesheets() const {
    std::vector<std::size_t> found;
    for (const Node link : bundle_.node().children("link")) {
      if (link.child("relation").value() != "stylesheet") continue;
      const EntryMatch match = index_.find(link.child("url").value(), 0);
      if (match.how == How::one || match.how == How::similar) found.push_back(match.entry);
    }
    return found;
  }

  const ProseContext& context_;
  const Location& bundle_;
  EntryIndex index_;
  std::string_view type_;
  bool is_linked_;                                 // a document or a message
  std::vector<std::vector<std::size_t>> targets_;  // of each entry
  std::vector<Anchors> anchors_;                   // of each entry
  std::size_t entry_ = 0;                          // which is walked
  std::set<std::string_view> seen_;                // references in it
};

}  // namespace

void check_bundle_references(const ProseContext& context, const Location& at) {
  if (at.node().child("entry")) ReferenceCheck(context, at).run();
}

}  // namespace gateway::validation
