// The audit as an organisation reads it. architecture.md, 5; security.md, T22.
#include "gateway/exchange/audit_trail.hpp"

#include <fstream>
#include <set>
#include <sstream>

#include <gmock/gmock.h>

#include "gateway/exchange/audit_event.hpp"
#include "gateway/search/query_parser.hpp"

#include "tests/exchange/exchange_fixture.hpp"

namespace gateway::exchange::test {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

class AuditTrailTest : public ExchangeTest {
 protected:
  AuditTrail trail() { return {store_, *directory_, r4_extractor()}; }

  static search::Query query(const std::string& type, const std::string& form) {
    const auto parsed =
        search::parse_query(type, search::parse_form(form).value(), {.extractor = r4_extractor()});
    EXPECT_TRUE(parsed.has_value()) << form;
    return parsed ? parsed->query : search::Query{};
  }
  store::SearchPage page(store::OrgKey org, const std::string& type, const std::string& form) {
    auto found = trail().search(org, query(type, form));
    EXPECT_THAT(found, IsOk());
    return found.value_or(store::SearchPage{});
  }
  // The events of what is found, newest first.
  std::vector<std::string> events(store::OrgKey org, const std::string& form) {
    std::vector<std::string> found;
    for (const auto& match : page(org, "AuditEvent", form).matches) {
      const fhir::Resource tree = parse(match.json);
      found.emplace_back(tree.root().child("subtype").child("code").value());
    }
    return found;
  }
  void read(store::OrgKey org, const std::string& type, const std::string& id) {
    exchange_->reading().read(
        caller(org), type, id, std::nullopt, [](auto) -> Release { return [](Result<void>) {}; });
  }
};

TEST_F(AuditTrailTest, WhoReadAChildsRecordIsFoundByThePatient) {
  const Case one = refer(kSocial);
  read(kSchool, "Patient", one.patient);

  const auto found = page(kSchool, "AuditEvent", "patient=Patient/" + one.patient + "&action=R");

  ASSERT_THAT(found.matches, SizeIs(1));
  const fhir::Resource event = parse(found.matches[0].json);
  EXPECT_EQ(event.id(), found.matches[0].ref.id);
  EXPECT_EQ(event.root().child("meta").child("versionId").value(), "1");
  EXPECT_EQ(event.root().child("entity").child("what").child("reference").value(),
            "Patient/" + one.patient + "/_history/1");
  EXPECT_EQ(event.root().children("agent").size(), 3U);
}

TEST_F(AuditTrailTest, ARecordIsReadByItsId) {
  const Case one = refer(kSocial);
  const auto newest = page(kSchool, "AuditEvent", "_count=1").matches.at(0);

  const auto found = trail().find(kSchool, "AuditEvent", newest.ref.id);

  ASSERT_TRUE(found.value().has_value());
  EXPECT_EQ((*found)->json, newest.json);
  EXPECT_EQ((*found)->ref, newest.ref);
  for (const std::string id : {"", "1", "0-0", "1-", "-1-0", "01-0", "1-00", "999999-0", "x-y"})
    EXPECT_FALSE(trail().find(kSchool, "AuditEvent", id).value().has_value()) << id;
}

TEST_F(AuditTrailTest, WhatAnotherOrganisationDidIsNotFound) {
  const Case one = refer(kSocial);
  read(kSchool, "Patient", one.patient);
  const auto theirs = page(kSchool, "AuditEvent", "action=R").matches.at(0);

  EXPECT_THAT(events(kHabilitation, ""), IsEmpty());
  EXPECT_THAT(events(kSocial, "action=R"), IsEmpty());
  EXPECT_THAT(events(kHabilitation, "patient=Patient/" + one.patient), IsEmpty());
  EXPECT_THAT(events(kHabilitation, "entity=Task/" + one.task), IsEmpty());
  EXPECT_FALSE(trail().find(kHabilitation, "AuditEvent", theirs.ref.id).value().has_value());
}

TEST_F(AuditTrailTest, AStepOfTheOtherPartyIsFoundWithoutItsPersonAndSystem) {
  const Case one = refer(kSocial);
  move(one, kSocial, "accepted");

  const auto found = page(kSchool, "AuditEvent", "entity=Task/" + one.task + "&_count=1");

  ASSERT_THAT(found.matches, SizeIs(1));
  const fhir::Resource event = parse(found.matches[0].json);
  EXPECT_EQ(event.root().child("subtype").child("code").value(), "transition");
  ASSERT_THAT(event.root().children("agent"), SizeIs(1));
  EXPECT_EQ(event.root().child("agent").child("who").child("reference").value(),
            "Organization/social");
  const auto own = page(kSocial, "AuditEvent", "entity=Task/" + one.task + "&_count=1");
  EXPECT_THAT(parse(own.matches.at(0).json).root().children("agent"), SizeIs(3));
}

TEST_F(AuditTrailTest, ProvenanceSaysWhoMadeTheVersionsOfATarget) {
  const Case one = refer(kSocial);
  move(one, kSocial, "accepted");
  read(kSchool, "Task", one.task);

  const auto found = page(kSchool, "Provenance", "target=Task/" + one.task);

  std::set<std::string> targets;
  for (const auto& match : found.matches) {
    EXPECT_EQ(match.ref.type, "Provenance");
    const fhir::Resource tree = parse(match.json);
    targets.emplace(tree.root().child("target").child("reference").value());
  }
  const std::string versions = "Task/" + one.task + "/_history/";
  EXPECT_EQ(targets, (std::set<std::string>{versions + "1", versions + "2", versions + "3"}));
}

TEST_F(AuditTrailTest, CriteriaHoldTogether) {
  const Case one = refer(kSocial);
  read(kSchool, "Patient", one.patient);
  read(kSchool, "Task", one.task);
  read(kSchool, "Patient", "none");
  const std::string patient = "patient=Patient/" + one.patient;

  EXPECT_EQ(events(kSchool, "subtype=rest-read&outcome=0").size(), 2U);
  EXPECT_EQ(events(kSchool, "subtype=rest-read&outcome=4").size(), 1U);
  EXPECT_EQ(events(kSchool, patient + "&subtype=rest-read&entity=Task/" + one.task).size(), 1U);
  EXPECT_EQ(events(kSchool, "action=R&agent=Organization/school").size(), 3U);
  EXPECT_THAT(events(kSchool, "action=R&agent=Organization/bup"), IsEmpty());
  EXPECT_THAT(events(kSchool, "patient=Patient/none"), IsEmpty());
  EXPECT_THAT(events(kSchool, "action=R&date=lt2000"), IsEmpty());
  EXPECT_EQ(events(kSchool, "action=R&date=gt2000&_lastUpdated=gt2000").size(), 3U);
  EXPECT_EQ(page(kSchool, "AuditEvent", "action=R&_count=0").total, 3U);
}

TEST_F(AuditTrailTest, PagesHoldEveryRecordOnce) {
  const Case one = refer(kSocial);
  for (int i = 0; i < 7; ++i)
    read(kSchool, "Patient", one.patient);
  search::Query asked = query("AuditEvent", "action=R&_count=3");
  std::set<std::string> ids;
  std::vector<std::size_t> sizes;
  do {
    const auto found = trail().search(kSchool, asked);
    ASSERT_THAT(found, IsOk());
    sizes.push_back(found->matches.size());
    for (const auto& match : found->matches)
      EXPECT_TRUE(ids.insert(match.ref.id).second);
    asked.after = found->next;
  } while (asked.after);

  EXPECT_EQ(sizes, (std::vector<std::size_t>{3, 3, 1}));
}

TEST_F(AuditTrailTest, IdsAreFoundTogether) {
  refer(kSocial);
  const auto all = page(kSchool, "AuditEvent", "").matches;
  ASSERT_GE(all.size(), 2U);

  const auto found =
      page(kSchool, "AuditEvent", "_id=" + all[1].ref.id + "," + all[0].ref.id + ",none");

  ASSERT_THAT(found.matches, SizeIs(2));
  EXPECT_EQ(found.matches[0].ref.id, all[0].ref.id);
}

TEST_F(AuditTrailTest, ReadingTheAuditIsAuditedToo) {
  const Case one = refer(kSocial);
  const auto newest = page(kSchool, "AuditEvent", "patient=Patient/" + one.patient).matches.at(0);
  read(kSchool, "AuditEvent", newest.ref.id);

  const store::AuditRecord& by_id = store_.audit_records().back();
  EXPECT_EQ(by_id.event, "rest-read");
  EXPECT_EQ(by_id.child, newest.child);
  EXPECT_EQ(by_id.entities.at(0).ref.type, "AuditEvent");
  exchange_->reading().search(caller(kSchool),
                              query("AuditEvent", "action=R"),
                              [](auto) -> Release { return [](Result<void>) {}; });
  EXPECT_EQ(store_.audit_records().back().event, "rest-search");
  EXPECT_EQ(store_.audit_records().back().detail, "AuditEvent");
}

// A search without patient or entity goes by the events that are known.
TEST_F(AuditTrailTest, EveryDocumentedEventIsKnown) {
  std::ifstream file(AUDIT_EVENTS);
  std::set<std::string> documented;
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("| `")) continue;
    const std::string cell = line.substr(0, line.find('|', 1));
    std::istringstream parts(cell);
    for (std::string part; std::getline(parts, part, '`');) {
      if (part.find_first_of("|, ") == std::string::npos && !part.empty()) documented.insert(part);
    }
  }
  const auto events = audit_events();

  EXPECT_EQ(documented, (std::set<std::string>(events.begin(), events.end())));
}

}  // namespace
}  // namespace gateway::exchange::test
