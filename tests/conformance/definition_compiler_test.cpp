// Packages → definitions: what is refused, and how value sets are put together.
// Source: FHIR R4, valueset.html#compositions; elementdefinition.html.
#include "gateway/conformance/definition_compiler.hpp"

#include <filesystem>
#include <string>

#include <gmock/gmock.h>

#include "gateway/conformance/definitions.hpp"
#include "gateway/conformance/value_set_expander.hpp"

#include "tests/support/result_matchers.hpp"
#include "tests/support/temporary_folder.hpp"

namespace gateway::conformance {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

std::string resource(std::string_view type, std::string_view content) {
  return "<" + std::string(type) + " xmlns=\"http://hl7.org/fhir\">" + std::string(content) + "</" +
         std::string(type) + ">";
}

TEST(DefinitionCompilerTest, MakesTheSameFileFromTheSamePackage) {
  const auto compiled = compile_package(GATEWAY_CORE_PACKAGE);

  ASSERT_THAT(compiled, test::IsOk());
  EXPECT_TRUE(test::read_text_file(GATEWAY_DEFINITIONS).starts_with(compiled->file));
  EXPECT_EQ(compiled->structures, 209U);
  EXPECT_THAT(compiled->missing, IsEmpty());
}

TEST(DefinitionCompilerTest, NamesWhatThePackageLacks) {
  const test::TemporaryFolder folder;
  for (const auto& file : std::filesystem::directory_iterator(GATEWAY_CORE_PACKAGE)) {
    const auto name = file.path().filename();
    if (name == "StructureDefinition-Patient.xml" || name == "ValueSet-task-status.xml") continue;
    std::filesystem::create_symlink(file.path(), folder.path() / name);
  }

  const auto compiled = compile_package(folder.path());

  ASSERT_THAT(compiled, test::IsOk());
  EXPECT_THAT(compiled->missing,
              UnorderedElementsAre("Patient", "http://hl7.org/fhir/ValueSet/task-status"));
}

class SmallPackageTest : public testing::Test {
 protected:
  SmallPackageTest() { folder_.write("package.json", R"({"name": "a", "version": "1.0.0"})"); }

  void add_structure(std::string_view name, std::string_view content) {
    folder_.write("StructureDefinition-" + std::string(name) + ".xml",
                  resource("StructureDefinition", content));
  }

  test::TemporaryFolder folder_;
};

TEST_F(SmallPackageTest, RefusesAFolderWithoutPackage) {
  EXPECT_THAT(compile_package(folder_ / "none"), test::FailsWithId("PACKAGE-MISSING"));
}

TEST_F(SmallPackageTest, RefusesADefinitionThatIsNotWellFormed) {
  folder_.write("StructureDefinition-A.xml", "<StructureDefinition");

  EXPECT_THAT(compile_package(folder_.path()), test::FailsWithId("DEFS-RESOURCE"));
}

TEST_F(SmallPackageTest, RefusesAPackageWithAFileThatIsCut) {
  folder_.write("CodeSystem-s.xml", "");

  EXPECT_THAT(compile_package(folder_.path()), test::FailsWithId("DEFS-RESOURCE"));
}

TEST_F(SmallPackageTest, RefusesADefinitionWithoutSnapshot) {
  add_structure("A", R"(<kind value="resource"/><type value="A"/>)");

  EXPECT_THAT(compile_package(folder_.path()), test::FailsWithId("DEFS-STRUCTURE"));
}

TEST_F(SmallPackageTest, RefusesAnElementWithoutType) {
  add_structure("A", R"(<kind value="resource"/><type value="A"/><snapshot>
      <element><path value="A"/></element>
      <element><path value="A.b"/><min value="0"/><max value="1"/></element></snapshot>)");

  EXPECT_THAT(compile_package(folder_.path()), test::FailsWithId("DEFS-STRUCTURE"));
}

TEST_F(SmallPackageTest, RefusesAnElementOutsideItsType) {
  add_structure("A", R"(<kind value="resource"/><type value="A"/><snapshot>
      <element><path value="A"/></element>
      <element><path value="B.c"/><type><code value="A"/></type></element></snapshot>)");

  EXPECT_THAT(compile_package(folder_.path()), test::FailsWithId("DEFS-STRUCTURE"));
}

TEST_F(SmallPackageTest, RefusesAnUnknownPrimitive) {
  add_structure("a", R"(<kind value="primitive-type"/><type value="a"/><snapshot>
      <element><path value="a"/></element></snapshot>)");

  EXPECT_THAT(compile_package(folder_.path()), test::FailsWithId("DEFS-STRUCTURE"));
}

TEST_F(SmallPackageTest, RefusesATypeThatNobodyDefines) {
  add_structure("A", R"(<kind value="resource"/><type value="A"/><snapshot>
      <element><path value="A"/></element>
      <element><path value="A.b"/><type><code value="Nothing"/></type></element></snapshot>)");

  EXPECT_THAT(compile_package(folder_.path()), test::FailsWithId("TYPES-UNKNOWN"));
}

TEST_F(SmallPackageTest, LeavesOutProfilesAndLogicalModels) {
  add_structure("p",
                R"(<kind value="resource"/><type value="A"/><derivation value="constraint"/>)");
  add_structure("l", R"(<kind value="logical"/><type value="L"/>)");

  const auto compiled = compile_package(folder_.path());

  ASSERT_THAT(compiled, test::IsOk());
  EXPECT_EQ(compiled->types, 0U);
}

class ValueSetExpanderTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_.write("package.json", R"({"name": "a", "version": "1.0.0"})");
    auto loaded = Definitions::load(GATEWAY_DEFINITIONS);
    ASSERT_THAT(loaded, test::IsOk());
    definitions_ = std::move(*loaded);
    write("CodeSystem-s",
          "CodeSystem",
          R"(<url value="urn:s"/><status value="active"/><content value="complete"/>
             <concept><code value="a"/><concept><code value="a1"/></concept></concept>
             <concept><code value="b"/></concept>)");
  }

  void write(std::string_view file, std::string_view type, std::string_view content) {
    folder_.write(std::string(file) + ".xml", resource(type, content));
  }
  void write_value_set(std::string_view name, std::string_view compose) {
    write("ValueSet-" + std::string(name),
          "ValueSet",
          "<url value=\"urn:vs:" + std::string(name) + "\"/><status value=\"active\"/><compose>" +
              std::string(compose) + "</compose>");
  }
  Result<Expansion> expand(std::string_view url) {
    auto package = Package::open(folder_.path());
    return ValueSetExpander(*package, definitions_->types()).expand(url);
  }

  test::TemporaryFolder folder_;
  std::unique_ptr<const Definitions> definitions_;
};

