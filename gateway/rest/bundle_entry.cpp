#include "gateway/rest/bundle_entry.hpp"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "gateway/base/text.hpp"
#include "gateway/fhir/id.hpp"
#include "gateway/rest/condition.hpp"
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
  EntryReader(const Services& services, const fhir::Resource& bundle, fhir::IssueLog& findings)
      : services_(services), bundle_(bundle), findings_(findings) {}

  void read(const Entry& entry);
  std::vector<exchange::Change> changes() && { return std::move(changes_); }

 private:
  bool take_request(const Entry& entry);
  bool has_foreign_condition(const Entry& entry);
  bool take_condition(const Entry& entry,
                      std::string_view criteria,
                      std::string_view element,
                      exchange::Change& change);
  bool take_if_match(const Entry& entry, exchange::Change& change);
  void take_post(const Entry& entry, exchange::Change change);
  void take_put(const Entry& entry, exchange::Change change);
  void keep(const Entry& entry, exchange::Change change, std::string target);
  void report(const Entry& entry, const EntryIssue& issue);

  const Services& services_;
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

// What belongs to a read.
bool EntryReader::has_foreign_condition(const Entry& entry) {
  for (const std::string_view name : {"ifNoneMatch", "ifModifiedSince"}) {
    if (!entry.node.child("request").child(name)) continue;
    report(entry,
           {"not-supported", "BUNDLE-CONDITION", "This condition is not supported.", "request"});
    return true;
  }
  return false;
}

bool EntryReader::take_condition(const Entry& entry,
                                 std::string_view criteria,
                                 std::string_view element,
                                 exchange::Change& change) {
  auto condition =
      parse_condition(services_, change.resource.type_name(), criteria, Carrier::hidden);
  if (condition) {
    change.condition = std::move(*condition);
    return true;
  }
  const Error& error = condition.error().error;
  report(entry, {"value", error.id, error.message, element});
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
  const fhir::Node criteria = entry.node.child("request").child("ifNoneExist");
  if (criteria && !take_condition(entry, criteria.value(), "request.ifNoneExist", change)) return;
  keep(entry, std::move(change), {});
}

bool EntryReader::take_if_match(const Entry& entry, exchange::Change& change) {
  const fhir::Node tag = entry.node.child("request").child("ifMatch");
  if (!tag) return true;
  change.if_match = parse_etag(tag.value());
  if (change.if_match) return true;
  report(entry,
         {"value", "HTTP-IF-MATCH", "ifMatch is not the ETag of a version.", "request.ifMatch"});
  return false;
}

void EntryReader::take_put(const Entry& entry, exchange::Change change) {
  const std::string_view url = entry.node.child("request").child("url").value();
  change.interaction = exchange::Interaction::update;
  if (!take_if_match(entry, change)) return;
  const Halves query = split_once(url, '?');
  if (query.found && query.before == change.resource.type_name()) {
    if (take_condition(entry, query.after, "request.url", change))
      keep(entry, std::move(change), {});
    return;
  }
  const Halves path = split_once(url, '/');
  const bool is_own = path.found && path.before == change.resource.type_name() &&
                      fhir::is_id(path.after) && path.after == change.resource.id();
  if (!is_own) {
    report(entry,
           {"invalid",
            "BUNDLE-URL",
            "The url of a PUT is the type and the id of the entry's resource, or its type and "
            "criteria.",
            "request.url"});
    return;
  }
  change.id = path.after;
  keep(entry, std::move(change), std::string(url));
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
  return !has_foreign_condition(entry);
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

std::vector<exchange::Change> read_entries(const Services& services,
                                           const fhir::Resource& bundle,
                                           fhir::IssueLog& findings) {
  const fhir::Nodes entries = bundle.root().children("entry");
  if (entries.size() > kMaxEntries) {
    findings.add({.code = "too-costly",
                  .id = "BUNDLE-TOO-MANY-ENTRIES",
                  .text = "A Bundle has at most 5000 entries.",
                  .expression = "Bundle.entry"});
    return {};
  }
  EntryReader reader(services, bundle, findings);
  std::size_t index = 0;
  for (const fhir::Node entry : entries) {
    reader.read({entry, "Bundle.entry[" + std::to_string(index) + ']'});
    ++index;
  }
  return std::move(reader).changes();
}

}  // namespace gateway::rest
