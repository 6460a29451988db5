#include "gateway/codec/json_pointer.hpp"

#include <algorithm>
#include <optional>

#include "gateway/base/text.hpp"

namespace gateway::codec {
namespace {

std::unexpected<Error> no_pointer() {
  return fail(ErrorKind::malformed, "PATCH-POINTER", "A path is no JSON Pointer.");
}

std::unexpected<Error> nothing_there() {
  return fail(ErrorKind::invalid, "PATCH-TARGET", "There is nothing at a path of the operation.");
}

// ~1 is a slash and ~0 a tilde.
Result<std::string> unescape(std::string_view token) {
  std::string text;
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (token[i] != '~') {
      text.push_back(token[i]);
      continue;
    }
    const char code = i + 1 < token.size() ? token[++i] : '\0';
    if (code != '0' && code != '1') return no_pointer();
    text.push_back(code == '0' ? '~' : '/');
  }
  return text;
}

// Digits without leading zeros.
std::optional<std::size_t> index_of(std::string_view token) {
  const bool is_plain = token == "0" || (!token.empty() && token.front() != '0');
  return is_plain && std::ranges::all_of(token, is_digit) ? parse_integer<std::size_t>(token)
                                                          : std::nullopt;
}

std::optional<std::size_t> place_in(const PlainJson& parent, const std::string& token) {
  if (parent.kind() == PlainJson::Kind::object) return parent.find(token);
  if (parent.kind() != PlainJson::Kind::array) return std::nullopt;
  const auto index = index_of(token);
  return index && *index < parent.items().size() ? index : std::nullopt;
}

}  // namespace

Result<JsonPointer> JsonPointer::parse(std::string_view text) {
  JsonPointer pointer;
  if (text.empty()) return pointer;
  if (text.front() != '/') return no_pointer();
  for (const std::string_view token : split(text.substr(1), '/')) {
    GATEWAY_TRY(std::string name, unescape(token));
    pointer.tokens_.push_back(std::move(name));
  }
  return pointer;
}

JsonPointer JsonPointer::parent() const {
  JsonPointer above = *this;
  above.tokens_.pop_back();
  return above;
}

bool JsonPointer::is_inside(const JsonPointer& other) const noexcept {
  return tokens_.size() > other.tokens_.size() &&
         std::equal(other.tokens_.begin(), other.tokens_.end(), tokens_.begin());
}

Result<PlainJson*> JsonPointer::find(PlainJson& document) const {
  PlainJson* at = &document;
  for (const std::string& token : tokens_) {
    const auto place = place_in(*at, token);
    if (!place) return nothing_there();
    at = &at->item(*place);
  }
  return at;
}

Result<std::size_t> JsonPointer::last_index(const PlainJson& parent, End end) const {
  const std::string& token = tokens_.back();
  if (const auto place = place_in(parent, token)) return *place;
  const std::size_t size = parent.items().size();
  const bool is_end =
      parent.kind() == PlainJson::Kind::array && (token == "-" || index_of(token) == size);
  if (is_end && end == End::allowed) return size;
  return nothing_there();
}

}  // namespace gateway::codec
