// The commands on files, as functions over streams.
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "gateway/app/cli/convert_command.hpp"
#include "gateway/app/cli/fhirpath_command.hpp"
#include "gateway/app/cli/snapshot_command.hpp"
#include "gateway/app/cli/validate_command.hpp"

#include "tests/support/temporary_folder.hpp"

namespace gateway::app {
namespace {

using test::TemporaryFolder;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

constexpr std::string_view kPatient = R"({
  "resourceType": "Patient",
  "text": {"status": "generated", "div": "<div xmlns=\"http://www.w3.org/1999/xhtml\">Åsa</div>"},
  "name": [{"family": "Exempel", "given": ["Åsa", "Örjan"]}],
  "gender": "female",
  "birthDate": "2014-01"
}
)";

// A decimal with a digit that a number would not keep.
constexpr std::string_view kAmount = R"({"resourceType":"Observation","status":"final",
  "code":{"text":"Åsa & <b>\"b\"</b>"},"valueQuantity":{"value":1.50}})";

// A profile that asks for a birth date.
constexpr std::string_view kProfile = R"({
  "resourceType": "StructureDefinition",
  "text": {"status": "generated", "div": "<div xmlns=\"http://www.w3.org/1999/xhtml\">p</div>"},
  "url": "http://example.org/StructureDefinition/dated",
  "name": "Dated", "status": "draft", "fhirVersion": "4.0.1", "kind": "resource",
  "abstract": false, "type": "Patient",
  "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Patient",
  "derivation": "constraint",
  "differential": {"element": [
    {"id": "Patient", "path": "Patient"},
    {"id": "Patient.birthDate", "path": "Patient.birthDate", "min": 1}]}
}
)";
constexpr auto kProfileUrl = "http://example.org/StructureDefinition/dated";

class FileCommandsTest : public ::testing::Test {
 protected:
  std::string write(std::string_view name, std::string_view text) {
    return folder_.write(name, text).string();
  }
  Console console(bool is_terminal = false) { return {in_, out_, err_, is_terminal}; }

  int run_validate(std::vector<std::string> files,
                   ReportFormat format = ReportFormat::text,
                   std::vector<std::string> profiles = {},
                   std::vector<std::filesystem::path> packages = {}) {
    return validate(
        {.definitions = {GATEWAY_DEFINITIONS, GATEWAY_CORE_PACKAGE, std::move(packages)},
         .profiles = std::move(profiles),
         .format = format,
         .files = std::move(files)},
        console());
  }
  int run_fhirpath(std::string expression, std::string_view text = kPatient) {
    in_ = std::istringstream(std::string(text));
    return fhirpath({{GATEWAY_DEFINITIONS, {}, {}}, std::move(expression), "-"}, console());
  }
  int run_fhirpath_with(std::vector<std::filesystem::path> packages,
                        std::string expression,
                        std::string_view text = kPatient) {
    in_ = std::istringstream(std::string(text));
    out_.str("");
    return fhirpath({{GATEWAY_DEFINITIONS, GATEWAY_CORE_PACKAGE, std::move(packages)},
                     std::move(expression),
                     "-"},
                    console());
  }
  int run_convert(codec::Format to, std::string_view text) {
    in_ = std::istringstream(std::string(text));
    out_.str("");
    return convert({GATEWAY_DEFINITIONS, to, "-"}, console());
  }
  int run_snapshot(const std::string& file, std::vector<std::filesystem::path> packages = {}) {
    return snapshot({{GATEWAY_DEFINITIONS, GATEWAY_CORE_PACKAGE, std::move(packages)}, file},
                    console());
  }

