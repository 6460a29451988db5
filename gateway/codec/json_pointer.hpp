// JsonPointer: the way to one value of a JSON document, "/name/0/given".
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/codec/plain_json.hpp"

namespace gateway::codec {

// Source: RFC 6901.
class JsonPointer {
 public:
  // The whole document.
  JsonPointer() = default;

  // Errors: malformed (PATCH-POINTER).
  static Result<JsonPointer> parse(std::string_view text);

  bool is_whole() const noexcept { return tokens_.empty(); }
  const std::vector<std::string>& tokens() const noexcept { return tokens_; }
  // REQUIRES: not is_whole().
  JsonPointer parent() const;
  // True for what lies below `other`, and not for itself.
  bool is_inside(const JsonPointer& other) const noexcept;

  // LIFETIME: as `document`, until it is changed.
  // Errors: invalid (PATCH-TARGET: there is nothing).
  Result<PlainJson*> find(PlainJson& document) const;

  enum class End : std::uint8_t { refused, allowed };
  // The place of the last token among the items of `parent`. An array has one behind its items,
  // which its size or "-" names, if `end` allows it.
  //
  // Errors: invalid (PATCH-TARGET: there is no such item or member).
  Result<std::size_t> last_index(const PlainJson& parent, End end) const;

 private:
  std::vector<std::string> tokens_;  // unescaped
};

}  // namespace gateway::codec
