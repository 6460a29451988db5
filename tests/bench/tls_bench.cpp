// What the listeners cost: http with a handler that answers from memory, against the bare responder
// with the same bytes, in one run and in turns. Kept-alive requests (B1) and handshakes (B10).
//
//   tls_bench [milliseconds per measurement]
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

#include "gateway/http/server.hpp"

#include "tests/bench/bare_responder.hpp"
#include "tests/bench/load_client.hpp"
#include "tests/support/dev_ca.hpp"

namespace gateway::bench {
namespace {

constexpr int kRounds = 3;

class FromMemory final : public wire::Handler {
 public:
  explicit FromMemory(std::string body) : body_(std::move(body)) {}
  void handle(wire::Request, wire::Respond respond) override {
    wire::Response response;
    response.status = 200;
    response.headers.add("Content-Type", "application/fhir+json");
    response.body = body_;
    respond(std::move(response));
  }

 private:
  std::string body_;
};

double median(std::array<double, kRounds> values) {
  std::ranges::sort(values);
  return values[kRounds / 2];
}

void compare(const char* name, Load load, std::uint16_t ours, std::uint16_t bare) {
  std::array<double, kRounds> our_rate{};
  std::array<double, kRounds> bare_rate{};
  for (std::size_t round = 0; round < kRounds; ++round) {
    for (const bool is_ours : {false, true}) {
      load.port = is_ours ? ours : bare;
      const Outcome outcome = run_load(load);
      (is_ours ? our_rate : bare_rate)[round] = outcome.per_second;
      std::printf(
          "%-12s %-5s %4zu connections %9.0f/s  p50 %6lld us  p99 %6lld us  failures %llu\n",
          name,
          is_ours ? "http" : "bare",
          load.connections,
          outcome.per_second,
          static_cast<long long>(outcome.p50.count()),
          static_cast<long long>(outcome.p99.count()),
          static_cast<unsigned long long>(outcome.failures));
    }
  }
  std::printf("%-12s http/bare %.2f\n", name, median(our_rate) / median(bare_rate));
}

int run(std::chrono::milliseconds duration) {
  const test::DevCa ca;
  const std::string body(2'048, 'x');
  const SystemClock clock;
  SystemRandom random;
  FromMemory handler(body);
  const auto tls = security::CurrentTls::load(
      {ca.file("server.pem"), ca.file("server.key"), ca.file("trust.pem"), ca.file("crl.pem")},
      clock);
  if (!tls) return EXIT_FAILURE;
  auto server = http::Server::start(
      {.listeners = {{.door = wire::Listener::partner}}},
      {.handler = handler, .clock = clock, .random = random, .tls = tls->get()});
  if (!server) return EXIT_FAILURE;
  const BareResponder bare({ca.file("server.pem"),
                            ca.file("server.key"),
                            ca.file("trust.pem"),
                            [&body](const std::string&) { return body; }});

  const auto client = ca.certificate("bup-handen");
  Load load{.trust = ca.file("trust.pem"), .certificate = client.certificate, .key = client.key};
  load.requests = {
      "GET /fhir/Task/1 HTTP/1.1\r\nHost: localhost\r\nAccept: application/fhir+json\r\n\r\n"};
  load.duration = duration;
  for (const std::size_t connections : {8UL, 32UL}) {
    load.connections = connections;
    compare("kept alive", load, (*server)->port(), bare.port());
  }
  load.connections = 8;
  load.new_connection_each = true;
  compare("handshakes", load, (*server)->port(), bare.port());
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace gateway::bench

int main(int count, char** arguments) {
  const int milliseconds = count > 1 ? std::atoi(arguments[1]) : 3'000;
  return gateway::bench::run(std::chrono::milliseconds(milliseconds));
}
