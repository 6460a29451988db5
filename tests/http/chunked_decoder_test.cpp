// Source: RFC 9112, section 7.1.
#include "gateway/http/chunked_decoder.hpp"

#include <gmock/gmock.h>

namespace gateway::http {
namespace {

constexpr std::size_t kLimit = 100;

Accepted<std::string> decode(std::string_view text, std::size_t limit = kLimit) {
  ChunkedDecoder decoder;
  std::string body;
  const auto used = decoder.feed(text, limit, body);
  if (!used) return refuse(used.error());
  EXPECT_TRUE(decoder.is_complete());
  return body;
}

TEST(ChunkedDecoderTest, JoinsChunks) {
  EXPECT_EQ(decode("3\r\nabc\r\n0a\r\n0123456789\r\n0\r\n\r\n"), "abc0123456789");
}

TEST(ChunkedDecoderTest, ReadsOverExtensionsAndTrailers) {
  EXPECT_EQ(decode("3;a=b;c=\"d\"\r\nabc\r\n0\r\nX-Acting-Unit: evil\r\nY: z\r\n\r\n"), "abc");
}

TEST(ChunkedDecoderTest, GivesTheSameOneByteAtATime) {
  const std::string text = "3;e\r\nabc\r\n1\r\nd\r\n0\r\nT: u\r\n\r\n";
  ChunkedDecoder decoder;
  std::string body;
  for (const char c : text) {
    ASSERT_FALSE(decoder.is_complete());
    ASSERT_EQ(decoder.feed(std::string_view(&c, 1), kLimit, body).value(), 1U);
  }

  EXPECT_TRUE(decoder.is_complete());
  EXPECT_EQ(body, "abcd");
}

TEST(ChunkedDecoderTest, LeavesTheNextRequestAlone) {
  ChunkedDecoder decoder;
  std::string body;

  EXPECT_EQ(decoder.feed("0\r\n\r\nGET /", kLimit, body).value(), 5U);
}

TEST(ChunkedDecoderTest, TakesABodyAtTheLimitAndNotOneBeyond) {
  EXPECT_EQ(decode("64\r\n" + std::string(100, 'x') + "\r\n0\r\n\r\n"), std::string(100, 'x'));
  EXPECT_EQ(decode("65\r\n").error().status, 413U);
  EXPECT_EQ(decode("63\r\n" + std::string(99, 'x') + "\r\n2\r\n").error().status, 413U);
  EXPECT_EQ(decode("FFFFFFFF\r\n").error().status, 413U);
}

TEST(ChunkedDecoderTest, LimitsWhatCarriesNothing) {
  const std::string most(ChunkedDecoder::kMaxOverheadBytes - 1, 'e');  // and ';' begins it

  EXPECT_EQ(decode("1;" + most + "\r\na\r\n0\r\n\r\n"), "a");
  EXPECT_EQ(decode("1;" + most + "ee\r\na\r\n0\r\n\r\n").error().status, 400U);
  EXPECT_EQ(decode("0\r\n" + most + "\r\nee\r\n\r\n").error().status, 400U);
}

class RefusedChunkTest : public testing::TestWithParam<std::string> {};

TEST_P(RefusedChunkTest, IsRefused) {
  EXPECT_EQ(decode(GetParam()).error().status, 400U);
}

INSTANTIATE_TEST_SUITE_P(Http,
                         RefusedChunkTest,
                         testing::Values("+3\r\nabc\r\n0\r\n\r\n",
                                         "-3\r\n",
                                         "0x3\r\n",
                                         " 3\r\n",
                                         "3 \r\n",
                                         "\r\n",
                                         ";a\r\n",
                                         "g\r\n",
                                         "3\nabc\n0\n\n",
                                         "3\r\nabcd\r\n",
                                         "3\r\nabc\n0\r\n\r\n",
                                         "3\r\nabc0\r\n\r\n",
                                         "3\rabc",
                                         "000000003\r\nabc\r\n0\r\n\r\n",
                                         "1;a\nb\r\na\r\n0\r\n\r\n",
                                         "0\r\nX: a\n\r\n",
                                         "0\r\n\n"));

}  // namespace
}  // namespace gateway::http
