#include "gateway/http/request_head.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace gateway::http {
namespace {

constexpr std::size_t kMethodAndVersionBytes = 32;
constexpr std::size_t kMaxLengthDigits = 18;
constexpr std::string_view kVersion = "HTTP/1.1";

constexpr Refusal kBareLineEnd{400, "HTTP-LINE-END", "A line does not end with CR LF."};
constexpr Refusal kControl{400, "HTTP-CONTROL", "The head holds a control character."};
constexpr Refusal kRequestLine{400, "HTTP-REQUEST-LINE", "The request line is malformed."};
constexpr Refusal kTarget{400, "HTTP-TARGET", "The request target is no path."};
constexpr Refusal kTargetLength{414, "HTTP-TARGET-LENGTH", "The request target is too long."};
constexpr Refusal kVersionOther{400, "HTTP-VERSION", "Only HTTP/1.1 is spoken here."};
constexpr Refusal kHeadLength{431, "HTTP-HEAD-LENGTH", "The header fields are too long."};
constexpr Refusal kFieldCount{431, "HTTP-FIELD-COUNT", "There are too many header fields."};
constexpr Refusal kFold{400, "HTTP-FOLD", "A header field goes on over a second line."};
constexpr Refusal kField{400, "HTTP-FIELD", "A header field is malformed."};
constexpr Refusal kHost{400, "HTTP-HOST", "The request needs exactly one Host."};
constexpr Refusal kLength{400, "HTTP-CONTENT-LENGTH", "Content-Length is no number of bytes."};
constexpr Refusal kLengthAndCoding{
    400, "HTTP-LENGTH-AND-CODING", "Content-Length and Transfer-Encoding come together."};
constexpr Refusal kCoding{400, "HTTP-TRANSFER-CODING", "The only transfer coding is chunked."};
constexpr Refusal kTwice{400, "HTTP-FIELD-TWICE", "A header field that may come once comes twice."};
constexpr Refusal kExpectation{417, "HTTP-EXPECTATION", "The only expectation is 100-continue."};

// What a proxy in front of some other server would set. Here only the handshake says who calls.
constexpr auto kPretendedIdentities = std::to_array<std::string_view>({
    "x-ssl-",
    "ssl-client-",
    "x-client-cert",
    "client-cert",
    "x-forwarded-client-cert",
    "x-forwarded-tls-client-cert",
    "x-arr-clientcert",
    "remote-addr",
    "remote-port",
    "remote-user",
    "local-addr",
    "local-port",
});

constexpr auto kOnlyOnce = std::to_array<std::string_view>(
    {"content-type", "content-encoding", "expect", "authorization", "if-match"});

constexpr char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

constexpr bool same_text(std::string_view a, std::string_view b) noexcept {
  return std::ranges::equal(a, b, {}, lower, lower);
}

// RFC 9110, section 5.6.2: token.
constexpr bool is_token_character(char c) noexcept {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  const char letter = lower(c);
  return (letter >= 'a' && letter <= 'z') || (c >= '0' && c <= '9') ||
         kMarks.find(c) != std::string_view::npos;
}

constexpr bool is_token(std::string_view text) noexcept {
  return !text.empty() && std::ranges::all_of(text, is_token_character);
}

constexpr bool is_visible(char c) noexcept {
  return c > ' ' && c < '\x7f';
}

constexpr std::string_view trim(std::string_view text) noexcept {
  constexpr std::string_view kBlank = " \t";
  const auto first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

bool pretends_identity(std::string_view name) {
  std::string plain(name);
  // Servers that turn fields into variables read X_SSL_Client as X-SSL-Client.
  std::ranges::transform(plain, plain.begin(), [](char c) { return c == '_' ? '-' : lower(c); });
  return std::ranges::any_of(kPretendedIdentities,
                             [&plain](std::string_view bad) { return plain.starts_with(bad); });
}

bool lists_token(std::string_view value, std::string_view wanted) {
  while (!value.empty()) {
    const auto comma = std::min(value.find(','), value.size());
    if (same_text(trim(value.substr(0, comma)), wanted)) return true;
    value.remove_prefix(std::min(comma + 1, value.size()));
  }
  return false;
}

Accepted<void> read_request_line(std::string_view line, const Limits& limits, RequestHead& head) {
  const auto first = line.find(' ');
  const auto second = first == std::string_view::npos ? first : line.find(' ', first + 1);
  if (second == std::string_view::npos) return refuse(kRequestLine);
  const std::string_view method = line.substr(0, first);
  const std::string_view target = line.substr(first + 1, second - first - 1);
  const std::string_view version = line.substr(second + 1);
  if (!is_token(method)) return refuse(kRequestLine);
  if (version != kVersion) {
    const bool other_version = version.size() == kVersion.size() && version.starts_with("HTTP/");
    return refuse(other_version ? kVersionOther : kRequestLine);
  }
  if (target.size() > limits.target_bytes) return refuse(kTargetLength);
  const bool is_path = target.starts_with('/') || (target == "*" && method == "OPTIONS");
  const bool has_fragment = target.find('#') != std::string_view::npos;
  if (!is_path || has_fragment || !std::ranges::all_of(target, is_visible)) return refuse(kTarget);
  head.method = wire::kMethods.value(method).value_or(wire::Method::other);
  head.target = target;
  return {};
}

Accepted<void> read_field(std::string_view line, RequestHead& head) {
  if (line.starts_with(' ') || line.starts_with('\t')) return refuse(kFold);
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) return refuse(kField);
  const std::string_view name = line.substr(0, colon);
  if (!pretends_identity(name))
    head.headers.add(std::string(name), std::string(trim(line.substr(colon + 1))));
  return {};
}

Accepted<void> read_content_length(RequestHead& head) {
  const auto value = head.headers.find("Content-Length");
  if (!value) return {};
  // One value of digits only: "5, 5", "+5", "0x5" and "" are read differently by different servers.
  const bool digits = std::ranges::all_of(*value, [](char c) { return c >= '0' && c <= '9'; });
  if (head.headers.count("Content-Length") != 1 || !digits || value->empty() ||
      value->size() > kMaxLengthDigits)
    return refuse(kLength);
  std::from_chars(value->data(), value->data() + value->size(), head.content_length);
  return {};
}

Accepted<void> read_framing(RequestHead& head) {
  if (auto length = read_content_length(head); !length) return length;
  const auto coding = head.headers.find("Transfer-Encoding");
  if (!coding) return {};
  if (head.headers.find("Content-Length")) return refuse(kLengthAndCoding);
  if (head.headers.count("Transfer-Encoding") != 1 || !same_text(*coding, "chunked"))
    return refuse(kCoding);
  head.chunked = true;
  return {};
}

Accepted<void> read_controls(RequestHead& head) {
  const auto host = head.headers.find("Host");
  if (head.headers.count("Host") != 1 || host->empty() || !std::ranges::all_of(*host, is_visible))
    return refuse(kHost);
  for (const std::string_view name : kOnlyOnce) {
    if (head.headers.count(name) > 1) return refuse(kTwice);
  }
  if (const auto expectation = head.headers.find("Expect")) {
    if (!same_text(*expectation, "100-continue")) return refuse(kExpectation);
    head.expects_continue = true;
  }
  for (const auto& field : head.headers.fields()) {
    if (same_text(field.name, "Connection") && lists_token(field.value, "close")) head.close = true;
  }
  return {};
}

}  // namespace

