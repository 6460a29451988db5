// Metrics: counters, gauges and latency histograms, and their text for Prometheus.
//
//   Counter& refused = metrics.counter("gateway_requests_refused_total", "Requests refused.",
//                                      {{"reason", "throttled"}});
//   refused.add();
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace gateway {

// Only rises. THREADS: any.
class Counter {
 public:
  void add(std::uint64_t count = 1) noexcept { value_.fetch_add(count, std::memory_order_relaxed); }
  std::uint64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_ = 0;
};

// Rises and falls. THREADS: any.
class Gauge {
 public:
  void set(std::int64_t value) noexcept { value_.store(value, std::memory_order_relaxed); }
  void add(std::int64_t change) noexcept { value_.fetch_add(change, std::memory_order_relaxed); }
  std::int64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::int64_t> value_ = 0;
};

// How long things take. THREADS: any.
class Histogram {
 public:
  // Upper bounds of the buckets; what is longer falls into one more.
  static constexpr auto kBounds = std::to_array<std::chrono::microseconds>({
      std::chrono::microseconds(100),
      std::chrono::microseconds(250),
      std::chrono::microseconds(500),
      std::chrono::microseconds(1'000),
      std::chrono::microseconds(2'500),
      std::chrono::microseconds(5'000),
      std::chrono::microseconds(10'000),
      std::chrono::microseconds(25'000),
      std::chrono::microseconds(50'000),
      std::chrono::microseconds(100'000),
      std::chrono::microseconds(250'000),
      std::chrono::microseconds(500'000),
      std::chrono::microseconds(1'000'000),
      std::chrono::microseconds(2'500'000),
      std::chrono::microseconds(5'000'000),
      std::chrono::microseconds(10'000'000),
      std::chrono::microseconds(30'000'000),
      std::chrono::microseconds(60'000'000),
  });

  void observe(std::chrono::microseconds duration) noexcept;

  std::uint64_t count() const noexcept;
  std::chrono::microseconds sum() const noexcept {
    return std::chrono::microseconds(sum_.load(std::memory_order_relaxed));
  }
  // Observations in the bucket `index` alone; kBounds.size() is the last one.
  std::uint64_t in_bucket(std::size_t index) const noexcept {
    return buckets_[index].load(std::memory_order_relaxed);
  }

 private:
  std::array<std::atomic<std::uint64_t>, kBounds.size() + 1> buckets_{};
  std::atomic<std::int64_t> sum_ = 0;
};

// One label of a series. `code` is a word of ours: at most 64 of A-Z a-z 0-9 _ - . and '/';
// anything else is counted under "invalid", so that no value from outside becomes a label.
struct MetricLabel {
  std::string_view key;
  std::string_view code;
};

// The registry. The same name and labels give the same object each time; look it up once and keep
// the reference.
//
// THREADS: any.
// LIFETIME: references are good as long as the registry.
class Metrics {
 public:
  // More series of one name are counted together under the label code "more".
  static constexpr std::size_t kMaxSeriesPerName = 1000;
  using Labels = std::initializer_list<MetricLabel>;

  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  // REQUIRES: `name` is a-z, 0-9 and '_' and ends in its unit: "_total" for a counter, "_seconds"
  //           for a histogram; a name has one kind. A name that breaks this ends the process.
  Counter& counter(std::string_view name, std::string_view help, Labels labels = {});
  Gauge& gauge(std::string_view name, std::string_view help, Labels labels = {});
  Histogram& histogram(std::string_view name, std::string_view help, Labels labels = {});

  // All series, ordered by name and labels.
  // Source: Prometheus text exposition format, version 0.0.4.
  std::string to_text() const;

 private:
  struct Series;
  struct Family;
  enum class Kind : std::uint8_t { counter, gauge, histogram };

  Series& series(Kind kind, std::string_view name, std::string_view help, Labels labels);

  mutable std::mutex mutex_;
  std::map<std::string, std::unique_ptr<Family>, std::less<>> families_;
};

}  // namespace gateway
