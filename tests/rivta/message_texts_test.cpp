#include "gateway/rivta/message_texts.hpp"

#include <fstream>
#include <set>
#include <string>

#include <gmock/gmock.h>

namespace gateway::rivta {
namespace {

// The ids in the first column of the tables in docs/issues/rivta.md.
std::set<std::string> documented_ids() {
  std::ifstream file(GATEWAY_RIVTA_ISSUES);
  std::set<std::string> ids;
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("| `RIVTA-")) continue;
    ids.insert(line.substr(3, line.find('`', 3) - 3));
  }
  return ids;
}

TEST(MessageTextsTest, EveryIdIsDocumentedAndNoOther) {
  std::set<std::string> ids;
  for (const MessageText& text : message_texts())
    ids.emplace(text.id);

  EXPECT_EQ(ids.size(), message_texts().size());
  EXPECT_EQ(ids, documented_ids());
}

TEST(MessageTextsTest, EveryIdHasASentenceInBothLanguages) {
  for (const MessageText& text : message_texts()) {
    EXPECT_TRUE(text.swedish.ends_with('.')) << text.id;
    EXPECT_TRUE(text.english.ends_with('.')) << text.id;
  }
}

TEST(MessageTextsTest, AnIdOfAnotherLayerGetsTheGeneralSentence) {
  EXPECT_EQ(message_text("STORE-BUSY").id, "RIVTA-REFUSED");
}

}  // namespace
}  // namespace gateway::rivta
