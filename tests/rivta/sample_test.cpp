// The published sample message, with its template values replaced by valid ones.
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>

#include "tests/rivta/request_message.hpp"
#include "tests/rivta/rivta_stand.hpp"

namespace gateway::rivta {
namespace {

using test::replaced;

std::string sample() {
  const std::string shared = test::shared_folder();
  std::ifstream file(shared + "/formats/rivta/activity-request-1/samples/processrequest-2.xml");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string filled_sample() {
  std::string text = sample();
  text = replaced(text, "${logicalAddress}", test::kClinic);
  text = replaced(text, "${personId}", "191212121212");
  text = replaced(text, "<urn2:urn>urn<", "<urn2:urn>urn:example:1<");
  const std::string sender =
      "<urn2:requestOrganisation>\n               <urn2:careUnitId extension=\"";
  text = replaced(text, sender + "careUnitId", sender + std::string(test::kSchool));
  const std::string recipient =
      "<urn2:organisation>\n                  <urn2:careUnitId extension=\"";
  return replaced(text, recipient + "careUnitId", recipient + std::string(test::kClinic));
}

TEST(SampleTest, IsAcceptedWhenItsTemplateValuesAreValid) {
  if (test::shared_folder().empty())
    GTEST_SKIP() << "no formats/rivta in the shared folder; BRYGGA_SHARED names it";
  ASSERT_FALSE(sample().empty()) << "the folder of shared formats lacks the sample";
  test::Stand stand;

  const wire::Response response = stand.send(filled_sample());

  EXPECT_EQ(test::element_text(response.body, "resultCode"), "INFO") << response.body;
  ASSERT_EQ(stand.door().commands.size(), 1U);
  EXPECT_EQ(stand.door().commands.front().changes.size(), 3U);
}

TEST(SampleTest, IsRefusedAsItIs) {
  if (test::shared_folder().empty())
    GTEST_SKIP() << "no formats/rivta in the shared folder; BRYGGA_SHARED names it";
  ASSERT_FALSE(sample().empty()) << "the folder of shared formats lacks the sample";
  test::Stand stand;

  const wire::Response response = stand.send(sample());

  EXPECT_EQ(test::element_text(response.body, "subCode"), "RIVTA-SCHEMA");
  EXPECT_TRUE(stand.door().commands.empty());
}

}  // namespace
}  // namespace gateway::rivta
