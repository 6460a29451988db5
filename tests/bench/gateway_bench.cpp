// gateway_bench: B1, B2, B11 and B14 of docs/performance.md, each beside its bound in the same run.
//
// usage: gateway_bench FOLDER [SECONDS] [PART]
//
// PART: measure only the lines whose name contains it (for a profile).
//
// FOLDER is a stand (tests/partner/stand.py) whose gateway does not run: its configuration,
// certificates and directory are used, and its database is filled.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "gateway/app/composition.hpp"
#include "gateway/app/config.hpp"
#include "gateway/base/log.hpp"

#include "tests/bench/bare_responder.hpp"
#include "tests/bench/bare_store.hpp"
#include "tests/bench/load_client.hpp"
#include "tests/bench/receiver.hpp"
#include "tests/bench/stored_rows.hpp"

namespace gateway::bench {
namespace {

using std::chrono::milliseconds;

struct Place {
  std::filesystem::path folder;
  milliseconds duration;
  std::string part;
};

Load load_of(const Place& place,
             std::uint16_t port,
             std::vector<std::string> requests,
             std::size_t connections) {
  Load load;
  load.port = port;
  load.trust = place.folder / "certs/trust.pem";
  load.certificate = place.folder / "certs/skola-farsta.pem";
  load.key = place.folder / "certs/skola-farsta.key";
  load.requests = std::move(requests);
  load.connections = connections;
  load.warm_up = milliseconds(1000);
  load.duration = place.duration;
  return load;
}

std::string get(std::string_view path) {
  return "GET /fhir/" + std::string(path) +
         " HTTP/1.1\r\nHost: localhost\r\nAccept: application/fhir+json\r\n\r\n";
}

std::string post(std::string_view path, std::string_view body) {
  return "POST /fhir" + std::string(path) +
         " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/fhir+json\r\n"
         "Accept: application/fhir+json\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

void print(std::string_view name, const Outcome& outcome, double bound) {
  std::printf("%-44s %10.0f/s  p50 %7lld us  p99 %7lld us  cpu %5.0f us  failures %llu",
              std::string(name).c_str(),
              outcome.per_second,
              static_cast<long long>(outcome.p50.count()),
              static_cast<long long>(outcome.p99.count()),
              outcome.cpu_microseconds,
              static_cast<unsigned long long>(outcome.failures));
  if (bound > 0) std::printf("  ratio %.2f", outcome.per_second / bound);
  std::printf("\n");
  std::fflush(stdout);
}

std::string read_file(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

class NoLog final : public LogSink {
 public:
  void write(LogLevel /*level*/, std::string_view /*line*/) override {}
};

BareOptions bare_options(const Place& place, const std::string& certificate) {
  BareOptions options;
  options.certificate = place.folder / "certs" / (certificate + ".pem");
  options.key = place.folder / "certs" / (certificate + ".key");
  options.trust = place.folder / "certs/trust.pem";
  return options;
}

// What the stand's script has left in a file of its folder.
std::string left(const Place& place, std::string_view name) {
  return read_file(place.folder / name);
}

class Bench {
 public:
  explicit Bench(const Place& place) : place_(place) {}

  int run() {
    const auto config = app::load_config(place_.folder / "brygga.yaml");
    if (!config) return failed(config.error());
    const auto begin = std::chrono::steady_clock::now();
    auto gateway = app::Gateway::start(*config, log_);
    if (!gateway) return failed(gateway.error());
    const auto started =
        std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - begin);
    std::printf("B11 start to ready: %lld ms\n", static_cast<long long>(started.count()));
    gateway_ = std::move(*gateway);
    for (const std::size_t connections : {32U, 256U})
      reads(connections);
    creates();
    deliveries();
    static_cast<void>(gateway_->drain(milliseconds(5000)));
    return 0;
  }

 private:
  static int failed(const Error& error) {
    std::cerr << error.message << '\n';
    return 1;
  }

  bool is_wanted(std::string_view name) const {
    return name.find(place_.part) != std::string_view::npos;
  }

  Outcome load(std::vector<std::string> requests, std::size_t connections) const {
    return run_load(load_of(place_, gateway_->partner_port(), std::move(requests), connections));
  }

  void reads(std::size_t connections) const {
    const std::string with = ", " + std::to_string(connections) + " conn.";
    const std::string bare = "B1 bound: bare Beast responder" + with;
    double bound = 0;
    if (is_wanted(bare)) {
      BareOptions options = bare_options(place_, "server");
      options.answer = [body = left(place_, "bench_body")](const std::string&) { return body; };
      const BareResponder responder(options);
      const Outcome outcome =
          run_load(load_of(place_, responder.port(), {get("Patient/x")}, connections));
      bound = outcome.per_second;
      print(bare, outcome, 0);
    }
    const std::string directory = "B1 directory, no audit" + with;
    if (is_wanted(directory))
      print(directory, load({get(left(place_, "bench_directory_path"))}, connections), bound);
    const std::string patient = "B1 Patient, decrypted, audited" + with;
    if (is_wanted(patient))
      print(patient, load({get(left(place_, "bench_patient_path"))}, connections), bound);
  }

  // B2: the bound writes as many rows of the same size, and nothing else.
  void creates() const {
    constexpr std::string_view kName = "B2 create of a ServiceRequest, 64 clients";
    if (!is_wanted(kName)) return;
    const std::string database = (place_.folder / "brygga.db").string();
    const StoredRows before = count_rows(database);
    const Outcome ours = load({post("/ServiceRequest", left(place_, "bench_service_request"))},
                              BareStore::kUnitsAtOnce);
    const BareRows each = rows_of_each(before, count_rows(database));
    const auto bare = place_.folder / "bare.db";
    const Figures bound = BareStore(bare.string(), each).run(20'000);
    for (const char* suffix : {"", "-wal", "-shm"})
      std::filesystem::remove(bare.string() + suffix);
    std::printf("B2 bound: %d terms, %d ranges, %d bytes%*s %10.0f/s  p50 %7.0f us  p99 %7.0f us\n",
                each.terms,
                each.ranges,
                each.sealed_bytes,
                8,
                "",
                bound.per_second,
                bound.p50_ms * 1000,
                bound.p99_ms * 1000);
    print(kName, ours, bound.per_second);
    std::printf("   p99 %.2f x the bound's\n",
                static_cast<double>(ours.p99.count()) / (bound.p99_ms * 1000));
  }

  // B14: messages pile up while their receiver is slow to answer; then it answers at once.
  void deliveries() const {
    constexpr std::string_view kName = "B14 delivery to one receiver";
    if (!is_wanted(kName)) return;
    Receiver receiver(bare_options(place_, left(place_, "bench_receiver")),
                      std::stoi(left(place_, "bench_receiver_port")));
    // Different children: messages about one child go in order, one at a time.
    std::vector<std::string> requests;
    std::istringstream bundles(left(place_, "bench_referrals"));
    for (std::string bundle; std::getline(bundles, bundle);)
      requests.push_back(post("", bundle));
    const Outcome made = load(std::move(requests), 16);
    const Drained drained = receiver.open_and_wait();
    std::printf(
        "%-44s %10.0f/s  cpu %5.0f us  (%llu messages, made at %.0f/s, cpu %.0f us, %llu "
        "failures)\n",
        std::string(kName).c_str(),
        drained.per_second,
        drained.cpu_microseconds,
        static_cast<unsigned long long>(drained.messages),
        made.per_second,
        made.cpu_microseconds,
        static_cast<unsigned long long>(made.failures));
  }

  const Place& place_;
  NoLog log_;
  std::unique_ptr<app::Gateway> gateway_;
};

}  // namespace
}  // namespace gateway::bench

int main(int argc, char** argv) {
  // As gateway/app/main.cpp does.
  for (const char* name : {"SSL_CERT_FILE", "SSL_CERT_DIR"})
    ::setenv(name, "/dev/null", 1);
  if (argc < 2) {
    std::cerr << "usage: gateway_bench FOLDER [SECONDS] [PART]\n";
    return 2;
  }
  const int seconds = argc > 2 ? std::atoi(argv[2]) : 5;
  const gateway::bench::Place place{
      argv[1], std::chrono::seconds(seconds), argc > 3 ? argv[3] : ""};
  return gateway::bench::Bench(place).run();
}
