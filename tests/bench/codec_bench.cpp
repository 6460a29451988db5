// codec_bench [DIR]: B3 and B4 of docs/performance.md.
//
//   B3  JSON → tree → JSON against RapidJSON's own document, parsed and written
//   B4  XML → tree → XML against pugixml's own document, parsed and written
//
// DIR (or BRYGGA_EXAMPLES) holds the R4 examples, BRYGGA_DEFINITIONS names definitions.bin. Prints
// the ratios of the medians.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <pugixml.hpp>
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "gateway/codec/json_reader.hpp"
#include "gateway/codec/json_writer.hpp"
#include "gateway/codec/xml_reader.hpp"
#include "gateway/codec/xml_writer.hpp"
#include "gateway/conformance/definitions.hpp"

namespace gateway {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxFileBytes = 1024 * 1024;
constexpr std::size_t kMaxTotalBytes = 32 * 1024 * 1024;
constexpr codec::ReadLimits kLimits{.max_bytes = 16 * 1024 * 1024};

struct Corpus {
  std::unique_ptr<const conformance::Definitions> definitions;
  std::vector<std::string> json;
  std::vector<std::string> xml;
  std::size_t tree_bytes = 0;
};

std::string file_text(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::size_t total_size(const std::vector<std::string>& texts) {
  std::size_t size = 0;
  for (const std::string& text : texts)
    size += text.size();
  return size;
}

bool add_file(const fs::path& file, Corpus& corpus) {
  std::string text = file_text(file);
  fhir::IssueLog findings;
  const auto resource = codec::read_json(text, corpus.definitions->types(), kLimits, findings);
  if (!resource || findings.has_errors()) return false;
  corpus.tree_bytes += resource->arena()->bytes();
  corpus.xml.push_back(codec::to_xml(*resource));
  corpus.json.push_back(std::move(text));
  return true;
}

// Every n-th example, so that all types take part.
void load_examples(const fs::path& folder, Corpus& corpus) {
  std::vector<fs::path> files;
  std::size_t bytes = 0;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const fs::path& file = entry.path();
    const bool is_example = file.extension() == ".json" && file.filename() != "package.json";
    if (!is_example || entry.file_size() > kMaxFileBytes) continue;
    files.push_back(file);
    bytes += entry.file_size();
  }
  std::ranges::sort(files);
  const std::size_t step = bytes / kMaxTotalBytes + 1;
  std::size_t refused = 0;
  for (std::size_t i = 0; i < files.size(); i += step) {
    if (!add_file(files[i], corpus)) ++refused;
  }
  std::cout << corpus.json.size() << " examples, " << total_size(corpus.json) << " bytes of JSON, "
            << total_size(corpus.xml) << " of XML; tree "
            << static_cast<double>(corpus.tree_bytes) /
                   static_cast<double>(std::max<std::size_t>(1, total_size(corpus.json)))
            << " bytes per byte of JSON; " << refused << " refused\n";
}

void count_bytes(benchmark::State& state, const std::vector<std::string>& texts) {
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) *
                          static_cast<std::int64_t>(total_size(texts)));
}

void ours_json(benchmark::State& state, const Corpus& corpus) {
  for (auto _ : state) {
    for (const std::string& text : corpus.json) {
      fhir::IssueLog findings;
      const auto resource = codec::read_json(text, corpus.definitions->types(), kLimits, findings);
      benchmark::DoNotOptimize(codec::to_json(*resource).data());
    }
  }
  count_bytes(state, corpus.json);
}

void ours_json_read(benchmark::State& state, const Corpus& corpus) {
  for (auto _ : state) {
    for (const std::string& text : corpus.json) {
      fhir::IssueLog findings;
      const auto resource = codec::read_json(text, corpus.definitions->types(), kLimits, findings);
      benchmark::DoNotOptimize(resource->root().data());
    }
  }
  count_bytes(state, corpus.json);
}

void bound_json(benchmark::State& state, const Corpus& corpus) {
  for (auto _ : state) {
    for (const std::string& text : corpus.json) {
      rapidjson::Document document;
      document.Parse(text.data(), text.size());
      rapidjson::StringBuffer buffer;
      rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
      document.Accept(writer);
      benchmark::DoNotOptimize(buffer.GetString());
    }
  }
  count_bytes(state, corpus.json);
}

