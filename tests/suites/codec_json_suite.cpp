// json_suite DIR: runs the files of JSONTestSuite through check_json_text().
//
// y_ must be accepted, n_ refused; for i_, and for the y_ files that FHIR does not allow, the
// verdict and its reason stand in codec_json_suite.txt.
#include <algorithm>
#include <map>
#include <sstream>
#include <vector>

#include "gateway/codec/json_text.hpp"

#include "tests/suites/codec_suite_report.hpp"

namespace gateway::test {
namespace {

struct Verdict {
  std::string id;  // of the refusal; "accepted" if there is none
  std::string reason;
};

// Lines of "file id reason..."; '#' begins a comment.
std::map<std::string, Verdict> documented_verdicts() {
  std::map<std::string, Verdict> verdicts;
  std::istringstream lines(file_text(CODEC_JSON_SUITE_VERDICTS));
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line.starts_with('#')) continue;
    std::istringstream fields(line);
    std::string name;
    Verdict verdict;
    fields >> name >> verdict.id >> std::ws;
    std::getline(fields, verdict.reason);
    verdicts.emplace(name, verdict);
  }
  return verdicts;
}

std::string verdict_of(const std::string& text) {
  const auto checked = codec::check_json_text(text);
  return checked ? "accepted" : std::string(checked.error().error.id);
}

int run(const std::filesystem::path& folder) {
  const auto documented = documented_verdicts();
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  SuiteReport report;
  for (const auto& file : files) {
    const std::string name = file.filename();
    const std::string verdict = verdict_of(file_text(file));
    const auto exception = documented.find(name);
    if (exception != documented.end()) {
      report.add(!exception->second.reason.empty() && verdict == exception->second.id,
                 name,
                 verdict + ", documented as " + exception->second.id);
    } else if (name.starts_with("y_")) {
      report.add(verdict == "accepted", name, verdict);
    } else {
      report.add(name.starts_with("n_") && verdict != "accepted", name, verdict);
    }
  }
  return report.finish();
}

}  // namespace
}  // namespace gateway::test

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cout << "usage: json_suite DIR\n";
    return 2;
  }
  return gateway::test::run(argv[1]);
}
