#include "gateway/conformance/search_parameters.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "gateway/base/text.hpp"

namespace gateway::conformance {
namespace {

constexpr std::string_view kStructures = "http://hl7.org/fhir/StructureDefinition/";

std::string_view without_brackets(std::string_view text) {
  text = trim(text);
  while (text.starts_with('(') && text.ends_with(')')) {
    int depth = 0;
    for (std::size_t i = 0; i + 1 < text.size(); ++i) {
      depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
      if (depth == 0) return text;
    }
    text = trim(text.substr(1, text.size() - 2));
  }
  return text;
}

std::string_view first_name(std::string_view expression) {
  while (expression.starts_with('('))
    expression.remove_prefix(1);
  return expression.substr(0, expression.find_first_of(".( )[|"));
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at))
    text.replace(at, from.size(), to);
}

// "(a.b as T)" -> "a.b.ofType(T)"
std::string with_type_filter(std::string_view alternative) {
  const std::string_view inner = without_brackets(alternative);
  const std::size_t as = inner.rfind(" as ");
  std::string text(inner);
  if (as != std::string_view::npos && inner.find(' ', as + 4) == std::string_view::npos) {
    text = std::string(trim(inner.substr(0, as))) + ".ofType(" +
           std::string(trim(inner.substr(as + 4))) + ')';
  }
  replace_all(text, ".as(", ".ofType(");
  // No function of FHIRPath; R4 has it once.
  if (const std::size_t at = text.find("hasExtension("); at != std::string::npos) {
    text.replace(at, std::string_view("hasExtension").size(), "extension");
    text.insert(text.find(')', at) + 1, ".exists()");
  }
  return text;
}

constexpr std::string_view kLeadsTo = ".where(resolve() is ";

// Takes ".where(resolve() is T)" out of the text; gives T, or nothing.
std::string take_target(std::string& text) {
  const std::size_t at = text.find(kLeadsTo);
  if (at == std::string::npos) return {};
  const std::size_t end = text.find(')', at + kLeadsTo.size());
  std::string target(
      trim(std::string_view(text).substr(at + kLeadsTo.size(), end - at - kLeadsTo.size())));
  text.erase(at, end + 1 - at);
  return target;
}

// R4 writes out all of its types where any will do.
constexpr std::size_t kAnyType = 100;

std::string joined_targets(const fhir::Resource& parameter) {
  std::string targets;
  const fhir::Nodes all = parameter.root().children("target");
  if (all.size() >= kAnyType) return targets;
  for (const fhir::Node target : all) {
    if (!targets.empty()) targets += ' ';
    targets += target.value();
  }
  return targets;
}

// The code system that a value set takes codes from, and behind it, each after a ' ', the codes
// that it takes one by one from another, as "system#code"; empty if that does not tell all of them.
std::string systems_of(const fhir::Resource& value_set) {
  std::string whole;
  std::string single;
  for (const fhir::Node include : value_set.root().child("compose").children("include")) {
    const std::string system(include.child("system").value());
    const fhir::Nodes concepts = include.children("concept");
    const bool is_only = value_set.root().child("compose").children("include").size() == 1;
    if (is_only || concepts.empty()) {
      if (system.empty() || (!whole.empty() && whole != system)) return {};
      whole = system;
    } else {
      for (const fhir::Node each : concepts)
        single += ' ' + system + '#' + std::string(each.child("code").value());
    }
  }
  return whole.empty() ? std::string() : whole + single;
}

// Finds what elements of type `code` imply.
class ImpliedSystems {
 public:
  explicit ImpliedSystems(PackageSet& packages) : packages_(packages) {}

  // `path` is an ElementDefinition.path; anything else implies nothing.
  Result<std::string> of(std::string_view path) {
    const std::string_view type = first_name(path);
    GATEWAY_TRY(const auto* structure, structure_of(type));
    if (structure == nullptr) return std::string();
    for (const fhir::Node element : structure->root().child("snapshot").children("element")) {
      if (element.child("path").value() == path) return system_of(element);
    }
    return std::string();
  }

 private:
  Result<const fhir::Resource*> structure_of(std::string_view type) {
    auto place = structures_.find(type);
    if (place == structures_.end()) {
      GATEWAY_TRY(
          auto found,
          packages_.find("StructureDefinition", std::string(kStructures) + std::string(type)));
      place = structures_.emplace(std::string(type), std::move(found)).first;
    }
    return place->second ? &*place->second : nullptr;
  }

