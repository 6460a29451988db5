// The small forms in which rows hold texts, types and audit records.
#include <gtest/gtest.h>

#include "gateway/store/audit_format.hpp"
#include "gateway/store/packed_text.hpp"
#include "gateway/store/prepared_unit.hpp"
#include "gateway/store/type_code.hpp"

#include "tests/support/result_matchers.hpp"

namespace gateway::store::test {
namespace {

TEST(PackedTextTest, TakesUuidsAndDigestsAsBytes) {
  const std::string uuid = "f47ac10b-58cc-4372-a567-0e02b2c3d479";
  const std::string digest(64, 'e');

  EXPECT_EQ(PackedText(uuid).bytes().size(), 16U);
  EXPECT_EQ(unpack(PackedText(uuid).bytes()), uuid);
  EXPECT_EQ(PackedText(digest).bytes().size(), 32U);
  EXPECT_EQ(unpack(PackedText(digest).bytes()), digest);
}

TEST(PackedTextTest, LeavesEveryOtherTextAsItIs) {
  for (const std::string& text : {std::string(),
                                  std::string("t1"),
                                  std::string("F47AC10B-58CC-4372-A567-0E02B2C3D479"),
                                  std::string("f47ac10b058cc-4372-a567-0e02b2c3d479"),
                                  std::string("f47ac10b-58cc-4372-a567-0e02b2c3d47g"),
                                  std::string("f47ac10b-58cc-4372-a567-0e02b2c3-479"),
                                  std::string(63, 'e'),
                                  std::string(64, 'E')}) {
    EXPECT_FALSE(PackedText(text).is_bytes()) << text;
    EXPECT_EQ(PackedText(text).text(), text);
  }
}

TEST(TypeCodeTest, NamesEveryTypeByItsNumber) {
  for (TypeCode code = 1; code <= 146; ++code) {
    EXPECT_EQ(find_type_code(type_name(code)), code);
  }
  EXPECT_EQ(find_type_code("Account"), 1);
  EXPECT_EQ(find_type_code("VisionPrescription"), 146);
}

TEST(TypeCodeTest, KnowsNoOtherName) {
  for (const auto* name : {"", "Resource", "DomainResource", "patient", "Patients", "zzz", "A"})
    EXPECT_EQ(find_type_code(name), std::nullopt) << name;
  EXPECT_EQ(type_name(0), "");
  EXPECT_EQ(type_name(147), "");
}

TEST(AuditFormatTest, RefusesEveryTruncationAndAnotherFormat) {
  AuditRecord record;
  record.event = "rest-read";
  record.entities = {{{"Task", "t1", 1}}};
  const auto bytes = write_audit_batch({record, record});
  ASSERT_THAT(read_audit_batch(bytes), gateway::test::IsOk());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_THAT(read_audit_batch(security::ByteView(bytes).first(size)),
                gateway::test::FailsWithId("STORE-AUDIT"))
        << size;
  }
  auto other = bytes;
  other[0] = std::byte{9};
  EXPECT_THAT(read_audit_batch(other), gateway::test::FailsWithId("STORE-AUDIT"));
}

TEST(IndexedValuesTest, UnpacksWhatItPacked) {
  IndexedValues values;
  values.terms = {-5, 0, 77};
  values.ranges = {{3, -10, 20}, {1 << 20, 0, 0}};

  const auto again = IndexedValues::unpack(values.pack());

  EXPECT_EQ(again.terms, values.terms);
  EXPECT_EQ(again.ranges, values.ranges);
}

}  // namespace
}  // namespace gateway::store::test
