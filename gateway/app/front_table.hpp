// FrontTable: which front answers which path on which listener.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/wire/message.hpp"

namespace gateway::app {

// A front and the paths it owns: `prefix` itself and everything below it.
struct FrontRow {
  wire::Listener listener = wire::Listener::partner;
  std::string prefix;  // "/fhir"
  wire::Handler* front = nullptr;
};

// Hands a request to the front that owns its path. A path that no front owns on that listener is
// answered 404 here, in plain text: no protocol has been chosen yet.
//
// LIFETIME: the fronts outlive the table.
class FrontTable final : public wire::Handler {
 public:
  explicit FrontTable(std::vector<FrontRow> rows) : rows_(std::move(rows)) {}
  void handle(wire::Request request, wire::Respond respond) override;
  bool is_brief(const wire::Request& request) const override;

 private:
  // nullptr: no front owns the path.
  wire::Handler* front_of(const wire::Request& request) const;

  std::vector<FrontRow> rows_;
};

}  // namespace gateway::app
