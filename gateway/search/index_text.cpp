#include "gateway/search/index_text.hpp"

#include <utility>

#include "gateway/base/text.hpp"
#include "gateway/fhir/id.hpp"

namespace gateway::search {
namespace {

void append_folded(std::string_view text, std::string& out) {
  for (const char c : text)
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

std::string marked(std::string_view mark, std::string_view text) {
  std::string out(mark);
  out += text;
  return out;
}

std::string token_text(const TokenForm& form) {
  std::string text;
  if (form.which == TokenForm::System::given) text = form.system;
  if (form.which != TokenForm::System::any) text += '|';
  append_folded(form.code, text);
  return text;
}

std::vector<std::string> token_texts(std::string_view system, std::string_view code) {
  using System = TokenForm::System;
  std::vector<std::string> texts;
  if (!code.empty()) {
    texts.push_back(token_text({.code = code}));
    texts.push_back(system.empty()
                        ? token_text({.which = System::none, .code = code})
                        : token_text({.which = System::given, .system = system, .code = code}));
  }
  if (!system.empty()) texts.push_back(token_text({.which = System::given, .system = system}));
  return texts;
}

std::string identifier_text(std::string_view system, std::string_view value) {
  const auto which = system.empty() ? TokenForm::System::any : TokenForm::System::given;
  return token_text({.which = which, .system = system, .code = value});
}

std::string typed_identifier_text(std::string_view system,
                                  std::string_view code,
                                  std::string_view value) {
  std::string text = marked(kOfType, identifier_text(system, code));
  text += '|';
  append_folded(value, text);
  return text;
}

std::string reference_text(std::string_view reference, std::string_view base_url) {
  if (reference.empty() || reference.front() == '#') return {};
  if (!base_url.empty() && reference.starts_with(base_url) &&
      reference.substr(base_url.size()).starts_with('/')) {
    reference.remove_prefix(base_url.size() + 1);
  }
  const bool is_literal = reference.find(':') != std::string_view::npos;
  const std::size_t history = reference.find("/_history/");
  if (!is_literal && history != std::string_view::npos) reference = reference.substr(0, history);
  return std::string(reference);
}

bool is_relative_reference(std::string_view text) {
  const Halves halves = split_once(text, '/');
  return halves.found && !halves.before.empty() && is_upper(halves.before.front()) &&
         fhir::is_id(halves.after);
}

}  // namespace gateway::search
