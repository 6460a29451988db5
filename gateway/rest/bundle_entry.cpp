#include "gateway/rest/bundle_entry.hpp"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "gateway/base/text.hpp"
#include "gateway/fhir/id.hpp"
#include "gateway/rest/preconditions.hpp"

namespace gateway::rest {
namespace {

struct Entry {
  fhir::Node node;
  std::string path;  // "Bundle.entry[2]"
};

struct EntryIssue {
  std::string_view code;
  std::string_view id;
  std::string_view text;
  std::string_view element;  // below the entry; empty: the entry
};

class EntryReader {
 public:
  EntryReader(const fhir::Resource& bundle, fhir::IssueLog& findings)
      : bundle_(bundle), findings_(findings) {}

  void read(const Entry& entry);
  std::vector<exchange::Change> changes() && { return std::move(changes_); }

 private:
  bool take_request(const Entry& entry);
  bool has_condition(const Entry& entry);
  void take_post(const Entry& entry, exchange::Change change);
  void take_put(const Entry& entry, exchange::Change change);
  void keep(const Entry& entry, exchange::Change change, std::string target);
  void report(const Entry& entry, const EntryIssue& issue);

  const fhir::Resource& bundle_;
  fhir::IssueLog& findings_;
  std::set<std::string, std::less<>> full_urls_;
  std::set<std::string, std::less<>> targets_;
  std::vector<exchange::Change> changes_;
};

void EntryReader::report(const Entry& entry, const EntryIssue& issue) {
  std::string expression = entry.path;
  if (!issue.element.empty()) expression += '.' + std::string(issue.element);
  findings_.add({.code = issue.code,
                 .id = issue.id,
                 .text = std::string(issue.text),
                 .expression = std::move(expression),
                 .offset = entry.node.offset()});
}

bool EntryReader::has_condition(const Entry& entry) {
  const fhir::Node request = entry.node.child("request");
  for (const std::string_view name : {"ifNoneExist", "ifNoneMatch", "ifModifiedSince"}) {
    if (!request.child(name)) continue;
    report(entry,
           {"not-supported", "BUNDLE-CONDITION", "This condition is not supported.", "request"});
    return true;
  }
  if (request.child("url").value().find('?') != std::string_view::npos) {
    report(entry,
           {"not-supported",
            "BUNDLE-CONDITION",
            "Conditional interactions are not supported.",
            "request.url"});
    return true;
  }
  return false;
}

void EntryReader::keep(const Entry& entry, exchange::Change change, std::string target) {
  if (!change.full_url.empty() && !full_urls_.insert(change.full_url).second) {
    report(entry,
           {"duplicate", "BUNDLE-FULL-URL-TWICE", "Two entries have this fullUrl.", "fullUrl"});
    return;
  }
  if (!target.empty() && !targets_.insert(std::move(target)).second) {
    report(
        entry,
        {"duplicate", "BUNDLE-RESOURCE-TWICE", "Two entries change one resource.", "request.url"});
    return;
  }
  changes_.push_back(std::move(change));
}

void EntryReader::take_post(const Entry& entry, exchange::Change change) {
  if (entry.node.child("request").child("url").value() != change.resource.type_name()) {
    report(entry,
           {"invalid",
            "BUNDLE-URL",
            "The url of a POST is the type of the entry's resource.",
            "request.url"});
    return;
  }
  keep(entry, std::move(change), {});
}

void EntryReader::take_put(const Entry& entry, exchange::Change change) {
  const fhir::Node request = entry.node.child("request");
  const Halves url = split_once(request.child("url").value(), '/');
  const bool is_own = url.found && url.before == change.resource.type_name() &&
                      fhir::is_id(url.after) && url.after == change.resource.id();
  if (!is_own) {
    report(entry,
           {"invalid",
            "BUNDLE-URL",
            "The url of a PUT is the type and the id of the entry's resource.",
            "request.url"});
    return;
  }
  if (const fhir::Node tag = request.child("ifMatch")) {
    change.if_match = parse_etag(tag.value());
    if (!change.if_match) {
      report(
          entry,
          {"value", "HTTP-IF-MATCH", "ifMatch is not the ETag of a version.", "request.ifMatch"});
      return;
    }
  }
  change.interaction = exchange::Interaction::update;
  change.id = url.after;
  keep(entry, std::move(change), std::string(request.child("url").value()));
}

bool EntryReader::take_request(const Entry& entry) {
  if (!entry.node.child("request")) {
    report(entry, {"required", "BUNDLE-REQUEST", "The entry has no request.", "request"});
    return false;
  }
  const std::string_view method = entry.node.child("request").child("method").value();
  if (method != "POST" && method != "PUT") {
    report(entry,
           {"not-supported",
            "BUNDLE-METHOD",
            "A transaction takes POST and PUT only.",
            "request.method"});
    return false;
  }
  if (!entry.node.child("resource")) {
    report(entry, {"required", "BUNDLE-RESOURCE", "The entry has no resource.", "resource"});
    return false;
  }
  return !has_condition(entry);
}

void EntryReader::read(const Entry& entry) {
  if (!take_request(entry)) return;
  exchange::Change change{.resource = bundle_.part(entry.node.child("resource")),
                          .full_url = std::string(entry.node.child("fullUrl").value()),
                          .expression = entry.path + ".resource"};
  const bool is_post = entry.node.child("request").child("method").value() == "POST";
  if (is_post) {
    take_post(entry, std::move(change));
  } else {
    take_put(entry, std::move(change));
  }
}

}  // namespace

std::vector<exchange::Change> read_entries(const fhir::Resource& bundle, fhir::IssueLog& findings) {
  const fhir::Nodes entries = bundle.root().children("entry");
  if (entries.size() > kMaxEntries) {
    findings.add({.code = "too-costly",
                  .id = "BUNDLE-TOO-MANY-ENTRIES",
                  .text = "A Bundle has at most 5000 entries.",
                  .expression = "Bundle.entry"});
    return {};
  }
  EntryReader reader(bundle, findings);
  std::size_t index = 0;
  for (const fhir::Node entry : entries) {
    reader.read({entry, "Bundle.entry[" + std::to_string(index) + ']'});
    ++index;
  }
  return std::move(reader).changes();
}

}  // namespace gateway::rest
