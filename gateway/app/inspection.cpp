// The commands that look into the store: ids, codes, times and numbers, one JSON line each.
#include <chrono>
#include <cstdint>
#include <iostream>
#include <string>
#include <string_view>

#include "gateway/app/commands.hpp"
#include "gateway/app/composition.hpp"
#include "gateway/app/directory_file.hpp"
#include "gateway/base/log.hpp"

namespace gateway::app {
namespace {

constexpr std::size_t kPage = 1000;

constexpr CodeTable kStates(std::to_array<CodeRow<store::DeliveryState>>({
    {store::DeliveryState::queued, "queued"},
    {store::DeliveryState::sending, "sending"},
    {store::DeliveryState::received, "received"},
    {store::DeliveryState::available, "available"},
    {store::DeliveryState::set_aside, "set-aside"},
    {store::DeliveryState::cancelled, "cancelled"},
}));

// One JSON object, written field by field.
class Line {
 public:
  Line& text(std::string_view key, std::string_view value) {
    name(key);
    append_log_text(out_, value);
    return *this;
  }
  Line& number(std::string_view key, std::int64_t value) {
    name(key);
    out_ += std::to_string(value);
    return *this;
  }
  Line& raw(std::string_view key, std::string_view json) {
    name(key);
    out_ += json;
    return *this;
  }
  std::string take() { return std::move(out_) + "}"; }

 private:
  void name(std::string_view key) {
    out_ += out_.empty() ? "{\"" : ",\"";
    out_ += key;
    out_ += "\":";
  }
  std::string out_;
};

std::int64_t microseconds(Instant time) {
  return time.time_since_epoch().count();
}

std::string entities_of(const store::AuditRecord& record) {
  std::string list = "[";
  for (const store::AuditEntity& entity : record.entities) {
    if (list.size() > 1) list += ',';
    list += Line()
                .text("type", entity.ref.type)
                .text("id", entity.ref.id)
                .number("version", entity.ref.version)
                .take();
  }
  return list + "]";
}

Result<void> print_messages_to(store::Reader& reader, const exchange::Unit& unit) {
  std::int64_t after = 0;
  while (true) {
    GATEWAY_TRY(const auto page, reader.messages_to(unit.key, after, kPage));
    for (const store::Obligation& message : page) {
      Line line;
      line.text("receiver", unit.hsa_id)
          .number("event", message.event)
          .text("message", message.what.message_id)
          .text("code", message.what.event_code)
          .text("state", kStates.code(message.state))
          .number("attempts", message.attempts)
          .number("created", microseconds(message.created))
          .number("received", message.received ? microseconds(*message.received) : 0)
          .text("outcome", message.outcome_code);
      std::cout << line.take() << '\n';
      after = message.event;
    }
    if (page.size() < kPage) return {};
  }
}

}  // namespace

Result<void> print_outbox(const std::filesystem::path& config_file) {
  GATEWAY_TRY(const Config config, load_config(config_file));
  const SystemClock clock;
  SystemRandom random;
  GATEWAY_TRY(auto directory, load_directory(config.directory));
  GATEWAY_TRY(const auto store, open_store(config, clock, random));
  for (exchange::Unit& unit : directory.units) {
    GATEWAY_TRY(unit.key, store->writer().ensure_organisation(unit.hsa_id));
    GATEWAY_CHECK(print_messages_to(store->reader(), unit));
  }
  return {};
}

Result<void> print_audit(const std::filesystem::path& config_file) {
  GATEWAY_TRY(const Config config, load_config(config_file));
  const SystemClock clock;
  SystemRandom random;
  GATEWAY_TRY(const auto store, open_store(config, clock, random));
  std::int64_t from = 0;
  while (true) {
    GATEWAY_TRY(const auto rows, store->reader().audit(from, kPage));
    if (rows.empty()) return {};
    for (const store::Reader::AuditRow& row : rows) {
      Line line;
      line.number("batch", row.batch)
          .number("time", microseconds(row.time))
          .text("event", row.record.event)
          .text("action", std::string_view(&row.record.action, 1))
          .number("outcome", row.record.outcome)
          .number("org", row.record.org)
          .text("system", row.record.system)
          .text("request", row.record.request_id)
          .text("detail", row.record.detail)
          .raw("entities", entities_of(row.record));
      std::cout << line.take() << '\n';
      from = row.batch + 1;
    }
  }
}

}  // namespace gateway::app
