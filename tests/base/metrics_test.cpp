#include "gateway/base/metrics.hpp"

#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>

namespace gateway {
namespace {

using std::chrono::microseconds;
using testing::HasSubstr;
using testing::Not;

TEST(MetricsTest, GivesTheSameCounterForTheSameNameAndLabels) {
  Metrics metrics;
  Counter& first = metrics.counter("refused_total", "Refused.", {{"why", "size"}});
  Counter& again = metrics.counter("refused_total", "Refused.", {{"why", "size"}});
  Counter& other = metrics.counter("refused_total", "Refused.", {{"why", "rate"}});
  EXPECT_EQ(&first, &again);
  EXPECT_NE(&first, &other);
}

TEST(MetricsTest, WritesCountersAndGaugesInOrder) {
  Metrics metrics;
  metrics.gauge("queue_messages", "Waiting.").set(-3);
  metrics.counter("sent_total", "Sent.", {{"to", "b"}}).add(2);
  metrics.counter("sent_total", "Sent.", {{"to", "a"}}).add();
  EXPECT_EQ(metrics.to_text(),
            "# HELP queue_messages Waiting.\n"
            "# TYPE queue_messages gauge\n"
            "queue_messages -3\n"
            "# HELP sent_total Sent.\n"
            "# TYPE sent_total counter\n"
            "sent_total{to=\"a\"} 1\n"
            "sent_total{to=\"b\"} 2\n");
}

TEST(MetricsTest, WritesBucketsThatAddUp) {
  Metrics metrics;
  Histogram& histogram = metrics.histogram("work_seconds", "Work.", {{"kind", "read"}});
  histogram.observe(microseconds(100));
  histogram.observe(microseconds(101));
  histogram.observe(microseconds(3'000'000'000));
  const std::string text = metrics.to_text();
  EXPECT_THAT(text, HasSubstr("work_seconds_bucket{kind=\"read\",le=\"0.0001\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("work_seconds_bucket{kind=\"read\",le=\"0.00025\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("work_seconds_bucket{kind=\"read\",le=\"60\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("work_seconds_bucket{kind=\"read\",le=\"+Inf\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("work_seconds_count{kind=\"read\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("work_seconds_sum{kind=\"read\"} 3000.000201\n"));
  EXPECT_EQ(histogram.count(), 3U);
}

TEST(MetricsTest, CountsLabelsThatAreNoCodesUnderInvalid) {
  Metrics metrics;
  for (const auto* const code : {"Anna Andersson", "a\"b", "", "a\nb"}) {
    metrics.counter("x_total", "X.", {{"code", code}}).add();
  }
  metrics.counter("x_total", "X.", {{"code", std::string(64, 'a')}}).add();
  metrics.counter("x_total", "X.", {{"code", std::string(65, 'a')}}).add();
  const std::string text = metrics.to_text();
  EXPECT_THAT(text, HasSubstr("x_total{code=\"invalid\"} 5\n"));
  EXPECT_THAT(text, HasSubstr("x_total{code=\"" + std::string(64, 'a') + "\"} 1\n"));
  EXPECT_THAT(text, Not(HasSubstr("Anna")));
}

TEST(MetricsTest, GathersSeriesBeyondItsLimitInOne) {
  Metrics metrics;
  for (std::size_t i = 0; i < Metrics::kMaxSeriesPerName + 2; ++i) {
    metrics.counter("x_total", "X.", {{"code", std::to_string(i)}}).add();
  }
  const std::string text = metrics.to_text();
  EXPECT_THAT(text, HasSubstr("x_total{code=\"999\"} 1\n"));
  EXPECT_THAT(text, Not(HasSubstr("x_total{code=\"1000\"}")));
  EXPECT_THAT(text, HasSubstr("x_total{code=\"more\"} 2\n"));
}

TEST(MetricsTest, LosesNoCountBetweenThreads) {
  Metrics metrics;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&metrics] {
        for (int i = 0; i < 1000; ++i) {
          metrics.counter("x_total", "X.").add();
          metrics.histogram("y_seconds", "Y.").observe(microseconds(i));
        }
      });
    }
  }
  EXPECT_EQ(metrics.counter("x_total", "X.").value(), 4000U);
  EXPECT_EQ(metrics.histogram("y_seconds", "Y.").count(), 4000U);
}

TEST(MetricsDeathTest, EndsTheProcessForANameWithoutUnit) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  Metrics metrics;
  EXPECT_DEATH(metrics.counter("requests", "X."), "");
  EXPECT_DEATH(metrics.histogram("latency_ms", "X."), "");
  EXPECT_DEATH(metrics.gauge("Queue", "X."), "");
}

}  // namespace
}  // namespace gateway
