#include "gateway/base/log.hpp"

#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <rapidjson/document.h>

#include "tests/support/manual_clock.hpp"
#include "tests/support/memory_log.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/support/temporary_folder.hpp"

namespace gateway {
namespace {

class LogTest : public testing::Test {
 protected:
  std::string only_line() const {
    const auto lines = sink_.lines();
    return lines.size() == 1 ? lines[0] : "not one line";
  }
  // The value of `key` in the only line, read by a JSON parser.
  std::string parsed(const char* key) const {
    const std::string line = only_line();
    rapidjson::Document document;
    document.Parse<rapidjson::kParseValidateEncodingFlag>(line.data(), line.size());
    if (document.HasParseError() || !document.HasMember(key)) return "no such member";
    return {document[key].GetString(), document[key].GetStringLength()};
  }

  test::MemoryLog sink_;
  test::ManualClock clock_;
  Log log_{sink_, clock_};
};

TEST_F(LogTest, WritesOneLineOfJsonForAnEvent) {
  log_.write(LogLevel::warning,
             "DELIVERY-FAILED",
             {.correlation_id = "r-1"},
             {LogField::id("task", "23"),
              LogField::code("why", "timeout"),
              LogField::number("duration_ms", -5)});
  EXPECT_EQ(only_line(),
            R"({"time":"2024-05-01T12:00:00.000000Z","level":"warning","event":"DELIVERY-FAILED",)"
            R"("correlation":"r-1","task":"23","why":"timeout","duration_ms":-5})");
}

TEST_F(LogTest, TakesNumbersOfEveryType) {
  log_.write(LogLevel::info,
             "N",
             {},
             {LogField::number("a", std::uint8_t{255}),
              LogField::number("b", SIZE_MAX),
              LogField::number("c", INT64_MIN)});
  EXPECT_THAT(only_line(),
              testing::HasSubstr(R"("a":255,"b":9223372036854775807,"c":-9223372036854775808})"));
}

TEST_F(LogTest, LeavesOutEventsBelowItsThreshold) {
  log_.write(LogLevel::debug, "QUIET", {}, {});
  EXPECT_TRUE(sink_.lines().empty());
  EXPECT_FALSE(log_.is_enabled(LogLevel::debug));
  Log(sink_, clock_, LogLevel::debug).write(LogLevel::debug, "HEARD", {}, {});
  EXPECT_EQ(sink_.lines().size(), 1U);
}

TEST_F(LogTest, GivesBackEveryControlCharacterWhenTheLineIsParsed) {
  std::string hostile;
  for (char c = 0; c < 0x20; ++c)
    hostile.push_back(c);
  hostile += "\x7F\"\\\xC2\x85\xE2\x80\xA8\xE2\x80\xA9\xE2\x80\xAE\xE2\x81\xA6\xEF\xBB\xBF å€😀";
  log_.write(LogLevel::info, "HOSTILE", {.correlation_id = hostile}, {});
  EXPECT_EQ(parsed("correlation"), hostile);
}

TEST_F(LogTest, HoldsNoRawControlOrDirectionCharacter) {
  log_.write(LogLevel::info,
             "HOSTILE",
             {},
             {LogField::id("id", "a\r\nb\x1B[31m\xE2\x80\xA8\xE2\x80\xAE\xC2\x9B")});
  const std::string line = only_line();
  for (const char c : line)
    EXPECT_GE(static_cast<unsigned char>(c), 0x20U);
  for (const auto* const raw : {"\xE2\x80\xA8", "\xE2\x80\xAE", "\xC2\x9B"}) {
    EXPECT_EQ(line.find(raw), std::string::npos);
  }
}

TEST_F(LogTest, ReplacesBytesThatAreNotUtf8) {
  log_.write(LogLevel::info, "HOSTILE", {}, {LogField::id("id", "a\xFF\xC3")});
  EXPECT_EQ(parsed("id"), "a\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST_F(LogTest, KeepsATextAtTheLimitAndCutsALongerOne) {
  const std::string at_limit(Log::kMaxTextBytes, 'x');
  log_.write(
      LogLevel::info, "LONG", {.correlation_id = at_limit}, {LogField::id("id", at_limit + "x")});
  EXPECT_EQ(parsed("correlation"), at_limit);
  EXPECT_EQ(parsed("id"), at_limit.substr(3) + "…");
}

TEST_F(LogTest, NeverWritesALineBeyondItsLimit) {
  const std::string big(Log::kMaxTextBytes, '\x01');
  const LogField field = LogField::id("id", big);
  log_.write(LogLevel::info, "LONG", {}, {field, field, field, field, field, field, field});
  const std::string line = only_line();
  EXPECT_LE(line.size(), Log::kMaxLineBytes);
  EXPECT_THAT(line, testing::EndsWith(R"(,"cut":true})"));
  rapidjson::Document document;
  EXPECT_FALSE(document.Parse(line.data(), line.size()).HasParseError());
}

TEST_F(LogTest, KeepsLinesWholeWhenThreadsWriteTogether) {
  const test::TemporaryFolder folder;
  {
    const auto sink = make_file_sink(folder / "gateway.log");
    ASSERT_THAT(sink, test::IsOk());
    const Log log(**sink, clock_);
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&log] {
        for (int i = 0; i < 200; ++i)
          log.write(LogLevel::info, "LINE", {}, {});
      });
    }
  }
  const std::string text = test::read_text_file(folder / "gateway.log");
  const std::string line =
      R"({"time":"2024-05-01T12:00:00.000000Z","level":"info","event":"LINE"})";
  EXPECT_EQ(text.size(), 800 * (line.size() + 1));
  for (std::size_t at = 0; at < text.size(); at += line.size() + 1) {
    ASSERT_EQ(text.substr(at, line.size()), line);
  }
}

TEST_F(LogTest, SaysThatAFileCannotBeOpened) {
  const test::TemporaryFolder folder;
  folder.write("file", "");
  EXPECT_THAT(make_file_sink(folder / "file" / "gateway.log"), test::FailsWithId("LOG-FILE"));
}

}  // namespace
}  // namespace gateway
