// PreparedUnit: a WriteUnit with all its cryptography and layout done, so that the writer only
// compares and inserts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "gateway/base/random.hpp"
#include "gateway/base/result.hpp"
#include "gateway/security/keyring.hpp"
#include "gateway/store/audit_terms.hpp"
#include "gateway/store/key_store.hpp"
#include "gateway/store/rows.hpp"
#include "gateway/store/sql_text.hpp"
#include "gateway/store/type_code.hpp"

namespace gateway::store {

struct RangeValue {
  std::int64_t field = 0;
  std::int64_t low = 0;
  std::int64_t high = 0;
  friend auto operator<=>(const RangeValue&, const RangeValue&) = default;
};

// What a resource can be found by in one organisation: keyed hashes and ranges, sorted, no doubles.
struct IndexedValues {
  std::vector<std::int64_t> terms;
  std::vector<RangeValue> ranges;

  // As it lies in view.indexed, so that the next version changes only what differs.
  security::Bytes pack() const;
  // Damaged bytes give what could be read; the rows that are missing here stay in the index.
  static IndexedValues unpack(security::ByteView bytes);
};

struct PreparedGrant {
  OrgKey org = kEveryone;
  std::optional<std::size_t> disclosure;
  std::optional<std::int64_t> recorded;  // disclosure of an earlier unit
  security::SealedKey wrapped{};
  IndexedValues indexed;
  security::Bytes packed_index;
};

struct PreparedVersion {
  TypeCode type = 0;
  std::size_t source = 0;  // index into WriteUnit::resources
  security::Bytes sealed;
  std::vector<PreparedGrant> grants;
};

struct PreparedRegrant {
  TypeCode type = 0;
  std::size_t source = 0;  // index into WriteUnit::grants
  PreparedGrant grant;
};

struct AuditTerm {
  OrgKey org = kEveryone;
  std::int64_t term = 0;
  friend auto operator<=>(const AuditTerm&, const AuditTerm&) = default;
};

struct PreparedUnit {
  WriteUnit unit;
  std::vector<PreparedVersion> versions;
  std::vector<PreparedRegrant> regrants;
  std::vector<FreshKey> fresh_keys;
  std::vector<SqlText> expected;   // asks for WriteUnit::expect_matches, in its order
  std::vector<SqlText> referrers;  // of WriteUnit::expect_unreferred, in its order
  std::vector<AuditTerm> audit_terms;
  std::uint64_t key_generation = 0;
  std::size_t bytes = 0;  // what it adds to the log, roughly
};

// The number of a search parameter of a type in the index.
constexpr std::int64_t index_field(TypeCode type, search::ParameterId parameter) {
  return type * (std::int64_t{1} << 32) + parameter;
}

// Binds a ciphertext to its place. Source: docs/store.md, what lies encrypted.
security::Bytes associated_bytes(TypeCode type,
                                 const ResourceRef& ref,
                                 OrgKey writer,
                                 ChildKey child);

// The blind index of each organisation, derived once.
//
// THREADS: any.
class TermHash {
 public:
  explicit TermHash(const security::Keyring& keyring) : keyring_(keyring) {}
  std::int64_t term(OrgKey org, std::int64_t field, std::string_view text);
  // The field of a range, by what its numbers count; `field` itself if they count nothing.
  std::int64_t range_field(OrgKey org, std::int64_t field, std::string_view scope);

 private:
  const security::Keyring& keyring_;
  std::mutex mutex_;
  std::map<OrgKey, security::BlindIndex> by_org_;
};

// Lays out units on the callers' threads.
//
// THREADS: any.
class UnitPreparer {
 public:
  struct Parts {
    const security::Keyring& keyring;
    KeyStore& keys;
    TermHash& terms;
    ReadPool& pool;
    RandomSource& random;
  };
  explicit UnitPreparer(const Parts& parts) : parts_(parts), audit_terms_(parts.keyring) {}

  // Errors: internal (STORE-UNIT: it names an unknown type, a version of 0 or a disclosure that it
  //         does not have; STORE-JSON), too_large (STORE-VERSION-LIMIT: beyond version 1,048,575;
  //         STORE-INDEX-LIMIT: more than kMaxIndexEntries values), conflict (STORE-VERSION: a
  //         version to be granted is not there), and those of Connection.
  Result<PreparedUnit> prepare(WriteUnit unit);

  // What audit records can be found by.
  std::vector<AuditTerm> audit_terms(const std::vector<AuditRecord>& records) const;

  static constexpr std::size_t kMaxIndexEntries = 32'768;

 private:
  Result<PreparedVersion> version(const WriteUnit& unit,
                                  std::size_t source,
                                  std::vector<FreshKey>& fresh);
  Result<PreparedRegrant> regrant(const WriteUnit& unit,
                                  std::size_t source,
                                  std::vector<FreshKey>& fresh);
  Result<PreparedGrant> grant(const Grant& to,
                              TypeCode type,
                              const std::vector<search::IndexEntry>& index);

  void add_subjects(OrgKey org, const AuditRecord& record, std::vector<AuditTerm>& terms) const;
  void add_terms_of_holders(const WriteUnit& unit, std::vector<AuditTerm>& terms) const;
  Result<std::vector<SqlText>> expected(const WriteUnit& unit);
  Result<std::vector<SqlText>> referrers(const WriteUnit& unit);

  Parts parts_;
  AuditTerms audit_terms_;
};

}  // namespace gateway::store
