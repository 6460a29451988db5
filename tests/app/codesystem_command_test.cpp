// Source: FHIR R4, codesystem.html, codesystem-concept-properties.html.
#include "gateway/app/cli/codesystem_command.hpp"

#include <sstream>
#include <string>

#include <gmock/gmock.h>

#include "gateway/app/cli/validate_command.hpp"

#include "tests/support/temporary_folder.hpp"

namespace gateway::app {
namespace {

using test::read_text_file;
using test::TemporaryFolder;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

constexpr auto kSystem = "http://example.org/sid/codes";

class CodesystemCommandTest : public ::testing::Test {
 protected:
  Console console(bool is_terminal = false) { return {in_, out_, err_, is_terminal}; }

  int run(std::string_view table, CodesystemOptions options = {}) {
    options.file = folder_.write("list.csv", table).string();
    options.head.url = kSystem;
    return codesystem(options, console());
  }
  // What validate says of a code, with the code system that was printed.
  std::string validated(std::string_view code, std::string_view display = "") {
    const std::string system = folder_.write("system.json", out_.str()).string();
    std::string coding = R"("code":")" + std::string(code) + '"';
    if (!display.empty()) coding += R"(,"display":")" + std::string(display) + '"';
    const std::string file = folder_
                                 .write("patient.json",
                                        R"({"resourceType":"Patient","text":{"status":"generated",
      "div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">p</div>"},
      "maritalStatus":{"coding":[{"system":")" +
                                            std::string(kSystem) + R"(",)" + coding + "}]}}")
                                 .string();
    std::ostringstream out;
    validate(
        {.definitions = {GATEWAY_DEFINITIONS, GATEWAY_CORE_PACKAGE, {system}}, .files = {file}},
        {in_, out, err_});
    return out.str();
  }

  TemporaryFolder folder_;
  std::istringstream in_;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(CodesystemCommandTest, WritesAConceptALine) {
  CodesystemOptions options;
  options.head = {.url = {}, .version = "2025", .language = "sv", .name = "Codes"};

  EXPECT_EQ(run("\xEF\xBB\xBF"
                "code;display\r\nA;\"en \"\"a\"\"; två\nrader\"\r\nB;\r\n",
                options),
            kExitFine);
  EXPECT_THAT(err_.str(), IsEmpty());
  EXPECT_EQ(out_.str(), R"({
  "resourceType": "CodeSystem",
  "language": "sv",
  "url": "http://example.org/sid/codes",
  "version": "2025",
  "name": "Codes",
  "status": "active",
  "caseSensitive": true,
  "content": "complete",
  "count": 2,
  "concept": [
    {"code":"A","display":"en \"a\"; två\nrader"},
    {"code":"B"}
  ]
}
)");
}

TEST_F(CodesystemCommandTest, WritesParentsAndInactiveAsPropertiesOfFhir) {
  CodesystemOptions options;
  options.list.columns.parent = "parent";
  options.list.columns.inactive = {{"state", "old"}};

  EXPECT_EQ(run("code\tdisplay\tparent\tstate\nA\ta\t\t\nB\tb\tA\told\n", options), kExitFine);
  EXPECT_THAT(out_.str(),
              AllOf(HasSubstr("\"hierarchyMeaning\": \"is-a\""),
                    HasSubstr("concept-properties#parent\", \"type\": \"code\"},\n"),
                    HasSubstr("concept-properties#inactive\", \"type\": \"boolean\"}\n"),
                    HasSubstr(R"({"code":"A","display":"a"},)"),
                    HasSubstr(R"({"code":"B","display":"b","property":[)"
                              R"({"code":"parent","valueCode":"A"},)"
                              R"({"code":"inactive","valueBoolean":true}]})")));
}

TEST_F(CodesystemCommandTest, ValidateTellsWhatIsInTheSystemFromWhatIsNot) {
  ASSERT_EQ(run("code,display\nA,Alfa\n"), kExitFine);

  EXPECT_THAT(validated("A", "Alfa"), HasSubstr("1 file, 0 errors"));
  EXPECT_THAT(validated("B"), AllOf(HasSubstr("1 error"), HasSubstr("[VAL-CODE-UNKNOWN]")));
  EXPECT_THAT(validated("A", "Beta"), HasSubstr("[VAL-CODE-DISPLAY]"));
}

TEST_F(CodesystemCommandTest, OfAFragmentValidateCannotTellWhatIsNotInIt) {
  CodesystemOptions options;
  options.head.part = ListedPart::some;
  ASSERT_EQ(run("code,display\nA,Alfa\n", options), kExitFine);

  EXPECT_THAT(out_.str(), AllOf(HasSubstr("\"fragment\""), Not(HasSubstr("\"count\""))));
  EXPECT_THAT(validated("B"), HasSubstr("1 file, 0 errors"));
  EXPECT_THAT(validated("A", "Beta"), HasSubstr("[VAL-CODE-DISPLAY]"));
}

