// Runs snapshot tests: snapshot_suite DIR...
//
// Below each DIR, a folder with a manifest.xml is one of HL7's: a test names an input and has an
// expected output beside it, or says that it must fail; an error among the findings is a failure.
// One without `version` is of R4B. A folder
// with a package.json is a FHIR package: the snapshot of each profile in it is made again and
// compared with the published one. Prints each difference; ends with "N passed, M failed".
// Differences of snapshot.known are printed with their reason and counted apart.
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include <pugixml.hpp>

#include "gateway/conformance/definitions.hpp"
#include "gateway/conformance/packages/package.hpp"
#include "gateway/conformance/snapshot/snapshot_generator.hpp"

#include "tests/suites/known_differences.hpp"
#include "tests/suites/snapshot_difference.hpp"
#include "tests/support/package_source.hpp"

namespace {

namespace fs = std::filesystem;
using namespace gateway;
using conformance::Package;
using fhir::Resource;
using test::PackageSource;
using test::read_resource;

constexpr std::string_view kStructure = "StructureDefinition";
constexpr std::size_t kShownDifferences = 12;

struct Case {
  std::string name;
  Resource input;
  std::optional<Resource> expected;  // nothing: it must fail
};

class Run {
 public:
  Run(PackageSource& r4,
      PackageSource& r4b,
      const fhir::TypeTable& types,
      const suites::KnownDifferences& known)
      : r4_(r4), r4b_(r4b), types_(types), known_(known) {}

  void manifest(const fs::path& folder) {
    pugi::xml_document manifest;
    manifest.load_file((folder / "manifest.xml").c_str());
    r4_.clear();
    r4b_.clear();
    for (const auto& test : manifest.document_element().children("test")) {
      const std::string id = test.attribute("id").value();
      if (const auto input = first_of(folder, {id + "-input", id}))
        (test.attribute("version") ? r4_ : r4b_).add(*input);
    }
    for (const auto& test : manifest.document_element().children("test")) {
      PackageSource& source = test.attribute("version") ? r4_ : r4b_;
      const std::string id = test.attribute("id").value();
      const auto input = first_of(folder, {id + "-input", id});
      if (!test.attribute("gen").as_bool()) {
        std::cout << id << ": skipped: it makes no snapshot\n";
        ++skipped_;
        continue;
      }
      if (!input) {
        report(id, {"there is no input"});
        continue;
      }
      for (const std::string& other : words(test.attribute("register").value())) {
        if (const auto resource = first_of(folder, {other})) source.add(*resource);
      }
      source.add(*input);
      std::optional<Resource> expected;
      if (!test.attribute("fail").as_bool()) {
        const std::string target = test.attribute("targetVersion").value();
        expected = first_of(folder, {id + "-output-" + target, id + "-expected", id + "-output"});
        if (!expected) {
          report(id, {"there is no expected output"});
          continue;
        }
      }
      one({id, *input, expected},
          source,
          {.closes_named_types = !test.attribute("new-slice-processing").as_bool(true)});
    }
  }

  void package(const fs::path& folder) {
    const auto package = Package::open(folder);
    if (!package) {
      report(folder.string(), {package.error().message});
      return;
    }
    for (const conformance::PackageEntry& entry : package->of_type(kStructure)) {
      fhir::IssueLog findings;
      const auto definition = package->read(entry, types_, findings);
      if (!definition) continue;
      if (definition->root().child("derivation").value() != "constraint") continue;
      if (definition->root().child("snapshot").children("element").empty()) continue;
      one({fs::path(entry.file).stem().string(), *definition, *definition},
          r4_,
          {.closes_named_types = true});
    }
  }

  int finish() const {
    std::cout << known_count_ << " known to differ, " << skipped_ << " skipped\n"
              << passed_ << " passed, " << failed_ << " failed\n";
    return failed_ == 0 ? 0 : 1;
  }

 private:
  static std::vector<std::string> words(const std::string& text) {
    std::vector<std::string> words;
    std::istringstream in(text);
    for (std::string word; std::getline(in >> std::ws, word, ',');)
      words.push_back(word);
    return words;
  }

  std::optional<Resource> read_cached(const fs::path& file) {
    const auto found = files_.find(file);
    if (found != files_.end()) return found->second;
    return files_.emplace(file, read_resource(file, types_)).first->second;
  }

  std::optional<Resource> first_of(const fs::path& folder, const std::vector<std::string>& stems) {
    for (const std::string& stem : stems) {
      for (const std::string_view extension : {".xml", ".json"}) {
        const fs::path file = folder / (stem + std::string(extension));
        if (fs::exists(file)) return read_cached(file);
      }
    }
    return std::nullopt;
  }

  void one(const Case& test, PackageSource& source, const conformance::SnapshotRules& rules) {
    conformance::SnapshotGenerator generator(source, rules);
    fhir::IssueLog findings;
    const auto made = generator.generate(test.input, findings);
    std::vector<std::string> differences;
    if (!test.expected) {
      if (made && !findings.has_errors()) differences = {"not refused"};
    } else if (!made) {
      differences = {"refused: " + std::string(made.error().error.id) + " at " +
                     made.error().error.expression};
    } else {
      differences = suites::snapshot_differences(test.expected->root().child("snapshot"),
                                                 made->root().child("snapshot"));
      for (const fhir::Issue& issue : findings.issues()) {
        if (issue.severity == fhir::Severity::error)
          differences.push_back("finding: " + std::string(issue.id) + " at " + issue.expression);
      }
    }
    report(test.name, differences);
  }

  void report(const std::string& name, const std::vector<std::string>& differences) {
    const auto known = known_.rows().find(name);
    const bool is_known = known != known_.rows().end();
    if (differences.empty()) {
      if (is_known) std::cout << name << ": is known to differ and does not\n";
      ++passed_;
      return;
    }
    for (std::size_t i = 0; i < std::min(differences.size(), kShownDifferences); ++i)
      std::cout << name << ": " << differences[i] << '\n';
    if (differences.size() > kShownDifferences)
      std::cout << name << ": and " << differences.size() - kShownDifferences << " more\n";
    if (is_known) std::cout << name << ": known: " << known->second << '\n';
    ++(is_known ? known_count_ : failed_);
  }

  PackageSource& r4_;
  PackageSource& r4b_;
  const fhir::TypeTable& types_;
  const suites::KnownDifferences& known_;
  std::map<fs::path, std::optional<Resource>> files_;
  int passed_ = 0;
  int failed_ = 0;
  int known_count_ = 0;
  int skipped_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: snapshot_suite DIR...\n";
    return 2;
  }
  const auto definitions = conformance::Definitions::load(GATEWAY_DEFINITIONS);
  const auto known = suites::KnownDifferences::load(SNAPSHOT_KNOWN);
  if (!definitions || !known) {
    std::cerr << "snapshot_suite: definitions or known differences cannot be read\n";
    return 2;
  }
  PackageSource r4(R4_PACKAGE, (*definitions)->types());
  PackageSource r4b(R4B_PACKAGE, (*definitions)->types());
  Run run(r4, r4b, (*definitions)->types(), *known);
  for (int i = 1; i < argc; ++i) {
    std::vector<fs::path> folders{argv[i]};
    for (const auto& entry : fs::directory_iterator(argv[i])) {
      if (entry.is_directory()) folders.push_back(entry.path());
    }
    std::ranges::sort(folders);
    for (const fs::path& folder : folders) {
      if (fs::exists(folder / "manifest.xml")) run.manifest(folder);
      if (fs::exists(folder / "package.json")) run.package(folder);
    }
  }
  return run.finish();
}
