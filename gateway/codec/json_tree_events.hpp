// JsonTreeEvents: JSON tokens → elements. Internal to the JSON reader.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "gateway/codec/element_stack.hpp"
#include "gateway/codec/findings.hpp"
#include "gateway/codec/json_keys.hpp"
#include "gateway/codec/json_resource_types.hpp"
#include "gateway/codec/json_tokens.hpp"

namespace gateway::codec {

// A type that a resource may have: not Resource or DomainResource.
inline bool is_concrete_resource(const fhir::TypeTable& types, fhir::TypeId type) noexcept {
  const std::uint8_t flags = types.type(type).flags;
  return (flags & fhir::kIsResource) != 0 && (flags & fhir::kIsAbstract) == 0;
}

// Receives the tokens of one resource and opens and closes its elements on an ElementStack. A
// member that does not fit is reported and skipped with all that it holds.
//
// LIFETIME: outlived by all that it is given.
// THREADS: one.
// Source: FHIR R4, json.html.
class JsonTreeEvents : public JsonEvents<JsonTreeEvents> {
 public:
  // Why the reading stopped before the end.
  struct Refusal {
    ErrorKind kind = ErrorKind::malformed;
    std::string_view id;
    std::string_view message;
    std::size_t offset = 0;
  };

  JsonTreeEvents(JsonStream& stream,
                 JsonResourceTypes& resource_types,
                 std::size_t max_depth,
                 Findings& findings,
                 ElementStack& stack)
      : stream_(stream),
        resource_types_(resource_types),
        max_depth_(max_depth),
        findings_(findings),
        stack_(stack) {}

  // REQUIRES: `stop` did not finish.
  Refusal refusal(const JsonStop& stop) const;

  bool Null();
  bool Bool(bool value);
  bool RawNumber(const char* text, unsigned size, bool copy);
  bool String(const char* text, unsigned size, bool copy);
  bool Key(const char* text, unsigned size, bool copy);
  bool StartObject();
  bool EndObject(unsigned members);
  bool StartArray();
  bool EndArray(unsigned items);

 private:
  enum class Kind : std::uint8_t { null, boolean, number, string };

  // What the last key of an object announced.
  struct Member {
    enum class Role : std::uint8_t { unknown, resource_type, element };
    Role role = Role::unknown;
    Side side = Side::value;
    bool in_array = false;
    Place place;
    std::size_t offset = 0;  // of the key
  };
  struct Object {
    Member member;
    std::size_t seen_begin = 0;  // on seen_
    bool has_resource_type = false;
  };

  bool refuse(ErrorKind kind, std::string_view id, std::string_view message, std::size_t offset);
  bool refuse_duplicate(const char* key);
  void report(std::string_view id, std::string_view message, const Member& member, std::size_t at);
  bool resource_type_key(const char* text);
  bool unknown_key(std::string_view key, std::size_t offset);
  bool element_key(std::size_t slot, Side side, const char* text);
  bool scalar(Kind kind, std::string_view text, std::size_t offset);
  void element_scalar(Kind kind, std::string_view text, std::size_t offset);
  std::string_view fault_of(const Member& member, Kind kind, std::string_view text) const;
  bool object(Member& member, std::size_t offset);
  bool enter(Place place, fhir::TypeId type, Side side, std::size_t offset);
  bool skip(std::size_t offset);

  const fhir::SlotRow& slot_of(const Member& member) const {
    return stack_.slots()[member.place.slot];
  }
  bool is_primitive(const fhir::SlotRow& slot) const {
    return stack_.types().primitive(slot.type) != fhir::Primitive::none;
  }
  std::size_t offset_of(const char* text) const {
    return static_cast<std::size_t>(text - stream_.head_);
  }
  // Where an element begins: at its key, or, for an item of an array, at `value`.
  static std::size_t begin_of(const Member& member, std::size_t value) {
    return member.in_array ? value : member.offset;
  }

  JsonStream& stream_;
  JsonResourceTypes& resource_types_;
  std::size_t max_depth_;
  Findings& findings_;
  ElementStack& stack_;
  std::vector<Object> objects_;      // one for each open element
  std::vector<std::uint64_t> seen_;  // two bits for each slot of each open object
  JsonKeys keys_;                    // unknown ones, and those of skipped objects
  std::size_t skipped_ = 0;          // open objects and arrays of a skipped value
  Refusal refusal_;
};

}  // namespace gateway::codec
