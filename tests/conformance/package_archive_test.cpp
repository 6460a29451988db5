// What .tgz archives are read, and how each kind of damage or malice is refused.
// Sources: RFC 1952; POSIX.1-2017, pax; GNU tar manual, "Basic Tar Format".
#include <string>

#include <gmock/gmock.h>

#include "gateway/conformance/packages/archive.hpp"

#include "tests/conformance/package_files.hpp"
#include "tests/support/result_matchers.hpp"

namespace gateway::conformance {
namespace {

using test::gzip;
using test::tar_end;
using test::tar_entry;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

bool every(std::string_view) {
  return true;
}

Result<ArchiveFiles> read(const std::string& tgz, const ArchiveLimits& limits = {}) {
  return read_archive(tgz, limits, every);
}

Result<ArchiveFiles> read_tar(const std::string& entries, const ArchiveLimits& limits = {}) {
  return read(gzip(entries + tar_end()), limits);
}

std::string pax(std::string_view key, std::string_view value) {
  const std::size_t rest = key.size() + value.size() + 3;
  std::size_t length = rest + 1;
  while (std::to_string(length).size() + rest != length)
    ++length;
  std::string record = std::to_string(length);
  record.append(" ").append(key).append("=").append(value).append("\n");
  return record;
}

TEST(PackageArchiveTest, ReadsFilesOfUstar) {
  const auto files = read_tar(tar_entry("package/a.json", "{}") + tar_entry("./b.xml", ""));

  ASSERT_THAT(files, test::IsOk());
  EXPECT_THAT(*files, ElementsAre(Pair("b.xml", ""), Pair("package/a.json", "{}")));
}

TEST(PackageArchiveTest, JoinsThePrefixOfUstarToTheName) {
  const auto files = read_tar(test::tar_entry_with("a.json", "{}", 345, "package/deep"));

  ASSERT_THAT(files, test::IsOk());
  EXPECT_THAT(*files, ElementsAre(Pair("package/deep/a.json", "{}")));
}

TEST(PackageArchiveTest, ReadsContentThatFillsBlocksExactlyAndOneByteMore) {
  const std::string block(512, 'a');
  const std::string piece(64 * 1024 + 1, 'b');
  const auto files = read_tar(tar_entry("a", block) + tar_entry("b", piece) + tar_entry("c", "c"));

  ASSERT_THAT(files, test::IsOk());
  EXPECT_THAT(*files, ElementsAre(Pair("a", block), Pair("b", piece), Pair("c", "c")));
}

TEST(PackageArchiveTest, TakesALongNameFromGnu) {
  const std::string name = "package/" + std::string(300, 'n');
  const auto files = read_tar(tar_entry("././@LongLink", name + '\0', 'L') +
                              tar_entry("././@LongLink", "target", 'K') + tar_entry("cut", "1") +
                              tar_entry("next", "2"));

  ASSERT_THAT(files, test::IsOk());
  EXPECT_THAT(*files, ElementsAre(Pair("next", "2"), Pair(name, "1")));
}

TEST(PackageArchiveTest, TakesPathAndSizeFromPax) {
  const std::string name = "package/" + std::string(300, 'n');
  const auto files = read_tar(
      tar_entry("PaxHeaders/x", pax("mtime", "1.5") + pax("path", name) + pax("size", "1"), 'x') +
      test::tar_entry_with("cut", "1", 124, "00000000777") + tar_entry("next", "2"));

  ASSERT_THAT(files, test::IsOk());
  EXPECT_THAT(*files, ElementsAre(Pair("next", "2"), Pair(name, "1")));
}

TEST(PackageArchiveTest, ReadsASizeInBytesOfGnu) {
  const std::string size("\x80\0\0\0\0\0\0\0\0\0\0\x02", 12);
  const auto files = read_tar(test::tar_entry_with("a", "xy", 124, size));

  ASSERT_THAT(files, test::IsOk());
  EXPECT_THAT(*files, ElementsAre(Pair("a", "xy")));
}

TEST(PackageArchiveTest, PassesOverWhatIsNoRegularFile) {
  const auto files =
      read_tar(tar_entry("g", pax("comment", "c"), 'g') + tar_entry("folder/", "", '5') +
               tar_entry("../link", "", '2') + tar_entry("hard", "", '1') +
               tar_entry("old-folder/", "") + tar_entry("V", "label", 'V') + tar_entry("a", "1"));

  ASSERT_THAT(files, test::IsOk());
  EXPECT_THAT(*files, ElementsAre(Pair("a", "1")));
}

TEST(PackageArchiveTest, KeepsOnlyWhatTheFilterWants) {
  const std::string tgz = gzip(tar_entry("a.json", "1") + tar_entry("b.txt", "2") + tar_end());
  const auto files =
      read_archive(tgz, {}, [](std::string_view path) { return path.ends_with(".json"); });

  ASSERT_THAT(files, test::IsOk());
  EXPECT_THAT(*files, ElementsAre(Pair("a.json", "1")));
}

TEST(PackageArchiveTest, CountsTheLaterOfTwoFilesOfOnePath) {
  const auto files = read_tar(tar_entry("a", "1") + tar_entry("./a", "2"));

  ASSERT_THAT(files, test::IsOk());
  EXPECT_THAT(*files, ElementsAre(Pair("a", "2")));
}

TEST(PackageArchiveTest, ReadsAnEmptyArchive) {
  const auto files = read_tar("");

  ASSERT_THAT(files, test::IsOk());
  EXPECT_THAT(*files, IsEmpty());
}

TEST(PackageArchiveTest, ReadsSeveralMembersAndZerosAfterThem) {
  const std::string tar = tar_entry("a", "1") + tar_end();
  const std::string half = gzip(tar.substr(0, 700)) + gzip(tar.substr(700));

  EXPECT_THAT(read(half + std::string(100, '\0')), test::IsOk());
  EXPECT_THAT(read(half + "tail"), test::FailsWithId("ARCHIVE-DAMAGED"));
}

TEST(PackageArchiveTest, RefusesWhatIsNotGzip) {
  EXPECT_THAT(read("PK\3\4 this is a zip"), test::FailsWithId("ARCHIVE-DAMAGED"));
  EXPECT_THAT(read(tar_entry("a", "1") + tar_end()), test::FailsWithId("ARCHIVE-DAMAGED"));
}

TEST(PackageArchiveTest, RefusesAnArchiveCutAnywhere) {
  const std::string whole = gzip(tar_entry("a", "1") + tar_end());

  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_THAT(read(whole.substr(0, size)), test::FailsWithId("ARCHIVE-TRUNCATED")) << size;
  }
}

TEST(PackageArchiveTest, RefusesATarWithoutItsEnd) {
  EXPECT_THAT(read(gzip(tar_entry("a", "1"))), test::FailsWithId("ARCHIVE-TRUNCATED"));
  EXPECT_THAT(read(gzip(tar_entry("a", "1").substr(0, 600))),
              test::FailsWithId("ARCHIVE-TRUNCATED"));
}

TEST(PackageArchiveTest, RefusesAWrongChecksumOfGzipEvenAfterTheLastFile) {
  std::string tgz = gzip(tar_entry("a", "1") + tar_end());
  tgz[tgz.size() - 8] ^= 1;

  EXPECT_THAT(read(tgz), test::FailsWithId("ARCHIVE-DAMAGED"));
}

TEST(PackageArchiveTest, RefusesAWrongChecksumOfTar) {
  std::string entry = tar_entry("a", "1");
  entry[0] = 'b';

  EXPECT_THAT(read_tar(entry), test::FailsWithId("ARCHIVE-TAR"));
}

TEST(PackageArchiveTest, RefusesASizeThatIsNoNumber) {
  EXPECT_THAT(read_tar(test::tar_entry_with("a", "1", 124, "0000000x001")),
              test::FailsWithId("ARCHIVE-TAR"));
  EXPECT_THAT(read_tar(test::tar_entry_with("a", "1", 124, std::string(12, '\xFF'))),
              test::FailsWithId("ARCHIVE-TAR"));
}

TEST(PackageArchiveTest, RefusesDamagedPaxHeaders) {
  for (const std::string record :
       {"9 path=a", "99 path=a\n", "path=a\n", "x path=a\n", "0 \n", "9 size=x\n", "1 "}) {
    EXPECT_THAT(read_tar(tar_entry("x", record, 'x') + tar_entry("a", "1")),
                test::FailsWithId("ARCHIVE-TAR"))
        << record;
  }
}

TEST(PackageArchiveTest, RefusesPathsThatLeadOutside) {
  for (const std::string path :
       {"/etc/passwd", "../a", "package/../../a", "package/..", "a\\b", ".//a", "a\nb"}) {
    EXPECT_THAT(read_tar(tar_entry(path, "1")), test::FailsWithId("ARCHIVE-PATH")) << path;
  }
  EXPECT_THAT(read_tar(tar_entry("a..b/..c", "1")), test::IsOk());
}

TEST(PackageArchiveTest, RefusesAPathFromPaxThatLeadsOutside) {
  EXPECT_THAT(read_tar(tar_entry("x", pax("path", "../a"), 'x') + tar_entry("a", "1")),
              test::FailsWithId("ARCHIVE-PATH"));
}

TEST(PackageArchiveTest, LimitsThePackedSize) {
  const std::string tgz = gzip(tar_entry("a", "1") + tar_end());

  EXPECT_THAT(read(tgz, {.max_packed_bytes = tgz.size()}), test::IsOk());
  EXPECT_THAT(read(tgz, {.max_packed_bytes = tgz.size() - 1}), test::FailsWithId("ARCHIVE-SIZE"));
}

TEST(PackageArchiveTest, LimitsTheUnpackedSize) {
  const std::string tgz = gzip(tar_entry("a", "1") + tar_end());

  EXPECT_THAT(read(tgz, {.max_unpacked_bytes = 2048}), test::IsOk());
  EXPECT_THAT(read(tgz, {.max_unpacked_bytes = 2047}), test::FailsWithId("ARCHIVE-BOMB"));
}

TEST(PackageArchiveTest, LimitsTheNumberOfEntries) {
  const std::string entries = tar_entry("a", "1") + tar_entry("b/", "", '5');

  EXPECT_THAT(read_tar(entries, {.max_files = 2}), test::IsOk());
  EXPECT_THAT(read_tar(entries, {.max_files = 1}), test::FailsWithId("ARCHIVE-SIZE"));
}

TEST(PackageArchiveTest, LimitsTheSizeOfAFile) {
  EXPECT_THAT(read_tar(tar_entry("a", "12"), {.max_file_bytes = 2}), test::IsOk());
  EXPECT_THAT(read_tar(tar_entry("a", "123"), {.max_file_bytes = 2}),
              test::FailsWithId("ARCHIVE-SIZE"));
}

TEST(PackageArchiveTest, LimitsTheLengthOfNames) {
  const auto named = [](std::size_t size) {
    return tar_entry("L", std::string(size, 'n'), 'L') + tar_entry("a", "1");
  };

  EXPECT_THAT(read_tar(named(kMaxArchivePathBytes)), test::IsOk());
  EXPECT_THAT(read_tar(named(kMaxArchivePathBytes + 1)), test::FailsWithId("ARCHIVE-SIZE"));
}

TEST(PackageArchiveTest, RefusesABombAfterAFewOfItsBytes) {
  const std::string tgz = gzip(tar_entry("a", std::string(32 * 1024 * 1024, '0')) + tar_end());

  EXPECT_THAT(read(tgz), test::FailsWithId("ARCHIVE-BOMB"));
  EXPECT_THAT(read(tgz, {.max_ratio = 2000}), test::IsOk());
}

TEST(PackageArchiveTest, TakesNoMemoryForASizeThatIsOnlyClaimed) {
  const std::string claim = test::tar_entry_with("a", "1", 124, "00377777777");

  EXPECT_THAT(read(gzip(claim)), test::FailsWithId("ARCHIVE-TRUNCATED"));
}

}  // namespace
}  // namespace gateway::conformance
