// What the tests of the store share: short ways to make units and to wait for their outcome.
#pragma once

#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "gateway/base/clock.hpp"
#include "gateway/base/random.hpp"
#include "gateway/security/keyring.hpp"
#include "gateway/store/ports.hpp"
#include "gateway/store/sqlite_store.hpp"

#include "tests/support/manual_clock.hpp"
#include "tests/support/temporary_folder.hpp"

namespace gateway::store::test {

using gateway::test::ManualClock;
using gateway::test::TemporaryFolder;

// 2026-11-23T10:00:00.123456Z
inline constexpr Instant kStart{std::chrono::microseconds(1795428000123456)};

// The same master key in every store of a test.
inline security::Keyring test_keyring(unsigned char seed = 7) {
  security::SecretKey key;
  for (auto& byte : key.bytes())
    byte = std::byte{seed};
  return security::Keyring(std::move(key));
}

inline std::future<Result<Committed>> submit(Writer& writer, WriteUnit unit) {
  auto promise = std::make_unique<std::promise<Result<Committed>>>();
  auto future = promise->get_future();
  writer.submit(std::move(unit), [promise = std::move(promise)](Result<Committed> outcome) {
    promise->set_value(std::move(outcome));
  });
  return future;
}

inline Result<Committed> commit(Writer& writer, WriteUnit unit) {
  return submit(writer, std::move(unit)).get();
}

inline Result<Committed> record(Writer& writer, std::vector<AuditRecord> records) {
  std::promise<Result<Committed>> promise;
  writer.record(std::move(records),
                [&](Result<Committed> outcome) { promise.set_value(std::move(outcome)); });
  return promise.get_future().get();
}

inline Result<std::vector<Claim>> claim(Writer& writer, ClaimRequest request) {
  std::promise<Result<std::vector<Claim>>> promise;
  writer.claim(std::move(request),
               [&](Result<std::vector<Claim>> outcome) { promise.set_value(std::move(outcome)); });
  return promise.get_future().get();
}

// Version `version` of Task/id, written by `org` and granted to it only.
inline ResourceWrite task(const std::string& id, OrgKey org, std::uint32_t version = 1) {
  ResourceWrite write;
  write.ref = {"Task", id, version};
  write.writer = org;
  write.json = R"({"resourceType":"Task","status":"requested"})";
  write.grants = {Grant{org, std::nullopt}};
  return write;
}

inline WriteUnit unit_of(ResourceWrite write) {
  WriteUnit unit;
  unit.resources.push_back(std::move(write));
  return unit;
}

inline search::IndexEntry value(search::ParameterId parameter, std::string text) {
  return {parameter, search::Form::plain, std::move(text), 0, 0};
}
inline search::IndexEntry range(search::ParameterId parameter,
                                std::int64_t low,
                                std::int64_t high) {
  return {.parameter = parameter, .form = search::Form::range, .low = low, .high = high};
}

inline search::Query query_of(std::vector<search::IndexEntry> all_of) {
  search::Query query;
  query.type = "Task";
  for (auto& entry : all_of)
    query.all_of.push_back({{std::move(entry)}});
  return query;
}

}  // namespace gateway::store::test
