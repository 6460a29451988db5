#include "gateway/conformance/packages/package_cache.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "gateway/conformance/array_file.hpp"
#include "gateway/conformance/file_beside.hpp"
#include "gateway/conformance/mapped_file.hpp"
#include "gateway/conformance/packages/archive.hpp"
#include "gateway/conformance/packages/package_compiler.hpp"
#include "gateway/conformance/packages/package_files.hpp"
#include "gateway/conformance/packages/package_image.hpp"

namespace gateway::conformance {
namespace {

std::string hex(std::uint64_t number) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text(16, '0');
  for (auto digit = text.rbegin(); digit != text.rend(); ++digit, number >>= 4U)
    *digit = kDigits[number & 0xFU];
  return text;
}

// Nothing if there is none, or if it is damaged: it will be made again.
std::optional<Package> read_compiled(const std::filesystem::path& file, std::uint64_t made_for) {
  auto mapped = MappedFile::open(file);
  if (!mapped) return std::nullopt;
  const auto memory = std::make_shared<const MappedFile>(*std::move(mapped));
  const auto image = PackageImage::open(memory->bytes(), memory, made_for);
  if (!image || (*image)->size() != 1) return std::nullopt;
  auto package = (*image)->package(0);
  memory->forget(memory->bytes());
  if (!package) return std::nullopt;
  return *std::move(package);
}

// Whether the file was written; the next time tries again where it was not.
bool write_compiled(const Package& package,
                    const Definitions& definitions,
                    const std::filesystem::path& file) {
  const auto compiled = compile_alone(package, definitions.types(), definitions.checksum());
  if (!compiled || !compiled->findings.empty() || !package.issues().empty()) return false;
  std::error_code error;
  std::filesystem::create_directories(file.parent_path(), error);
  FileBeside written(file);
  return written.write(compiled->image) && written.replace(file);
}

}  // namespace

Result<Package> open_cached(const std::filesystem::path& path,
                            const Definitions& definitions,
                            const std::filesystem::path& folder) {
  std::error_code error;
  if (folder.empty() || !std::filesystem::is_regular_file(path, error)) return Package::open(path);
  GATEWAY_TRY(const std::string tgz, read_package_file(path, ArchiveLimits().max_packed_bytes));
  const std::filesystem::path file = folder / (hex(checksum_of(std::as_bytes(std::span(tgz)))) +
                                               "-" + hex(definitions.checksum()) + ".bin");
  if (auto compiled = read_compiled(file, definitions.checksum())) return *std::move(compiled);
  GATEWAY_TRY(Package package, Package::from_tgz(tgz, path.string()));
  if (!write_compiled(package, definitions, file)) return package;
  if (auto compiled = read_compiled(file, definitions.checksum())) return *std::move(compiled);
  return package;
}

}  // namespace gateway::conformance
