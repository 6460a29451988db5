#include "gateway/fhir/reference.hpp"

#include <algorithm>

#include "gateway/base/text.hpp"
#include "gateway/fhir/primitive.hpp"

namespace gateway::fhir {
namespace {

constexpr std::string_view kHistory = "_history";

// What stands after the last '/' of `rest`, taken off together with it; all of `rest` if there is
// none.
std::string_view take_last_segment(std::string_view& rest) {
  const std::size_t slash = rest.rfind('/');
  const std::string_view segment = rest.substr(slash == std::string_view::npos ? 0 : slash + 1);
  rest = slash == std::string_view::npos ? std::string_view() : rest.substr(0, slash);
  return segment;
}

// [base/]Type/id[/_history/version]
std::optional<Reference> parse_rest(std::string_view text) {
  std::string_view rest = text;
  std::string_view id = take_last_segment(rest);
  std::optional<Id> version;
  std::string_view before = rest;
  if (take_last_segment(before) == kHistory && !before.empty()) {
    auto parsed = Id::parse(id);
    if (!parsed) return std::nullopt;
    version = std::move(*parsed);
    rest = before;
    id = take_last_segment(rest);
  }
  const bool has_base = rest.find('/') != std::string_view::npos;
  const std::string_view type = take_last_segment(rest);
  auto parsed = Id::parse(id);
  if (!parsed || !is_type_name(type)) return std::nullopt;
  const bool is_web = rest.starts_with("http://") || rest.starts_with("https://");
  if (has_base && !is_web) return std::nullopt;
  return RestReference{
      std::string(rest), std::string(type), std::move(*parsed), std::move(version)};
}

std::optional<Reference> parse_conditional(std::string_view text) {
  const Halves halves = split_once(text, '?');
  if (!halves.found || halves.after.empty() || !is_type_name(halves.before)) return std::nullopt;
  return ConditionalReference{std::string(halves.before), std::string(halves.after)};
}

// scheme ":" something
// Source: RFC 3986, section 3.1.
bool is_absolute_uri(std::string_view text) {
  const Halves halves = split_once(text, ':');
  return halves.found && !halves.after.empty() && !halves.before.empty() &&
         is_alpha(halves.before[0]) && std::ranges::all_of(halves.before, [](char c) {
           return is_alpha(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
         });
}

std::string rest_text(const RestReference& reference) {
  std::string text = reference.base;
  if (!text.empty()) text.push_back('/');
  text.append(to_text(reference.type, reference.id));
  if (reference.version) text.append("/_history/").append(reference.version->text());
  return text;
}

struct Writer {
  std::string operator()(const ContainedReference& r) const { return "#" + r.anchor; }
  std::string operator()(const RestReference& r) const { return rest_text(r); }
  std::string operator()(const ConditionalReference& r) const { return r.type + "?" + r.query; }
  std::string operator()(const UrnReference& r) const { return r.urn; }
  std::string operator()(const UriReference& r) const { return r.uri; }
};

}  // namespace

bool is_type_name(std::string_view text) noexcept {
  return !text.empty() && text.size() <= 64 && is_upper(text[0]) &&
         std::ranges::all_of(text, is_alpha);
}

Result<Reference> parse_reference(std::string_view text) {
  const auto refuse = [] {
    return fail(ErrorKind::malformed,
                "REFERENCE-FORM",
                "A reference is '#' and an id, a type and an id, a conditional search or an "
                "absolute URI.");
  };
  if (!is_valid(Primitive::uri, text)) return refuse();
  if (text.starts_with('#')) {
    const std::string_view anchor = text.substr(1);
    if (!anchor.empty() && !is_id(anchor)) return refuse();
    return ContainedReference{std::string(anchor)};
  }
  if (text.starts_with("urn:")) {
    if (text.size() == 4) return refuse();
    return UrnReference{std::string(text)};
  }
  if (auto rest = parse_rest(text)) return std::move(*rest);
  if (auto conditional = parse_conditional(text)) return std::move(*conditional);
  if (is_absolute_uri(text)) return UriReference{std::string(text)};
  return refuse();
}

std::string to_text(const Reference& reference) {
  return std::visit(Writer(), reference);
}

std::string to_text(std::string_view type, const Id& id) {
  return std::string(type).append("/").append(id.text());
}

}  // namespace gateway::fhir
