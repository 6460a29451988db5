#include "gateway/conformance/packages/package_image.hpp"

#include <algorithm>
#include <concepts>
#include <type_traits>
#include <utility>

#include "gateway/conformance/array_file.hpp"
#include "gateway/conformance/mapped_file.hpp"

namespace gateway::conformance {
namespace {

constexpr ArrayFileKind kKind = {{'B', 'R', 'Y', 'G', 'G', 'A', 'P', 'K'}, 1};

// The parts of a key, and where they stand in a row.
struct KeyField {
  std::string ResourceKey::* in_key;
  fhir::NameRow EntryRow::* in_row;
};
constexpr KeyField kKeyFields[] = {
    {&ResourceKey::type, &EntryRow::type},
    {&ResourceKey::id, &EntryRow::id},
    {&ResourceKey::url, &EntryRow::url},
    {&ResourceKey::version, &EntryRow::version},
    {&ResourceKey::defined_type, &EntryRow::defined_type},
    {&ResourceKey::kind, &EntryRow::kind},
    {&ResourceKey::derivation, &EntryRow::derivation},
    {&ResourceKey::content, &EntryRow::content},
};

class CompiledContent final : public PackageContent {
 public:
  CompiledContent(std::shared_ptr<const PackageImage> image, std::size_t begin)
      : image_(std::move(image)), begin_(begin) {}

  Result<fhir::Resource> read(const PackageEntry&,
                              std::size_t index,
                              const fhir::TypeTable& types,
                              fhir::IssueLog&) const override {
    return image_->read(begin_ + index, types);
  }
  Result<void> check_unchanged() const override { return {}; }

 private:
  std::shared_ptr<const PackageImage> image_;
  std::size_t begin_;
};

bool is_inside(std::size_t begin, std::size_t count, std::size_t size) {
  return begin <= size && count <= size - begin;
}

bool is_text(const fhir::NameRow& row, std::string_view text) {
  return is_inside(row.begin, row.size, text.size());
}

// The trees are checked when they are read.
bool is_consistent(const PackageArrays& arrays) {
  const auto is_package = [&arrays](const PackageRow& row) {
    return is_text(row.manifest, arrays.text) &&
           is_inside(row.entries_begin, row.entries_count, arrays.entries.size());
  };
  const auto is_entry = [&arrays](const EntryRow& row) {
    return row.size <= kMaxTreeElements && is_text(row.file, arrays.text) &&
           std::ranges::all_of(kKeyFields, [&](const KeyField& field) {
             return is_text(row.*field.in_row, arrays.text);
           });
  };
  return std::ranges::all_of(arrays.packages, is_package) &&
         std::ranges::all_of(arrays.entries, is_entry);
}

}  // namespace

// The ids are part of the format.
template <typename Arrays, typename Visit>
  requires std::same_as<std::remove_const_t<Arrays>, PackageArrays>
void for_each_section(Arrays& arrays, Visit visit) {
  visit(1, arrays.packages);
  visit(2, arrays.entries);
  visit(3, arrays.trees);
  visit(4, arrays.text);
}

void PackageImageWriter::add(const Package& package, std::span<const fhir::Resource> resources) {
  const auto entries = package.entries();
  packages_.push_back({.manifest = trees_.intern(package.manifest_text()),
                       .entries_begin = static_cast<std::uint32_t>(entries_.size()),
                       .entries_count = static_cast<std::uint32_t>(entries.size())});
  for (std::size_t i = 0; i < entries.size(); ++i) {
    EntryRow row;
    for (const KeyField& field : kKeyFields)
      row.*field.in_row = trees_.intern(entries[i].key.*field.in_key);
    row.file = trees_.intern(entries[i].file);
    row.root = trees_.add_root(*resources[i].root().data(), resources[i].types());
    row.size = trees_.last_size();
    entries_.push_back(row);
  }
}

Result<std::string> PackageImageWriter::finish(std::uint64_t made_for) && {
  const bool is_too_large =
      trees_.text().size() + trees_.rows().size_bytes() > MappedFile::kMaxBytes ||
      std::ranges::any_of(entries_,
                          [](const EntryRow& row) { return row.size > kMaxTreeElements; });
  if (is_too_large) {
    return fail(ErrorKind::too_large,
                "PACKAGE-SIZE",
                "The FHIR packages are too large to be compiled into one file.");
  }
  return write_arrays(kKind,
                      made_for,
                      PackageArrays{.packages = packages_,
                                    .entries = entries_,
                                    .trees = trees_.rows(),
                                    .text = trees_.text()});
}

Result<std::shared_ptr<const PackageImage>> PackageImage::open(std::span<const std::byte> bytes,
                                                               std::shared_ptr<const void> memory,
                                                               std::uint64_t made_for) {
  GATEWAY_TRY(const ArrayFileHeader header, read_array_header(kKind, bytes));
  if (header.made_for != made_for) {
    return fail(ErrorKind::malformed,
                "DEFS-VERSION",
                "The compiled packages were made for another file of definitions.");
  }
  GATEWAY_TRY(const auto arrays, read_arrays<PackageArrays>(header, bytes));
  if (!is_consistent(arrays)) return damaged_arrays("entries");
  return std::make_shared<const PackageImage>(arrays, std::move(memory));
}

Result<Package> PackageImage::package(std::size_t index) const {
  const PackageRow& row = arrays_.packages[index];
  const auto text_of = [this](const fhir::NameRow& at) {
    return std::string(arrays_.text.substr(at.begin, at.size));
  };
  std::vector<PackageEntry> entries;
  entries.reserve(row.entries_count);
  for (const EntryRow& entry_row : arrays_.entries.subspan(row.entries_begin, row.entries_count)) {
    PackageEntry& entry = entries.emplace_back();
    for (const KeyField& field : kKeyFields)
      entry.key.*field.in_key = text_of(entry_row.*field.in_row);
    entry.file = text_of(entry_row.file);
  }
  std::string manifest_text = text_of(row.manifest);
  GATEWAY_TRY(PackageManifest manifest, read_manifest(manifest_text));
  return Package(std::move(manifest),
                 std::move(manifest_text),
                 std::move(entries),
                 std::make_unique<CompiledContent>(shared_from_this(), row.entries_begin));
}

Result<fhir::Resource> PackageImage::read(std::size_t entry, const fhir::TypeTable& types) const {
  const EntryRow& row = arrays_.entries[entry];
  const auto arena = std::make_shared<fhir::Arena>(types);
  GATEWAY_TRY(const fhir::NodeData root,
              read_tree({arrays_.trees, arrays_.text}, row.root, row.size, *arena));
  arena->keep(shared_from_this());
  return fhir::Resource(arena, arena->copy({&root, 1}).data());
}

}  // namespace gateway::conformance