TEST_F(CodesystemCommandTest, CodeSystemIsItselfValid) {
  CodesystemOptions options;
  options.list.columns.parent = "parent";
  options.head.name = "Codes";
  ASSERT_EQ(run("code,display,parent\nA,a,\nB,b,A\n", options), kExitFine);
  const std::string file = folder_.write("system.json", out_.str()).string();
  out_.str("");

  EXPECT_EQ(
      validate({.definitions = {GATEWAY_DEFINITIONS, GATEWAY_CORE_PACKAGE, {}}, .files = {file}},
               console()),
      kExitFine)
      << out_.str();
}

TEST_F(CodesystemCommandTest, ErrorsAreShownWithACaretAndNothingIsWritten) {
  CodesystemOptions options;
  options.output = folder_ / "system.json";
  folder_.write("system.json", "before");

  EXPECT_EQ(run("code,display\nA,a\nA ,b\n", options), kExitError);
  EXPECT_THAT(out_.str(), IsEmpty());
  EXPECT_THAT(err_.str(),
              AllOf(HasSubstr("list.csv:3:1: error: "),
                    HasSubstr("[CODES-SPACE]\n     3 | A ,b\n       | ^\n")));
  EXPECT_EQ(read_text_file(options.output), "before");
}

TEST_F(CodesystemCommandTest, OutputIsReplacedByTheWholeFile) {
  CodesystemOptions options;
  options.output = folder_ / "system.json";
  folder_.write("system.json", "before");

  EXPECT_EQ(run("code,display\nA,a\n", options), kExitFine);
  EXPECT_THAT(read_text_file(options.output), StartsWith("{\n  \"resourceType\""));
  EXPECT_THAT(out_.str(), HasSubstr("system.json: 1 concept, 0 inactive\n"));
  for (const auto& each : std::filesystem::directory_iterator(folder_.path()))
    EXPECT_THAT(each.path().filename().string(), Not(HasSubstr(".part")));
}

TEST_F(CodesystemCommandTest, OutputThatCannotBeWrittenIsAnError) {
  CodesystemOptions options;
  for (const auto& output : {folder_ / "none/system.json", folder_.path(), folder_ / "list.csv"}) {
    options.output = output;
    err_.str("");
    EXPECT_EQ(run("code,display\nA,a\n", options), kExitError);
    EXPECT_THAT(err_.str(), HasSubstr("[CLI-OUTPUT]"));
    EXPECT_THAT(out_.str(), IsEmpty());
  }
  EXPECT_EQ(read_text_file(folder_ / "list.csv"), "code,display\nA,a\n");
}

TEST_F(CodesystemCommandTest, TableMayComeFromStandardInput) {
  in_.str("code,display\nA,a\n");

  EXPECT_EQ(codesystem({.head = {.url = kSystem}, .file = "-"}, console()), kExitFine);
  EXPECT_THAT(out_.str(), HasSubstr(R"({"code":"A","display":"a"})"));
}

TEST_F(CodesystemCommandTest, SeparatorMayBeSaid) {
  CodesystemOptions options;
  options.separator = ';';

  EXPECT_EQ(run("code;\"display\";a,b,c\nA;a;\n", options), kExitFine);
  EXPECT_THAT(out_.str(), HasSubstr(R"({"code":"A","display":"a"})"));
}

TEST_F(CodesystemCommandTest, ProgressIsShownOnATerminalOnly) {
  const std::string file = folder_.write("list.csv", "code,display\nA,a\n").string();

  EXPECT_EQ(codesystem({.head = {.url = kSystem}, .file = file}, console(true)), kExitFine);
  EXPECT_THAT(err_.str(), AllOf(HasSubstr("1 of 2: "), HasSubstr("2 of 2: ")));
  EXPECT_THAT(out_.str(), Not(HasSubstr("2 of 2")));
}

TEST(CodesystemWordsTest, SystemIsAnAbsoluteUri) {
  for (const auto* url : {"http://snomed.info/sct", "urn:oid:1.2.752.116.1.3.2.1.4"})
    EXPECT_EQ(fault_of_url(url), "") << url;
  for (const auto* url : {"", "sct", "http://a b", "http://a|1", "http:", "http://\xE5"})
    EXPECT_NE(fault_of_url(url), "") << url;
}

TEST(CodesystemWordsTest, VersionIsATextWithoutABar) {
  EXPECT_EQ(fault_of_version("2025-11-30 SE"), "");
  for (const auto* version : {"", " ", "1 ", "1|2", "\xE5"})
    EXPECT_NE(fault_of_version(version), "") << version;
}

TEST(CodesystemWordsTest, LanguageIsATag) {
  for (const auto* language : {"sv", "en-GB"})
    EXPECT_EQ(fault_of_language(language), "") << language;
  for (const auto* language : {"", "svenska", "s v", "sv_SE"})
    EXPECT_NE(fault_of_language(language), "") << language;
}

TEST(CodesystemWordsTest, NameIsThatOfAProgram) {
  EXPECT_EQ(fault_of_name("Icd10_SE"), "");
  EXPECT_EQ(fault_of_name(std::string(255, 'A')), "");
  for (const auto* name : {"", "icd", "ICD-10", "Kvå"})
    EXPECT_NE(fault_of_name(name), "") << name;
  EXPECT_NE(fault_of_name(std::string(256, 'A')), "");
}

}  // namespace
}  // namespace gateway::app
