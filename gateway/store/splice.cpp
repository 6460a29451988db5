#include "gateway/store/splice.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>

namespace gateway::store {
namespace {

constexpr std::size_t kLengthBytes = 4;

std::unexpected<Error> not_an_object() {
  return fail(ErrorKind::internal, "STORE-JSON", "The resource is not laid out as it must be.");
}

struct Member {
  std::string_view name;   // with its quotes
  std::string_view value;  // as written
};

// Walks the members of one JSON object without looking into their values. The text comes from our
// own writer or has been read by our parser: only the shape of this level is checked.
class MemberWalk {
 public:
  explicit MemberWalk(std::string_view object) : rest_(object) {
    skip_space();
    well_formed_ = take('{');
    skip_space();
    if (take('}')) finish();
  }

  bool is_well_formed() const noexcept { return well_formed_; }

  std::optional<Member> next() {
    if (!well_formed_ || finished_) return std::nullopt;
    Member member;
    member.name = take_value();
    skip_space();
    well_formed_ = member.name.starts_with('"') && take(':');
    skip_space();
    member.value = take_value();
    skip_space();
    well_formed_ = well_formed_ && !member.value.empty();
    if (!well_formed_) return std::nullopt;
    if (take('}')) {
      finish();
    } else {
      well_formed_ = take(',');
      skip_space();
    }
    return member;
  }

 private:
  void finish() {
    finished_ = true;
    skip_space();
    well_formed_ = well_formed_ && rest_.empty();
  }
  void skip_space() {
    const auto next = rest_.find_first_not_of(" \t\r\n");
    rest_.remove_prefix(next == std::string_view::npos ? rest_.size() : next);
  }
  bool take(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  std::size_t string_end(std::size_t start) const {
    for (std::size_t i = start + 1; i < rest_.size(); ++i) {
      if (rest_[i] == '\\')
        ++i;
      else if (rest_[i] == '"')
        return i + 1;
    }
    return rest_.size();
  }
  // A string, number, literal, or all between a bracket and the one that closes it.
  std::string_view take_value() {
    std::size_t depth = 0;
    std::size_t i = 0;
    while (i < rest_.size()) {
      const char c = rest_[i];
      const bool closes = c == '}' || c == ']';
      if (depth == 0 && (closes || c == ',' || c == ':')) break;
      if (closes) --depth;
      if (c == '{' || c == '[') ++depth;
      i = c == '"' ? string_end(i) : i + 1;
      if (depth == 0 && (closes || c == '"')) break;
    }
    auto value = rest_.substr(0, i);
    rest_.remove_prefix(i);
    while (!value.empty() && std::string_view(" \t\r\n").contains(value.back()))
      value.remove_suffix(1);
    return value;
  }

  std::string_view rest_;
  bool well_formed_ = false;
  bool finished_ = false;
};

void append_member(std::string& out, std::size_t start, const Member& member) {
  if (out.size() > start) out.push_back(',');
  out.append(member.name).push_back(':');
  out.append(member.value);
}

void write_length(std::string& out, std::size_t length) {
  for (std::size_t i = 0; i < kLengthBytes; ++i)
    out[i] = static_cast<char>((length >> (8 * i)) & 0xffU);
}

std::size_t read_length(std::string_view split) {
  std::size_t length = 0;
  for (std::size_t i = 0; i < kLengthBytes; ++i)
    length |= std::size_t{static_cast<unsigned char>(split[i])} << (8 * i);
  return length;
}

void append_digits(std::string& out, std::int64_t value, int digits) {
  std::array<char, 20> buffer{};
  for (int i = digits; i-- > 0; value /= 10)
    buffer[static_cast<std::size_t>(i)] = static_cast<char>('0' + value % 10);
  out.append(buffer.data(), static_cast<std::size_t>(digits));
}

}  // namespace

Result<std::string> split_resource(std::string_view json) {
  std::string split(kLengthBytes, '\0');
  split.reserve(json.size());
  std::string others;
  others.reserve(json.size());
  MemberWalk members(json);
  while (const auto member = members.next()) {
    if (member->name == "\"resourceType\"" || member->name == "\"id\"") continue;
    if (member->name != "\"meta\"") {
      append_member(others, 0, *member);
      continue;
    }
    MemberWalk meta(member->value);
    while (const auto inner = meta.next()) {
      if (inner->name != "\"versionId\"" && inner->name != "\"lastUpdated\"")
        append_member(split, kLengthBytes, *inner);
    }
    if (!meta.is_well_formed()) return not_an_object();
  }
  if (!members.is_well_formed()) return not_an_object();
  write_length(split, split.size() - kLengthBytes);
  return split.append(others);
}

Result<std::string> join_resource(const ResourceRef& ref,
                                  Instant last_updated,
                                  std::string_view split) {
  if (split.size() < kLengthBytes) return not_an_object();
  const auto length = read_length(split);
  if (length > split.size() - kLengthBytes) return not_an_object();
  const auto meta = split.substr(kLengthBytes, length);
  const auto others = split.substr(kLengthBytes + length);

  constexpr std::size_t kFrameBytes = 120;
  std::string json;
  json.reserve(split.size() + ref.type.size() + ref.id.size() + kFrameBytes);
  json.append(R"({"resourceType":")").append(ref.type);
  json.append(R"(","id":")").append(ref.id);
  json.append(R"(","meta":{"versionId":")").append(std::to_string(ref.version));
  json.append(R"(","lastUpdated":")").append(to_instant_text(last_updated)).push_back('"');
  if (!meta.empty()) json.append(1, ',').append(meta);
  json.push_back('}');
  if (!others.empty()) json.append(1, ',').append(others);
  json.push_back('}');
  return json;
}

std::string to_instant_text(Instant time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::milliseconds>(time - day));
  std::string text;
  text.reserve(24);
  append_digits(text, int{date.year()}, 4);
  text.push_back('-');
  append_digits(text, unsigned{date.month()}, 2);
  text.push_back('-');
  append_digits(text, unsigned{date.day()}, 2);
  text.push_back('T');
  append_digits(text, clock.hours().count(), 2);
  text.push_back(':');
  append_digits(text, clock.minutes().count(), 2);
  text.push_back(':');
  append_digits(text, clock.seconds().count(), 2);
  text.push_back('.');
  append_digits(text, clock.subseconds().count(), 3);
  text.push_back('Z');
  return text;
}

}  // namespace gateway::store
