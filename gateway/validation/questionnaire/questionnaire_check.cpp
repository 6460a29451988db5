#include "gateway/validation/questionnaire/questionnaire_check.hpp"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/fhir/bundle.hpp"
#include "gateway/validation/finding.hpp"
#include "gateway/validation/profile/resolve_scope.hpp"
#include "gateway/validation/questionnaire/form.hpp"
#include "gateway/validation/questionnaire/form_check.hpp"
#include "gateway/validation/questionnaire/form_derivation.hpp"
#include "gateway/validation/questionnaire/response_walk.hpp"
#include "gateway/validation/structure_check.hpp"

namespace gateway::validation {
namespace {

using fhir::Node;
using fhir::Resource;

constexpr std::string_view kQuestionnaire = "Questionnaire";
constexpr std::string_view kResponse = "QuestionnaireResponse";

std::string_view without_version(std::string_view canonical) {
  return canonical.substr(0, canonical.find('|'));
}

bool is_meant(Node questionnaire, std::string_view canonical) {
  const std::size_t bar = canonical.find('|');
  return bar == std::string_view::npos ||
         questionnaire.child("version").value() == canonical.substr(bar + 1);
}

class QuestionnaireCheck {
 public:
  QuestionnaireCheck(const Resource& whole, const QuestionnaireContext& context)
      : whole_(whole), context_(context), scope_(whole) {}

  void run() {
    index_entries();
    resource(Location(whole_.root()), whole_.root());
    if (run_.steps.spent > run_.steps.limit)
      report(context_.log,
             finding::kQuestionnaireCost,
             Location(whole_.root()),
             "There are too many items and answers to compare them all.");
  }

 private:
  // By URL and by fullUrl. The first one of a name counts.
  void index_entries() {
    for (const Node entry : whole_.root().children("entry")) {
      const Node found = entry.child("resource");
      if (found.type_name() != kQuestionnaire) continue;
      entries_.emplace(found.child("url").value(), found);
      entries_.emplace(entry.child("fullUrl").value(), found);
    }
    entries_.erase("");
  }

  // `container` is the resource that `at` is contained in, or itself.
  void resource(const Location& at, Node container) {
    if (at.depth() > kMaxElementDepth) return;  // the structure check has said it
    const Node node = at.node();
    if (node.type_name() == kQuestionnaire) {
      form(at, container);
    } else if (node.type_name() == kResponse) {
      response(at, container);
    }
    if (node.type_name() == "Bundle") within(at, "entry", "resource");
    if (node.type_name() == "Parameters") within(at, "parameter", "resource");
    const fhir::Nodes contained = node.children("contained");
    for (std::size_t i = 0; i < contained.size(); ++i)
      resource(child_at(at, contained[i], i), container);
  }

  void within(const Location& at, std::string_view items, std::string_view name) {
    const fhir::Nodes all = at.node().children(items);
    for (std::size_t i = 0; i < all.size(); ++i) {
      const Location item = child_at(at, all[i], i);
      if (item.depth() > kMaxElementDepth) return;
      const Node inner = all[i].child(name);
      if (inner) resource(child_at(item, inner), inner);
      if (all[i].child("part")) within(item, "part", name);
    }
  }

  void form(const Location& at, Node container) {
    const Node node = at.node();
    const fhir::Nodes derived_from = node.children("derivedFrom");
    std::vector<FormBase> bases;
    for (std::size_t i = 0; i < derived_from.size(); ++i) {
      const auto may_add = may_add_items(derived_from[i]);
      if (!may_add || bases.size() == kMaxFormBases) continue;
      if (auto base = find(derived_from[i].value(), container)) {
        bases.push_back({std::move(base), *may_add});
      } else {
        report(context_.log,
               finding::kFormBase,
               child_at(at, derived_from[i], i),
               "The Questionnaire that it is derived from is not here.");
      }
    }
    check_form(at, Form(whole_.part(node), whole_.part(container)), bases, context_.log);
  }

  void response(const Location& at, Node container) {
    const std::string_view canonical = at.node().child("questionnaire").value();
    if (canonical.empty()) {
      report(context_.log,
             finding::kResponseUnnamed,
             at,
             "The response names no Questionnaire, and is compared with none.");
      return;
    }
    const std::shared_ptr<const Form> form = find(canonical, container);
    if (form == nullptr) {
      report(context_.log,
             finding::kResponseUnknown,
             at,
             "The Questionnaire of the response is not here.");
      return;
    }
    const Node node = at.node();
    const auto resolve = [this, node, container](std::string_view reference) {
      return scope_.resolve(node, container, reference);
    };
    ResponseWalk(*form, node, context_, resolve, run_).run(at);
  }

  std::shared_ptr<const Form> find(std::string_view canonical, Node container) {
    if (canonical.starts_with('#')) {
      const Node found = fhir::find_contained(container, canonical.substr(1));
      if (found.type_name() != kQuestionnaire) return nullptr;
      auto& form = contained_forms_[found.data()];
      if (form == nullptr)
        form = std::make_shared<const Form>(whole_.part(found), whole_.part(container));
      return form;
    }
    const auto [place, is_new] = forms_.try_emplace(std::string(canonical));
    if (!is_new) return place->second;
    const auto entry = entries_.find(without_version(canonical));
    if (entry != entries_.end() && is_meant(entry->second, canonical)) {
      const Resource found = whole_.part(entry->second);
      place->second = std::make_shared<const Form>(found, found);
    } else if (const auto found = context_.source.find(kQuestionnaire, canonical);
               found && *found && (*found)->type_name() == kQuestionnaire) {
      place->second = std::make_shared<const Form>(**found, **found);
    }
    return place->second;
  }

  const Resource& whole_;
  const QuestionnaireContext& context_;
  ResolveScope scope_;
  QuestionnaireRun run_{.steps = {.limit = kMaxQuestionnaireSteps},
                        .expressions = {.limit = kMaxConditionExpressions}};
  std::map<std::string_view, Node> entries_;
  std::map<const fhir::NodeData*, std::shared_ptr<const Form>> contained_forms_;
  std::map<std::string, std::shared_ptr<const Form>> forms_;  // by canonical; null: not here
};

}  // namespace

void check_questionnaires(const Resource& resource, const QuestionnaireContext& context) {
  QuestionnaireCheck(resource, context).run();
}

}  // namespace gateway::validation