  TemporaryFolder folder_;
  std::istringstream in_;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(FileCommandsTest, ValidResourceIsFine) {
  EXPECT_EQ(run_validate({write("a.json", kPatient)}), kExitFine);
  EXPECT_THAT(out_.str(), EndsWith("1 file, 0 errors, 0 warnings\n")) << out_.str();
}

TEST_F(FileCommandsTest, ErrorIsShownWithItsLineAndACaret) {
  const std::string file =
      write("a.json", "{\n  \"resourceType\": \"Patient\",\n\t\"gender\": \"woman\"\n}\n");

  EXPECT_EQ(run_validate({file}), kExitError);
  EXPECT_THAT(out_.str(), HasSubstr(file + ":3:"));
  EXPECT_THAT(out_.str(), HasSubstr(": error: Patient.gender: "));
  EXPECT_THAT(out_.str(), HasSubstr("     3 |     \"gender\": \"woman\"\n       |     "));
  EXPECT_THAT(out_.str(), HasSubstr("1 file, 1 error, "));
}

TEST_F(FileCommandsTest, ProfileThatIsAskedForIsFollowed) {
  const std::string profile = write("profile.json", kProfile);
  const std::string with = write("with.json", kPatient);
  const std::string without = write("without.json", R"({"resourceType":"Patient"})");

  EXPECT_EQ(run_validate({with}, ReportFormat::text, {kProfileUrl}, {profile}), kExitFine);
  EXPECT_EQ(run_validate({without}, ReportFormat::text, {kProfileUrl}, {profile}), kExitError);
  EXPECT_THAT(out_.str(), HasSubstr("[VAL-PROFILE-MIN]"));
}

TEST_F(FileCommandsTest, ProfileThatNoPackageHasIsRefusedBeforeAnyFileIsRead) {
  EXPECT_EQ(run_validate({write("a.json", kPatient)}, ReportFormat::text, {kProfileUrl}),
            kExitError);
  EXPECT_THAT(out_.str(), IsEmpty());
  EXPECT_THAT(err_.str(), HasSubstr("[CLI-PROFILE]"));
}

TEST_F(FileCommandsTest, FileThatCannotBeReadIsAnErrorAndTheOthersAreTaken) {
  const std::string good = write("good.json", kPatient);

  EXPECT_EQ(run_validate({(folder_ / "missing.json").string(), good}), kExitError);
  EXPECT_THAT(out_.str(),
              AllOf(HasSubstr("fatal: "), HasSubstr("[CLI-FILE]"), HasSubstr("2 files, 1 error")));
}

TEST_F(FileCommandsTest, TextThatIsNoJsonIsAnErrorAtItsPlace) {
  EXPECT_EQ(run_validate({write("a.json", "{\n \"resourceType\" \"Patient\"}")}), kExitError);
  EXPECT_THAT(out_.str(), HasSubstr("     2 |  \"resourceType\" \"Patient\"}\n"));
}

TEST_F(FileCommandsTest, SlipInTheJsonDoesNotHideWhatElseIsWrong) {
  const std::string_view text = "{\"resourceType\":\"Patient\",\"gender\":\"woman\",}";

  EXPECT_EQ(run_validate({write("a.json", text)}), kExitError);
  EXPECT_THAT(out_.str(), AllOf(HasSubstr("[JSON-"), HasSubstr("[VAL-BINDING]")));
  EXPECT_EQ(run_convert(codec::Format::xml, text), kExitError);
  EXPECT_THAT(out_.str(), IsEmpty());
}

TEST_F(FileCommandsTest, FolderIsTakenWithStandardInput) {
  write("b.json", kPatient);
  write("a.json", R"({"resourceType":"Nothing"})");
  in_.str(R"(<Patient xmlns="http://hl7.org/fhir"><gender value="woman"/></Patient>)");

  EXPECT_EQ(run_validate({folder_.path().string(), "-"}, ReportFormat::ndjson), kExitError);
  std::istringstream lines(out_.str());
  std::vector<std::string> read;
  for (std::string line; std::getline(lines, line);)
    read.push_back(line);
  ASSERT_EQ(read.size(), 3U);
  EXPECT_THAT(read[0], HasSubstr("a.json\""));
  EXPECT_THAT(read[1], HasSubstr("b.json\""));
  EXPECT_THAT(read[2], AllOf(HasSubstr("\"-\""), HasSubstr("Patient.gender")));
}

TEST_F(FileCommandsTest, MissingCorePackageIsSaidWithTheWayToGetIt) {
  const int code = validate({.definitions = {GATEWAY_DEFINITIONS, folder_ / "nothing", {}},
                             .files = {write("a.json", kPatient)}},
                            console());

  EXPECT_EQ(code, kExitError);
  EXPECT_THAT(out_.str(), IsEmpty());
  EXPECT_THAT(err_.str(),
              AllOf(HasSubstr("npm pack hl7.fhir.r4.corexml"), HasSubstr("[CLI-CORE]")));
}

TEST_F(FileCommandsTest, AnotherPackageInPlaceOfTheCoreIsRefused) {
  write("package.json", R"({"name":"example.ig","version":"1.0.0"})");
  write("profile.json", kProfile);

  const int code = validate({.definitions = {GATEWAY_DEFINITIONS, folder_.path(), {}},
                             .files = {write("a.json", kPatient)}},
                            console());

  EXPECT_EQ(code, kExitError);
  EXPECT_THAT(out_.str(), IsEmpty());
  EXPECT_THAT(err_.str(), HasSubstr("[CLI-CORE]"));
}

TEST_F(FileCommandsTest, SupplementAmongTheDefinitionsAddsToItsCodeSystem) {
  const std::string file = write("a.json", R"({"resourceType":"Patient","maritalStatus":{"coding":[
    {"system":"http://terminology.hl7.org/CodeSystem/v3-MaritalStatus","code":"M","display":"Gift"}]}})");
  const std::string supplement = write("sv.json", R"({"resourceType":"CodeSystem",
    "url":"http://example.org/CodeSystem/sv","status":"active","content":"supplement",
    "supplements":"http://terminology.hl7.org/CodeSystem/v3-MaritalStatus",
    "concept":[{"code":"M","designation":[{"language":"sv","value":"Gift"}]}]})");

  EXPECT_EQ(run_validate({file}), kExitError);
  EXPECT_EQ(run_validate({file}, ReportFormat::text, {}, {supplement}), kExitFine) << out_.str();
}

