// Source: FHIR R4, codesystem.html, datatypes.html#code; RFC 4180.
#include "gateway/app/cli/code_list.hpp"

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

namespace gateway::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

using Found = std::vector<std::pair<std::string, std::size_t>>;  // id and offset

class CodeListTest : public ::testing::Test {
 protected:
  const CodeList& read(std::string text, const CodeListForm& form = {}) {
    text_ = std::move(text);
    findings_ = fhir::IssueLog(10);
    list_ = read_code_list(text_, form, findings_);
    return list_;
  }
  Found findings_of(std::string text, const CodeListForm& form = {}) {
    read(std::move(text), form);
    Found found;
    for (const fhir::Issue& issue : findings_.issues())
      found.emplace_back(issue.id, issue.offset.value_or(0));
    return found;
  }
  std::vector<std::string> codes() const {
    std::vector<std::string> codes;
    for (const ListedConcept& each : list_.concepts)
      codes.emplace_back(each.code);
    return codes;
  }
  std::vector<std::string> parents(std::size_t place) const {
    std::vector<std::string> parents;
    for (const ListedParent& each : list_.parents_of(list_.concepts.at(place)))
      parents.emplace_back(each.code);
    return parents;
  }

  std::string text_;
  fhir::IssueLog findings_;
  CodeList list_;
};

const CodeListForm kWithParents{.columns = {.parent = "parent"}};

TEST_F(CodeListTest, ReadsCodesAndDisplaysInTheirOrder) {
  read("code,display\nF32,\"Depressiv \"\"episod\"\"\"\nF33, Recidiv \n");

  EXPECT_THAT(findings_.issues(), IsEmpty());
  EXPECT_THAT(codes(), ElementsAre("F32", "F33"));
  EXPECT_EQ(list_.concepts[0].display, "Depressiv \"episod\"");
  EXPECT_EQ(list_.concepts[1].display, "Recidiv");
}

TEST_F(CodeListTest, ConceptNeedsNoDisplay) {
  EXPECT_THAT(read("code,display\nF32,\n").concepts, SizeIs(1));
  EXPECT_EQ(list_.concepts[0].display, "");
}

TEST_F(CodeListTest, ColumnsGoByNameInAnyCaseOrByNumber) {
  const std::string text = "Text,x,KOD\ntext,-,F32\n";

  read(text, {.columns = {.code = "kod", .display = "1"}});
  EXPECT_THAT(codes(), ElementsAre("F32"));
  EXPECT_EQ(list_.concepts.at(0).display, "text");
}

TEST_F(CodeListTest, NameOfAColumnGoesBeforeItsNumber) {
  read("2,1\nF32,text\n", {.columns = {.code = "2", .display = "1"}});
  EXPECT_THAT(codes(), ElementsAre("F32"));
}

TEST_F(CodeListTest, WithoutHeaderTheFirstRowIsAConcept) {
  read("F32,text\nF33,text\n",
       {.columns = {.code = "1", .display = "2"}, .header = CsvHeader::none});
  EXPECT_THAT(codes(), ElementsAre("F32", "F33"));
}

TEST_F(CodeListTest, ColumnThatIsNotThereIsSaidWithThoseThatAre) {
  EXPECT_THAT(findings_of("Kod,display\nF32,text\n"), ElementsAre(Pair("CODES-COLUMN", 0U)));
  EXPECT_THAT(findings_.issues()[0].text,
              HasSubstr("'code' (--code-column); the header has: Kod, display."));
  EXPECT_THAT(findings_of("code,display\nF32,text\n", {.columns = {.code = "3"}}), SizeIs(1));
  EXPECT_THAT(findings_of("code,display\nF32,text\n", {.columns = {.code = "0"}}), SizeIs(1));
}

TEST_F(CodeListTest, ColumnWhoseNameStandsTwiceIsRefused) {
  EXPECT_THAT(findings_of("code,display,code\nF32,text,x\n"),
              ElementsAre(Pair("CODES-COLUMN", 0U)));
  EXPECT_THAT(findings_of("code,display,Code\nF32,text,x\n"), IsEmpty());
}

