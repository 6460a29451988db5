// fhirpath_bench TESTS.xml INPUT_DIR: B6 of docs/performance.md.
//
// Compiles and evaluates each expression of HL7's tests that can be, and prints the medians over
// the expressions of the time that one compilation and one evaluation take, and beside them what
// it takes to visit every element of the input once.
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <iostream>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <pugixml.hpp>

#include "gateway/conformance/definitions.hpp"
#include "gateway/fhirpath/expression.hpp"

#include "tests/bench/timing.hpp"
#include "tests/support/package_source.hpp"

namespace {

using gateway::bench::count_elements;
using gateway::bench::median;
using gateway::bench::time_of;
using gateway::fhir::Node;
using gateway::fhir::Resource;

constexpr gateway::Instant kNow{std::chrono::microseconds(1795428000123456)};
}  // namespace

int main(int argc, char** argv) {
  pugi::xml_document tests;
  const auto definitions = gateway::conformance::Definitions::load(GATEWAY_DEFINITIONS);
  if (argc != 3 || !definitions || !tests.load_file(argv[1])) {
    std::cerr << "usage: fhirpath_bench TESTS.xml INPUT_DIR\n";
    return 2;
  }
  const auto& types = (*definitions)->types();
  std::map<std::string, std::optional<Resource>> inputs;
  std::vector<double> compiling;
  std::vector<double> evaluating;
  std::vector<double> visiting;
  std::size_t sink = 0;
  for (const auto& test : tests.select_nodes("//test")) {
    const std::string file = test.node().attribute("inputfile").value();
    const std::string text = test.node().child("expression").child_value();
    auto& input = inputs[file];
    if (!input) input = gateway::test::read_resource(std::filesystem::path(argv[2]) / file, types);
    const auto expression = gateway::fhirpath::Expression::compile(text, types);
    if (!input || !expression) continue;
    const gateway::fhirpath::Environment environment{.now = kNow};
    const auto evaluate = [&] {
      gateway::fhirpath::Evaluation evaluation(*expression, environment);
      const auto result = evaluation.run(input->root());
      sink += result ? result->size() : 0;
      return result.has_value();
    };
    if (!evaluate()) continue;
    compiling.push_back(
        time_of([&] { sink += gateway::fhirpath::Expression::compile(text, types).has_value(); }));
    evaluating.push_back(time_of(evaluate));
    visiting.push_back(time_of([&] { sink += count_elements(input->root()); }));
  }
  std::cout << "B6  " << evaluating.size() << " expressions: evaluated in " << median(evaluating)
            << " ns, compiled in " << median(compiling) << " ns; visiting the input "
            << median(visiting) << " ns (medians)\n";
  return sink == 0 ? 1 : 0;
}
