#include "gateway/conformance/definitions.hpp"

#include <algorithm>
#include <utility>

#include "gateway/conformance/packages/package_image.hpp"

namespace gateway::conformance {
namespace {

KnownTypes look_up(const fhir::TypeTable& types) {
  return {.resource = types.find_type("Resource"),
          .bundle = types.find_type("Bundle"),
          .reference = types.find_type("Reference"),
          .coding = types.find_type("Coding"),
          .codeable_concept = types.find_type("CodeableConcept"),
          .extension = types.find_type("Extension")};
}

bool is_complete(const KnownTypes& known) {
  return known.resource != fhir::kNoType && known.bundle != fhir::kNoType &&
         known.reference != fhir::kNoType && known.coding != fhir::kNoType &&
         known.codeable_concept != fhir::kNoType && known.extension != fhir::kNoType;
}

}  // namespace

Definitions::Definitions(std::shared_ptr<const MappedFile> file, const DefinitionFile& content)
    : file_(std::move(file)),
      content_(content),
      types_(content.arrays.types),
      known_(look_up(types_)) {}

Result<std::unique_ptr<const Definitions>> Definitions::load(const std::filesystem::path& path) {
  GATEWAY_TRY(auto mapped, MappedFile::open(path));
  const auto file = std::make_shared<const MappedFile>(std::move(mapped));
  GATEWAY_TRY(const auto content, from_file(file->bytes()));
  auto definitions = std::make_unique<const Definitions>(file, content);
  if (!is_complete(definitions->known())) {
    return fail(ErrorKind::malformed,
                "DEFS-INCOMPLETE",
                "The file of definitions lacks types that FHIR R4 has.");
  }
  return definitions;
}

Result<std::vector<Package>> Definitions::packages() const {
  std::vector<Package> packages;
  if (content_.rest.empty()) return packages;
  GATEWAY_TRY(const auto image, PackageImage::open(content_.rest, file_, content_.checksum));
  for (std::size_t i = 0; i < image->size(); ++i) {
    GATEWAY_TRY(Package package, image->package(i));
    packages.push_back(std::move(package));
  }
  file_->forget(content_.rest);
  return packages;
}

std::span<const fhir::TypeId> Definitions::reference_targets(
    const fhir::SlotRow& slot) const noexcept {
  const auto index = static_cast<std::size_t>(&slot - arrays().types.slots.data());
  const TargetSetRow& row = arrays().target_sets[arrays().slot_targets[index]];
  return arrays().target_types.subspan(row.begin, row.count);
}

std::string_view Definitions::binding_url(BindingId binding) const noexcept {
  return term(arrays().bindings[binding].url);
}

std::span<const ConceptRow> Definitions::concepts_with(const BindingRow& row,
                                                       std::string_view code) const noexcept {
  const auto all = arrays().concepts.subspan(row.concepts_begin, row.concepts_count);
  const auto found = std::ranges::equal_range(
      all, code, {}, [this](const ConceptRow& concept_row) { return term(concept_row.code); });
  return {found.begin(), found.end()};
}

Membership Definitions::binding_contains(BindingId binding, std::string_view code) const noexcept {
  const BindingRow& row = arrays().bindings[binding];
  switch (row.rule) {
    case BindingRule::enumerated:
      return concepts_with(row, code).empty() ? Membership::not_in : Membership::in;
    case BindingRule::mime_type: return check_mime_type(code);
    case BindingRule::currency: return check_currency(code);
    case BindingRule::unknown: break;
  }
  return Membership::cannot_tell;
}

Membership Definitions::binding_contains(BindingId binding,
                                         std::string_view code,
                                         std::string_view system) const noexcept {
  const BindingRow& row = arrays().bindings[binding];
  if (row.rule != BindingRule::enumerated) return binding_contains(binding, code);
  const auto found = concepts_with(row, code);
  const bool is_in = std::ranges::any_of(found, [&](const ConceptRow& concept_row) {
    return term(arrays().systems[concept_row.system]) == system;
  });
  return is_in ? Membership::in : Membership::not_in;
}

}  // namespace gateway::conformance
