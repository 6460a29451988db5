// XhtmlScanner: the events of an XHTML fragment, read from its text without copying it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gateway::validation {

enum class XhtmlEvent : std::uint8_t {
  open,       // name() is the element's
  attribute,  // name() and value(); follows the open of its element
  close,
  text,       // text other than white space stands here
  end,        // the fragment is read to its end, one element closed
  malformed,  // and reading stops
};

// Reads one element with all that is in it. Elements must be balanced, attributes quoted, entities
// those of XML; comments and CDATA sections are allowed, declarations and processing instructions
// are not.
//
// LIFETIME: outlived by the text.
class XhtmlScanner {
 public:
  static constexpr std::size_t kMaxDepth = 128;

  explicit XhtmlScanner(std::string_view text) : rest_(text) {}

  XhtmlEvent next();

  // With prefix, as written.
  std::string_view name() const noexcept { return name_; }
  // As written: references are not resolved.
  std::string_view value() const noexcept { return value_; }
  // Open elements; 1 while the root's attributes are read.
  std::size_t depth() const noexcept { return depth_; }

 private:
  enum class State : std::uint8_t { content, tag, empty_tag, done, failed };

  XhtmlEvent fail();
  XhtmlEvent next_in_content();
  XhtmlEvent next_in_tag();
  XhtmlEvent open_element();
  XhtmlEvent close_element(std::string_view name);
  XhtmlEvent end_tag();
  bool skip_through(std::string_view end);
  bool has_good_references(std::string_view text) const;
  std::string_view take_name();
  void skip_space();

  std::string_view rest_;
  std::string_view name_;
  std::string_view value_;
  std::array<std::string_view, kMaxDepth> open_;
  std::size_t depth_ = 0;
  State state_ = State::content;
  bool had_root_ = false;
};

}  // namespace gateway::validation
