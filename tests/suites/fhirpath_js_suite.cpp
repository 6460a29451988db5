// Runs the cases of fhirpath.js: fhirpath_js_suite DIR
//
// Every *.yaml in DIR. A case with a model is evaluated on types of R4, whichever version it names;
// one without on untyped JSON. What fhirpath.js itself does not run (disable: true) is not run here
// either. Prints each difference, how many cases there are and how many of them were run; ends with
// "N passed, M failed". Differences of fhirpath_js.known are printed with their reason and do not
// count as failed.
#include <algorithm>
#include <chrono>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "gateway/conformance/definitions.hpp"
#include "gateway/fhirpath/expression.hpp"
#include "gateway/fhirpath/item_text.hpp"

#include "tests/suites/fhirpath_js_case.hpp"
#include "tests/suites/json_agreement.hpp"
#include "tests/suites/json_tree.hpp"
#include "tests/suites/known_differences.hpp"

namespace {

namespace fs = std::filesystem;
using namespace gateway;
using fhirpath::Item;
using suites::JsCase;
using suites::JsFile;
using suites::JsonValue;

constexpr std::size_t kMaxKnown = 67;  // lines of fhirpath_js.known
constexpr Instant kNow{std::chrono::microseconds(1795428000123000)};

// The variables of a case.
class CaseHost final : public fhirpath::Host {
 public:
  void set(std::string name, std::vector<Item> items) {
    variables_.insert_or_assign(std::move(name), std::move(items));
  }
  std::optional<std::span<const Item>> variable(std::string_view name) const override {
    const auto found = variables_.find(name);
    if (found == variables_.end()) return std::nullopt;
    return std::span<const Item>(found->second);
  }

 private:
  std::map<std::string, std::vector<Item>, std::less<>> variables_;
};

std::string text_of(std::span<const Item> items) {
  std::string text;
  for (const Item& item : items) {
    const fhir::Node node = fhirpath::node_of(item);
    const bool is_complex = node && !node.has_value();
    text.append(text.empty() ? "" : ", ");
    text.append(is_complex ? std::string(node.type_name()) : fhirpath::text_of(item));
  }
  return '[' + text + ']';
}

class Run {
 public:
  Run(const fhir::TypeTable& types, const suites::KnownDifferences& known, fs::path inputs)
      : types_(types), known_(known), inputs_(std::move(inputs)) {}

  void file(const JsFile& file) {
    for (const JsCase& test : file.cases) {
      if (test.is_disabled) {
        ++disabled_;
      } else {
        count(test, judge(file, test));
      }
    }
  }

  int finish() const {
    const int run = passed_ + differing_ + failed_;
    std::cout << run + disabled_ << " cases: " << run << " run, " << disabled_
              << " disabled by the suite, " << differing_ << " known differences\n";
    std::cout << passed_ << " passed, " << failed_ << " failed\n";
    return failed_ == 0 && passed_ > 0 ? 0 : 1;
  }

 private:
  void count(const JsCase& test, const std::string& difference) {
    const bool is_known = known_.contains(test.id);
    if (difference.empty() && !is_known) {
      ++passed_;
    } else if (!difference.empty() && is_known) {
      std::cout << "known " << test.id << ": " << known_.rows().find(test.id)->second << "\n";
      ++differing_;
    } else {
      const std::string why = is_known ? "is listed but agrees" : difference;
      std::cout << "FAILED " << test.id << ": " << why << "\n";
      ++failed_;
    }
  }

  const JsonValue* input(const std::string& name) {
    const auto found = inputs_read_.find(name);
    if (found != inputs_read_.end()) return &found->second;
    auto value = suites::read_json_value(inputs_ / name);
    if (!value) return nullptr;
    return &inputs_read_.emplace(name, std::move(*value)).first->second;
  }

  // The subject and, behind it, each value of the variables.
  std::vector<suites::JsonRoot> roots_of(const JsFile& file, const JsCase& test) {
    static const JsonValue kNothing{JsonValue::Kind::object, {}, {}, {}};
    const JsonValue* subject = test.input_file.empty() ? file.subject() : input(test.input_file);
    std::vector<suites::JsonRoot> roots{{subject == nullptr ? &kNothing : subject, test.base}};
    if (test.variables == nullptr) return roots;
    for (const auto& [name, value] : test.variables->members) {
      for (const JsonValue* each : value.as_list())
        roots.push_back({each});
    }
    return roots;
  }