void ours_xml(benchmark::State& state, const Corpus& corpus) {
  for (auto _ : state) {
    for (const std::string& text : corpus.xml) {
      fhir::IssueLog findings;
      const auto resource = codec::read_xml(text, corpus.definitions->types(), kLimits, findings);
      benchmark::DoNotOptimize(codec::to_xml(*resource).data());
    }
  }
  count_bytes(state, corpus.xml);
}

void ours_xml_read(benchmark::State& state, const Corpus& corpus) {
  for (auto _ : state) {
    for (const std::string& text : corpus.xml) {
      fhir::IssueLog findings;
      const auto resource = codec::read_xml(text, corpus.definitions->types(), kLimits, findings);
      benchmark::DoNotOptimize(resource->root().data());
    }
  }
  count_bytes(state, corpus.xml);
}

struct StringWriter : pugi::xml_writer {
  std::string text;
  void write(const void* data, std::size_t size) override {
    text.append(static_cast<const char*>(data), size);
  }
};

void bound_xml(benchmark::State& state, const Corpus& corpus) {
  for (auto _ : state) {
    for (const std::string& text : corpus.xml) {
      pugi::xml_document document;
      document.load_buffer(text.data(), text.size());
      StringWriter writer;
      document.save(writer, "", pugi::format_raw | pugi::format_no_declaration);
      benchmark::DoNotOptimize(writer.text.data());
    }
  }
  count_bytes(state, corpus.xml);
}

// Prints as usual and keeps the median of each benchmark.
class Ratios : public benchmark::ConsoleReporter {
 public:
  void ReportRuns(const std::vector<Run>& runs) override {
    ConsoleReporter::ReportRuns(runs);
    for (const Run& run : runs) {
      const bool is_median = run.run_type == Run::RT_Aggregate && run.aggregate_name == "median";
      if (is_median) speed_[run.run_name.function_name] = run.counters.at("bytes_per_second");
    }
  }

  void print(const char* name, const char* ours, const char* bound, double budget) {
    const double ratio = speed_[ours] / speed_[bound];
    std::cout << name << ": " << ratio << " x bound, budget " << budget << " x bound\n";
  }

 private:
  std::map<std::string, double> speed_;
};

int run(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  const char* const from_environment = std::getenv("BRYGGA_EXAMPLES");
  const char* const folder = argc > 1 ? argv[1] : from_environment;
  const char* const file = std::getenv("BRYGGA_DEFINITIONS");
  if (folder == nullptr || !fs::is_directory(folder)) {
    std::cerr << "usage: codec_bench DIR (the folder of hl7.fhir.r4.examples)\n";
    return 2;
  }
  auto definitions = conformance::Definitions::load(file != nullptr ? file : GATEWAY_DEFINITIONS);
  if (!definitions) {
    std::cerr << "codec_bench: the definitions cannot be read\n";
    return 2;
  }
  Corpus corpus{.definitions = std::move(*definitions), .json = {}, .xml = {}};
  load_examples(folder, corpus);

  using Function = void (*)(benchmark::State&, const Corpus&);
  const std::pair<const char*, Function> all[] = {{"ours_json", ours_json},
                                                  {"ours_json_read", ours_json_read},
                                                  {"rapidjson", bound_json},
                                                  {"ours_xml", ours_xml},
                                                  {"ours_xml_read", ours_xml_read},
                                                  {"pugixml", bound_xml}};
  for (const auto& [name, function] : all) {
    benchmark::RegisterBenchmark(name, function, std::cref(corpus))
        ->Repetitions(5)
        ->ReportAggregatesOnly()
        ->Unit(benchmark::kMillisecond);
  }
  Ratios ratios;
  benchmark::RunSpecifiedBenchmarks(&ratios);
  ratios.print("B3", "ours_json", "rapidjson", 0.9);
  ratios.print("B4", "ours_xml", "pugixml", 0.5);
  return 0;
}

}  // namespace
}  // namespace gateway

int main(int argc, char** argv) {
  return gateway::run(argc, argv);
}