  Result<std::string> system_of(fhir::Node element) {
    if (element.child("type").child("code").value() != "code") return std::string();
    const std::string_view url = element.child("binding").child("valueSet").value();
    if (url.empty()) return std::string();
    GATEWAY_TRY(const auto value_set, packages_.find("ValueSet", url));
    return value_set ? systems_of(*value_set) : std::string();
  }

  PackageSet& packages_;
  std::map<std::string, std::optional<fhir::Resource>, std::less<>> structures_;
};

Result<std::optional<SearchParameterRow>> row_for(const fhir::Resource& parameter,
                                                  std::string_view resource,
                                                  ImpliedSystems& systems) {
  const fhir::Node root = parameter.root();
  SearchParameterRow row{.resource = std::string(resource),
                         .code = std::string(root.child("code").value()),
                         .type = std::string(root.child("type").value()),
                         .expression = {},
                         .targets = joined_targets(parameter),
                         .system = {}};
  if (row.code.empty() || row.type.empty()) {
    return fail(ErrorKind::malformed, "SEARCH-PARAMETER", "A SearchParameter lacks code or type.");
  }
  std::string told;
  bool is_first = true;
  for (const std::string_view each : alternatives_for(root.child("expression").value(), resource)) {
    std::string text = with_type_filter(each);
    std::string target = take_target(text);
    if (!target.empty()) told = std::move(target);
    GATEWAY_TRY(std::string system, systems.of(text));
    row.system = is_first || system == row.system ? std::move(system) : std::string();
    if (!is_first) row.expression += " | ";
    row.expression += text;
    is_first = false;
  }
  if (row.expression.empty()) return std::optional<SearchParameterRow>();
  if (!told.empty()) row.targets = std::move(told);
  // Source: FHIR R4, compartmentdefinition-patient.html; groups are asked for by `subject`.
  if (row.code == "patient") row.targets = "Patient";
  return std::optional(std::move(row));
}

using Rows = std::map<std::pair<std::string, std::string>, SearchParameterRow>;

// Columns of every view, not elements (search/query.hpp).
bool is_column(std::string_view code) {
  return code == "_id" || code == "_lastUpdated";
}

Result<void> add_rows(const fhir::Resource& parameter, ImpliedSystems& systems, Rows& rows) {
  if (is_column(parameter.root().child("code").value())) return {};
  for (const fhir::Node base : parameter.root().children("base")) {
    GATEWAY_TRY(auto row, row_for(parameter, base.value(), systems));
    if (!row) continue;
    std::pair key(row->resource, row->code);
    rows.insert_or_assign(std::move(key), std::move(*row));
  }
  return {};
}

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

}  // namespace

std::vector<std::string_view> alternatives_for(std::string_view expression,
                                               std::string_view resource) {
  std::vector<std::string_view> parts;
  int depth = 0;
  bool in_text = false;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= expression.size(); ++i) {
    const char c = i < expression.size() ? expression[i] : '|';
    if (c == '\'') in_text = !in_text;
    if (in_text && i < expression.size()) continue;
    depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    if (c != '|' || (depth != 0 && i < expression.size())) continue;
    const std::string_view part = trim(expression.substr(begin, i - begin));
    begin = i + 1;
    if (part.empty()) continue;
    const std::string_view name = first_name(part);
    const bool is_relative = !name.empty() && !is_upper(name.front());
    if (is_relative || name == resource) parts.push_back(part);
  }
  return parts;
}

Result<std::vector<SearchParameterRow>> search_parameter_rows(PackageSet& packages) {
  Rows rows;
  ImpliedSystems systems(packages);
  fhir::IssueLog findings;
  for (const auto& package : packages.packages()) {
    for (const PackageEntry& entry : package->of_type("SearchParameter")) {
      GATEWAY_TRY(const fhir::Resource parameter, package->read(entry, packages.types(), findings));
      GATEWAY_CHECK(add_rows(parameter, systems, rows));
    }
  }
  std::vector<SearchParameterRow> sorted;
  sorted.reserve(rows.size());
  for (auto& [key, row] : rows)
    sorted.push_back(std::move(row));
  return sorted;
}

std::string to_source(std::span<const SearchParameterRow> rows) {
  std::string out = "// Made by brygga-schemac.\n";
  for (const SearchParameterRow& row : rows) {
    out += "{" + in_quotes(row.resource) + ", " + in_quotes(row.code) + ", Type::" + row.type +
           ", " + in_quotes(row.expression) + ", " + in_quotes(row.targets) + ", " +
           in_quotes(row.system) + "},\n";
  }
  return out;
}

}  // namespace gateway::conformance