Accepted<std::optional<std::size_t>> HeadScanner::scan(std::string_view input,
                                                       const Limits& limits) {
  for (; seen_ < input.size(); ++seen_) {
    const char c = input[seen_];
    const bool after_return = seen_ > line_ && input[seen_ - 1] == '\r';
    if ((c == '\n') != after_return) return refuse(kBareLineEnd);
    if (c == '\n') {
      const auto ended = end_line(seen_, limits);
      if (!ended) return refuse(ended.error());
      if (*ended) return std::optional<std::size_t>(++seen_);
      continue;
    }
    if (c == '\r') continue;
    if ((static_cast<unsigned char>(c) < ' ' && c != '\t') || c == '\x7f') return refuse(kControl);
    if (fields_begin_ == 0 && seen_ >= limits.target_bytes + kMethodAndVersionBytes)
      return refuse(kTargetLength);
    if (fields_begin_ != 0 && seen_ - fields_begin_ >= limits.field_bytes)
      return refuse(kHeadLength);
  }
  return std::optional<std::size_t>();
}

// True if this was the empty line.
Accepted<bool> HeadScanner::end_line(std::size_t line_feed, const Limits& limits) {
  const bool empty = line_feed == line_ + 1;
  line_ = line_feed + 1;
  if (fields_begin_ == 0) {
    if (empty) return refuse(kRequestLine);
    fields_begin_ = line_;
    return false;
  }
  if (!empty && ++fields_ > limits.fields) return refuse(kFieldCount);
  return empty;
}

Accepted<RequestHead> parse_head(std::string_view head, const Limits& limits) {
  constexpr std::string_view kLineEnd = "\r\n";
  RequestHead result;
  auto end = head.find(kLineEnd);
  if (auto line = read_request_line(head.substr(0, end), limits, result); !line)
    return refuse(line.error());
  for (head.remove_prefix(end + 2); (end = head.find(kLineEnd)) > 0; head.remove_prefix(end + 2)) {
    if (auto field = read_field(head.substr(0, end), result); !field) return refuse(field.error());
  }
  if (auto framing = read_framing(result); !framing) return refuse(framing.error());
  if (auto controls = read_controls(result); !controls) return refuse(controls.error());
  return result;
}

}  // namespace gateway::http
