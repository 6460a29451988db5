// What the measurements of validation share: R4 and our own guide, and resources from files.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "gateway/codec/json_reader.hpp"
#include "gateway/conformance/definitions.hpp"
#include "gateway/conformance/packages/package_set.hpp"
#include "gateway/validation/validator.hpp"

namespace gateway::bench {

inline constexpr Instant kNow{std::chrono::microseconds(1795428000123456)};
inline constexpr std::size_t kMaxBytes = std::size_t{256} * 1024 * 1024;

class ValidationStand {
 public:
  // Nothing if the definitions or a package cannot be read.
  static std::unique_ptr<ValidationStand> open() {
    auto definitions = conformance::Definitions::load(GATEWAY_DEFINITIONS);
    if (!definitions) return nullptr;
    auto stand = std::unique_ptr<ValidationStand>(new ValidationStand(*std::move(definitions)));
    for (const char* folder : {R4_PACKAGE, OUR_PACKAGE}) {
      auto package = conformance::Package::open(folder);
      if (!package || !stand->packages_.add(*std::move(package))) return nullptr;
    }
    return stand;
  }

  const fhir::TypeTable& types() const noexcept { return definitions_->types(); }

  std::optional<fhir::Resource> read(std::string text) const {
    fhir::IssueLog findings;
    auto resource = codec::read_json(std::move(text), types(), {.max_bytes = kMaxBytes}, findings);
    if (!resource || findings.has_errors()) return std::nullopt;
    return *std::move(resource);
  }

  // The number of findings.
  std::size_t validate(const fhir::Resource& resource) {
    fhir::IssueLog log;
    validator_.validate(resource, {.now = kNow}, log);
    return log.issues().size();
  }

 private:
  using Loaded = std::unique_ptr<const conformance::Definitions>;

  explicit ValidationStand(Loaded definitions)
      : definitions_(std::move(definitions)),
        packages_(definitions_->types()),
        validator_(*definitions_, packages_) {}

  Loaded definitions_;
  conformance::PackageSet packages_;
  validation::Validator validator_;
};

inline std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace gateway::bench
