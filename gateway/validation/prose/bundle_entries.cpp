#include <algorithm>
#include <array>
#include <string>
#include <variant>
#include <vector>

#include "gateway/fhir/reference.hpp"
#include "gateway/validation/child_locations.hpp"
#include "gateway/validation/finding.hpp"
#include "gateway/validation/name_set.hpp"
#include "gateway/validation/prose/prose_rules.hpp"
#include "gateway/validation/prose/uri_form.hpp"

namespace gateway::validation {
namespace {

using fhir::Node;

// Requests and answers to them name their resources elsewhere.
constexpr NameSet kExchanges(std::to_array<std::string_view>(
    {"transaction", "transaction-response", "batch", "batch-response"}));
constexpr NameSet kPages(
    std::to_array<std::string_view>({"first", "previous", "prev", "next", "last"}));

bool is_paged(std::string_view bundle_type) {
  return bundle_type == "searchset" || bundle_type == "history";
}

class EntryCheck {
 public:
  EntryCheck(const ProseContext& context, const Location& bundle)
      : context_(context), bundle_(bundle), type_(bundle.node().child("type").value()) {}

  void run() {
    if (type_ == "searchset") read_searched_types();
    for_each_child(bundle_, [this](const Location& at) {
      if (at.node().name() == "link") link(at);
      if (at.node().name() == "entry") entry(at);
    });
  }

 private:
  void add(const Finding& finding, const Location& at, std::string text) {
    report(context_.log, finding, at, std::move(text));
  }

  void link(const Location& at) {
    const std::string_view relation = at.node().child("relation").value();
    const bool is_page = kPages.contains(relation);
    if (is_page && !is_paged(type_)) {
      for_each_child(at, [this](const Location& child) {
        if (child.node().name() == "relation")
          add(finding::kBundleLink, child, "Only search results and histories have pages.");
      });
    } else if (is_page || relation == "self") {
      if (std::ranges::find(relations_, relation) != relations_.end())
        add(finding::kBundleLink, at, "A Bundle has one link of this relation.");
      relations_.push_back(relation);
    }
  }

  void entry(const Location& at) {
    full_url(at);
    if (type_ == "searchset") search_result(at);
  }

  void full_url(const Location& at) {
    const Node entry = at.node();
    const Node url = entry.child("fullUrl");
    if (!url) {
      if (!kExchanges.contains(type_))
        add(finding::kBundleFullUrlMissing, at, "An entry has a fullUrl.");
    } else if (url.has_value() && !is_absolute_uri(url.value())) {
      add(finding::kBundleFullUrlRelative, at, "A fullUrl is absolute.");
    } else if (const Node resource = entry.child("resource")) {
      const auto parsed = fhir::parse_reference(url.value());
      const auto* rest = parsed ? std::get_if<fhir::RestReference>(&*parsed) : nullptr;
      const bool is_server_url =
          rest != nullptr && resource.types().is_resource(resource.types().find_type(rest->type));
      if (is_server_url &&
          (rest->type != resource.type_name() || rest->id.text() != resource.child("id").value())) {
        add(finding::kBundleFullUrlId,
            at,
            "A fullUrl on a server ends with the type and the id of the resource.");
      }
    }
  }

  // The types in the self link: of its path, or of _type.
  void read_searched_types() {
    for (const Node link : bundle_.node().children("link")) {
      if (link.child("relation").value() != "self") continue;
      const std::string_view url = link.child("url").value();
      const std::size_t query = url.find('?');
      const std::string_view path = url.substr(0, query);
      const std::string_view last = path.substr(path.rfind('/') + 1);
      const fhir::TypeTable& types = bundle_.node().types();
      if (types.is_resource(types.find_type(last))) {
        searched_.push_back(last);
      } else if (query != std::string_view::npos) {
        read_type_parameter(url.substr(query + 1));
      }
      return;
    }
  }

  void read_type_parameter(std::string_view query) {
    constexpr std::string_view kType = "_type=";
    while (!query.empty()) {
      std::string_view parameter = query.substr(0, query.find('&'));
      query.remove_prefix(std::min(query.size(), parameter.size() + 1));
      if (!parameter.starts_with(kType)) continue;
      parameter.remove_prefix(kType.size());
      while (!parameter.empty()) {
        const std::string_view type = parameter.substr(0, parameter.find(','));
        searched_.push_back(type);
        parameter.remove_prefix(std::min(parameter.size(), type.size() + 1));
      }
    }
  }

  void search_result(const Location& at) {
    const Node resource = at.node().child("resource");
    if (!resource) {
      add(finding::kBundleSearch, at, "A search result has a resource.");
      return;
    }
    const std::string_view mode = at.node().child("search").child("mode").value();
    if (mode.empty()) return;
    for_each_child(at, [this, mode](const Location& child) {
      if (child.node().name() == "resource") search_mode(child, mode);
    });
  }

  void search_mode(const Location& at, std::string_view mode) {
    const Node resource = at.node();
    const std::string_view type = resource.type_name();
    if (mode == "outcome") {
      if (type != "OperationOutcome")
        add(finding::kBundleSearch, at, "The outcome of a search is an OperationOutcome.");
      return;
    }
    if (!resource.child("id")) add(finding::kBundleSearch, at, "A search result has an id.");
    if (mode == "match" && !searched_.empty() &&
        std::ranges::find(searched_, type) == searched_.end()) {
      add(finding::kBundleSearch, at, "A match is of the type that was searched for.");
    }
  }

  const ProseContext& context_;
  const Location& bundle_;
  std::string_view type_;
  std::vector<std::string_view> relations_;  // of links that stand once
  std::vector<std::string_view> searched_;
};

}  // namespace

void check_bundle_entries(const ProseContext& context, const Location& at) {
  EntryCheck(context, at).run();
}

}  // namespace gateway::validation
