#include "gateway/search/own_text.hpp"

#include <string>
#include <utility>

#include "gateway/codec/json_reader.hpp"

namespace gateway::search {
namespace {

constexpr codec::ReadLimits kOwnLimits{.max_bytes = std::size_t{512} * 1024 * 1024,
                                       .max_depth = 80};

}  // namespace

Result<fhir::Resource> read_own_text(std::string_view json, const fhir::TypeTable& types) {
  fhir::IssueLog findings;
  auto resource = codec::read_json(std::string(json), types, kOwnLimits, findings);
  if (resource) return *std::move(resource);
  return fail(ErrorKind::internal, "SEARCH-OWN-TEXT", "A stored resource cannot be read.");
}

}  // namespace gateway::search
