// R4's own examples: each QuestionnaireResponse against its Questionnaire, and the Questionnaires.
#include <algorithm>
#include <filesystem>
#include <iterator>

#include "gateway/fhir/edit.hpp"

#include "tests/validation/questionnaire_fixture.hpp"

namespace gateway::validation {
namespace {

namespace fs = std::filesystem;

class QuestionnaireExamplesTest : public QuestionnaireTest {
 protected:
  static std::vector<fs::path> files_of(const fs::path& folder, std::string_view type) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder)) {
      const std::string name = entry.path().filename().string();
      if (name.starts_with(std::string(type) + "-") && name.ends_with(".json"))
        files.push_back(entry.path());
    }
    std::ranges::sort(files);
    return files;
  }
  // "file id expression", of all severities.
  std::vector<std::string> findings_in(const fs::path& file, const fhir::Resource& resource) {
    log_ = fhir::IssueLog();
    check_questionnaires(resource,
                         {.source = source(),
                          .value_sets = &value_sets_,
                          .definitions = definitions(),
                          .log = log_});
    std::vector<std::string> found;
    for (const fhir::Issue& issue : log_.issues())
      found.push_back(file.stem().string() + " " + std::string(issue.id) + " " + issue.expression);
    return found;
  }
};

// The examples name no Questionnaire, or one that is not there; those of the same id belong
// together.
//
// 3141 answers with codes of another system than its value set, so that the group of those who
// said yes is not enabled; bb writes a code in lower case and two linkIds in another way; f201 has
// questions under a question, and text where yes or no is asked.
TEST_F(QuestionnaireExamplesTest, FindsWhatTheExamplesHaveAgainstTheirQuestionnaires) {
  const fs::path folder = GATEWAY_EXAMPLES;
  ASSERT_TRUE(fs::is_directory(folder)) << "scripts/setup.sh installs the package of examples";
  std::vector<std::string> found;
  for (const fs::path& file : files_of(folder, "Questionnaire")) {
    const auto form = test::read_resource(file, definitions().types());
    source().add(*form);
    std::ranges::copy(findings_in(file, *form), std::back_inserter(found));
  }
  for (const fs::path& file : files_of(folder, "QuestionnaireResponse")) {
    const auto response = test::read_resource(file, definitions().types());
    fhir::Edit edit(*response);
    const std::string url = "http://hl7.org/fhir/Questionnaire/" + std::string(response->id());
    ASSERT_TRUE(edit.set_child(response->root(), "questionnaire", url));
    std::ranges::copy(findings_in(file, std::move(edit).apply()), std::back_inserter(found));
  }
  const std::string in_3141 = "QuestionnaireResponse-3141 ";
  const std::string in_bb = "QuestionnaireResponse-bb ";
  const std::string in_f201 = "QuestionnaireResponse-f201 ";
  const std::string group = "QuestionnaireResponse.item[0].item[0].answer[0]";
  const std::string dose = "QuestionnaireResponse.item[0].item[1].item[2].answer[0].item[0]";
  EXPECT_THAT(
      found,
      testing::ElementsAre(
          in_3141 + "VAL-ANSWER-VALUE-SET " + group,
          in_3141 + "VAL-RESPONSE-DISABLED " + group + ".item[0]",
          in_3141 + "VAL-ANSWER-VALUE-SET " + group + ".item[0].item[0].answer[0]",
          in_3141 + "VAL-ANSWER-VALUE-SET " + group + ".item[0].item[1].answer[0]",
          in_3141 + "VAL-RESPONSE-LINK-ID " + group + ".item[0]",
          in_bb + "VAL-ANSWER-OPTION QuestionnaireResponse.item[0].item[0].item[1].answer[0]",
          in_bb + "VAL-RESPONSE-LINK-ID " + dose,
          in_bb + "VAL-RESPONSE-LINK-ID " + dose,
          in_f201 + "VAL-RESPONSE-SHAPE QuestionnaireResponse.item[0]",
          in_f201 + "VAL-ANSWER-TYPE "
                    "QuestionnaireResponse.item[2].item[0].answer[0].value.ofType(string)",
          in_f201 + "VAL-ANSWER-TYPE "
                    "QuestionnaireResponse.item[2].item[1].answer[0].value.ofType(string)",
          "QuestionnaireResponse-ussg-fht-answers VAL-RESPONSE-UNKNOWN QuestionnaireResponse"));
}

}  // namespace
}  // namespace gateway::validation
