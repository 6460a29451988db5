// Extractor: the index entries of a resource.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "gateway/fhir/resource.hpp"
#include "gateway/fhirpath/expression.hpp"
#include "gateway/search/index_entry.hpp"
#include "gateway/search/parameter_table.hpp"

namespace gateway::search {

// THREADS: any; nothing in it changes. LIFETIME: no longer than the TypeTable.
class Extractor {
 public:
  // Compiles the expressions of all types that the table has.
  explicit Extractor(const fhir::TypeTable& types);

  // Every value that the resource can be found by, by the rows of the parameter table for its type;
  // in ascending order and without duplicates. Contained resources are not looked into.
  //
  // References under `base_url` (without trailing '/', may be empty) count as relative ones.
  // Source: FHIR R4, search.html#2.1.1.2 and the sections of each parameter type.
  std::vector<IndexEntry> extract(const fhir::Resource& resource,
                                  std::string_view base_url = {}) const;

  // The relative references, "Task/1", that a parameter of type reference finds.
  //
  // REQUIRES: as for_each_text().
  std::vector<std::string> references(const Parameter& parameter,
                                      const fhir::Resource& resource,
                                      std::string_view base_url) const;

  // What a parameter finds, as bytes that compare as its values do: texts as sort_text(), numbers
  // and the beginnings of periods as big-endian numbers.
  //
  // REQUIRES: as for_each_text().
  std::vector<std::string> sort_values(const Parameter& parameter,
                                       const fhir::Resource& resource,
                                       std::string_view base_url) const;

  // The texts that a parameter of type string or uri finds, as they stand in the resource.
  //
  // REQUIRES: `parameter` is a row of the table, for the type of `resource`.
  void for_each_text(const Parameter& parameter,
                     const fhir::Resource& resource,
                     const std::function<void(std::string_view)>& use) const;

  // True if the parameter's expression is one for this table.
  bool is_compiled(const Parameter& parameter) const noexcept {
    return expression_of(parameter).has_value();
  }
  const fhir::TypeTable& types() const noexcept { return types_; }

 private:
  void extract_one(const Parameter& parameter,
                   const fhir::Resource& resource,
                   std::string_view base_url,
                   std::vector<IndexEntry>& entries) const;
  const std::optional<fhirpath::Expression>& expression_of(
      const Parameter& parameter) const noexcept {
    return expressions_[static_cast<std::size_t>(&parameter - parameters().data())];
  }

  const fhir::TypeTable& types_;
  std::vector<std::optional<fhirpath::Expression>> expressions_;  // by row of the table
};

}  // namespace gateway::search
