#include "gateway/codec/narrative.hpp"

#include <algorithm>

#include "gateway/codec/utf8.hpp"
#include "gateway/codec/xml_names.hpp"
#include "gateway/codec/xml_namespaces.hpp"
#include "gateway/codec/xml_stops.hpp"
#include "gateway/codec/xml_text.hpp"

namespace gateway::codec {
namespace {

constexpr std::string_view kUsualBegin = "<div xmlns=\"http://www.w3.org/1999/xhtml\"";

// True if nothing in the element needs to be written otherwise.
bool is_written_plainly(std::string_view element) {
  if (!element.starts_with(kUsualBegin)) return false;
  constexpr char kStops[3] = {'&', '\r', '!'};
  const char* const end = element.data() + element.size();
  const char* at = find_first_of(element.data(), end, kStops);
  for (; at != end; at = find_first_of(at + 1, end, kStops)) {
    if (*at == '\r' || (*at == '!' && at[-1] == '<') || (*at == '&' && at[1] == '#')) return false;
  }
  return true;
}

class NarrativeWriter {
 public:
  explicit NarrativeWriter(std::string_view element) : rest_(element) {
    out_.reserve(element.size() + kUsualBegin.size());
  }

  std::string write() && {
    while (!rest_.empty()) {
      if (rest_.starts_with("<!--")) {
        take(rest_.find("-->") + 3);
      } else if (rest_.starts_with("<![CDATA[")) {
        cdata();
      } else if (rest_.starts_with("</")) {
        end_tag();
      } else if (rest_.starts_with('<')) {
        start_tag();
      } else {
        text(std::min(rest_.find('<'), rest_.size()));
      }
    }
    return std::move(out_);
  }

 private:
  static constexpr char kTextStops[3] = {'&', '\r', '&'};

  std::string_view take(std::size_t size) {
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }
  void skip_spaces() {
    while (!rest_.empty() && is_xml_space(rest_[0]))
      rest_.remove_prefix(1);
  }

  void cdata() {
    take(9);
    for (const char c : take(rest_.find("]]>")))
      character(static_cast<unsigned char>(c));
    take(3);
  }

  // One character of text; bytes of a longer sequence pass as they are.
  void character(unsigned char c) {
    switch (c) {
      case '<': out_ += "&lt;"; break;
      case '>': out_ += "&gt;"; break;
      case '&': out_ += "&amp;"; break;
      default: out_ += static_cast<char>(c);
    }
  }

  void text(std::size_t size) {
    std::string_view left = take(size);
    while (!left.empty()) {
      const char* const stop = find_first_of(left.data(), left.data() + left.size(), kTextStops);
      const auto plain = static_cast<std::size_t>(stop - left.data());
      out_.append(left.substr(0, plain));
      left.remove_prefix(plain);
      if (left.starts_with('&')) {
        left.remove_prefix(reference(left, '\0'));
      } else if (left.starts_with('\r')) {
        left.remove_prefix(left.starts_with("\r\n") ? 2 : 1);
        out_ += '\n';
      }
    }
  }

  // Writes what the reference stands for; returns its size. `quote` is that of the attribute it
  // stands in.
  std::size_t reference(std::string_view left, char quote) {
    const XmlReference reference = scan_reference(left);
    const bool is_control = reference.code < 0x20U;
    const bool keeps_space = !is_control || (quote == '\0' && reference.code != '\r');
    if (reference.code == '<' || reference.code == '>' || reference.code == '&') {
      character(static_cast<unsigned char>(reference.code));
    } else if (reference.code == '"' || reference.code == '\'') {
      out_ += reference.code == '"' ? "&quot;" : "&apos;";
    } else if (keeps_space) {
      append_utf8(reference.code, out_);
    } else {
      out_.append("&#").append(std::to_string(static_cast<unsigned>(reference.code))).append(";");
    }
    return reference.size;
  }

  XmlName name() {
    const XmlName scanned = scan_xml_name(rest_.data(), rest_.data() + rest_.size());
    take(scanned.text.size());
    return scanned;
  }

  void start_tag() {
    take(1);
    out_.append("<").append(name().local());
    if (is_first_) out_.append(" xmlns=\"").append(kXhtmlNamespace).append("\"");
    is_first_ = false;
    for (skip_spaces(); rest_[0] != '>' && rest_[0] != '/'; skip_spaces())
      attribute();
    out_.append(take(rest_[0] == '/' ? 2 : 1));
  }

  void attribute() {
    const XmlName attribute = name();
    skip_spaces();
    take(1);
    skip_spaces();
    const char quote = take(1)[0];
    const std::string_view value = take(rest_.find(quote));
    take(1);
    if (attribute.text == "xmlns" || attribute.prefix() == "xmlns") return;
    out_.append(" ").append(attribute.text).append("=");
    out_ += quote;
    attribute_value(value, quote);
    out_ += quote;
  }

  void attribute_value(std::string_view value, char quote) {
    if (value.find_first_of("&\t\n\r") == std::string_view::npos) {
      out_.append(value);
      return;
    }
    for (std::size_t at = 0; at < value.size();) {
      if (value[at] == '&') {
        at += reference(value.substr(at), quote);
      } else if (value.substr(at).starts_with("\r\n")) {
        ++at;
      } else {
        out_ += is_xml_space(value[at]) ? ' ' : value[at];
        ++at;
      }
    }
  }

  void end_tag() {
    take(2);
    out_.append("</").append(name().local()).append(">");
    take(rest_.find('>') + 1);
  }

  std::string_view rest_;
  std::string out_;
  bool is_first_ = true;
};

}  // namespace

std::string narrative_text(std::string_view document, const XmlSpan& element, bool has_prefixes) {
  const std::string_view text = document.substr(element.begin, element.end - element.begin);
  return !has_prefixes && is_written_plainly(text) ? std::string(text)
                                                   : NarrativeWriter(text).write();
}

}  // namespace gateway::codec
