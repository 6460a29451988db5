// Runs the published cases of patches: patch_suite DIR
//
// *.xml: HL7's cases of FHIRPath Patch, <case> with <input>, <diff> and <output> or <error>.
// *.json: cases of JSON Patch, objects with doc, patch and expected or error. Cases of other forms
// (XML Patch, which Brygga does not offer) are counted apart. Prints each difference; ends with
// "N passed, M failed". Ends with 77 if the folder is not there.
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include <pugixml.hpp>

#include "gateway/codec/json_patch.hpp"
#include "gateway/codec/plain_json.hpp"
#include "gateway/codec/plain_json_equality.hpp"
#include "gateway/codec/xml_reader.hpp"
#include "gateway/conformance/definitions.hpp"
#include "gateway/fhirpath/fhir_patch.hpp"

#include "tests/suites/codec_suite_report.hpp"
#include "tests/suites/tree_difference.hpp"

namespace {

namespace fs = std::filesystem;
using namespace gateway;

constexpr int kSkipped = 77;

struct Run {
  const fhir::TypeTable& types;
  test::SuiteReport report = {};
  std::size_t of_other_forms = 0;
};

// The resource inside an element of a case.
std::optional<fhir::Resource> read_resource(pugi::xml_node holder, const fhir::TypeTable& types) {
  std::ostringstream text;
  for (const pugi::xml_node child : holder.children())
    child.print(text, "", pugi::format_raw);
  fhir::IssueLog findings;
  auto resource = codec::read_xml(text.str(), types, {}, findings);
  if (!resource || findings.has_errors()) return std::nullopt;
  return std::move(*resource);
}

void run_fhir_case(pugi::xml_node one, Run& run) {
  const std::string name = std::string("FHIR Patch: ") + one.attribute("name").value();
  const auto input = read_resource(one.child("input"), run.types);
  const auto patch = read_resource(one.child("diff"), run.types);
  if (!input || !patch) return run.report.add(false, name, "the case cannot be read");
  const auto patched = fhirpath::apply_fhir_patch(*input, *patch);
  if (one.child("error")) return run.report.add(!patched, name, "expected a refusal");
  if (!patched) return run.report.add(false, name, patched.error().error.id);
  const auto output = read_resource(one.child("output"), run.types);
  if (!output) return run.report.add(false, name, "the output cannot be read");
  const auto difference = suites::find_difference(patched->root(), output->root());
  run.report.add(!difference, name, difference.value_or(""));
}

void run_xml(const fs::path& file, Run& run) {
  pugi::xml_document document;
  const bool is_read = static_cast<bool>(
      document.load_file(file.c_str(), pugi::parse_default | pugi::parse_ws_pcdata));
  if (!is_read) return run.report.add(false, file.filename().string(), "cannot be read");
  for (const pugi::xml_node one : document.document_element().children("case")) {
    if (one.child("diff") && one.child("input")) {
      run_fhir_case(one, run);
    } else {
      ++run.of_other_forms;
    }
  }
}

void run_json_case(const codec::PlainJson& one, Run& run) {
  const std::string name = "JSON Patch: " + one.at("comment").text();
  const auto patched =
      codec::apply_json_patch(codec::to_text(one.at("doc")), codec::to_text(one.at("patch")));
  if (one.find("error")) return run.report.add(!patched, name, "expected a refusal");
  if (!patched) return run.report.add(false, name, patched.error().error.id);
  const auto result = codec::read_plain_json(*patched);
  const bool is_expected =
      result && (!one.find("expected") || codec::is_equal(*result, one.at("expected")));
  run.report.add(is_expected, name, *patched);
}

void run_json(const fs::path& file, Run& run) {
  const auto cases = codec::read_plain_json(test::file_text(file));
  if (!cases) return run.report.add(false, file.filename().string(), "cannot be read");
  for (const codec::PlainJson& one : cases->items()) {
    if (one.find("doc") && one.find("patch")) {
      run_json_case(one, run);
    } else {
      ++run.of_other_forms;
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: patch_suite DIR\n";
    return 2;
  }
  if (!fs::is_directory(argv[1])) {
    std::cout << "skipped: " << argv[1] << " is not there\n";
    return kSkipped;
  }
  const auto definitions = conformance::Definitions::load(GATEWAY_DEFINITIONS);
  if (!definitions) {
    std::cerr << "patch_suite: the definitions cannot be read\n";
    return 2;
  }
  std::vector<fs::path> files(fs::directory_iterator(argv[1]), fs::directory_iterator{});
  std::ranges::sort(files);
  Run run{.types = (*definitions)->types()};
  for (const fs::path& file : files) {
    if (file.extension() == ".xml") run_xml(file, run);
    if (file.extension() == ".json") run_json(file, run);
  }
  std::cout << run.of_other_forms << " cases of other forms are not run\n";
  return run.report.finish();
}
