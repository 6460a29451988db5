#include "tests/bench/receiver.hpp"

#include <chrono>
#include <functional>
#include <string_view>
#include <thread>
#include <utility>

#include "tests/bench/cpu_time.hpp"

namespace gateway::bench {
namespace {

using Timer = std::chrono::steady_clock;

constexpr auto kLook = std::chrono::milliseconds(20);
constexpr auto kNoMore = std::chrono::milliseconds(1500);

BareOptions completed(BareOptions options,
                      int port,
                      std::function<std::string(const std::string&)> answer) {
  options.port = static_cast<std::uint16_t>(port);
  options.answer = std::move(answer);
  return options;
}

// The first id in the gateway's messages is that of the Bundle.
std::string_view bundle_id(std::string_view message) {
  constexpr std::string_view kId = "\"id\":\"";
  const std::size_t begin = message.find(kId);
  if (begin == std::string_view::npos) return {};
  const std::string_view rest = message.substr(begin + kId.size());
  return rest.substr(0, rest.find('"'));
}

}  // namespace

Receiver::Receiver(BareOptions options, int port)
    : responder_(completed(std::move(options), port, [this](const std::string& message) {
        return acknowledge(message);
      })) {}

Receiver::~Receiver() {
  open();
}

void Receiver::open() {
  {
    const std::scoped_lock lock(mutex_);
    is_open_ = true;
  }
  opened_.notify_all();
}

std::string Receiver::acknowledge(const std::string& message) {
  {
    std::unique_lock lock(mutex_);
    opened_.wait(lock, [this] { return is_open_; });
  }
  taken_.fetch_add(1);
  std::string answer =
      R"({"resourceType":"Bundle","type":"message","entry":[{"resource":{"resourceType":)"
      R"("MessageHeader","eventCoding":{"system":"urn:bench","code":"ack"},"source":{"endpoint":)"
      R"("urn:bench"},"response":{"identifier":")";
  answer.append(bundle_id(message)).append(R"(","code":"ok"}}}]})");
  return answer;
}

Drained Receiver::open_and_wait() {
  const auto begin = Timer::now();
  auto last_growth = begin;
  std::uint64_t seen = 0;
  const auto cpu_before = cpu_time();
  open();
  while (Timer::now() - last_growth < kNoMore) {
    std::this_thread::sleep_for(kLook);
    const std::uint64_t now_taken = taken_.load();
    if (now_taken == seen) continue;
    seen = now_taken;
    last_growth = Timer::now();
  }
  if (seen == 0) return {};
  const double count = static_cast<double>(seen);
  return {seen,
          count / std::chrono::duration<double>(last_growth - begin).count(),
          static_cast<double>((cpu_time() - cpu_before).count()) / count};
}

}  // namespace gateway::bench
