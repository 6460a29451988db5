#include "gateway/app/cli/terminal_text.hpp"

#include <algorithm>

#include <utf8proc.h>

#include "gateway/codec/utf8.hpp"

namespace gateway::app {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

bool is_mark(utf8proc_category_t category) noexcept {
  return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_ME;
}

bool is_hidden(utf8proc_category_t category) noexcept {
  return category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CF ||
         category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP;
}

}  // namespace

Cell cell_at(std::string_view text, std::size_t at) {
  if (text[at] == '\t') return {std::string(kTabColumns, ' '), kTabColumns, 1};
  const codec::DecodedChar read = codec::decode_utf8(text.data() + at, text.data() + text.size());
  if (read.size == 0) return {std::string(kReplacement), 1, 1};
  const auto code = static_cast<utf8proc_int32_t>(read.code);
  const utf8proc_category_t category = utf8proc_category(code);
  if (is_hidden(category)) return {std::string(kReplacement), 1, read.size};
  const int width = is_mark(category) ? 0 : std::max(1, utf8proc_charwidth(code));
  return {std::string(text.substr(at, read.size)), static_cast<std::size_t>(width), read.size};
}

std::string printable(std::string_view text) {
  std::string shown;
  for (std::size_t at = 0; at < text.size();) {
    const Cell cell = cell_at(text, at);
    shown += cell.text;
    at += cell.bytes;
  }
  return shown;
}

}  // namespace gateway::app
