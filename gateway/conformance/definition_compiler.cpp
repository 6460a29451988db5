#include "gateway/conformance/definition_compiler.hpp"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "gateway/conformance/definition_file.hpp"
#include "gateway/conformance/packages/package.hpp"
#include "gateway/conformance/packages/package_compiler.hpp"
#include "gateway/conformance/packages/package_set.hpp"
#include "gateway/conformance/search_parameters.hpp"
#include "gateway/conformance/seed_types.hpp"
#include "gateway/conformance/structure_compiler.hpp"
#include "gateway/conformance/value_set_expander.hpp"

namespace gateway::conformance {
namespace {

// Memory of the arrays that are about value sets.
struct Terms {
  std::vector<BindingRow> bindings;
  std::vector<ConceptRow> concepts;
  std::vector<fhir::NameRow> systems;
  std::string text;
  std::map<std::string, fhir::NameRow, std::less<>> interned = {};
  std::map<std::string, std::uint32_t, std::less<>> system_ids = {};

  fhir::NameRow intern(std::string_view term) {
    if (const auto known = interned.find(term); known != interned.end()) return known->second;
    const fhir::NameRow row{static_cast<std::uint32_t>(text.size()),
                            static_cast<std::uint32_t>(term.size())};
    text.append(term);
    interned.emplace(term, row);
    return row;
  }

  std::uint32_t system_id(std::string_view url) {
    const auto [at, is_new] = system_ids.emplace(url, static_cast<std::uint32_t>(systems.size()));
    if (is_new) systems.push_back(intern(url));
    return at->second;
  }

  void add(std::string_view url, const Expansion& expansion) {
    BindingRow row;
    row.url = intern(url);
    row.rule = expansion.rule;
    row.concepts_begin = static_cast<std::uint32_t>(concepts.size());
    if (expansion.rule == BindingRule::enumerated) {
      for (const auto& [code, system] : expansion.concepts) {
        concepts.push_back({intern(code), system_id(system)});
      }
    }
    row.concepts_count = static_cast<std::uint32_t>(concepts.size()) - row.concepts_begin;
    bindings.push_back(row);
  }
};

// Those that define a type, by file: a profile constrains a type and defines none.
std::vector<const PackageEntry*> base_structures(const Package& package) {
  std::vector<const PackageEntry*> entries;
  for (const PackageEntry& entry : package.of_type("StructureDefinition")) {
    if (entry.key.derivation != "constraint") entries.push_back(&entry);
  }
  std::ranges::sort(entries, {}, &PackageEntry::file);
  return entries;
}

Result<CompiledStructures> compile_structures(const Package& package, std::size_t& count) {
  GATEWAY_TRY(const auto seed, make_seed_types());
  StructureCompiler compiler;
  for (const PackageEntry* const entry : base_structures(package)) {
    GATEWAY_TRY(const auto definition,
                read_definition(package, *entry, seed->table(), Strictness::known_elements_only));
    GATEWAY_CHECK(compiler.add(definition));
  }
  count = compiler.structure_count();
  return std::move(compiler).finish();
}

// The codes of this value set are the types that a package of R4 defines.
constexpr std::string_view kResourceTypes = "http://hl7.org/fhir/ValueSet/resource-types";

void note_missing_types(const Expansion& names,
                        const fhir::TypeTable& types,
                        std::vector<std::string>& missing) {
  for (const auto& [name, system] : names.concepts) {
    if (types.find_type(name) == fhir::kNoType) missing.push_back(name);
  }
}

Result<Terms> expand_bindings(const Package& package,
                              const CompiledStructures& structures,
                              std::vector<std::string>& missing) {
  ValueSetExpander expander(package, structures.types->table());
  Terms terms;
  terms.bindings.emplace_back();
  for (std::size_t i = 1; i < structures.bindings.size(); ++i) {
    GATEWAY_TRY(const auto expansion, expander.expand(structures.bindings[i]));
    terms.add(structures.bindings[i], expansion);
    if (structures.bindings[i].starts_with(kResourceTypes)) {
      note_missing_types(expansion, structures.types->table(), missing);
    }
  }
  missing.insert(missing.end(), expander.missing().begin(), expander.missing().end());
  return terms;
}

}  // namespace

Result<CompiledDefinitions> compile_package(const std::filesystem::path& path) {
  GATEWAY_TRY(const auto package, Package::open(path));
  if (!package.issues().empty()) {
    return fail(ErrorKind::malformed, "DEFS-RESOURCE", package.issues().issues().front().text);
  }
  CompiledDefinitions compiled;
  GATEWAY_TRY(const auto structures, compile_structures(package, compiled.structures));
  GATEWAY_TRY(const auto terms, expand_bindings(package, structures, compiled.missing));
  GATEWAY_CHECK(package.check_unchanged());

  const DefinitionArrays arrays{.types = structures.types->arrays(),
                                .slot_targets = structures.slot_targets,
                                .target_sets = structures.target_sets,
                                .target_types = structures.target_types,
                                .bindings = terms.bindings,
                                .concepts = terms.concepts,
                                .systems = terms.systems,
                                .terms = terms.text};
  compiled.file = to_file(arrays);
  compiled.types = arrays.types.types.size() - 1;
  compiled.slots = arrays.types.slots.size();
  compiled.value_sets = terms.bindings.size() - 1;
  compiled.concepts = terms.concepts.size();
  for (const BindingRow& row : std::span(terms.bindings).subspan(1)) {
    if (row.rule != BindingRule::enumerated) ++compiled.value_sets_not_listed;
  }
  return compiled;
}

Result<CompiledDefinitions> compile_definitions(std::span<const std::filesystem::path> packages) {
  GATEWAY_TRY(CompiledDefinitions compiled, compile_package(packages.front()));
  GATEWAY_TRY(const auto file, from_file(std::as_bytes(std::span(compiled.file))));
  const fhir::TypeTable types(file.arrays.types);
  PackageSet set(types);
  for (const std::filesystem::path& path : packages) {
    GATEWAY_TRY(Package package, Package::open(path));
    GATEWAY_CHECK(set.add(std::move(package)));
  }
  GATEWAY_TRY(CompiledPackages image, compile_packages(set, file.checksum));
  GATEWAY_TRY(const auto search_parameters, search_parameter_rows(set));
  for (const auto& package : set.packages())
    GATEWAY_CHECK(package->check_unchanged());
  compiled.file += image.image;
  compiled.search_parameters = to_source(search_parameters);
  compiled.resources = image.resources;
  compiled.snapshots = image.snapshots;
  compiled.findings = std::move(image.findings);
  return compiled;
}

}  // namespace gateway::conformance