TEST_F(ValueSetExpanderTest, FlattensAWholeCodeSystem) {
  write_value_set("v", R"(<include><system value="urn:s"/></include>)");

  const auto expansion = expand("urn:vs:v|4.0.1");

  ASSERT_THAT(expansion, test::IsOk());
  EXPECT_EQ(expansion->rule, BindingRule::enumerated);
  EXPECT_THAT(expansion->concepts,
              ElementsAre(Pair("a", "urn:s"), Pair("a1", "urn:s"), Pair("b", "urn:s")));
}

TEST_F(ValueSetExpanderTest, ListsConceptsOfASystemItDoesNotHave) {
  write_value_set(
      "v", R"(<include><system value="urn:x"/><concept><code value="q"/></concept></include>)");

  EXPECT_THAT(expand("urn:vs:v")->concepts, ElementsAre(Pair("q", "urn:x")));
}

TEST_F(ValueSetExpanderTest, TakesOutWhatIsExcluded) {
  write_value_set("v", R"(<include><system value="urn:s"/></include><exclude>
      <system value="urn:s"/><concept><code value="a"/></concept></exclude>)");

  EXPECT_THAT(expand("urn:vs:v")->concepts, ElementsAre(Pair("a1", "urn:s"), Pair("b", "urn:s")));
}

TEST_F(ValueSetExpanderTest, UnitesIncludesAndIntersectsWithinOne) {
  write_value_set(
      "b", R"(<include><system value="urn:s"/><concept><code value="b"/></concept></include>)");
  write_value_set("both",
                  R"(<include><system value="urn:s"/><valueSet value="urn:vs:b"/></include>)");
  write_value_set("either", R"(<include><valueSet value="urn:vs:b"/></include><include>
      <system value="urn:s"/><concept><code value="a"/></concept></include>)");

  EXPECT_THAT(expand("urn:vs:both")->concepts, ElementsAre(Pair("b", "urn:s")));
  EXPECT_THAT(expand("urn:vs:either")->concepts,
              ElementsAre(Pair("a", "urn:s"), Pair("b", "urn:s")));
}

TEST_F(ValueSetExpanderTest, CannotTellWhatIsNotInThePackage) {
  write_value_set("filter", R"(<include><system value="urn:s"/><filter><property value="concept"/>
      <op value="is-a"/><value value="a"/></filter></include>)");
  write_value_set("absent", R"(<include><system value="urn:absent"/></include>)");
  write_value_set("mixed", R"(<include><system value="urn:s"/></include>
      <include><system value="urn:absent"/></include>)");

  for (const std::string_view url :
       {"urn:vs:filter", "urn:vs:absent", "urn:vs:mixed", "urn:vs:none"}) {
    const auto expansion = expand(url);
    ASSERT_THAT(expansion, test::IsOk());
    EXPECT_EQ(expansion->rule, BindingRule::unknown) << url;
  }
}

TEST_F(ValueSetExpanderTest, RefusesValueSetsThatIncludeEachOther) {
  write_value_set("x", R"(<include><valueSet value="urn:vs:y"/></include>)");
  write_value_set("y", R"(<include><valueSet value="urn:vs:x"/></include>)");

  EXPECT_THAT(expand("urn:vs:x"), test::FailsWithId("DEFS-LIMIT"));
}

TEST_F(ValueSetExpanderTest, FollowsNestingToTheLimit) {
  write_value_set("0", R"(<include><system value="urn:s"/></include>)");
  for (int i = 1; i <= ValueSetExpander::kMaxNesting + 1; ++i) {
    write_value_set(
        std::to_string(i),
        "<include><valueSet value=\"urn:vs:" + std::to_string(i - 1) + "\"/></include>");
  }

  EXPECT_THAT(expand("urn:vs:" + std::to_string(ValueSetExpander::kMaxNesting)), test::IsOk());
  EXPECT_THAT(expand("urn:vs:" + std::to_string(ValueSetExpander::kMaxNesting + 1)),
              test::FailsWithId("DEFS-LIMIT"));
}

TEST_F(ValueSetExpanderTest, RefusesAValueSetWithUnknownElements) {
  write_value_set("v", "<nonsense value=\"1\"/>");

  EXPECT_THAT(expand("urn:vs:v"), test::FailsWithId("DEFS-RESOURCE"));
}

}  // namespace
}  // namespace gateway::conformance
