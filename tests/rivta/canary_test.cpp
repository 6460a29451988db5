// No value of a message may come back: not in a result, not in a fault, not in a log line.
#include <gmock/gmock.h>

#include "tests/rivta/request_message.hpp"
#include "tests/rivta/rivta_stand.hpp"

namespace gateway::rivta {
namespace {

using test::replaced;
using test::request_message;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kCanary = "KANARIE";

// A value of the message: the text between tags or an attribute of the request.
struct Place {
  std::size_t begin;
  std::size_t end;
};

std::vector<Place> places(const std::string& message, char open, char close) {
  std::vector<Place> found;
  std::size_t at = message.find("<request>");
  while ((at = message.find(open, at)) != std::string::npos) {
    const std::size_t end = message.find(close, at + 1);
    if (end == std::string::npos) break;
    const bool has_text = message.find_first_not_of(" \n\t", at + 1) < end;
    if (has_text) found.push_back({at + 1, end});
    at = open == close ? end + 1 : end;
  }
  return found;
}

void expect_silent(const std::string& message, std::string_view canary) {
  test::Stand stand;
  const wire::Response response = stand.send(message);

  EXPECT_THAT(response.body, Not(HasSubstr(canary))) << message;
  for (const auto& field : response.headers.fields())
    EXPECT_THAT(field.value, Not(HasSubstr(canary)));
  for (const std::string& line : stand.log().lines())
    EXPECT_THAT(line, Not(HasSubstr(canary)));
}

TEST(CanaryTest, NoTextComesBackWhateverItsPlace) {
  const std::string message = request_message();
  const auto texts = places(message, '>', '<');
  ASSERT_GT(texts.size(), 35U);

  for (const Place& place : texts) {
    std::string changed = message;
    changed.replace(place.begin, place.end - place.begin, kCanary);
    expect_silent(changed, kCanary);
  }
}

TEST(CanaryTest, NoAttributeComesBackWhateverItsPlace) {
  const std::string message = request_message();
  const auto attributes = places(message, '"', '"');
  ASSERT_GT(attributes.size(), 35U);

  for (const Place& place : attributes) {
    std::string changed = message;
    changed.replace(place.begin, place.end - place.begin, kCanary);
    expect_silent(changed, kCanary);
  }
}

TEST(CanaryTest, NoValueOfAWellFormedMessageComesBack) {
  for (const char* value : {"191212121212",
                            "Tolvan",
                            "Storgatan",
                            "SKOLA1",
                            "BUP1",
                            "remiss-17",
                            "Petra",
                            "F90.0",
                            "Oro",
                            "koncentration",
                            "bilaga-1",
                            "process-3"}) {
    expect_silent(request_message(), value);
    expect_silent(replaced(request_message(), "code=\"NR\"", "code=\"AB\""), value);
    expect_silent(replaced(request_message(), "<size>1000", "<size>x"), value);
  }
}

TEST(CanaryTest, NoWrongPersonIdComesBack) {
  expect_silent(replaced(request_message(), "191212121212", "191212121213"), "191212121213");
  expect_silent(replaced(request_message(), "191212121212", "198813451213"), "198813451213");
  expect_silent(replaced(request_message(), "191212121212", "19121212-1213"), "19121212");
}

TEST(CanaryTest, NoNameOfAnElementAttributeOrNamespaceComesBack) {
  const std::string message = request_message();

  expect_silent(replaced(message, "<gender ", "<KANARIE/><gender "), kCanary);
  expect_silent(replaced(message, "<gender ", "<gender KANARIE=\"1\" "), kCanary);
  expect_silent(replaced(message, "</address>", "<f:KANARIE xmlns:f=\"urn:KANARIE\"/></address>"),
                kCanary);
  expect_silent(replaced(message, "<request>", "<request xmlns:KANARIE=\"urn:x\">"), kCanary);
  expect_silent(replaced(message, "<s:Body>", "<s:Body><KANARIE/>"), kCanary);
  expect_silent(
      replaced(
          message, "<s:Header>", "<s:Header><t:KANARIE xmlns:t=\"urn:t\" s:mustUnderstand=\"1\"/>"),
      kCanary);
  expect_silent(replaced(message,
                         "<gender ",
                         "<gender xmlns:x=\"http://www.w3.org/2001/"
                         "XMLSchema-instance\" x:type=\"KANARIE\" "),
                kCanary);
}

TEST(CanaryTest, NothingOfABrokenDocumentComesBack) {
  expect_silent("KANARIE", kCanary);
  expect_silent("<KANARIE>", kCanary);
  expect_silent("<a>&KANARIE;</a>", kCanary);
  expect_silent("<!DOCTYPE KANARIE><a/>", kCanary);
  expect_silent("<?KANARIE x?><a/>", kCanary);
}

TEST(CanaryTest, NoAddressComesBack) {
  expect_silent(replaced(request_message(), ">SE2321000016-BUP1<", ">KANARIE<"), kCanary);
}

}  // namespace
}  // namespace gateway::rivta
