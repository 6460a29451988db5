#include "gateway/codec/xml_declaration.hpp"

#include <algorithm>
#include <optional>

#include "gateway/codec/xml_names.hpp"

namespace gateway::codec {
namespace {

// Reads the pseudo-attributes of the declaration one after the other.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {}

  std::size_t at() const noexcept { return at_; }
  std::string_view rest() const noexcept { return text_.substr(at_); }
  bool skip_spaces() noexcept {
    const std::size_t from = at_;
    while (at_ < text_.size() && is_xml_space(text_[at_]))
      ++at_;
    return at_ != from;
  }
  bool take(std::string_view word) noexcept {
    if (!rest().starts_with(word)) return false;
    at_ += word.size();
    return true;
  }
  // ' = "value"' after a name.
  std::optional<std::string_view> value() noexcept {
    skip_spaces();
    if (!take("=")) return std::nullopt;
    skip_spaces();
    const std::string_view left = rest();
    if (!left.starts_with('"') && !left.starts_with('\'')) return std::nullopt;
    const std::size_t end = left.find(left[0], 1);
    if (end == std::string_view::npos) return std::nullopt;
    at_ += end + 1;
    return left.substr(1, end - 1);
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

bool is_utf8_name(std::string_view encoding) noexcept {
  constexpr std::string_view kName = "utf-8";
  return std::ranges::equal(encoding, kName, [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
  });
}

}  // namespace

XmlDeclaration scan_xml_declaration(std::string_view text) noexcept {
  Cursor cursor(text);
  if (!cursor.take("<?xml") || cursor.rest().empty() || !is_xml_space(cursor.rest()[0])) return {};
  const auto broken = [&cursor](std::string_view id, std::string_view message) {
    return XmlDeclaration{cursor.at(), id, message};
  };
  constexpr std::string_view kSyntax = "The XML declaration is not written properly.";

  cursor.skip_spaces();
  const auto version = cursor.take("version") ? cursor.value() : std::nullopt;
  if (!version) return broken("XML-DECLARATION", kSyntax);
  if (*version != "1.0") return broken("XML-VERSION", "Only XML 1.0 is accepted.");

  bool spaced = cursor.skip_spaces();
  if (spaced && cursor.take("encoding")) {
    const auto encoding = cursor.value();
    if (!encoding) return broken("XML-DECLARATION", kSyntax);
    if (!is_utf8_name(*encoding)) return broken("XML-ENCODING", "Only UTF-8 is accepted.");
    spaced = cursor.skip_spaces();
  }
  if (spaced && cursor.take("standalone")) {
    const auto standalone = cursor.value();
    if (standalone != "yes" && standalone != "no") return broken("XML-DECLARATION", kSyntax);
    cursor.skip_spaces();
  }
  if (!cursor.take("?>")) return broken("XML-DECLARATION", kSyntax);
  return {cursor.at()};
}

}  // namespace gateway::codec
