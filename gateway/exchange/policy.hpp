// Policy: what a partner may do with each resource type, and which elements are the server's.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "gateway/fhir/type_table.hpp"

namespace gateway::exchange {

enum class Sharing : std::uint8_t {
  content,       // the writer's own; another organisation gets a version by a delivery only
  coordination,  // one record shared by its parties
  directory,     // everyone reads, no partner writes
  server,        // made by the gateway
};

struct TypePolicy {
  std::string_view type;
  Sharing sharing;
  std::string_view subject;  // element that names the child; empty: none, or found by kind
  bool needs_child;          // refused without it
};

// Never empty: a type that has no row is content about a child if it has `subject` or `patient`.
TypePolicy policy_of(std::string_view type, const fhir::TypeTable& types) noexcept;

// True for content that has no states: whoever wrote it may delete it. Of the others a step says
// that they ended.
bool is_deletable(std::string_view type) noexcept;

enum class Treatment : std::uint8_t {
  ignored,  // what a client sends is dropped
  stamped,  // the time of the write
  created,  // the time of the first write, kept afterwards
};

struct ServerOwned {
  std::string_view type;  // empty: every type
  std::string_view element;
  Treatment treatment;
};
std::span<const ServerOwned> server_owned() noexcept;

// True for elements that may hold free text about a child, which a coordination record must not.
bool is_free_text(std::string_view element) noexcept;

}  // namespace gateway::exchange
