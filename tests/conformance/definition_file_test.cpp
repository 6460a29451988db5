// A damaged file of definitions is refused, never used.
#include "gateway/conformance/definition_file.hpp"

#include <cstring>
#include <random>
#include <vector>

#include <gmock/gmock.h>

#include "gateway/conformance/definitions.hpp"

#include "tests/support/result_matchers.hpp"
#include "tests/support/temporary_folder.hpp"

namespace gateway::conformance {
namespace {

constexpr std::size_t kHeaderBytes = sizeof(ArrayFileHeader);
constexpr std::size_t kChecksumOffset = 24;

// The definitions that the program uses, without the packages behind them.
std::string own_part() {
  std::string file = test::read_text_file(GATEWAY_DEFINITIONS);
  const auto content = from_file(std::as_bytes(std::span(file)));
  file.resize(file.size() - content->rest.size());
  return file;
}

// The bytes of a file, aligned as a mapped file is.
class Image {
 public:
  explicit Image(std::string_view bytes) : size_(bytes.size()), words_(bytes.size() / 8 + 1) {
    std::memcpy(words_.data(), bytes.data(), bytes.size());
  }
  std::span<std::byte> bytes() { return std::as_writable_bytes(std::span(words_)).first(size_); }
  void cut_to(std::size_t size) { size_ = size; }
  char* at(std::size_t offset) { return reinterpret_cast<char*>(words_.data()) + offset; }

 private:
  std::size_t size_;
  std::vector<std::uint64_t> words_;
};

// Arrays without a type: the smallest file there is.
struct Smallest {
  std::vector<fhir::TypeRow> types = {fhir::TypeRow()};
  std::vector<fhir::SlotRow> slots;
  std::vector<fhir::NameRow> names = {fhir::NameRow()};
  std::vector<fhir::NameId> name_hash = {0, 0};
  std::vector<fhir::TypeId> type_hash = {0, 0};
  std::vector<std::uint16_t> slot_targets;
  std::vector<TargetSetRow> target_sets = {TargetSetRow()};
  std::vector<fhir::TypeId> target_types;
  std::vector<BindingRow> bindings = {BindingRow()};
  std::vector<ConceptRow> concepts;
  std::vector<fhir::NameRow> systems;
  std::string text = "abc";

