// What is known of a request when http answers it itself.
#include "gateway/http/outline.hpp"

#include "tests/http/server_fixture.hpp"

namespace gateway::http {
namespace {

using test::TlsClient;

TEST(OutlineTest, TakesWhatShapesAnAnswerFromAHeadAndNothingElse) {
  const auto head = parse_head(
      "GET /fhir/Task?a=b HTTP/1.1\r\nHost: a\r\nAccept: application/fhir+xml\r\n"
      "X-Request-ID: 1\r\nX-Acting-Person: p\r\n\r\n",
      {});

  const wire::Request outline = outline_of(*head);

  EXPECT_EQ(outline.method, wire::Method::get);
  EXPECT_EQ(outline.target, "/fhir/Task?a=b");
  EXPECT_EQ(outline.headers.find("accept"), "application/fhir+xml");
  EXPECT_EQ(outline.headers.find("x-request-id"), "1");
  EXPECT_EQ(outline.headers.fields().size(), 2U);
}

struct Cut {
  std::string_view input;
  wire::Method method;
  std::string_view target;
  std::optional<std::string_view> accept;
};

class OutlineOfBytesTest : public testing::TestWithParam<Cut> {};

TEST_P(OutlineOfBytesTest, GoesAsFarAsTheBytes) {
  const wire::Request outline = outline_of(GetParam().input);

  EXPECT_EQ(outline.method, GetParam().method);
  EXPECT_EQ(outline.target, GetParam().target);
  EXPECT_EQ(outline.headers.find("Accept"), GetParam().accept);
}

INSTANTIATE_TEST_SUITE_P(
    Heads,
    OutlineOfBytesTest,
    testing::Values(
        Cut{"", wire::Method::other, "", {}},
        Cut{"\r\n\r\n", wire::Method::other, "", {}},
        Cut{"\x16\x03\x01", wire::Method::other, "", {}},
        Cut{"GET", wire::Method::get, "", {}},
        Cut{"GET http://a/fhir HTTP/1.1\r\nAccept: b\r\n", wire::Method::get, "", {}},
        Cut{"GET /fhir/Ta", wire::Method::get, "/fhir/Ta", {}},
        Cut{"HEAD /fhir HTTP/1.1\r\nAccept: text/xm", wire::Method::head, "/fhir", {}},
        Cut{"GET /fhir HTTP/1.1\r\naccept:b \r\n", wire::Method::get, "/fhir", "b"},
        Cut{"GET /fhir HTTP/1.1\nAccept: b\n\n", wire::Method::get, "/fhir", "b"},
        Cut{"POST /fhir HTTP/1.1\r\nno colon\r\nAccept: b\r\n", wire::Method::post, "/fhir", "b"}));

// Says in the body what it was given.
class RefusalTest : public ServerFixture {
 protected:
  RefusalTest() {
    options_.limits.body_bytes = 1'000;
    explain_ = [](const Refusal& refusal, const wire::Request& refused) {
      wire::Response response{.status = refusal.status, .headers = {}, .body = {}};
      response.body = std::string(refusal.id) + " " + refused.target + " " +
                      std::string(refused.headers.find("Accept").value_or("-"));
      response.headers.add("X-Request-ID", refused.request_id);
      return response;
    };
  }

  // The answer to these bytes.
  test::Answer answer_to(std::string_view bytes) {
    TlsClient client(partner());
    client.connect();
    client.send(bytes);
    return client.receive();
  }
};

TEST_F(RefusalTest, TellsWhatWasReadOfARequest) {
  start();

  EXPECT_EQ(answer_to("POST /fhir/Task HTTP/1.1\r\nHost: a\r\nAccept: b\r\n"
                      "Content-Length: 1001\r\n\r\n")
                .body,
            "HTTP-BODY-LENGTH /fhir/Task b");
  EXPECT_EQ(answer_to("GET /fhir HTTP/1.1\r\nHost: a\r\nAccept: b\r\nExpect: tea\r\n\r\n").body,
            "HTTP-EXPECTATION /fhir b");
  EXPECT_EQ(answer_to("GET /fhir HTTP/1.1\r\nAccept: b\r\nC:" + std::string(16 * 1024, 'c')).body,
            "HTTP-HEAD-LENGTH /fhir b");
  EXPECT_EQ(answer_to("GET /fhir HTTP/1.1\r\nAccept: b\r\n folded\r\n\r\n").body,
            "HTTP-FOLD /fhir b");
  EXPECT_EQ(answer_to("\r\n\r\n").body, "HTTP-REQUEST-LINE  -");
}

TEST_F(RefusalTest, TellsItAlsoWhenTheHandlerHasTheRequest) {
  options_.timeouts.handling = std::chrono::milliseconds(50);
  start();

  EXPECT_EQ(answer_to("GET /drop HTTP/1.1\r\nHost: a\r\nAccept: b\r\n\r\n").body,
            "HTTP-NO-ANSWER /drop b");
  EXPECT_EQ(answer_to("GET /keep HTTP/1.1\r\nHost: a\r\nAccept: b\r\n\r\n").body,
            "HTTP-LATE-ANSWER /keep b");
}

TEST_F(RefusalTest, TellsNothingOfTheRequestBefore) {
  start();

  TlsClient client(partner());
  ASSERT_EQ(client.request("GET", "/first", {{"Accept", "a"}}).status, 200U);
  client.send("\r\n\r\n");

  EXPECT_EQ(client.receive().body, "HTTP-REQUEST-LINE  -");
}

TEST_F(RefusalTest, SendsNoBodyForHeadEvenIfTheHeadIsRefused) {
  start();
  TlsClient client(partner());
  client.connect();
  client.send("HEAD / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");

  EXPECT_EQ(client.receive("HEAD").status, 400U);
  EXPECT_EQ(client.read_to_end(), "");
}

TEST_F(RefusalTest, IsALineOfTextForAServerThatKnowsNoProtocol) {
  explain_ = {};
  start();

  const test::Answer answer =
      answer_to("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n");

  EXPECT_EQ(answer.status, 413U);
  EXPECT_EQ(answer.header("Content-Type"), "text/plain; charset=utf-8");
  EXPECT_EQ(answer.header("Cache-Control"), "no-store");
  EXPECT_EQ(answer.header("X-Content-Type-Options"), "nosniff");
  EXPECT_THAT(answer.body, testing::HasSubstr(answer.header("X-Request-ID")));
}

}  // namespace
}  // namespace gateway::http
