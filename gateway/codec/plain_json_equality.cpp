#include "gateway/codec/plain_json_equality.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "gateway/base/text.hpp"

namespace gateway::codec {
namespace {

using Kind = PlainJson::Kind;

// digits * 10^exponent, without zeros at either end; no digits for zero.
struct Worth {
  bool is_negative = false;
  std::string digits = {};
  std::int64_t exponent = 0;
  friend bool operator==(const Worth&, const Worth&) = default;
};

Worth worth_of(std::string_view number) {
  Worth worth;
  worth.is_negative = number.starts_with('-');
  if (worth.is_negative) number.remove_prefix(1);
  const std::size_t mark = number.find_first_of("eE");
  if (mark != std::string_view::npos) {
    std::string_view power = number.substr(mark + 1);
    if (power.starts_with('+')) power.remove_prefix(1);
    worth.exponent = parse_integer<std::int32_t>(power).value_or(
        power.starts_with('-') ? std::numeric_limits<std::int32_t>::min()
                               : std::numeric_limits<std::int32_t>::max());
    number = number.substr(0, mark);
  }
  const Halves parts = split_once(number, '.');
  worth.digits.append(parts.before).append(parts.after);
  worth.exponent -= static_cast<std::int64_t>(parts.after.size());
  worth.digits.erase(0, worth.digits.find_first_not_of('0'));
  if (worth.digits.empty()) return {};
  const std::size_t kept = worth.digits.find_last_not_of('0') + 1;
  worth.exponent += static_cast<std::int64_t>(worth.digits.size() - kept);
  worth.digits.resize(kept);
  return worth;
}

std::vector<std::size_t> in_order_of_names(const PlainJson& object) {
  std::vector<std::size_t> order(object.names().size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(
      order, {}, [&](std::size_t i) -> const std::string& { return object.names()[i]; });
  return order;
}

bool is_equal_object(const PlainJson& a, const PlainJson& b) {
  const auto first = in_order_of_names(a);
  const auto second = in_order_of_names(b);
  return std::ranges::equal(first, second, [&](std::size_t i, std::size_t j) {
    return a.names()[i] == b.names()[j] && is_equal(a.items()[i], b.items()[j]);
  });
}

}  // namespace

bool is_equal_number(std::string_view a, std::string_view b) {
  return worth_of(a) == worth_of(b);
}

bool is_equal(const PlainJson& a, const PlainJson& b) {
  if (a.kind() != b.kind() || a.items().size() != b.items().size()) return false;
  switch (a.kind()) {
    case Kind::null: return true;
    case Kind::number: return is_equal_number(a.text(), b.text());
    case Kind::boolean:
    case Kind::string: return a.text() == b.text();
    case Kind::array: return std::ranges::equal(a.items(), b.items(), is_equal);
    case Kind::object: return is_equal_object(a, b);
  }
  return false;
}

}  // namespace gateway::codec