TEST_F(FileCommandsTest, DefinitionThatLosesSomethingWhenReadIsRefused) {
  const std::string profile =
      write("profile.json", R"({"resourceType":"StructureDefinition","differentiall":{}})");

  EXPECT_EQ(run_validate({write("a.json", kPatient)}, ReportFormat::text, {}, {profile}),
            kExitError);
  EXPECT_THAT(err_.str(), HasSubstr("[CLI-LOOSE]"));
}

TEST_F(FileCommandsTest, ProgressOfManyFilesIsShownOnATerminalOnly) {
  const std::string file = write("a.json", kPatient);
  const ValidateOptions options{.definitions = {GATEWAY_DEFINITIONS, GATEWAY_CORE_PACKAGE, {}},
                                .files = {file, file}};

  EXPECT_EQ(validate(options, console()), kExitFine);
  EXPECT_THAT(err_.str(), Not(HasSubstr("2 of 2")));
  EXPECT_EQ(validate(options, console(true)), kExitFine);
  EXPECT_THAT(err_.str(), AllOf(HasSubstr("\r\x1b[K2 of 2: "), EndsWith("\r\x1b[K")));
  EXPECT_THAT(out_.str(), Not(HasSubstr("2 of 2")));
}

TEST_F(FileCommandsTest, FhirpathPrintsTypeAndValueOnALineEach) {
  EXPECT_EQ(run_fhirpath("name.given"), kExitFine);
  EXPECT_EQ(out_.str(), "FHIR.string: \"Åsa\"\nFHIR.string: \"Örjan\"\n");
}

TEST_F(FileCommandsTest, FhirpathPrintsElementsAsJson) {
  EXPECT_EQ(run_fhirpath("name"), kExitFine);
  EXPECT_EQ(out_.str(), "FHIR.HumanName: {\"family\":\"Exempel\",\"given\":[\"Åsa\",\"Örjan\"]}\n");
}

TEST_F(FileCommandsTest, FhirpathPrintsValuesOfItsOwnTypes) {
  EXPECT_EQ(run_fhirpath("1.50 | 7 | true | 'a\\nb' | @2014-01 | 4 'mg' | gender"), kExitFine);
  EXPECT_EQ(out_.str(),
            "System.Decimal: 1.50\nSystem.Integer: 7\nSystem.Boolean: true\n"
            "System.String: \"a\\nb\"\nSystem.Date: \"2014-01\"\nSystem.Quantity: \"4 'mg'\"\n"
            "FHIR.code: \"female\"\n");
}

