#include "gateway/validation/xhtml_scanner.hpp"

#include <algorithm>

#include "gateway/codec/xml_text.hpp"

namespace gateway::validation {
namespace {

constexpr std::string_view kComment = "<!--";
constexpr std::string_view kCdata = "<![CDATA[";

constexpr bool is_space(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

// The text has passed the reader; here it is enough to find where a name ends.
constexpr bool is_name_end(char c) {
  return is_space(c) || c == '/' || c == '>' || c == '=' || c == '<' || c == '"' || c == '\'';
}

bool is_blank(std::string_view text) {
  return std::ranges::all_of(text, is_space);
}

}  // namespace

XhtmlEvent XhtmlScanner::fail() {
  state_ = State::failed;
  return XhtmlEvent::malformed;
}

XhtmlEvent XhtmlScanner::next() {
  switch (state_) {
    case State::content: return next_in_content();
    case State::tag: return next_in_tag();
    case State::empty_tag: state_ = State::content; return close_element(open_[depth_ - 1]);
    case State::done: return XhtmlEvent::end;
    case State::failed: break;
  }
  return XhtmlEvent::malformed;
}

XhtmlEvent XhtmlScanner::next_in_content() {
  while (!rest_.empty()) {
    if (rest_.starts_with(kComment)) {
      if (!skip_through("-->")) return fail();
    } else if (rest_.starts_with(kCdata)) {
      if (depth_ == 0 || !skip_through("]]>")) return fail();
      return XhtmlEvent::text;
    } else if (rest_.starts_with("</")) {
      return end_tag();
    } else if (rest_.front() == '<') {
      return open_element();
    } else {
      const std::string_view text = rest_.substr(0, rest_.find('<'));
      rest_.remove_prefix(text.size());
      if (!has_good_references(text)) return fail();
      if (is_blank(text)) continue;
      return depth_ == 0 ? fail() : XhtmlEvent::text;
    }
  }
  if (depth_ > 0 || !had_root_) return fail();
  state_ = State::done;
  return XhtmlEvent::end;
}

XhtmlEvent XhtmlScanner::open_element() {
  rest_.remove_prefix(1);
  name_ = take_name();
  const bool is_declaration = name_.starts_with('!') || name_.starts_with('?');
  if (name_.empty() || is_declaration || depth_ == kMaxDepth || (depth_ == 0 && had_root_)) {
    return fail();
  }
  open_[depth_++] = name_;
  had_root_ = true;
  state_ = State::tag;
  return XhtmlEvent::open;
}

XhtmlEvent XhtmlScanner::next_in_tag() {
  skip_space();
  if (rest_.starts_with("/>")) {
    rest_.remove_prefix(2);
    state_ = State::empty_tag;
    return next();
  }
  if (rest_.starts_with('>')) {
    rest_.remove_prefix(1);
    state_ = State::content;
    return next_in_content();
  }
  name_ = take_name();
  skip_space();
  if (name_.empty() || !rest_.starts_with('=')) return fail();
  rest_.remove_prefix(1);
  skip_space();
  if (rest_.empty() || (rest_.front() != '"' && rest_.front() != '\'')) return fail();
  const std::size_t end = rest_.find(rest_.front(), 1);
  if (end == std::string_view::npos) return fail();
  value_ = rest_.substr(1, end - 1);
  rest_.remove_prefix(end + 1);
  if (value_.find('<') != std::string_view::npos || !has_good_references(value_)) return fail();
  return XhtmlEvent::attribute;
}

XhtmlEvent XhtmlScanner::end_tag() {
  rest_.remove_prefix(2);
  const std::string_view name = take_name();
  skip_space();
  if (!rest_.starts_with('>')) return fail();
  rest_.remove_prefix(1);
  return close_element(name);
}

XhtmlEvent XhtmlScanner::close_element(std::string_view name) {
  if (depth_ == 0 || open_[depth_ - 1] != name) return fail();
  name_ = name;
  --depth_;
  return XhtmlEvent::close;
}

bool XhtmlScanner::skip_through(std::string_view end) {
  const std::size_t at = rest_.find(end);
  if (at == std::string_view::npos) return false;
  rest_.remove_prefix(at + end.size());
  return true;
}

bool XhtmlScanner::has_good_references(std::string_view text) const {
  for (std::size_t at = text.find('&'); at != std::string_view::npos; at = text.find('&', at + 1)) {
    if (codec::scan_reference(text.substr(at)).size == 0) return false;
  }
  return true;
}

std::string_view XhtmlScanner::take_name() {
  const auto* const end = std::ranges::find_if(rest_, is_name_end);
  const std::string_view name = rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
  rest_.remove_prefix(name.size());
  return name;
}

void XhtmlScanner::skip_space() {
  while (!rest_.empty() && is_space(rest_.front()))
    rest_.remove_prefix(1);
}

}  // namespace gateway::validation
