#include "gateway/validation/questionnaire/response_walk.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "gateway/base/text.hpp"
#include "gateway/fhir/date_time.hpp"
#include "gateway/validation/structure_check.hpp"

namespace gateway::validation {
namespace {

using fhir::Node;
using fhir::Nodes;

// A finding costs as much as comparing some items.
constexpr std::size_t kReportSteps = 20;

constexpr std::string_view kTranslation = "http://hl7.org/fhir/StructureDefinition/translation";

bool is_complete(Node response) {
  const std::string_view status = response.child("status").value();
  return status == "completed" || status == "amended";
}

// Whether two texts are the same but for white space.
bool is_same_text(std::string_view a, std::string_view b) {
  std::size_t i = 0;
  std::size_t j = 0;
  a = trim(a);
  b = trim(b);
  const auto skip = [](std::string_view text, std::size_t& at) {
    const std::size_t from = at;
    while (at < text.size() && is_space(text[at]))
      ++at;
    return at > from;
  };
  while (i < a.size() && j < b.size()) {
    if (skip(a, i) != skip(b, j)) return false;
    if (a[i++] != b[j++]) return false;
  }
  return i == a.size() && j == b.size();
}

bool is_translation(Node text, std::string_view given) {
  return std::ranges::any_of(text.children("extension"), [&](Node extension) {
    return extension.child("url").value() == kTranslation &&
           std::ranges::any_of(extension.children("extension"), [&](Node part) {
             return part.child("url").value() == "content" &&
                    is_same_text(part.choice("value").value(), given);
           });
  });
}

// A part of the response that says something: an answer, or an item inside.
bool has_content(Node item) {
  return item.child("answer") || item.child("item");
}

}  // namespace

ResponseWalk::ResponseWalk(const Form& form,
                           Node response,
                           const QuestionnaireContext& context,
                           ResolveReference resolve,
                           QuestionnaireRun& run)
    : form_(form),
      context_(context),
      given_(response),
      enable_when_(form, given_, response, run),
      answer_check_(form, context, std::move(resolve), run),
      budget_(run.steps),
      is_complete_(is_complete(response)) {}

void ResponseWalk::report(const Finding& finding, const Location& at, std::string text) {
  if (budget_.take(kReportSteps)) validation::report(context_.log, finding, at, std::move(text));
}

void ResponseWalk::run(const Location& at) {
  period(at);
  items(at, nullptr, Truth::yes);
}

void ResponseWalk::period(const Location& at) {
  const Node authored = at.node().child("authored");
  const auto time = fhir::parse_date_time(authored.value());
  if (!time) return;
  const Node effective = form_.root().child("effectivePeriod");
  const auto start = fhir::parse_date_time(effective.child("start").value());
  const auto end = fhir::parse_date_time(effective.child("end").value());
  if ((start && fhir::compare(*time, *start) == std::partial_ordering::less) ||
      (end && fhir::compare(*time, *end) == std::partial_ordering::greater)) {
    report(finding::kResponsePeriod,
           child_at(at, authored),
           "The response was written outside the period of use of its Questionnaire.");
  }
}

// What is in a group that is not enabled is reported with the group.
Truth ResponseWalk::is_enabled(std::size_t form_item, const FormPlace* place, Truth group) {
  if (group == Truth::no) return Truth::cannot_tell;
  return both(group, enable_when_.is_enabled(form_item, place));
}

// `parent` is the response, an item of a group, or an answer; `place` the item.
void ResponseWalk::items(const Location& parent, const FormPlace* place, Truth is_enabled) {
  if (parent.depth() > kMaxElementDepth) return;  // the structure check has said it
  const std::size_t group = place == nullptr ? Form::kNone : place->form_item;
  const Nodes items = parent.node().children("item");
  Questions questions;
  std::size_t last = 0;
  for (std::size_t i = 0; i < items.size() && budget_.take(1); ++i) {
    const Location at = child_at(parent, items[i], i);
    const std::string_view link_id = items[i].child("linkId").value();
    const std::size_t here = form_.child(group, link_id);
    if (here == Form::kNone) {
      misplaced(at, link_id, place);
      continue;
    }
    if (here < last)
      report(
          finding::kResponseOrder, parent, "The items are not in the order of the Questionnaire.");
    last = here;
    const auto [question, is_new] = questions.try_emplace(here);
    if (is_new) question->second.is_enabled = this->is_enabled(here, place, is_enabled);
    ++question->second.count;
    item(at, here, place, question->second.is_enabled);
  }
  occurrences(parent, questions);
  missing(parent, place, is_enabled, questions);
}

// Nothing is known of the conditions on an item that stands in the wrong place.
void ResponseWalk::misplaced(const Location& at, std::string_view link_id, const FormPlace* place) {
  if (link_id.empty()) return;  // the structure check has said it
  const std::size_t elsewhere = form_.find(link_id);
  if (elsewhere == Form::kNone) {
    report(
        finding::kResponseLinkId, *at.parent(), "The Questionnaire has no item with this linkId.");
    return;
  }
  report(finding::kResponsePlace, *at.parent(), "An item stands elsewhere in the Questionnaire.");
  item(at, elsewhere, place, Truth::cannot_tell);
}

void ResponseWalk::occurrences(const Location& parent, const Questions& questions) {
  for (const auto& [index, question] : questions) {
    const FormItem& item = form_.items()[index];
    if (question.count > 1 && !item.repeats)
      report(finding::kResponseRepeats, parent, "An item that does not repeat stands twice.");
    if (item.type == ItemType::group) occurs(parent, item, question.count, question.is_enabled);
  }
}

void ResponseWalk::missing(const Location& parent,
                           const FormPlace* place,
                           Truth is_enabled,
                           const Questions& questions) {
  if (is_enabled != Truth::yes) return;
  const std::size_t group = place == nullptr ? Form::kNone : place->form_item;
  for (const std::size_t each : form_.required(group)) {
    if (!budget_.take(1)) return;
    if (!questions.contains(each))
      required(
          parent, enable_when_.is_enabled(each, place), "An item that is required is missing.");
  }
}

void ResponseWalk::item(const Location& at,
                        std::size_t form_item,
                        const FormPlace* outer,
                        Truth is_enabled) {
  const FormItem& item = form_.items()[form_item];
  const FormPlace place{outer, form_item, given_.index_of(at.node())};
  if (is_enabled == Truth::no && has_content(at.node()))
    report(finding::kResponseDisabled, at, "The item is answered, but is not enabled.");
  compare_text(at, item);
  shape(at, item);
  if (item.type == ItemType::group) {
    if (item.is_required && !at.node().child("item"))
      required(at, is_enabled, "A group that is required has no items.");
    items(at, &place, is_enabled);
    return;
  }
  if (!item.is_question()) return;
  answers(at, item, is_enabled);
  const Nodes answers = at.node().children("answer");
  for (std::size_t i = 0; i < answers.size() && budget_.take(1); ++i) {
    const Location answer = child_at(at, answers[i], i);
    answer_check_.check(answer, item, answers.size());
    items(answer, &place, is_enabled);
  }
}

// Groups have items, questions have answers, and what is displayed has neither.
void ResponseWalk::shape(const Location& at, const FormItem& item) {
  if (!item.is_question() && at.node().child("answer"))
    report(finding::kResponseShape, at, "An item that is no question has an answer.");
  if (item.type != ItemType::group && at.node().child("item"))
    report(finding::kResponseShape, at, "An item that is no group has items that no answer has.");
}

void ResponseWalk::answers(const Location& at, const FormItem& item, Truth is_enabled) {
  const std::size_t count = at.node().children("answer").size();
  if (count == 0 && item.is_required)
    required(at, is_enabled, "An item that is required is not answered.");
  if (count > 1 && !item.repeats)
    report(finding::kResponseRepeats, at, "An item that does not repeat has more than one answer.");
  occurs(at, item, count, is_enabled);
}

// Of answers, or of a group.
void ResponseWalk::occurs(const Location& at,
                          const FormItem& item,
                          std::size_t count,
                          Truth is_enabled) {
  const auto given = static_cast<std::int64_t>(count);
  const auto least = integer_of(item.extensions.min_occurs);
  const auto most = integer_of(item.extensions.max_occurs);
  if (least && given < *least && is_enabled == Truth::yes)
    report(is_complete_ ? finding::kResponseOccurs : finding::kResponseOpen,
           at,
           "There are fewer answers or groups than the Questionnaire asks for.");
  if (most && given > *most)
    report(finding::kResponseOccurs,
           at,
           "There are more answers or groups than the Questionnaire allows.");
}

void ResponseWalk::required(const Location& at, Truth is_enabled, std::string text) {
  if (is_enabled != Truth::yes) return;
  report(is_complete_ ? finding::kResponseRequired : finding::kResponseOpen, at, std::move(text));
}

void ResponseWalk::compare_text(const Location& at, const FormItem& item) {
  const std::string_view given = at.node().child("text").value();
  const Node text = item.node.child("text");
  if (given.empty() || is_same_text(given, text.value()) || is_translation(text, given)) return;
  report(finding::kResponseText, at, "The text is not that of the Questionnaire.");
}

}  // namespace gateway::validation