TEST_F(FileCommandsTest, FhirpathKeepsTheDigitsOfADecimal) {
  EXPECT_EQ(run_fhirpath("value.value", kAmount), kExitFine);
  EXPECT_EQ(out_.str(), "FHIR.decimal: 1.50\n");
}

TEST_F(FileCommandsTest, FhirpathPrintsAResourceThatHasNoElements) {
  EXPECT_EQ(run_fhirpath("$this", R"({"resourceType":"Patient"})"), kExitFine);
  EXPECT_EQ(out_.str(), "FHIR.Patient: {\"resourceType\":\"Patient\"}\n");
}

TEST_F(FileCommandsTest, FhirpathOfNothingPrintsNothing) {
  EXPECT_EQ(run_fhirpath("contact"), kExitFine);
  EXPECT_THAT(out_.str(), IsEmpty());
  EXPECT_THAT(err_.str(), IsEmpty());
}

TEST_F(FileCommandsTest, FhirpathPutsACaretUnderASyntaxError) {
  EXPECT_EQ(run_fhirpath("name.given["), kExitError);
  EXPECT_THAT(out_.str(), IsEmpty());
  EXPECT_THAT(err_.str(),
              AllOf(StartsWith("expression:1:12: error: "),
                    EndsWith("     1 | name.given[\n       |            ^\n")));
}

TEST_F(FileCommandsTest, FhirpathPutsACaretUnderAnElementThatTheTypeDoesNotHave) {
  EXPECT_EQ(run_fhirpath("name.first"), kExitError);
  EXPECT_THAT(
      err_.str(),
      AllOf(HasSubstr("[FHIRPATH-ELEMENT]"), EndsWith("     1 | name.first\n       |      ^\n")));
}

TEST_F(FileCommandsTest, FhirpathThatFailsWhenEvaluatedIsAnError) {
  EXPECT_EQ(run_fhirpath("%nothing"), kExitError);
  EXPECT_THAT(err_.str(), HasSubstr("[FHIRPATH-VARIABLE]"));
}

TEST_F(FileCommandsTest, FhirpathFollowsReferencesInABundle) {
  const std::string_view bundle = R"({"resourceType":"Bundle","type":"collection","entry":[
    {"fullUrl":"https://a.example/fhir/Task/1",
     "resource":{"resourceType":"Task","id":"1","status":"draft","intent":"order",
                 "for":{"reference":"Patient/2"}}},
    {"fullUrl":"https://a.example/fhir/Patient/2",
     "resource":{"resourceType":"Patient","id":"2","gender":"female"}}]})";

  EXPECT_EQ(run_fhirpath("Bundle.entry.resource.ofType(Task).for.resolve().gender", bundle),
            kExitFine);
  EXPECT_EQ(out_.str(), "FHIR.code: \"female\"\n");
}

TEST_F(FileCommandsTest, FhirpathOfAResourceThatIsNotReadWholeIsRefused) {
  EXPECT_EQ(run_fhirpath("gender", R"({"resourceType":"Patient","gnder":"x","gender":"female"})"),
            kExitError);
  EXPECT_THAT(out_.str(), IsEmpty());
  EXPECT_THAT(err_.str(), HasSubstr("\"gnder\""));
}

TEST_F(FileCommandsTest, FhirpathWithoutPackagesCannotAskThem) {
  EXPECT_EQ(run_fhirpath("conformsTo('http://hl7.org/fhir/StructureDefinition/Patient')"),
            kExitError);
  EXPECT_THAT(err_.str(), HasSubstr("[FHIRPATH-HOST]"));
  EXPECT_EQ(run_fhirpath("gender.memberOf('http://hl7.org/fhir/ValueSet/administrative-gender')"),
            kExitFine);
  EXPECT_THAT(out_.str(), IsEmpty());
}