TEST_F(CodeListTest, RowsAreChosenByAllTheirValuesAndInactiveByAny) {
  read("code,display,active,type\nA,a,1,x\nB,b,0,x\nC,c,1,y\nD,d,1, x \n",
       {.columns = {.only = {{"active", "1"}, {"type", "x"}},
                    .inactive = {{"code", "D"}, {"code", "E"}}}});

  EXPECT_THAT(codes(), ElementsAre("A", "D"));
  EXPECT_FALSE(list_.concepts[0].is_inactive);
  EXPECT_TRUE(list_.concepts[1].is_inactive);
}

TEST_F(CodeListTest, RowWithNothingInItIsPassedOver) {
  EXPECT_THAT(findings_of("code,display\n,\nA,a\n , \n,,,\n"), IsEmpty());
  EXPECT_THAT(codes(), ElementsAre("A"));
}

TEST_F(CodeListTest, EmptyCodeIsAnError) {
  EXPECT_THAT(findings_of("code,display\n,a\n  ,b\n"),
              ElementsAre(Pair("CODES-EMPTY", 13U), Pair("CODES-EMPTY", 16U)));
}

TEST_F(CodeListTest, SpaceThatNobodySeesIsAnError) {
  EXPECT_THAT(findings_of("code,display\nA B,a\n"), IsEmpty());
  for (const std::string code : {" A", "A ", "A  B", "\"A\nB\nC\n\"", "A\xC2\xA0"})
    EXPECT_THAT(findings_of("code,display\n" + code + ",a\n"),
                ElementsAre(Pair("CODES-SPACE", 13U)))
        << code;
}

TEST_F(CodeListTest, CharacterThatFhirDoesNotTakeIsAnError) {
  EXPECT_THAT(findings_of("code,display\nA\x01,a\nB,b\x02\n"),
              ElementsAre(Pair("CODES-CHARACTER", 13U), Pair("CODES-CHARACTER", 20U)));
}

TEST_F(CodeListTest, CodeThatStandsTwiceIsAnErrorThatNamesTheFirstLine) {
  EXPECT_THAT(findings_of("code,display\nB,b\nA,\"a\na\"\nA,c\nB,d\n"),
              UnorderedElementsAre(Pair("CODES-TWICE", 25U), Pair("CODES-TWICE", 29U)));
  EXPECT_THAT(findings_.issues()[0].text, HasSubstr("line 2 "));
  EXPECT_THAT(findings_.issues()[1].text, HasSubstr("line 3 "));
}

TEST_F(CodeListTest, CodesInOtherCaseAreOtherCodes) {
  EXPECT_THAT(findings_of("code,display\na,a\nA,b\n"), IsEmpty());
}

TEST_F(CodeListTest, RowWithAnotherNumberOfFieldsIsAnError) {
  EXPECT_THAT(findings_of("code,display\nA,a, b\nB\nC,c\n"),
              ElementsAre(Pair("CODES-FIELDS", 13U), Pair("CODES-FIELDS", 20U)));
}

TEST_F(CodeListTest, TableWithoutConceptsIsAnError) {
  EXPECT_THAT(findings_of(""), ElementsAre(Pair("CODES-NONE", 0U)));
  EXPECT_THAT(findings_of("code,display\n"), ElementsAre(Pair("CODES-NONE", 0U)));
}

TEST_F(CodeListTest, TextThatIsNotUtf8IsAnErrorAtItsByte) {
  EXPECT_THAT(findings_of("code,display\nA,\xC3\xA5\nB,\xE5\n"),
              ElementsAre(Pair("CODES-UTF8", 20U)));
  EXPECT_THAT(findings_of(std::string("\xFF\xFE"
                                      "c\0",
                                      4)),
              ElementsAre(Pair("CODES-UTF8", 0U)));
  EXPECT_THAT(findings_.issues()[0].text, HasSubstr("UTF-16"));
}

