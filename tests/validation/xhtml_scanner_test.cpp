// Source: XML 1.0, productions 10, 14, 39 to 44.
#include "gateway/validation/xhtml_scanner.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>

namespace gateway::validation {
namespace {

XhtmlEvent last_event(std::string_view text) {
  XhtmlScanner scanner(text);
  XhtmlEvent event = scanner.next();
  while (event != XhtmlEvent::end && event != XhtmlEvent::malformed)
    event = scanner.next();
  return event;
}

TEST(XhtmlScannerTest, TellsElementsAttributesAndText) {
  XhtmlScanner scanner("<div a='1'>x<br/></div>");
  std::vector<XhtmlEvent> events;
  for (int i = 0; i < 7; ++i)
    events.push_back(scanner.next());

  EXPECT_THAT(events,
              testing::ElementsAre(XhtmlEvent::open,
                                   XhtmlEvent::attribute,
                                   XhtmlEvent::text,
                                   XhtmlEvent::open,
                                   XhtmlEvent::close,
                                   XhtmlEvent::close,
                                   XhtmlEvent::end));
}

TEST(XhtmlScannerTest, AcceptsWellFormedFragments) {
  for (const std::string_view text : {"<div/>",
                                      "<div></div>",
                                      " <div>x</div> ",
                                      "<div>&lt;&#160;&#xA0;</div>",
                                      "<div><!-- a < b --></div>",
                                      "<div><![CDATA[<x>]]></div>",
                                      "<div  a = \"'\" b='\"' ></div >"}) {
    EXPECT_EQ(last_event(text), XhtmlEvent::end) << text;
  }
}

TEST(XhtmlScannerTest, RefusesWhatIsNotWellFormed) {
  for (const std::string_view text : {"",
                                      "text",
                                      "<div>",
                                      "<div></p>",
                                      "</div>",
                                      "<div></div><div></div>",
                                      "<div></div>x",
                                      "<div a></div>",
                                      "<div a=b></div>",
                                      "<div a='b></div>",
                                      "<div a='<'></div>",
                                      "<div>&nbsp;</div>",
                                      "<div>a & b</div>",
                                      "<div a='&x;'/>",
                                      "<div><!-- </div>",
                                      "<div><![CDATA[ </div>",
                                      "<!DOCTYPE div><div/>",
                                      "<?xml version='1.0'?><div/>",
                                      "<",
                                      "<>",
                                      "<div",
                                      "<div /",
                                      "<div><"}) {
    EXPECT_EQ(last_event(text), XhtmlEvent::malformed) << text;
  }
}

TEST(XhtmlScannerTest, FollowsNestingToTheLimit) {
  const auto nested = [](std::size_t depth) {
    std::string text;
    for (std::size_t i = 0; i < depth; ++i)
      text += "<b>";
    for (std::size_t i = 0; i < depth; ++i)
      text += "</b>";
    return text;
  };

  EXPECT_EQ(last_event(nested(XhtmlScanner::kMaxDepth)), XhtmlEvent::end);
  EXPECT_EQ(last_event(nested(XhtmlScanner::kMaxDepth + 1)), XhtmlEvent::malformed);
}

}  // namespace
}  // namespace gateway::validation
