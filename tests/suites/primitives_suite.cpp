// Runs the published cases of primitive values: primitives_suite <folder of *.ndjson>
//
// <kind>.valid.ndjson holds JSON values that are accepted, <kind>.invalid.ndjson values that are
// refused, one a line. Prints each difference; ends with "N passed, M failed". Differences of
// primitives.known are printed with their reason and do not count. Ends with 77 if the folder is
// not there.
#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rapidjson/document.h>

#include "gateway/base/text.hpp"
#include "gateway/fhir/primitive.hpp"
#include "gateway/fhir/reference.hpp"

#include "tests/suites/known_differences.hpp"

namespace {

namespace fs = std::filesystem;
using gateway::fhir::Primitive;

constexpr int kSkipped = 77;

struct KindRow {
  std::string_view name;
  Primitive kind;
};

constexpr auto kKinds = std::to_array<KindRow>({
    {"base64_binary", Primitive::base64_binary},
    {"boolean", Primitive::boolean},
    {"canonical", Primitive::canonical},
    {"code", Primitive::code},
    {"date", Primitive::date},
    {"date_time", Primitive::date_time},
    {"decimal", Primitive::decimal},
    {"id", Primitive::id},
    {"instant", Primitive::instant},
    {"integer", Primitive::integer},
    {"markdown", Primitive::markdown},
    {"oid", Primitive::oid},
    {"positive_int", Primitive::positive_int},
    {"string", Primitive::string},
    {"time", Primitive::time},
    {"unsigned_int", Primitive::unsigned_int},
    {"uri", Primitive::uri},
    {"url", Primitive::url},
    {"uuid", Primitive::uuid},
    {"xhtml", Primitive::xhtml},
});

bool accepts_primitive(Primitive kind, const rapidjson::Document& json, std::string_view line) {
  if (json.IsNull()) return kind != Primitive::xhtml;  // an element that is not there
  if (kind == Primitive::boolean) {
    return json.IsBool() && gateway::fhir::is_valid(kind, line);
  }
  if (gateway::fhir::is_number(kind)) {
    return json.IsNumber() && gateway::fhir::is_valid(kind, line);
  }
  return json.IsString() &&
         gateway::fhir::is_valid(kind, {json.GetString(), json.GetStringLength()});
}

bool accepts_reference(const rapidjson::Document& json) {
  static constexpr std::array<std::string_view, 6> kMembers = {
      "id", "extension", "reference", "type", "identifier", "display"};
  if (json.IsNull()) return true;
  if (!json.IsObject()) return false;
  for (const auto& member : json.GetObject()) {
    const std::string_view name(member.name.GetString(), member.name.GetStringLength());
    if (std::ranges::find(kMembers, name) == kMembers.end()) return false;
    if (name != "reference") continue;
    if (!member.value.IsString()) return false;
    if (!gateway::fhir::parse_reference(
            {member.value.GetString(), member.value.GetStringLength()})) {
      return false;
    }
  }
  return true;
}

bool accepts(std::string_view kind, std::string_view line) {
  rapidjson::Document json;
  json.Parse<rapidjson::kParseValidateEncodingFlag>(line.data(), line.size());
  if (json.HasParseError()) return false;
  if (kind == "reference") return accepts_reference(json);
  const auto* const row = std::ranges::find(kKinds, kind, &KindRow::name);
  return row != kKinds.end() && accepts_primitive(row->kind, json, line);
}

class Run {
 public:
  explicit Run(const gateway::suites::KnownDifferences& known) : known_(known) {}

  void file(const fs::path& path) {
    const std::string stem = path.stem().string();
    const auto [kind, verdict, found] = gateway::split_once(stem, '.');
    std::ifstream in(path, std::ios::binary);
    int number = 0;
    for (std::string line; std::getline(in, line);) {
      ++number;
      const std::string_view value = gateway::trim(line);
      if (value.empty()) continue;
      count(stem + ":" + std::to_string(number), accepts(kind, value) == (verdict == "valid"));
    }
  }

  int finish() const {
    std::cout << passed_ << " passed, " << failed_ << " failed\n";
    return failed_ == 0 && passed_ > 0 ? 0 : 1;
  }

 private:
  void count(const std::string& name, bool agrees) {
    const bool is_known = known_.contains(name);
    if (!agrees && is_known) {
      std::cout << "known " << name << ": " << known_.rows().find(name)->second << "\n";
      return;
    }
    if (!agrees) std::cout << "FAILED " << name << "\n";
    if (agrees && is_known) std::cout << "FAILED " << name << ": is listed but agrees\n";
    ++(agrees && !is_known ? passed_ : failed_);
  }

  const gateway::suites::KnownDifferences& known_;
  int passed_ = 0;
  int failed_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2 || !fs::is_directory(argv[1])) {
    std::cerr << "usage: primitives_suite <folder of *.ndjson>\n";
    return kSkipped;
  }
  const auto known = gateway::suites::KnownDifferences::load(PRIMITIVES_KNOWN);
  if (!known) {
    std::cerr << "The list of known differences cannot be read.\n";
    return 1;
  }
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(argv[1])) {
    if (entry.path().extension() == ".ndjson") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  Run run(*known);
  for (const fs::path& path : files)
    run.file(path);
  return run.finish();
}