  // Made once for the cases that differ in their expression only.
  const suites::JsonTree* tree_of(const JsFile& file, const JsCase& test) {
    const std::string key = test.variables != nullptr ? test.id
                                                      : file.name + '\n' + test.input_file + '\n' +
                                                            test.model + '\n' + test.base;
    const auto found = trees_.find(key);
    if (found != trees_.end()) return &found->second;
    auto tree =
        suites::make_json_tree(roots_of(file, test), test.model.empty() ? nullptr : &types_);
    if (!tree) return nullptr;
    return &trees_.emplace(key, std::move(*tree)).first->second;
  }

  static void set_variables(CaseHost& host, const JsCase& test, const suites::JsonTree& tree) {
    if (test.variables == nullptr) return;
    std::size_t at = 1;
    for (const auto& [name, value] : test.variables->members) {
      std::vector<Item> items;
      for (const JsonValue* each : value.as_list()) {
        const Item item(tree.roots[at++].root());
        if (!each->is_null()) items.push_back(item);
      }
      host.set(name, std::move(items));
    }
  }

  // Empty if everything is as it should be.
  std::string judge(const JsFile& file, const JsCase& test) {
    const suites::JsonTree* tree = tree_of(file, test);
    if (tree == nullptr) return "the subject cannot be read";
    CaseHost host;
    set_variables(host, test, *tree);
    const fhirpath::Environment environment{.host = &host, .now = kNow};
    Item context(tree->roots.front().root());
    std::string difference;
    const auto keep_first = [&context](std::span<const Item> items) {
      if (!items.empty()) context = items.front();
      return std::string();
    };
    if (!test.context.empty())
      difference = evaluate(test.context, *tree, {context, environment}, false, keep_first);
    for (const std::string& expression : test.expressions) {
      if (!difference.empty()) break;
      difference = evaluate(expression,
                            *tree,
                            {context, environment},
                            test.is_error,
                            [&test](std::span<const Item> items) { return compare(test, items); });
    }
    return difference;
  }

  struct Place {
    const Item& context;
    const fhirpath::Environment& environment;
  };

  static std::string evaluate(const std::string& text,
                              const suites::JsonTree& tree,
                              const Place& place,
                              bool is_error,
                              const auto& see) {
    const auto expression = fhirpath::Expression::compile(text, tree.types->table());
    if (!expression) return is_error ? "" : text + ": " + expression.error().message;
    fhirpath::Evaluation evaluation(*expression, place.environment);
    const auto result = evaluation.run(place.context);
    if (!result) return is_error ? "" : text + ": " + result.error().message;
    if (is_error) return text + ": an error is wanted, got " + text_of(*result);
    const std::string difference = see(*result);
    return difference.empty() ? "" : text + ": " + difference;
  }

  static std::string compare(const JsCase& test, std::span<const Item> items) {
    static const JsonValue kEmpty{JsonValue::Kind::list, {}, {}, {}};
    const JsonValue& wanted = test.result == nullptr ? kEmpty : *test.result;
    if (suites::agree(items, wanted)) return "";
    return "wanted " + suites::to_text(wanted) + ", got " + text_of(items);
  }

  const fhir::TypeTable& types_;
  const suites::KnownDifferences& known_;
  fs::path inputs_;
  std::map<std::string, JsonValue> inputs_read_;
  std::map<std::string, suites::JsonTree> trees_;
  int passed_ = 0;
  int differing_ = 0;
  int failed_ = 0;
  int disabled_ = 0;
};

std::vector<fs::path> files_in(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code failure;
  for (const auto& entry : fs::recursive_directory_iterator(folder, failure)) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: fhirpath_js_suite DIR\n";
    return 2;
  }
  const auto definitions = conformance::Definitions::load(GATEWAY_DEFINITIONS);
  const auto known = suites::KnownDifferences::load(FHIRPATH_JS_KNOWN);
  if (!definitions || !known) {
    std::cerr << "fhirpath_js_suite: definitions or known differences cannot be read\n";
    return 2;
  }
  if (known->size() > kMaxKnown) {
    std::cerr << "fhirpath_js_suite: more known differences than " << kMaxKnown << "\n";
    return 2;
  }
  const fs::path folder = argv[1];
  Run run((*definitions)->types(), *known, folder / "resources");
  for (const fs::path& path : files_in(folder)) {
    const auto file = suites::read_js_file(path);
    if (file == nullptr) {
      std::cerr << "fhirpath_js_suite: " << path.filename().string() << " cannot be read\n";
      return 2;
    }
    run.file(*file);
  }
  return run.finish();
}