TEST_F(FileCommandsTest, FhirpathAsksThePackagesForCodes) {
  constexpr auto kGender = "http://hl7.org/fhir/ValueSet/administrative-gender";
  constexpr auto kNothing = "http://example.org/ValueSet/nothing";

  EXPECT_EQ(run_fhirpath_with({}, "gender.memberOf('" + std::string(kGender) + "')"), kExitFine);
  EXPECT_EQ(out_.str(), "System.Boolean: true\n");
  EXPECT_EQ(run_fhirpath_with({}, "'woman'.memberOf('" + std::string(kGender) + "')"), kExitFine);
  EXPECT_EQ(out_.str(), "System.Boolean: false\n");
  EXPECT_EQ(run_fhirpath_with({}, "gender.memberOf('" + std::string(kNothing) + "')"), kExitFine);
  EXPECT_THAT(out_.str(), IsEmpty());
}

TEST_F(FileCommandsTest, FhirpathAsksThePackagesForProfiles) {
  const std::string profile = write("profile.json", kProfile);
  const std::string asked = "conformsTo('" + std::string(kProfileUrl) + "')";

  EXPECT_EQ(run_fhirpath_with({profile}, asked), kExitFine) << err_.str();
  EXPECT_EQ(out_.str(), "System.Boolean: true\n");
  EXPECT_EQ(run_fhirpath_with({profile}, asked, R"({"resourceType":"Patient","active":true})"),
            kExitFine);
  EXPECT_EQ(out_.str(), "System.Boolean: false\n");
  EXPECT_EQ(run_fhirpath_with({profile}, asked, kAmount), kExitFine);
  EXPECT_EQ(out_.str(), "System.Boolean: false\n");
  EXPECT_EQ(run_fhirpath_with({}, asked), kExitError);
  EXPECT_THAT(err_.str(), HasSubstr("[FHIRPATH-HOST]"));
}

TEST_F(FileCommandsTest, FhirpathAsksAProfileOfAPartOfTheResource) {
  const std::string asked =
      "name.conformsTo('http://hl7.org/fhir/StructureDefinition/HumanName') and "
      "name.conformsTo('http://hl7.org/fhir/StructureDefinition/Address').not()";

  EXPECT_EQ(run_fhirpath_with({}, asked), kExitFine) << err_.str();
  EXPECT_EQ(out_.str(), "System.Boolean: true\n");
}

TEST_F(FileCommandsTest, FhirpathFollowsCanonicalsIntoThePackages) {
  const std::string profile = write("profile.json", kProfile);
  const std::string text =
      R"({"resourceType":"Patient","meta":{"profile":[")" + std::string(kProfileUrl) + R"("]}})";

  EXPECT_EQ(run_fhirpath_with({profile}, "meta.profile.resolve().name", text), kExitFine);
  EXPECT_EQ(out_.str(), "FHIR.string: \"Dated\"\n");
  EXPECT_EQ(run_fhirpath_with({}, "meta.profile.resolve().name", text), kExitFine);
  EXPECT_THAT(out_.str(), IsEmpty());
}

TEST_F(FileCommandsTest, FhirpathAsksThePackagesWhatIsAKindOfWhat) {
  const std::string system = write("system.json", R"({"resourceType":"CodeSystem",
    "url":"http://example.org/sid/codes","status":"active","content":"complete",
    "hierarchyMeaning":"is-a","concept":[{"code":"A","concept":[{"code":"B"}]},{"code":"C"}]})");
  const std::string text = R"({"resourceType":"Observation","status":"final",
    "code":{"coding":[{"system":"http://example.org/sid/codes","code":"A"}]},
    "valueCodeableConcept":{"coding":[{"system":"http://example.org/sid/codes","code":"B"}]},
    "bodySite":{"coding":[{"system":"http://example.org/sid/codes","code":"C"}]},
    "method":{"coding":[{"system":"http://example.org/sid/codes","code":"D"}]}})";

  EXPECT_EQ(run_fhirpath_with({system}, "code.subsumes(value)", text), kExitFine) << err_.str();
  EXPECT_EQ(out_.str(), "System.Boolean: true\n");
  EXPECT_EQ(run_fhirpath_with({system}, "value.coding.subsumedBy(code)", text), kExitFine);
  EXPECT_EQ(out_.str(), "System.Boolean: true\n");
  EXPECT_EQ(run_fhirpath_with({system}, "value.subsumes(code)", text), kExitFine);
  EXPECT_EQ(out_.str(), "System.Boolean: false\n");
  EXPECT_EQ(run_fhirpath_with({system}, "code.subsumes(bodySite)", text), kExitFine);
  EXPECT_EQ(out_.str(), "System.Boolean: false\n");
  EXPECT_EQ(run_fhirpath_with({system}, "code.subsumes(method)", text), kExitError);
  EXPECT_THAT(err_.str(), HasSubstr("[FHIRPATH-HOST]"));
}

