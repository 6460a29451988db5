#include "gateway/codec/number_text.hpp"

namespace gateway::codec {
namespace {

// Takes the digits at the start of `text` away; false if there are none.
bool take_digits(std::string_view& text) noexcept {
  std::size_t size = 0;
  while (size < text.size() && text[size] >= '0' && text[size] <= '9')
    ++size;
  text.remove_prefix(size);
  return size > 0;
}

}  // namespace

bool is_json_number(std::string_view text) noexcept {
  if (text.starts_with('-')) text.remove_prefix(1);
  if (text.starts_with('0')) {
    text.remove_prefix(1);
  } else if (!take_digits(text)) {
    return false;
  }
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    if (!take_digits(text)) return false;
  }
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
    if (!take_digits(text)) return false;
  }
  return text.empty();
}

}  // namespace gateway::codec