TEST_F(CodeListTest, BrokenQuotesAreTheLastFinding) {
  EXPECT_THAT(findings_of("code,display\n,a\nA,\"b\nB ,c\n"),
              ElementsAre(Pair("CODES-EMPTY", 13U), Pair("CSV-QUOTE", 18U)));
}

TEST_F(CodeListTest, ParentsAreOneOrSeveral) {
  EXPECT_THAT(findings_of("code,display,parent\nA,a,\nB,b,A\nC,c,A | B\n", kWithParents),
              IsEmpty());
  EXPECT_THAT(parents(0), IsEmpty());
  EXPECT_THAT(parents(1), ElementsAre("A"));
  EXPECT_THAT(parents(2), ElementsAre("A", "B"));
}

TEST_F(CodeListTest, ParentThatIsNotThereIsAnErrorAtItsField) {
  EXPECT_THAT(findings_of("code,display,parent\nA,a,B\nC,c,A|\n", kWithParents),
              ElementsAre(Pair("CODES-PARENT", 24U), Pair("CODES-PARENT", 30U)));
}

TEST_F(CodeListTest, ParentMayBeLeftOutOfAPartOfTheCodes) {
  CodeListForm form = kWithParents;
  form.part = ListedPart::some;

  EXPECT_THAT(findings_of("code,display,parent\nA,a,B\n", form), IsEmpty());
  EXPECT_THAT(parents(0), ElementsAre("B"));
  EXPECT_THAT(findings_of("code,display,parent\nA,a,B  B\nC,c,A|\n", form),
              ElementsAre(Pair("CODES-PARENT", 24U), Pair("CODES-PARENT", 33U)));
}

TEST_F(CodeListTest, ParentThatClosesACircleIsAnErrorAtItsField) {
  EXPECT_THAT(findings_of("code,display,parent\nA,a,A\n", kWithParents),
              ElementsAre(Pair("CODES-CIRCLE", 24U)));
  EXPECT_THAT(findings_of("code,display,parent\nA,a,C\nB,b,A\nC,c,B\nD,d,A|C\n", kWithParents),
              ElementsAre(Pair("CODES-CIRCLE", 30U)));
}

TEST_F(CodeListTest, TwoWaysUpAreNoCircle) {
  EXPECT_THAT(findings_of("code,display,parent\nA,a,\nB,b,A\nC,c,A\nD,d,B|C\n", kWithParents),
              IsEmpty());
}

TEST_F(CodeListTest, LongWayUpIsTaken) {
  std::string text = "code,display,parent\n0,top,\n";
  for (int i = 1; i < 20'000; ++i)
    text.append(std::to_string(i)).append(",a,").append(std::to_string(i - 1)).append("\n");

  EXPECT_THAT(findings_of(std::move(text), kWithParents), IsEmpty());
}

TEST_F(CodeListTest, ConceptsAreLimited) {
  const CodeListForm form{.max_concepts = 2};

  EXPECT_THAT(findings_of("code,display\nA,a\nB,b\n", form), IsEmpty());
  EXPECT_THAT(findings_of("code,display\nA,a\nB,b\nC,c\nD,d\n", form),
              ElementsAre(Pair("CODES-LIMIT", 21U)));
}

TEST_F(CodeListTest, ParentsAreLimited) {
  CodeListForm form = kWithParents;
  form.max_parents = 2;

  EXPECT_THAT(findings_of("code,display,parent\nA,a,\nB,b,A\nC,c,A\n", form), IsEmpty());
  EXPECT_THAT(findings_of("code,display,parent\nA,a,\nB,b,A\nC,c,A|B\n", form),
              ElementsAre(Pair("CODES-LIMIT", 31U)));
}

TEST_F(CodeListTest, MillionRowsAreTaken) {
  EXPECT_EQ(kMaxListedConcepts, 999'999U);  // and the header
  EXPECT_EQ(CodeListForm().max_concepts, kMaxListedConcepts);
  EXPECT_EQ(CodeListForm().max_parents, kMaxListedParents);
}

}  // namespace
}  // namespace gateway::app
