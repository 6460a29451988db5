#include "gateway/app/cli/code_system_writer.hpp"

#include <algorithm>
#include <ostream>
#include <string_view>

#include "gateway/codec/json_string.hpp"

namespace gateway::app {
namespace {

constexpr std::size_t kPieceBytes = std::size_t{64} * 1024;

void add_member(std::string& out, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  out.append("  \"").append(name).append("\": ");
  codec::append_json_string(value, out);
  out += ",\n";
}

// A property that FHIR defines.
void add_property(std::string& out, std::string_view code, std::string_view type) {
  out += out.ends_with('[') ? "\n" : ",\n";
  out.append("    {\"code\": \"").append(code);
  out.append("\", \"uri\": \"http://hl7.org/fhir/concept-properties#").append(code);
  out.append("\", \"type\": \"").append(type).append("\"}");
}

void add_head(std::string& out, const CodeSystemHead& head, const CodeList& list) {
  const bool is_complete = head.part == ListedPart::all;
  const bool has_inactive = std::ranges::any_of(
      list.concepts, [](const ListedConcept& each) { return each.is_inactive; });
  out += "{\n";
  add_member(out, "resourceType", "CodeSystem");
  add_member(out, "language", head.language);
  add_member(out, "url", head.url);
  add_member(out, "version", head.version);
  add_member(out, "name", head.name);
  add_member(out, "status", "active");
  out += "  \"caseSensitive\": true,\n";
  if (!list.parents.empty()) add_member(out, "hierarchyMeaning", "is-a");
  add_member(out, "content", is_complete ? "complete" : "fragment");
  // Of the whole system: how many a fragment leaves out is not known.
  if (is_complete) out += "  \"count\": " + std::to_string(list.concepts.size()) + ",\n";
  if (list.parents.empty() && !has_inactive) return;
  out += "  \"property\": [";
  if (!list.parents.empty()) add_property(out, "parent", "code");
  if (has_inactive) add_property(out, "inactive", "boolean");
  out += "\n  ],\n";
}

void add_concept(std::string& out, const CodeList& list, const ListedConcept& item) {
  out += "    {\"code\":";
  codec::append_json_string(item.code, out);
  if (!item.display.empty()) {
    out += ",\"display\":";
    codec::append_json_string(item.display, out);
  }
  std::string_view before = ",\"property\":[";
  for (const ListedParent& parent : list.parents_of(item)) {
    out.append(before).append("{\"code\":\"parent\",\"valueCode\":");
    codec::append_json_string(parent.code, out);
    out += '}';
    before = ",";
  }
  if (item.is_inactive) {
    out.append(before).append("{\"code\":\"inactive\",\"valueBoolean\":true}");
    before = ",";
  }
  out += before == "," ? "]}" : "}";
}

}  // namespace

void write_code_system(const CodeSystemHead& head, const CodeList& list, std::ostream& out) {
  std::string piece;
  add_head(piece, head, list);
  piece += "  \"concept\": [\n";
  for (const ListedConcept& item : list.concepts) {
    add_concept(piece, list, item);
    piece += &item == &list.concepts.back() ? "\n" : ",\n";
    if (piece.size() < kPieceBytes) continue;
    out << piece;
    piece.clear();
  }
  out << piece << "  ]\n}\n";
}

}  // namespace gateway::app
