#include "gateway/exchange/directory_writer.hpp"

#include <future>
#include <utility>

#include "gateway/codec/json_writer.hpp"
#include "gateway/exchange/directory_resources.hpp"
#include "gateway/exchange/snapshot.hpp"
#include "gateway/exchange/tree.hpp"

namespace gateway::exchange {
namespace {

fhir::Resource without_stamps(const fhir::Resource& resource) {
  Changes changes(resource);
  changes.remove_all("id");
  changes.remove(resource.root().child("meta").child("versionId"));
  changes.remove(resource.root().child("meta").child("lastUpdated"));
  return changes.apply();
}

Result<store::WriteUnit> make_unit(const Surroundings& around) {
  Snapshot snapshot(around.reader, around.extractor);
  store::WriteUnit unit;
  for (const fhir::Resource& each :
       directory_resources(*around.directory, around.base_url, around.types())) {
    const std::string type(each.type_name());
    const std::string id(each.id());
    GATEWAY_TRY(const Seen* before, snapshot.find(store::kEveryone, type, id));
    const fhir::Resource tree = without_stamps(each);
    std::string json = codec::to_json(tree);
    if (before != nullptr && codec::to_json(without_stamps(before->tree)) == json) continue;
    const std::uint32_t version = before == nullptr ? 1 : before->stored.ref.version + 1;
    const store::ResourceRef ref{type, id, version};
    unit.resources.push_back({.ref = ref,
                              .writer = store::kEveryone,
                              .child = store::kNoChild,
                              .json = std::move(json),
                              .index = around.extractor.extract(tree),
                              .grants = {{store::kEveryone, std::nullopt}}});
    store::AuditRecord record;
    record.event = "directory-published";
    record.action = before == nullptr ? 'C' : 'U';
    record.entities.push_back({ref});
    unit.audit.push_back(std::move(record));
  }
  return unit;
}

}  // namespace

Result<void> write_directory(const Surroundings& around) {
  GATEWAY_TRY(store::WriteUnit unit, make_unit(around));
  if (unit.resources.empty()) return {};
  std::promise<Result<store::Committed>> committed;
  auto result = committed.get_future();
  around.writer.submit(std::move(unit), [&committed](Result<store::Committed> each) {
    committed.set_value(std::move(each));
  });
  auto done = result.get();
  if (!done) return std::unexpected(std::move(done).error());
  return {};
}

}  // namespace gateway::exchange
