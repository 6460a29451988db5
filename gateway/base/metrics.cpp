#include "gateway/base/metrics.hpp"

#include <algorithm>
#include <cstdlib>
#include <iterator>

#include <fmt/format.h>

#include "gateway/base/text.hpp"

namespace gateway {
namespace {

constexpr std::size_t kMaxLabelBytes = 64;

bool is_label_code(std::string_view code) {
  constexpr std::string_view kMarks = "_-./";
  return !code.empty() && code.size() <= kMaxLabelBytes && std::ranges::all_of(code, [&](char c) {
    return is_alpha(c) || is_digit(c) || kMarks.find(c) != std::string_view::npos;
  });
}

bool is_metric_name(std::string_view name) {
  return !name.empty() && is_lower(name[0]) &&
         std::ranges::all_of(name, [](char c) { return is_lower(c) || is_digit(c) || c == '_'; });
}

// key="code",key="code"
std::string label_text(Metrics::Labels labels) {
  std::string text;
  for (const MetricLabel& label : labels) {
    if (!text.empty()) text.push_back(',');
    fmt::format_to(std::back_inserter(text),
                   "{}=\"{}\"",
                   label.key,
                   is_label_code(label.code) ? label.code : "invalid");
  }
  return text;
}

std::string overflow_text(Metrics::Labels labels) {
  std::string text;
  for (const MetricLabel& label : labels) {
    if (!text.empty()) text.push_back(',');
    fmt::format_to(std::back_inserter(text), "{}=\"more\"", label.key);
  }
  return text;
}

double seconds(std::chrono::microseconds duration) {
  return std::chrono::duration<double>(duration).count();
}

std::string in_braces(std::string_view labels) {
  return labels.empty() ? std::string() : fmt::format("{{{}}}", labels);
}

void write_histogram(std::string& out,
                     std::string_view name,
                     std::string_view labels,
                     const Histogram& histogram) {
  const std::string_view comma = labels.empty() ? "" : ",";
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < Histogram::kBounds.size(); ++i) {
    total += histogram.in_bucket(i);
    fmt::format_to(std::back_inserter(out),
                   "{}_bucket{{{}{}le=\"{}\"}} {}\n",
                   name,
                   labels,
                   comma,
                   seconds(Histogram::kBounds[i]),
                   total);
  }
  total += histogram.in_bucket(Histogram::kBounds.size());
  fmt::format_to(
      std::back_inserter(out), "{}_bucket{{{}{}le=\"+Inf\"}} {}\n", name, labels, comma, total);
  fmt::format_to(std::back_inserter(out),
                 "{}_sum{} {}\n{}_count{} {}\n",
                 name,
                 in_braces(labels),
                 seconds(histogram.sum()),
                 name,
                 in_braces(labels),
                 total);
}

}  // namespace

void Histogram::observe(std::chrono::microseconds duration) noexcept {
  const auto* const bound = std::ranges::lower_bound(kBounds, duration);
  const auto index = static_cast<std::size_t>(std::distance(kBounds.begin(), bound));
  buckets_[index].fetch_add(1, std::memory_order_relaxed);
  sum_.fetch_add(duration.count(), std::memory_order_relaxed);
}

std::uint64_t Histogram::count() const noexcept {
  std::uint64_t total = 0;
  for (const auto& bucket : buckets_)
    total += bucket.load(std::memory_order_relaxed);
  return total;
}

// One of the three is used, by the kind of the family.
struct Metrics::Series {
  Counter counter;
  Gauge gauge;
  std::unique_ptr<Histogram> histogram;
};

struct Metrics::Family {
  Kind kind = Kind::counter;
  std::string help = {};
  std::map<std::string, Series, std::less<>> series = {};

  void write(std::string& out, std::string_view name) const;
};

void Metrics::Family::write(std::string& out, std::string_view name) const {
  static constexpr std::array<std::string_view, 3> kKinds = {"counter", "gauge", "histogram"};
  fmt::format_to(std::back_inserter(out),
                 "# HELP {} {}\n# TYPE {} {}\n",
                 name,
                 help,
                 name,
                 kKinds[static_cast<std::size_t>(kind)]);
  const auto write_value = [&](const std::string& labels, const auto& value) {
    fmt::format_to(std::back_inserter(out), "{}{} {}\n", name, in_braces(labels), value);
  };
  for (const auto& [labels, one] : series) {
    switch (kind) {
      case Kind::counter: write_value(labels, one.counter.value()); break;
      case Kind::gauge: write_value(labels, one.gauge.value()); break;
      case Kind::histogram: write_histogram(out, name, labels, *one.histogram); break;
    }
  }
}

Metrics::Metrics() = default;
Metrics::~Metrics() = default;

Metrics::Series& Metrics::series(Kind kind,
                                 std::string_view name,
                                 std::string_view help,
                                 Labels labels) {
  const std::lock_guard lock(mutex_);
  auto found = families_.find(name);
  if (found == families_.end()) {
    if (!is_metric_name(name)) std::abort();
    auto family = std::make_unique<Family>();
    family->kind = kind;
    family->help = help;
    found = families_.emplace(std::string(name), std::move(family)).first;
  }
  Family& family = *found->second;
  if (family.kind != kind) std::abort();
  std::string key = label_text(labels);
  if (family.series.size() >= kMaxSeriesPerName && !family.series.contains(key)) {
    key = overflow_text(labels);
  }
  Series& one = family.series[key];
  if (kind == Kind::histogram && !one.histogram) one.histogram = std::make_unique<Histogram>();
  return one;
}

Counter& Metrics::counter(std::string_view name, std::string_view help, Labels labels) {
  if (!name.ends_with("_total")) std::abort();
  return series(Kind::counter, name, help, labels).counter;
}

Gauge& Metrics::gauge(std::string_view name, std::string_view help, Labels labels) {
  return series(Kind::gauge, name, help, labels).gauge;
}

Histogram& Metrics::histogram(std::string_view name, std::string_view help, Labels labels) {
  if (!name.ends_with("_seconds")) std::abort();
  return *series(Kind::histogram, name, help, labels).histogram;
}

std::string Metrics::to_text() const {
  const std::lock_guard lock(mutex_);
  std::string out;
  for (const auto& [name, family] : families_)
    family->write(out, name);
  return out;
}

}  // namespace gateway