  std::string file() const {
    return to_file({.types = {types, slots, names, name_hash, type_hash, text},
                    .slot_targets = slot_targets,
                    .target_sets = target_sets,
                    .target_types = target_types,
                    .bindings = bindings,
                    .concepts = concepts,
                    .systems = systems,
                    .terms = text});
  }
};

Result<DefinitionFile> read_back(const Smallest& arrays) {
  Image image(arrays.file());
  return from_file(image.bytes());
}

TEST(DefinitionFileTest, ReadsWhatItWrote) {
  const std::string original = own_part();
  Image image(original);

  const auto content = from_file(image.bytes());

  ASSERT_THAT(content, test::IsOk());
  EXPECT_EQ(to_file(content->arrays), original);
  EXPECT_TRUE(content->rest.empty());
}

TEST(DefinitionFileTest, SaysWhatStandsBehindIt) {
  const std::string file = Smallest().file();
  Image image(file + "behind");

  const auto content = from_file(image.bytes());

  ASSERT_THAT(content, test::IsOk());
  EXPECT_EQ(content->rest.size(), 6U);
  EXPECT_EQ(content->rest.data(), image.bytes().data() + file.size());
}

TEST(DefinitionFileTest, RefusesAnotherKindOfFile) {
  Image text("{\"resourceType\": \"Patient\", \"id\": \"a text that is longer than the header\"}");
  Image nothing("");

  EXPECT_THAT(from_file(text.bytes()), test::FailsWithId("DEFS-NOT-OURS"));
  EXPECT_THAT(from_file(nothing.bytes()), test::FailsWithId("DEFS-NOT-OURS"));
}

TEST(DefinitionFileTest, RefusesAnotherVersionAndByteOrder) {
  Image version(Smallest().file());
  *version.at(8) = 99;
  Image order(Smallest().file());
  std::swap(*order.at(12), *order.at(15));

  EXPECT_THAT(from_file(version.bytes()), test::FailsWithId("DEFS-VERSION"));
  EXPECT_THAT(from_file(order.bytes()), test::FailsWithId("DEFS-VERSION"));
}

TEST(DefinitionFileTest, RefusesATruncatedFile) {
  const std::string file = Smallest().file();
  for (std::size_t size = 0; size < file.size(); ++size) {
    Image image(file);
    image.cut_to(size);
    EXPECT_FALSE(from_file(image.bytes()).has_value()) << size;
  }
}

TEST(DefinitionFileTest, RefusesEverySingleChangedByte) {
  const std::string file = Smallest().file();
  for (std::size_t at = 0; at < file.size(); ++at) {
    Image image(file);
    *image.at(at) = static_cast<char>(*image.at(at) ^ 0x40);
    EXPECT_FALSE(from_file(image.bytes()).has_value()) << at;
  }
}

// Changes in the sections with a checksum that fits: either refused, or no index leads outside,
// which the sanitizers and the walk over everything would show.
TEST(DefinitionFileTest, StaysInsideWhateverTheArraysHold) {
  const std::string file = own_part();
  std::mt19937 random(20240601);
  Image image(file);
  std::size_t accepted = 0;
  for (int round = 0; round < 400; ++round) {
    std::memcpy(image.at(0), file.data(), file.size());
    for (int change = 0; change < 3; ++change) {
      *image.at(kHeaderBytes + random() % (file.size() - kHeaderBytes)) =
          static_cast<char>(random());
    }
    const std::uint64_t sum = checksum_of(image.bytes().subspan(kChecksummedFrom));
    std::memcpy(image.at(kChecksumOffset), &sum, sizeof(sum));

    const auto content = from_file(image.bytes());

    if (!content) continue;
    ++accepted;
    const fhir::TypeTable types(content->arrays.types);
    std::size_t total = types.find_type("Patient") + types.find_name("name");
    for (std::size_t id = 0; id < types.type_count(); ++id) {
      total += types.type_name(static_cast<fhir::TypeId>(id)).size();
      for (const auto& slot : types.slots(static_cast<fhir::TypeId>(id))) {
        total += types.name(slot.name).size() + types.type_name(slot.type).size();
      }
    }
    EXPECT_GT(total, 0U);
  }
  EXPECT_GT(accepted, 0U);
}

TEST(DefinitionFileTest, AcceptsTheSmallestArrays) {
  EXPECT_THAT(read_back(Smallest()), test::IsOk());
}

TEST(DefinitionFileTest, RefusesIndexesThatLeadOutside) {
  std::vector<Smallest> broken(12);
  broken[0].types[0].name_size = 4;
  broken[1].types.emplace_back().slots_count = 1;
  broken[2].types.emplace_back().base = 2;
  broken[3].names.push_back({.begin = 3, .size = 1});
  broken[4].name_hash = {1, 0};
  broken[5].type_hash = {0, 1};
  broken[6].slot_targets = {0};
  broken[7].target_sets.push_back({.begin = 0, .count = 1});
  broken[8].bindings[0].concepts_begin = 1;
  broken[9].concepts.push_back({});
  broken[10].systems.push_back({.begin = 4, .size = 0});
  broken[11].bindings[0].rule = static_cast<BindingRule>(9);

  for (std::size_t i = 0; i < broken.size(); ++i) {
    EXPECT_THAT(read_back(broken[i]), test::FailsWithId("DEFS-DAMAGED")) << i;
  }
}

TEST(DefinitionFileTest, RefusesSlotsThatLeadOutside) {
  std::vector<fhir::SlotRow> broken(4);
  broken[0].name = 1;
  broken[1].choice = 1;
  broken[2].type = 2;
  broken[3].binding = 1;

  for (const fhir::SlotRow& slot : broken) {
    Smallest arrays;
    arrays.slots = {slot};
    arrays.slot_targets = {0};
    EXPECT_THAT(read_back(arrays), test::FailsWithId("DEFS-DAMAGED"));
  }
}

TEST(DefinitionFileTest, RefusesHashesThatWouldSearchForever) {
  Smallest full;
  full.names = {{}, {.begin = 0, .size = 1}};
  full.name_hash = {1, 1};
  Smallest uneven;
  uneven.type_hash = {0, 0, 0};
  Smallest none;
  none.type_hash = {};

  EXPECT_THAT(read_back(full), test::FailsWithId("DEFS-DAMAGED"));
  EXPECT_THAT(read_back(uneven), test::FailsWithId("DEFS-DAMAGED"));
  EXPECT_THAT(read_back(none), test::FailsWithId("DEFS-DAMAGED"));
}

TEST(DefinitionFileTest, RefusesTypesThatAreTheirOwnBase) {
  Smallest circle;
  circle.types.emplace_back().base = 2;
  circle.types.emplace_back().base = 1;

  EXPECT_THAT(read_back(circle), test::FailsWithId("DEFS-DAMAGED"));
}

class DefinitionsLoadTest : public testing::Test {
 protected:
  test::TemporaryFolder folder_;
};

TEST_F(DefinitionsLoadTest, SaysThatTheFileIsMissing) {
  EXPECT_THAT(Definitions::load(folder_ / "none"), test::FailsWithId("DEFS-FILE-MISSING"));
  EXPECT_THAT(Definitions::load(folder_.path()), test::FailsWithId("DEFS-FILE-MISSING"));
}

TEST_F(DefinitionsLoadTest, RefusesAnEmptyFile) {
  EXPECT_THAT(Definitions::load(folder_.write("d.bin", "")), test::FailsWithId("DEFS-FILE-EMPTY"));
}

TEST_F(DefinitionsLoadTest, RefusesDefinitionsWithoutTheTypesOfR4) {
  EXPECT_THAT(Definitions::load(folder_.write("d.bin", Smallest().file())),
              test::FailsWithId("DEFS-INCOMPLETE"));
}

}  // namespace
}  // namespace gateway::conformance
