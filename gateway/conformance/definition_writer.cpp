#include "gateway/conformance/definition_writer.hpp"

#include <string>

#include "gateway/conformance/definitions.hpp"
#include "gateway/conformance/file_beside.hpp"

namespace gateway::conformance {
namespace {

std::unexpected<Error> refuse_incomplete(const CompiledDefinitions& compiled) {
  return fail(ErrorKind::not_found,
              "PACKAGE-INCOMPLETE",
              "The FHIR package is not whole: it lacks " + compiled.missing.front() + " and " +
                  std::to_string(compiled.missing.size() - 1) + " more.");
}

std::unexpected<Error> refuse_writing(const std::filesystem::path& path) {
  return fail(ErrorKind::unavailable, "DEFS-WRITE", "Cannot write " + path.string() + ".");
}

}  // namespace

Result<void> replace_definitions(const CompiledDefinitions& compiled,
                                 const std::filesystem::path& path) {
  if (!compiled.missing.empty()) return refuse_incomplete(compiled);
  FileBeside file(path);
  if (!file.write(compiled.file)) return refuse_writing(path);
  GATEWAY_CHECK(Definitions::load(file.name()));
  if (!file.replace(path)) return refuse_writing(path);
  return {};
}

}  // namespace gateway::conformance
