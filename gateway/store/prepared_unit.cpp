#include "gateway/store/prepared_unit.hpp"

#include <algorithm>
#include <bit>
#include <map>
#include <set>
#include <string>

#include "gateway/store/byte_codec.hpp"
#include "gateway/store/packed_text.hpp"
#include "gateway/store/read_sql.hpp"
#include "gateway/store/search_sql.hpp"
#include "gateway/store/splice.hpp"

namespace gateway::store {
namespace {

constexpr std::size_t kRowBytes = 64;  // a row of a narrow table with its place in the index

std::unexpected<Error> bad_unit() {
  return fail(ErrorKind::internal, "STORE-UNIT", "The unit of work names what it does not hold.");
}

template <typename Value>
void make_set(std::vector<Value>& values) {
  std::ranges::sort(values);
  const auto doubles = std::ranges::unique(values);
  values.erase(doubles.begin(), doubles.end());
}

bool has_disclosure(const WriteUnit& unit, const std::optional<std::size_t>& disclosure) {
  return !disclosure.has_value() || *disclosure < unit.disclosures.size();
}

bool is_sound(const WriteUnit& unit) {
  const auto grant_is_sound = [&](const Grant& grant) {
    return has_disclosure(unit, grant.disclosure);
  };
  return std::ranges::all_of(unit.resources,
                             [&](const ResourceWrite& write) {
                               return write.ref.version != 0 &&
                                      std::ranges::all_of(write.grants, grant_is_sound);
                             }) &&
         std::ranges::all_of(unit.grants,
                             [&](const GrantWrite& write) {
                               return write.ref.version != 0 && grant_is_sound(write.to);
                             }) &&
         std::ranges::all_of(unit.outbox,
                             [&](const OutboxWrite& write) {
                               return has_disclosure(unit, write.disclosure) &&
                                      write.state != DeliveryState::sending;
                             }) &&
         std::ranges::none_of(unit.outbox_updates, [](const OutboxUpdate& update) {
           return update.state == DeliveryState::sending;
         });
}

std::size_t bytes_of(const PreparedGrant& grant) {
  return kRowBytes * (3 + grant.indexed.terms.size() + 2 * grant.indexed.ranges.size()) +
         grant.packed_index.size();
}

std::size_t bytes_of(const PreparedUnit& prepared) {
  const auto& unit = prepared.unit;
  std::size_t bytes = kRowBytes * (1 + unit.disclosures.size() + 8 * unit.outbox.size() +
                                   2 * unit.audit.size() + unit.outbox_updates.size());
  for (const auto& version : prepared.versions) {
    bytes += version.sealed.size() + kRowBytes;
    for (const auto& grant : version.grants)
      bytes += bytes_of(grant);
  }
  for (const auto& regrant : prepared.regrants)
    bytes += bytes_of(regrant.grant);
  return bytes;
}

std::int64_t signed_term(std::uint64_t term) {
  return std::bit_cast<std::int64_t>(term);
}

}  // namespace

security::Bytes IndexedValues::pack() const {
  ByteWriter out;
  out.number(terms.size());
  for (const auto term : terms)
    out.raw(std::as_bytes(std::span(&term, 1)));
  for (const auto& range : ranges) {
    out.number(std::bit_cast<std::uint64_t>(range.field));
    out.raw(std::as_bytes(std::span(&range.low, 1)));
    out.raw(std::as_bytes(std::span(&range.high, 1)));
  }
  return out.take();
}

IndexedValues IndexedValues::unpack(security::ByteView bytes) {
  ByteReader in(bytes);
  const auto read_word = [&in] {
    std::array<std::byte, 8> word{};
    std::ranges::copy(in.raw(word.size()), word.begin());
    return std::bit_cast<std::int64_t>(word);
  };
  IndexedValues values;
  for (auto left = in.number(); left > 0 && in.is_good(); --left)
    values.terms.push_back(read_word());
  while (in.is_good() && in.left() > 0) {
    RangeValue range;
    range.field = std::bit_cast<std::int64_t>(in.number());
    range.low = read_word();
    range.high = read_word();
    values.ranges.push_back(range);
  }
  return values;
}

security::Bytes associated_bytes(TypeCode type,
                                 const ResourceRef& ref,
                                 OrgKey writer,
                                 ChildKey child) {
  ByteWriter out;
  out.text("brygga/1/version");
  out.number(static_cast<std::uint64_t>(type));
  out.text(ref.id);
  out.number(ref.version);
  out.number(static_cast<std::uint64_t>(writer));
  out.number(static_cast<std::uint64_t>(child));
  return out.take();
}

std::int64_t TermHash::range_field(OrgKey org, std::int64_t field, std::string_view scope) {
  return scope.empty() ? field : term(org, field, scope);
}

std::int64_t TermHash::term(OrgKey org, std::int64_t field, std::string_view text) {
  const security::BlindIndex* index = nullptr;
  {
    const std::scoped_lock lock(mutex_);
    auto place = by_org_.find(org);
    if (place == by_org_.end())
      place = by_org_.emplace(org, keyring_.organisation_index(org)).first;
    index = &place->second;
  }
  return signed_term(index->term(static_cast<std::uint64_t>(field), text));
}

Result<PreparedUnit> UnitPreparer::prepare(WriteUnit unit) {
  if (!is_sound(unit)) return bad_unit();
  PreparedUnit prepared;
  prepared.key_generation = parts_.keys.generation();
  const auto lay_out = [&]() -> Result<void> {
    for (std::size_t i = 0; i < unit.resources.size(); ++i) {
      GATEWAY_TRY(auto row, version(unit, i, prepared.fresh_keys));
      prepared.versions.push_back(std::move(row));
    }
    for (std::size_t i = 0; i < unit.grants.size(); ++i) {
      GATEWAY_TRY(auto row, regrant(unit, i, prepared.fresh_keys));
      prepared.regrants.push_back(std::move(row));
    }
    GATEWAY_TRY(prepared.expected, expected(unit));
    GATEWAY_TRY(prepared.referrers, referrers(unit));
    return {};
  };
  if (auto done = lay_out(); !done.has_value()) {
    for (const auto& fresh : prepared.fresh_keys)
      parts_.keys.settle(fresh, false);
    return std::unexpected(std::move(done).error());
  }
  prepared.audit_terms = audit_terms(unit.audit);
  add_terms_of_holders(unit, prepared.audit_terms);
  prepared.unit = std::move(unit);
  for (auto& write : prepared.unit.resources) {
    write.json.clear();
    write.index.clear();
  }
  prepared.bytes = bytes_of(prepared);
  return prepared;
}

Result<PreparedVersion> UnitPreparer::version(const WriteUnit& unit,
                                              std::size_t source,
                                              std::vector<FreshKey>& fresh) {
  const auto& write = unit.resources[source];
  const auto type = find_type_code(write.ref.type);
  if (!type.has_value()) return bad_unit();
  if (write.ref.version > read_sql::kMaxVersion)
    return fail(ErrorKind::too_large, "STORE-VERSION-LIMIT", "The resource has too many versions.");
  PreparedVersion row;
  row.type = *type;
  row.source = source;
  const auto content_key = security::SecretKey::random(parts_.random);
  // A deleted version has no content.
  GATEWAY_TRY(const auto split, split_resource(write.deleted ? "{}" : write.json));
  const auto place = associated_bytes(*type, write.ref, write.writer, write.child);
  row.sealed =
      parts_.keys.envelope().seal(content_key, security::as_bytes(split), place, parts_.random);
  for (const auto& to : write.grants) {
    GATEWAY_TRY(auto prepared, grant(to, *type, write.index));
    GATEWAY_TRY(prepared.wrapped,
                parts_.keys.wrap({to.org, write.child}, content_key, place, fresh));
    row.grants.push_back(std::move(prepared));
  }
  return row;
}

Result<PreparedRegrant> UnitPreparer::regrant(const WriteUnit& unit,
                                              std::size_t source,
                                              std::vector<FreshKey>& fresh) {
  const auto& write = unit.grants[source];
  const auto type = find_type_code(write.ref.type);
  if (!type.has_value()) return bad_unit();
  auto absent = [] {
    return fail(ErrorKind::conflict, "STORE-VERSION", "The version to be granted is not there.");
  };
  PreparedRegrant row{.type = *type, .source = source, .grant = {}};
  GATEWAY_TRY(row.grant, grant(write.to, *type, write.index));
  std::optional<security::SecretKey> content_key;
  ChildKey child = kNoChild;
  security::Bytes place;
  {
    GATEWAY_TRY(auto lease, parts_.pool.lease());
    GATEWAY_TRY(auto query, (*lease).statement(read_sql::kFindVersion));
    const PackedText id(write.ref.id);
    bind(query.bind(write.from).bind(*type), id).bind(std::int64_t{write.ref.version});
    GATEWAY_TRY(const bool found, query.step());
    if (!found) return absent();
    child = query.integer(4);
    place = associated_bytes(*type, write.ref, query.integer(3), child);
    GATEWAY_TRY(content_key, parts_.keys.unwrap(*lease, {write.from, child}, query.blob(6), place));
  }
  if (!content_key.has_value()) return absent();
  GATEWAY_TRY(row.grant.wrapped,
              parts_.keys.wrap({write.to.org, child}, *content_key, place, fresh));
  return row;
}

Result<PreparedGrant> UnitPreparer::grant(const Grant& to,
                                          TypeCode type,
                                          const std::vector<search::IndexEntry>& index) {
  if (index.size() > kMaxIndexEntries)
    return fail(ErrorKind::too_large, "STORE-INDEX-LIMIT", "The resource has too many values.");
  PreparedGrant prepared;
  prepared.org = to.org;
  prepared.disclosure = to.disclosure;
  prepared.recorded = to.recorded;
  for (const auto& entry : index) {
    const auto field = index_field(type, entry.parameter);
    if (entry.form == search::Form::range)
      prepared.indexed.ranges.push_back(
          {parts_.terms.range_field(to.org, field, entry.text), entry.low, entry.high});
    else
      prepared.indexed.terms.push_back(parts_.terms.term(to.org, field, entry.text));
  }
  make_set(prepared.indexed.terms);
  make_set(prepared.indexed.ranges);
  prepared.packed_index = prepared.indexed.pack();
  return prepared;
}

Result<std::vector<SqlText>> UnitPreparer::referrers(const WriteUnit& unit) {
  std::vector<SqlText> questions;
  for (const auto& [org, ref] : unit.expect_unreferred) {
    const auto type = find_type_code(ref.type);
    if (!type.has_value()) return bad_unit();
    questions.push_back(referrer_sql(parts_.terms, org, *type, ref));
  }
  return questions;
}

Result<std::vector<SqlText>> UnitPreparer::expected(const WriteUnit& unit) {
  std::vector<SqlText> questions;
  for (const auto& expected : unit.expect_matches) {
    const auto type = find_type_code(expected.query.type);
    const bool is_sound = type.has_value() && !expected.query.recheck &&
                          std::ranges::none_of(expected.query.all_of, [](const auto& criterion) {
                            return criterion.any_of.empty();
                          });
    if (!is_sound) return bad_unit();
    questions.push_back(
        ids_sql(parts_.terms, expected.org, *type, expected.query, ExpectedMatches::kMaxIds + 1));
  }
  return questions;
}

// What belongs to a child is found by the child; every read of a person's data pays for a row.
void UnitPreparer::add_subjects(OrgKey org,
                                const AuditRecord& record,
                                std::vector<AuditTerm>& terms) const {
  if (record.child != kNoChild) {
    terms.push_back({org, audit_terms_.of_child(record.child)});
    return;
  }
  for (const auto& entity : record.entities)
    terms.push_back({org, audit_terms_.of_entity(entity.ref.type + '/' + entity.ref.id)});
}

std::vector<AuditTerm> UnitPreparer::audit_terms(const std::vector<AuditRecord>& records) const {
  std::vector<AuditTerm> terms;
  for (const auto& record : records) {
    terms.push_back({record.org, audit_terms_.of_agent(record)});
    terms.push_back({record.org, audit_terms_.of_event(record.event)});
    add_subjects(record.org, record, terms);
  }
  make_set(terms);
  return terms;
}

// Who is given a version finds who made it.
void UnitPreparer::add_terms_of_holders(const WriteUnit& unit,
                                        std::vector<AuditTerm>& terms) const {
  std::map<ResourceRef, const ResourceWrite*> written;
  for (const auto& write : unit.resources)
    written.emplace(write.ref, &write);
  for (const auto& record : unit.audit) {
    if (record.action != 'C' && record.action != 'U') continue;
    std::set<OrgKey> holders;
    for (const auto& entity : record.entities) {
      const auto write = written.find(entity.ref);
      if (write == written.end()) continue;
      for (const auto& grant : write->second->grants)
        holders.insert(grant.org);
    }
    holders.erase(record.org);
    holders.erase(kEveryone);
    for (const OrgKey holder : holders) {
      terms.push_back({holder, audit_terms_.of_event(record.event)});
      add_subjects(holder, record, terms);
    }
  }
  make_set(terms);
}

}  // namespace gateway::store
