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
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>

#include "gateway/app/composition.hpp"
#include "gateway/app/config.hpp"
#include "gateway/base/log.hpp"

#include "tests/bench/bare_responder.hpp"
#include "tests/bench/load_client.hpp"

namespace gateway::bench {
namespace {

using std::chrono::milliseconds;

struct Place {
  std::filesystem::path folder;
  milliseconds duration;
  std::string part;
};

Load load_of(const Place& place, std::uint16_t port, std::string request, std::size_t connections) {
  Load load;
  load.port = port;
  load.trust = place.folder / "certs/trust.pem";
  load.certificate = place.folder / "certs/skola-farsta.pem";
  load.key = place.folder / "certs/skola-farsta.key";
  load.request = std::move(request);
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
  return "POST /fhir/" + std::string(path) +
         " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/fhir+json\r\n"
         "Accept: application/fhir+json\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

void print(std::string_view name, const Outcome& outcome, double bound) {
  std::printf("%-44s %10.0f/s  p50 %7lld us  p99 %7lld us  failures %llu",
              std::string(name).c_str(),
              outcome.per_second,
              static_cast<long long>(outcome.p50.count()),
              static_cast<long long>(outcome.p99.count()),
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

// The bound of B1: the same bytes from memory over the same TLS.
Outcome run_bare(const Place& place, const std::string& body, std::size_t connections) {
  const BareResponder bare({place.folder / "certs/server.pem",
                            place.folder / "certs/server.key",
                            place.folder / "certs/trust.pem",
                            body,
                            2});
  return run_load(load_of(place, bare.port(), get("Patient/x"), connections));
}

int run(const Place& place) {
  const auto config = app::load_config(place.folder / "brygga.yaml");
  if (!config) {
    std::cerr << config.error().message << '\n';
    return 1;
  }
  NoLog log;
  const auto begin = std::chrono::steady_clock::now();
  const auto gateway = app::Gateway::start(*config, log);
  if (!gateway) {
    std::cerr << gateway.error().message << '\n';
    return 1;
  }
  const auto started =
      std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - begin);
  std::printf("B11 start to ready: %lld ms\n", static_cast<long long>(started.count()));

  // The stand's script has left what is read and what is written.
  const std::string organisation = "Organization/org-skola-farsta";
  const std::string patient = read_file(place.folder / "bench_patient_path");
  const std::string body = read_file(place.folder / "bench_body");
  const std::string referral = read_file(place.folder / "bench_service_request");
  const std::uint16_t port = (*gateway)->partner_port();

  double bound = 0;
  const auto measure = [&](std::string_view name, const auto& run, double against) {
    if (name.find(place.part) == std::string_view::npos) return 0.0;
    const Outcome outcome = run();
    print(name, outcome, against);
    return outcome.per_second;
  };
  const auto load = [&](std::string request, std::size_t connections) {
    return
        [&, request, connections] { return run_load(load_of(place, port, request, connections)); };
  };
  for (const std::size_t connections : {32U, 256U}) {
    const std::string with = ", " + std::to_string(connections) + " conn.";
    bound = measure(
        "B1 bound: bare Beast responder" + with,
        [&] { return run_bare(place, body, connections); },
        0);
    measure("B1 directory, no audit" + with, load(get(organisation), connections), bound);
    measure("B1 Patient, decrypted, audited" + with, load(get(patient), connections), bound);
  }
  measure("B2 create of a ServiceRequest, 64 conn.", load(post("ServiceRequest", referral), 64), 0);
  static_cast<void>((*gateway)->drain(milliseconds(5000)));
  return 0;
}

}  // namespace
}  // namespace gateway::bench

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: gateway_bench FOLDER [SECONDS]\n";
    return 2;
  }
  const int seconds = argc > 2 ? std::atoi(argv[2]) : 5;
  return gateway::bench::run({argv[1], std::chrono::seconds(seconds), argc > 3 ? argv[3] : ""});
}
