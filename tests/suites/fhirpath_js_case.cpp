#include "tests/suites/fhirpath_js_case.hpp"

#include <algorithm>

namespace gateway::suites {
namespace {

// A position and a description in one line.
std::string id_of(const JsFile& file, std::string_view description) {
  std::string text = file.name + '#' + std::to_string(file.cases.size() + 1) + ' ';
  text.append(description);
  std::ranges::replace_if(text, [](char c) { return c == '\n' || c == '\t'; }, ' ');
  return text.substr(0, text.find_last_not_of(' ') + 1);
}

// A text, a list of them, or one with the base that its subject is found at.
void read_expression(JsCase& one, const JsonValue& expression) {
  if (expression.is_object()) {
    one.base = expression.text_of("base");
    one.expressions.emplace_back(expression.text_of("expression"));
    return;
  }
  for (const JsonValue* each : expression.as_list())
    one.expressions.push_back(each->text);
}

// As JavaScript sees it: there, and not false.
bool is_set(const JsonValue& entry, std::string_view name) {
  const JsonValue* value = entry.find(name);
  return value != nullptr && !value->is_null() && value->text != "false";
}

void add_case(JsFile& file, const JsonValue& entry, const JsonValue& expression) {
  JsCase one;
  read_expression(one, expression);
  const std::string_view description = entry.text_of("desc");
  one.id = id_of(file, description.empty() ? one.expressions.front() : description);
  one.model = entry.text_of("model");
  one.context = entry.text_of("context");
  one.input_file = entry.text_of("inputfile");
  one.variables = entry.find("variables");
  one.result = entry.find("result");
  one.is_error = is_set(entry, "error");
  one.is_disabled = is_set(entry, "disable");
  file.cases.push_back(std::move(one));
}

// As deep as the document, which the reader of YAML limits.
void add_entries(JsFile& file, const JsonValue& entries) {
  for (const JsonValue& entry : entries.items) {
    const JsonValue* expression = entry.find("expression");
    if (expression != nullptr) {
      add_case(file, entry, *expression);
      continue;
    }
    for (const auto& [name, value] : entry.members) {
      if (value.is_list()) add_entries(file, value);
    }
  }
}

}  // namespace

std::unique_ptr<JsFile> read_js_file(const std::filesystem::path& path) {
  auto document = read_json_value(path);
  if (!document) return nullptr;
  auto file = std::make_unique<JsFile>();
  file->name = path.filename().string();
  file->document = std::move(*document);
  if (const JsonValue* tests = file->document.find("tests")) add_entries(*file, *tests);
  return file;
}

}  // namespace gateway::suites
