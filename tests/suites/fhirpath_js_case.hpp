// Cases of fhirpath.js: files of YAML with expressions, what they are evaluated on, and the result.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "tests/suites/json_value.hpp"

namespace gateway::suites {

struct JsCase {
  std::string id;                        // file, position in it, description
  std::vector<std::string> expressions;  // each has the same result
  std::string base;                      // path of the definitions that the subject is found at
  std::string model;                     // "r4"; empty: the subject is untyped
  std::string context;                   // an expression that gives %context
  std::string input_file;                // instead of the file's own subject
  const JsonValue* variables = nullptr;
  const JsonValue* result = nullptr;
  bool is_error = false;
  bool is_disabled = false;
};

struct JsFile {
  std::string name;
  JsonValue document;
  std::vector<JsCase> cases;  // point into the document
  const JsonValue* subject() const noexcept { return document.find("subject"); }
};

// An entry with a list of entries and no expression is a group; one with neither is a headline.
//
// LIFETIME: cases no longer than the file, which is not moved. Nothing if it cannot be read.
std::unique_ptr<JsFile> read_js_file(const std::filesystem::path& path);

}  // namespace gateway::suites
