// Runs HL7's FHIRPath tests: fhirpath_suite TESTS.xml INPUT_DIR
//
// A test names an expression, an input and the outputs; invalid="syntax|semantic|execution" says
// that it must not be parsed, not pass the check against the input's type, or fail when evaluated.
// Prints each difference; ends with "N passed, M failed". Differences of fhirpath.known are printed
// with their reason and do not count.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include <pugixml.hpp>

#include "gateway/codec/json_reader.hpp"
#include "gateway/codec/xml_reader.hpp"
#include "gateway/conformance/definitions.hpp"
#include "gateway/fhirpath/compare.hpp"
#include "gateway/fhirpath/expression.hpp"
#include "gateway/fhirpath/item_text.hpp"
#include "gateway/fhirpath/type_check.hpp"

#include "tests/suites/known_differences.hpp"

namespace {

namespace fs = std::filesystem;
using gateway::fhirpath::Item;
using namespace gateway;

constexpr std::chrono::hours kLocal{11};  // UTC+11:00, where the suite was written
constexpr Instant kNow{std::chrono::microseconds(1795428000123456)};

struct Output {
  std::string type;
  std::string text;
};

struct Case {
  std::string name;
  std::string expression;
  std::string invalid;
  std::string input;
  bool is_predicate = false;
  bool is_ordered = true;
  std::vector<Output> outputs;
};

// What the suite's author answered.
class SuiteHost final : public fhirpath::Host {
 public:
  explicit SuiteHost(const fhir::TypeTable& types) : types_(types) {}
  std::optional<bool> conforms_to(const Item& item, std::string_view profile) const override {
    constexpr std::string_view kBase = "http://hl7.org/fhir/StructureDefinition/";
    if (!profile.starts_with(kBase)) return std::nullopt;
    const auto type = fhirpath::find_type(profile.substr(kBase.size()), types_);
    return type && fhirpath::is_instance(item, *type);
  }

 private:
  const fhir::TypeTable& types_;
};

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

Case read_case(const pugi::xml_node& test) {
  Case one;
  one.name = test.attribute("name").value();
  one.expression = test.child("expression").child_value();
  one.invalid = test.child("expression").attribute("invalid").value();
  one.input = test.attribute("inputfile").value();
  one.is_predicate = test.attribute("predicate").as_bool();
  one.is_ordered = test.attribute("ordered").as_bool(true);
  for (const auto& output : test.children("output"))
    one.outputs.push_back({output.attribute("type").value(), output.child_value()});
  return one;
}

std::string type_name(const Item& item) {
  std::string name(fhirpath::type_of(item).name);
  if (!name.empty() && !fhirpath::node_of(item)) name[0] = static_cast<char>(std::tolower(name[0]));
  return name == "quantity" ? "Quantity" : name;
}

bool agrees(const Item& item, const Output& output) {
  const Item value = fhirpath::to_system(item);
  if (!output.type.empty() && type_name(item) != output.type && type_name(value) != output.type)
    return false;
  std::string_view wanted = output.text;
  if (wanted.starts_with('@')) wanted.remove_prefix(1);
  std::string got = fhirpath::text_of(value);
  if (got == wanted) return true;
  if (wanted.starts_with('T') && got == wanted.substr(1)) return true;
  return std::holds_alternative<fhirpath::Quantity>(value) && got == output.text;
}

class Run {
 public:
  Run(const conformance::Definitions& definitions,
      const suites::KnownDifferences& known,
      fs::path inputs)
      : types_(definitions.types()), known_(known), inputs_(std::move(inputs)), host_(types_) {}

  void one(const Case& test) {
    const std::string difference = judge(test);
    const bool is_known = known_.contains(test.name);
    if (!difference.empty() && is_known) {
      std::cout << "known " << test.name << ": " << known_.rows().find(test.name)->second << "\n";
    } else if (!difference.empty()) {
      std::cout << "FAILED " << test.name << ": " << test.expression << ": " << difference << "\n";
      ++failed_;
    } else if (is_known) {
      std::cout << "FAILED " << test.name << ": is listed but agrees\n";
      ++failed_;
    } else {
      ++passed_;
    }
  }

