#include "gateway/app/config.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/result_matchers.hpp"
#include "tests/support/temporary_folder.hpp"

namespace gateway::app {
namespace {

using test::FailsWithId;
using test::IsOk;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::string_view kWhole = R"(listen:
  partner: {address: 127.0.0.1, port: 8443}
tls:
  certificate: server.pem
  key: server.key
  trust: trust.pem
  crl: /etc/brygga/crl.pem
store: {database: brygga.db, master_key: master.key}
definitions: definitions.bin
directory: directory.yaml
rivta: {schemas: schemas}
)";

class ConfigTest : public ::testing::Test {
 protected:
  Result<Config> load(std::string_view text) {
    std::ofstream(file()) << text;
    return load_config(file());
  }
  std::filesystem::path file() const { return folder_.path() / "brygga.yaml"; }

  test::TemporaryFolder folder_;
};

TEST_F(ConfigTest, ReadsValuesAndKeepsDefaultsOfTheRest) {
  const auto config = load(kWhole);

  ASSERT_THAT(config, IsOk());
  EXPECT_EQ(config->partner_port, 8443);
  EXPECT_EQ(config->operator_port, 8480);
  EXPECT_EQ(config->delivery_deadline, std::chrono::seconds(30));
}

TEST_F(ConfigTest, TakesOnePackageOrAListOfThem) {
  const auto one = load(std::string(kWhole) + "packages: ig.tgz\n");
  ASSERT_THAT(one, IsOk());
  EXPECT_THAT(one->packages, ElementsAre(folder_.path() / "ig.tgz"));

  const auto two = load(std::string(kWhole) + "packages: [ig.tgz, /srv/codes]\n");
  ASSERT_THAT(two, IsOk());
  EXPECT_THAT(two->packages, ElementsAre(folder_.path() / "ig.tgz", "/srv/codes"));

  EXPECT_THAT(load(std::string(kWhole) + "packages: [[ig.tgz]]\n"), FailsWithId("CONFIG-VALUE"));
}

TEST_F(ConfigTest, TakesPathsRelativeToItsOwnFolder) {
  const auto config = load(kWhole);

  ASSERT_THAT(config, IsOk());
  EXPECT_EQ(config->tls_certificate, folder_.path() / "server.pem");
  EXPECT_EQ(config->tls_crl, "/etc/brygga/crl.pem");
}

TEST_F(ConfigTest, NamesFileAndLineOfAnUnknownOption) {
  const auto config = load(std::string(kWhole) + "definitoins: x\n");

  ASSERT_THAT(config, FailsWithId("CONFIG-VALUE"));
  EXPECT_THAT(config.error().message, HasSubstr("brygga.yaml:12: definitoins"));
}

TEST_F(ConfigTest, NamesAMissingOptionAndWhatItIs) {
  const auto config = load("definitions: definitions.bin\n");

  ASSERT_THAT(config, FailsWithId("CONFIG-MISSING"));
  EXPECT_THAT(config.error().message, HasSubstr("tls.certificate is missing"));
}

struct BadValue {
  std::string_view name;
  std::string_view line;
};
class ConfigBadValueTest : public ConfigTest, public ::testing::WithParamInterface<BadValue> {};

TEST_P(ConfigBadValueTest, IsRefused) {
  EXPECT_THAT(load(std::string(kWhole) + std::string(GetParam().line)),
              FailsWithId("CONFIG-VALUE"));
}

INSTANTIATE_TEST_SUITE_P(Values,
                         ConfigBadValueTest,
                         ::testing::Values(BadValue{"NotANumber", "work: {threads: many}\n"},
                                           BadValue{"TooLarge", "work: {threads: 257}\n"},
                                           BadValue{"TooSmall", "work: {threads: 0}\n"},
                                           BadValue{"Negative", "work: {connections: -1}\n"},
                                           BadValue{"Fraction", "delivery: {deadline: 1.5}\n"},
                                           BadValue{"MapForText", "base_url: {a: b}\n"},
                                           BadValue{"Empty", "base_url: ''\n"},
                                           BadValue{"SectionIsText", "work: 4\n"},
                                           BadValue{"GivenTwice", "definitions: other.bin\n"}),
                         [](const auto& test) { return std::string(test.param.name); });

TEST_F(ConfigTest, AcceptsNumbersAtTheirLimits) {
  EXPECT_THAT(load(std::string(kWhole) + "work: {threads: 256}\n"), IsOk());
  EXPECT_THAT(load(std::string(kWhole) + "work: {threads: 1}\n"), IsOk());
}

TEST_F(ConfigTest, RefusesWhatIsNotYamlOrNotThere) {
  EXPECT_THAT(load("a: [b\n"), FailsWithId("CONFIG-YAML"));
  EXPECT_THAT(load("just a text\n"), FailsWithId("CONFIG-YAML"));
  EXPECT_THAT(load_config(folder_.path() / "absent.yaml"), FailsWithId("CONFIG-FILE"));
}

TEST(ConfigDocumentTest, HasEveryOptionWithItsMeaning) {
  std::ifstream in(BRYGGA_OPTIONS_DOCUMENT);
  std::ostringstream document;
  document << in.rdbuf();

  for (const OptionText& option : option_texts()) {
    EXPECT_THAT(document.str(),
                HasSubstr("| `" + std::string(option.name) + "` | " + std::string(option.meaning)));
  }
}

}  // namespace
}  // namespace gateway::app
