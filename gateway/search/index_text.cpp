#include "gateway/search/index_text.hpp"

#include <utility>

namespace gateway::search {
namespace {

void append_folded(std::string_view text, std::string& out) {
  for (const char c : text)
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

void add(const Parameter& parameter, const TokenForm& form, std::vector<IndexEntry>& out) {
  std::string text = token_text(form);
  if (text.size() > kMaxValueBytes) return;
  out.push_back({.parameter = parameter.id, .form = parameter.form, .text = std::move(text)});
}

}  // namespace

std::string token_text(const TokenForm& form) {
  std::string text;
  if (form.which == TokenForm::System::given) text = form.system;
  if (form.which != TokenForm::System::any) text += '|';
  append_folded(form.code, text);
  return text;
}

void add_token(const Parameter& parameter,
               std::string_view system,
               std::string_view code,
               std::vector<IndexEntry>& out) {
  using System = TokenForm::System;
  if (!code.empty()) {
    add(parameter, {.code = code}, out);
    if (system.empty()) add(parameter, {.which = System::none, .code = code}, out);
  }
  if (!system.empty()) {
    if (!code.empty()) {
      add(parameter, {.which = System::given, .system = system, .code = code}, out);
    }
    add(parameter, {.which = System::given, .system = system}, out);
  }
}

std::string identifier_text(std::string_view system, std::string_view value) {
  const auto which = system.empty() ? TokenForm::System::any : TokenForm::System::given;
  return token_text({.which = which, .system = system, .code = value});
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

}  // namespace gateway::search
