#include "gateway/http/outline.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "gateway/base/text.hpp"

namespace gateway::http {
namespace {

constexpr auto kOutlined = std::to_array<std::string_view>({"Accept", "X-Request-ID"});

bool is_outlined(std::string_view name) {
  return std::ranges::any_of(
      kOutlined, [name](std::string_view one) { return equals_ignoring_case(name, one); });
}

// Takes the first line away; gives it without its line end.
std::string_view take_line(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

}  // namespace

wire::Request outline_of(const RequestHead& head) {
  wire::Request outline;
  outline.method = head.method;
  outline.target = head.target;
  for (const auto& field : head.headers.fields()) {
    if (is_outlined(field.name)) outline.headers.add(field.name, field.value);
  }
  return outline;
}

wire::Request outline_of(std::string_view input) {
  wire::Request outline;
  const std::string_view request_line = take_line(input);
  const auto method_and_rest = split_once(request_line, ' ');
  outline.method = wire::kMethods.value(method_and_rest.before).value_or(wire::Method::other);
  const std::string_view target = split_once(method_and_rest.after, ' ').before;
  if (!target.starts_with('/')) return outline;
  outline.target = target;
  // Without its line end a field may be cut short.
  while (input.find('\n') != std::string_view::npos) {
    const auto field = split_once(take_line(input), ':');
    if (!is_outlined(field.before)) continue;
    outline.headers.add(std::string(field.before), std::string(trim(field.after)));
  }
  return outline;
}

}  // namespace gateway::http
