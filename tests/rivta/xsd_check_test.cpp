#include "gateway/rivta/xsd_check.hpp"

#include <atomic>
#include <thread>

#include <gmock/gmock.h>

#include "gateway/rivta/process_request_front.hpp"
#include "gateway/rivta/soap.hpp"

#include "tests/rivta/request_message.hpp"
#include "tests/rivta/rivta_stand.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/support/temporary_folder.hpp"

namespace gateway::rivta {
namespace {

using test::cut;
using test::FailsWithId;
using test::replaced;
using test::request_message;

constexpr std::string_view kSimple =
    "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'><xs:element name='r'/></xs:schema>";

std::vector<XsdFinding> findings(const std::string& message) {
  const XsdCheck& schemas = test::schemas();
  const auto call = read_call(message);
  if (!call) return {{.line = 0, .rule = "no call", .element = {}}};
  return schemas.validate(kProcessRequestSchema, call->body);
}

MATCHER_P2(FirstIs, rule, element, "") {
  if (arg.empty()) return false;
  *result_listener << arg.front().rule << " at " << arg.front().element;
  return arg.front().rule == std::string_view(rule) &&
         arg.front().element == std::string_view(element);
}

TEST(XsdCheckTest, FindsNothingInAValidMessage) {
  EXPECT_TRUE(findings(request_message()).empty());
}

TEST(XsdCheckTest, NamesRuleElementAndLine) {
  const auto found = findings(replaced(request_message(), "191212121212", "19121212-1212"));

  EXPECT_THAT(found, FirstIs("pattern", "personId"));
  EXPECT_EQ(found.front().line, 16U);
}

TEST(XsdCheckTest, NamesTheRuleThatIsBroken) {
  const std::string message = request_message();

  EXPECT_THAT(findings(cut(message, "<versionNumber>", "</versionNumber>")),
              FirstIs("unexpected-or-missing-element", "reasonForVersion"));
  EXPECT_THAT(findings(replaced(message, "code=\"NR\"", "code=\"XX\"")),
              FirstIs("unknown-code", "typeOfReason"));
  EXPECT_THAT(findings(replaced(message, "<postalCode>12345", "<postalCode>123456")),
              FirstIs("too-long", "postalCode"));
  EXPECT_THAT(findings(replaced(message, "<gender code=\"1\"/>", "<gender/>")),
              FirstIs("missing-attribute", "gender"));
  EXPECT_THAT(findings(replaced(message, "<gender ", "<gender x=\"1\" ")),
              FirstIs("unknown-attribute", "gender"));
  EXPECT_THAT(findings(replaced(message, "<size>1000", "<size>many")),
              FirstIs("wrong-type", "size"));
}

TEST(XsdCheckTest, ASecondPersonIsNotAllowed) {
  const std::string person = R"(<personId root="1.2.752.129.2.1.3.1" extension="191212121212"/>)";

  EXPECT_THAT(findings(replaced(request_message(), person, person + person)),
              FirstIs("unexpected-or-missing-element", "personId"));
}

TEST(XsdCheckTest, DoesNotNameAnElementThatTheSchemasDoNotDeclare) {
  EXPECT_THAT(findings(replaced(request_message(), "<gender ", "<Tolvan/><gender ")),
              FirstIs("unexpected-or-missing-element", ""));
}

TEST(XsdCheckTest, StopsAtTwentyFindings) {
  std::string telecoms;
  for (std::size_t i = 0; i < XsdCheck::kMaxFindings + 5; ++i) {
    telecoms += "<condition><code code='x'/></condition>";
  }

  EXPECT_EQ(findings(replaced(request_message(), "<condition>", telecoms + "<condition>")).size(),
            XsdCheck::kMaxFindings);
}

TEST(XsdCheckTest, FollowsNoSchemaLocationOfAMessage) {
  const test::TemporaryFolder folder;
  const auto trap = folder.write("trap.xsd", kSimple);
  const std::string hint =
      "<request xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' "
      "xsi:schemaLocation='urn:x " +
      trap.string() + "'>";

  EXPECT_TRUE(findings(replaced(request_message(), "<request>", hint)).empty());
}

TEST(XsdCheckTest, ValidatesInManyThreadsAtOnce) {
  const std::string valid = request_message();
  const std::string invalid = replaced(valid, "code=\"NR\"", "code=\"XX\"");
  std::atomic<int> wrong = 0;
  test::schemas();

  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 50; ++round) {
        if (!findings(valid).empty() || findings(invalid).size() != 1) ++wrong;
      }
    });
  }
  threads.clear();

  EXPECT_EQ(wrong, 0);
}

TEST(XsdCheckTest, RefusesASchemaThatLeadsOutOfItsFolder) {
  for (const char* place : {"../other.xsd", "/etc/x.xsd", "http://x.example/x.xsd", "sub/x.xsd"}) {
    const test::TemporaryFolder folder;
    folder.write("a.xsd",
                 "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'><xs:import "
                 "namespace='urn:x' schemaLocation='" +
                     std::string(place) + "'/></xs:schema>");
    EXPECT_THAT(XsdCheck::load(test::xml_library(), folder.path(), {"a.xsd"}),
                FailsWithId("XSD-LOCATION"))
        << place;
  }
}

TEST(XsdCheckTest, RefusesAFileThatIsMissingOrNoSchema) {
  const test::TemporaryFolder folder;
  folder.write("a.xsd", "<x/>");

  EXPECT_THAT(XsdCheck::load(test::xml_library(), folder.path(), {"b.xsd"}),
              FailsWithId("XSD-FILE"));
  EXPECT_THAT(XsdCheck::load(test::xml_library(), folder.path(), {"a.xsd"}),
              FailsWithId("XSD-SCHEMA"));
  EXPECT_THAT(XsdCheck::load(test::xml_library(), folder / "none", {}), FailsWithId("XSD-FILE"));
}

TEST(XsdCheckTest, LoadsEveryContractOfTheRepository) {
  EXPECT_THAT(XsdCheck::load(test::xml_library(),
                             GATEWAY_RIVTA_SCHEMAS,
                             {"process_request_1.xsd",
                              "process_request_confirmation_1.xsd",
                              "process_request_outcome_1.xsd",
                              "get_request_status_1.xsd",
                              "get_request_instruction_1.xsd",
                              "itintegration_registry_1.xsd"}),
              test::IsOk());
}

}  // namespace
}  // namespace gateway::rivta
