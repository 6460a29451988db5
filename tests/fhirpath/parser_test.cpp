// What the grammar takes and refuses, and how operators bind.
#include <gmock/gmock.h>

#include "gateway/fhirpath/ast.hpp"

namespace gateway::fhirpath {
namespace {

// Operators with brackets around each, so that a test can see what binds first.
std::string shape_of(const Ast& ast, std::uint32_t at) {
  const AstNode& node = ast.at(at);
  const std::string source = node.source == kNoAst ? "" : shape_of(ast, node.source);
  if (node.kind == AstKind::binary) {
    return "(" + source + " " + std::to_string(static_cast<int>(node.op)) + " " +
           shape_of(ast, node.arguments.front()) + ")";
  }
  if (node.kind == AstKind::negate) return "-(" + source + ")";
  if (node.kind == AstKind::indexer) return source + "[" + shape_of(ast, node.arguments[0]) + "]";
  return source.empty() ? node.text : source + "." + node.text;
}

std::string shape(std::string_view expression) {
  const auto ast = parse(expression);
  return ast ? shape_of(*ast, ast->root) : std::string(ast.error().id);
}

struct BindingRow {
  std::string_view expression;
  std::string_view with_brackets;
};

class BindingTest : public testing::TestWithParam<BindingRow> {};
TEST_P(BindingTest, BindsAsTheSpecificationSays) {
  EXPECT_EQ(shape(GetParam().expression), shape(GetParam().with_brackets));
}
INSTANTIATE_TEST_SUITE_P(Operators,
                         BindingTest,
                         testing::Values(BindingRow{"1 + 2 * 3", "1 + (2 * 3)"},
                                         BindingRow{"1 - 2 - 3", "(1 - 2) - 3"},
                                         BindingRow{"-a.b", "-(a.b)"},
                                         BindingRow{"-1 * 2", "(-1) * 2"},
                                         BindingRow{"a | b = c", "(a | b) = c"},
                                         BindingRow{"a + b is c", "(a + b) is c"},
                                         BindingRow{"a < b and c > d", "(a < b) and (c > d)"},
                                         BindingRow{"a or b and c", "a or (b and c)"},
                                         BindingRow{"a implies b or c", "a implies (b or c)"},
                                         BindingRow{"a in b = c", "a in (b = c)"},
                                         BindingRow{"a & b | c", "(a & b) | c"}));

class RefusedTest : public testing::TestWithParam<std::pair<std::string_view, std::string_view>> {};
TEST_P(RefusedTest, IsRefusedWithItsId) {
  const auto ast = parse(GetParam().first);

  ASSERT_FALSE(ast);
  EXPECT_EQ(ast.error().id, GetParam().second);
}
INSTANTIATE_TEST_SUITE_P(Expressions,
                         RefusedTest,
                         testing::Values(std::pair{"", "FHIRPATH-SYNTAX"},
                                         std::pair{"a.", "FHIRPATH-SYNTAX"},
                                         std::pair{"a b", "FHIRPATH-SYNTAX"},
                                         std::pair{"(a", "FHIRPATH-SYNTAX"},
                                         std::pair{"a[1", "FHIRPATH-SYNTAX"},
                                         std::pair{"f(1,)", "FHIRPATH-SYNTAX"},
                                         std::pair{"a.$this", "FHIRPATH-SYNTAX"},
                                         std::pair{"and", "FHIRPATH-SYNTAX"},
                                         std::pair{"@2015-13", "FHIRPATH-SYNTAX"},
                                         std::pair{"'a", "FHIRPATH-STRING"},
                                         std::pair{"'\\ud800'", "FHIRPATH-STRING"},
                                         std::pair{"/* a", "FHIRPATH-STRING"},
                                         std::pair{"a ; b", "FHIRPATH-TEXT"},
                                         std::pair{"'\xff'", "FHIRPATH-TEXT"},
                                         std::pair{"`\xc3`", "FHIRPATH-TEXT"}));

TEST(ParserTest, TakesEscapesAndSurrogatePairs) {
  EXPECT_EQ(shape(R"('\'\\\n\u00e5\ud83d\ude00')"), "'\\\nå😀");
}

TEST(ParserTest, LeavesOutABackslashThatBeginsNoEscape) {
  EXPECT_EQ(shape(R"('\q\u12\u12G4\u')"), "qu12u12G4u");
  EXPECT_EQ(shape(R"('\')"), "FHIRPATH-STRING");
  EXPECT_EQ(shape(R"('\ud83d\u12')"), "FHIRPATH-STRING");
}

TEST(ParserTest, TakesNoUnitBehindALongNumber) {
  EXPECT_EQ(shape("5L"), "5L");
  EXPECT_EQ(shape("5L days"), "FHIRPATH-SYNTAX");
  EXPECT_EQ(shape("5.5L"), "FHIRPATH-SYNTAX");
}

TEST(ParserTest, TakesWordsOfOperatorsAsNames) {
  EXPECT_EQ(shape("a.contains.is.as.in"), "a.contains.is.as.in");
  EXPECT_EQ(shape("a.`and`.`div`"), "a.and.div");
  EXPECT_EQ(shape("a.div.and"), "a.div.and");
  EXPECT_EQ(shape("div"), "FHIRPATH-SYNTAX");
  EXPECT_EQ(shape("a.\"div\""), "FHIRPATH-TEXT");
}

TEST(ParserTest, LeavesTheMinusBehindADateToTheOperator) {
  const auto ast = parse("@2015-02-04-1 day");

  ASSERT_TRUE(ast);
  EXPECT_EQ(ast->at(ast->root).op, Operator::subtract);
}

TEST(ParserTest, RefusesNestingBeyondItsLimitAndNotBefore) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '(') + "a" + std::string(depth, ')');
  };
  EXPECT_TRUE(parse(nested(kMaxExpressionDepth - 1)));
  EXPECT_EQ(shape(nested(kMaxExpressionDepth)), "FHIRPATH-LIMIT");
}

TEST(ParserTest, RefusesAPathBeyondItsLimitAndNotBefore) {
  const auto path = [](std::size_t steps) {
    std::string text = "a";
    for (std::size_t i = 1; i < steps; ++i)
      text += ".a";
    return text;
  };
  EXPECT_TRUE(parse(path(kMaxExpressionDepth)));
  EXPECT_EQ(shape(path(kMaxExpressionDepth + 1)), "FHIRPATH-LIMIT");
}

TEST(ParserTest, RefusesTextBeyondItsLimitAndNotBefore) {
  EXPECT_TRUE(parse("a" + std::string(kMaxExpressionBytes - 1, ' ')));
  EXPECT_EQ(shape("a" + std::string(kMaxExpressionBytes, ' ')), "FHIRPATH-LIMIT");
}

}  // namespace
}  // namespace gateway::fhirpath