TEST_F(FileCommandsTest, ConvertThereAndBackLosesNothing) {
  ASSERT_EQ(run_convert(codec::Format::json, kAmount), kExitFine) << err_.str();
  const std::string json = out_.str();
  ASSERT_EQ(run_convert(codec::Format::xml, json), kExitFine);
  const std::string xml = out_.str();
  EXPECT_THAT(xml,
              AllOf(StartsWith("<"), HasSubstr("value=\"1.50\""), HasSubstr("Åsa &amp; &lt;b")));
  ASSERT_EQ(run_convert(codec::Format::json, xml), kExitFine);
  EXPECT_EQ(out_.str(), json);
}

TEST_F(FileCommandsTest, ConvertOfWhatCannotBeReadWholeIsRefusedWithItsPlace) {
  EXPECT_EQ(run_convert(codec::Format::xml, "{\"resourceType\":\"Patient\",\n\"x\":1}"),
            kExitError);
  EXPECT_THAT(out_.str(), IsEmpty());
  EXPECT_THAT(err_.str(), AllOf(StartsWith("-:2:"), HasSubstr("     2 | \"x\":1}\n")));
}

TEST_F(FileCommandsTest, SnapshotIsPrintedInTheFormatOfTheFile) {
  EXPECT_EQ(run_snapshot(write("profile.json", kProfile)), kExitFine) << err_.str();
  EXPECT_THAT(
      out_.str(),
      AllOf(StartsWith("{"), HasSubstr("\"snapshot\""), HasSubstr("\"Patient.birthDate\"")));
}

TEST_F(FileCommandsTest, SnapshotOfAProfileInXmlIsXml) {
  ASSERT_EQ(run_convert(codec::Format::xml, kProfile), kExitFine);
  const std::string file = write("profile.xml", out_.str());
  out_.str("");

  EXPECT_EQ(run_snapshot(file), kExitFine);
  EXPECT_THAT(out_.str(), AllOf(StartsWith("<"), HasSubstr("<snapshot>")));
}

TEST_F(FileCommandsTest, SnapshotNeedsTheBaseOfTheProfile) {
  std::string text(kProfile);
  const std::string base = "http://hl7.org/fhir/StructureDefinition/Patient";
  text.replace(text.find(base), base.size(), "http://example.org/StructureDefinition/base");
  const std::string file = write("profile.json", text);

  EXPECT_EQ(run_snapshot(file), kExitError);
  EXPECT_THAT(err_.str(), HasSubstr("[SNAPSHOT-BASE]"));
  EXPECT_THAT(out_.str(), IsEmpty());
}

TEST_F(FileCommandsTest, SnapshotFindsTheBaseInAFolderOfResources) {
  std::filesystem::create_directory(folder_ / "ig");
  write("ig/base.json", kProfile);
  std::string text(kProfile);
  const std::string base = "http://hl7.org/fhir/StructureDefinition/Patient";
  text.replace(text.find(base), base.size(), kProfileUrl);
  text.replace(text.find(kProfileUrl),
               std::string_view(kProfileUrl).size(),
               "http://example.org/StructureDefinition/upper");
  const std::string file = write("upper.json", text);

  EXPECT_EQ(run_snapshot(file, {folder_ / "ig"}), kExitFine) << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr("\"snapshot\""));
}

TEST_F(FileCommandsTest, SnapshotOfAnotherResourceIsRefused) {
  EXPECT_EQ(run_snapshot(write("a.json", kPatient)), kExitError);
  EXPECT_THAT(err_.str(), HasSubstr("[CLI-NO-PROFILE]"));
}

TEST_F(FileCommandsTest, DefinitionsThatAreNotThereAreSaid) {
  EXPECT_EQ(convert({folder_ / "definitions.bin", codec::Format::xml, "-"}, console()), kExitError);
  EXPECT_THAT(err_.str(), Not(IsEmpty()));
}

}  // namespace
}  // namespace gateway::app
