#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "gateway/validation/finding.hpp"
#include "gateway/validation/rules.hpp"

namespace gateway::validation {
namespace {

using fhir::Node;

enum Part : std::uint8_t { kRequest = 1, kResponse = 2, kSearch = 4, kTotal = 8 };

// What a Bundle of each type holds besides entries with resources.
// Source: FHIR R4, bundle.html, bdl-1 to bdl-4.
struct BundleKind {
  std::string_view type;
  std::uint8_t needs = 0;
  std::uint8_t allows = 0;
};

constexpr std::array kKinds = {
    BundleKind{"document"},
    BundleKind{"message"},
    BundleKind{"transaction", kRequest, kRequest},
    BundleKind{"transaction-response", kResponse, kResponse},
    BundleKind{"batch", kRequest, kRequest},
    BundleKind{"batch-response", kResponse, kResponse},
    BundleKind{"history", kRequest | kResponse, kRequest | kResponse | kTotal},
    BundleKind{"searchset", 0, kSearch | kTotal},
    BundleKind{"collection"},
};

struct PartRow {
  Part part;
  std::string_view element;
};

constexpr std::array kEntryParts = {
    PartRow{kRequest, "request"}, PartRow{kResponse, "response"}, PartRow{kSearch, "search"}};

class BundleCheck {
 public:
  BundleCheck(const RuleContext& context, const Location& bundle, const BundleKind& kind)
      : context_(context),
        bundle_(bundle),
        kind_(kind),
        entry_slot_(*context.definitions.types().find_slot(
            bundle.node().type(), context.definitions.types().find_name("entry"))) {}

  void run() {
    const Node bundle = bundle_.node();
    if (bundle.child("total") && (kind_.allows & kTotal) == 0) {
      report(context_.log,
             finding::kBundleTotal,
             bundle_,
             "Only a searchset or a history has a total (bdl-1).");
    }
    std::size_t index = 0;
    for (const Node entry : bundle.children("entry")) {
      check_entry(Location(bundle_, entry, entry_slot_, index++));
    }
    if (kind_.type != "history") check_full_urls();
    if (kind_.type == "document") check_document();
    if (kind_.type == "message") check_message();
  }

 private:
  void check_entry(const Location& at) {
    const Node entry = at.node();
    std::uint8_t present = 0;
    for (const PartRow& row : kEntryParts) {
      if (entry.child(row.element)) present |= row.part;
    }
    for (const PartRow& row : kEntryParts) {
      if ((kind_.needs & row.part) != 0 && (present & row.part) == 0) {
        report(
            context_.log,
            finding::kBundleEntry,
            at,
            "An entry of this type of Bundle needs the element " + std::string(row.element) + ".");
      }
      if ((kind_.allows & row.part) == 0 && (present & row.part) != 0) {
        report(context_.log,
               finding::kBundleEntry,
               at,
               "An entry of this type of Bundle has no element " + std::string(row.element) + ".");
      }
    }
    if (!entry.child("resource") && (present & (kRequest | kResponse)) == 0) {
      report(context_.log,
             finding::kBundleEntry,
             at,
             "An entry has a resource, a request or a response (bdl-5).");
    }
    if (entry.child("fullUrl").value().find("/_history/") != std::string_view::npos) {
      report(context_.log,
             finding::kBundleFullUrl,
             at,
             "The fullUrl does not name a version (bdl-8).");
    }
  }

  // A fullUrl occurs once, or with different versions of the resource. Where references are
  // resolved by it, twice is ambiguous; R4's own collections repeat it.
  void check_full_urls() {
    std::vector<std::pair<std::string_view, std::string_view>> seen;
    for (const Node entry : bundle_.node().children("entry")) {
      const std::string_view url = entry.child("fullUrl").value();
      if (url.empty()) continue;
      seen.emplace_back(url, entry.child("resource").child("meta").child("versionId").value());
    }
    std::ranges::sort(seen);
    if (std::ranges::adjacent_find(seen) == seen.end()) return;
    const bool is_list = kind_.type == "collection" || kind_.type == "searchset";
    report(context_.log,
           is_list ? finding::kBundleSameUrl : finding::kBundleFullUrl,
           bundle_,
           "Two entries have the same fullUrl and version (bdl-7).");
  }

  std::string_view first_type() const {
    return bundle_.node().child("entry").child("resource").type_name();
  }

  void check_document() {
    const Node bundle = bundle_.node();
    const Node identifier = bundle.child("identifier");
    if (!identifier.child("system") || !identifier.child("value")) {
      report(context_.log,
             finding::kBundleDocument,
             bundle_,
             "A document has an identifier with system and value (bdl-9).");
    }
    if (!bundle.child("timestamp").has_value()) {
      report(
          context_.log, finding::kBundleDocument, bundle_, "A document has a timestamp (bdl-10).");
    }
    if (first_type() != "Composition") {
      report(context_.log,
             finding::kBundleDocument,
             bundle_,
             "The first resource of a document is a Composition (bdl-11).");
    }
  }

  void check_message() {
    if (first_type() == "MessageHeader") return;
    report(context_.log,
           finding::kBundleMessage,
           bundle_,
           "The first resource of a message is a MessageHeader (bdl-12).");
  }

  const RuleContext& context_;
  const Location& bundle_;
  const BundleKind& kind_;
  const fhir::SlotRow& entry_slot_;
};

}  // namespace

void check_bundle(const RuleContext& context, const Location& at) {
  const auto* const kind =
      std::ranges::find(kKinds, at.node().child("type").value(), &BundleKind::type);
  // Another type is a finding of the binding.
  if (kind != kKinds.end()) BundleCheck(context, at, *kind).run();
}

}  // namespace gateway::validation