  int finish() const {
    std::cout << passed_ << " passed, " << failed_ << " failed\n";
    return failed_ == 0 && passed_ > 0 ? 0 : 1;
  }

 private:
  // The inputs are in XML; some exist in JSON only.
  const fhir::Resource* input(const std::string& name) {
    const auto found = read_.find(name);
    if (found != read_.end()) return &found->second;
    fs::path path = inputs_ / name;
    if (!fs::exists(path)) path.replace_extension(".json");
    fhir::IssueLog log;
    const codec::ReadLimits limits;
    auto resource = path.extension() == ".json"
                        ? codec::read_json(read_file(path), types_, limits, log)
                        : codec::read_xml(read_file(path), types_, limits, log);
    if (!resource) return nullptr;
    return &read_.emplace(name, std::move(*resource)).first->second;
  }

  // Empty if everything is as it should be.
  std::string judge(const Case& test) {
    const fhir::Resource* resource = nullptr;
    if (!test.input.empty()) {
      resource = input(test.input);
      if (resource == nullptr) return "the input cannot be read";
    }
    const auto expression = fhirpath::Expression::compile(test.expression, types_);
    if (!expression) {
      if (!test.invalid.empty()) return "";
      return "not compiled: " + expression.error().message;
    }
    if (test.invalid == "syntax") return "is compiled";
    const auto types = fhirpath::check_types(
        *expression, resource != nullptr ? resource->type_name() : std::string_view());
    if (!types) return test.invalid.empty() ? "type check: " + types.error().message : "";
    fhirpath::Environment environment{.host = &host_, .now = kNow, .local = kLocal};
    fhirpath::Evaluation evaluation(*expression, environment);
    const Item context = resource != nullptr ? Item(resource->root()) : Item(false);
    const auto result = evaluation.run(context);
    if (!result) return test.invalid.empty() ? result.error().message : "";
    if (!test.invalid.empty()) return "is evaluated";
    return compare(test, *result);
  }

  static std::string compare(const Case& test, std::span<const Item> result) {
    if (test.is_predicate) {
      const bool holds = !result.empty() && fhirpath::boolean_of(result[0]).value_or(true);
      const bool wanted = test.outputs.size() == 1 && test.outputs[0].text == "true";
      return holds == wanted ? "" : "the predicate is the other way";
    }
    if (result.size() != test.outputs.size())
      return std::to_string(result.size()) + " results, " + std::to_string(test.outputs.size()) +
             " wanted";
    if (!test.is_ordered) {
      const bool is_same = std::ranges::all_of(test.outputs, [&](const Output& output) {
        return std::ranges::any_of(result, [&](const Item& item) { return agrees(item, output); });
      });
      return is_same ? "" : "other results";
    }
    for (std::size_t i = 0; i < result.size(); ++i) {
      if (!agrees(result[i], test.outputs[i]))
        return type_name(result[i]) + " " + fhirpath::text_of(fhirpath::to_system(result[i])) +
               ", wanted " + test.outputs[i].type + " " + test.outputs[i].text;
    }
    return "";
  }

  const fhir::TypeTable& types_;
  const suites::KnownDifferences& known_;
  fs::path inputs_;
  SuiteHost host_;
  std::map<std::string, fhir::Resource> read_;
  int passed_ = 0;
  int failed_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: fhirpath_suite TESTS.xml INPUT_DIR\n";
    return 2;
  }
  const auto definitions = conformance::Definitions::load(GATEWAY_DEFINITIONS);
  const auto known = suites::KnownDifferences::load(FHIRPATH_KNOWN);
  pugi::xml_document tests;
  if (!definitions || !known || !tests.load_file(argv[1])) {
    std::cerr << "fhirpath_suite: definitions, known differences or tests cannot be read\n";
    return 2;
  }
  Run run(**definitions, *known, argv[2]);
  for (const auto& group : tests.document_element().children("group")) {
    for (const auto& test : group.children("test"))
      run.one(read_case(test));
  }
  return run.finish();
}
