// Any bytes as the file of definitions: it is refused, or every lookup in it ends and stays inside.
//
// A first byte that is even means: the rest is the file. An odd one: the rest are changes of a file
// that was good, four bytes each: offset (three bytes), value. The checksum is made right either
// way, for it is there against damage and would keep all else from being tried.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <sys/mman.h>
#include <unistd.h>

#include "gateway/conformance/definitions.hpp"

#include "tests/fuzz/file_changes.hpp"
#include "tests/support/small_types.hpp"

namespace {

using namespace gateway;               // NOLINT(google-build-using-namespace)
using namespace gateway::conformance;  // NOLINT(google-build-using-namespace)

constexpr std::size_t kHeaderBytes = sizeof(ArrayFileHeader);
constexpr std::size_t kSizeOffset = 16;
constexpr std::size_t kChecksumOffset = 24;

std::string good_file() {
  const fhir::TypeTable& types = test::small_types();
  const std::vector<std::uint16_t> slot_targets(types.arrays().slots.size());
  const std::vector<TargetSetRow> target_sets = {{}, {0, 2}};
  const std::vector<fhir::TypeId> target_types = {1, 2};
  const std::string terms = "urn:value-set|urn:system|a|b";
  const std::vector<BindingRow> bindings = {{}, {{0, 13}, 0, 2, BindingRule::enumerated, {}}};
  const std::vector<ConceptRow> concepts = {{{25, 1}, 0}, {{27, 1}, 0}};
  const std::vector<fhir::NameRow> systems = {{14, 10}};
  return to_file({.types = types.arrays(),
                  .slot_targets = slot_targets,
                  .target_sets = target_sets,
                  .target_types = target_types,
                  .bindings = bindings,
                  .concepts = concepts,
                  .systems = systems,
                  .terms = terms});
}

void make_right(std::string& file) {
  if (file.size() < kHeaderBytes) return;
  const std::uint64_t size = file.size();
  std::memcpy(file.data() + kSizeOffset, &size, sizeof(size));
  const auto checksum = checksum_of(std::as_bytes(std::span(file)).subspan(kChecksummedFrom));
  std::memcpy(file.data() + kChecksumOffset, &checksum, sizeof(checksum));
}

// Loaded the way the program does it: mapped.
Result<std::unique_ptr<const Definitions>> load(std::string_view file) {
  const int memory = ::memfd_create("definitions", MFD_CLOEXEC);
  if (memory < 0 ||
      ::write(memory, file.data(), file.size()) != static_cast<ssize_t>(file.size())) {
    std::abort();
  }
  auto definitions = Definitions::load("/proc/self/fd/" + std::to_string(memory));
  ::close(memory);
  return definitions;
}

// Every lookup that the gateway makes. Gives what it saw, so that none is left out as useless.
std::size_t walk(const Definitions& definitions) {
  const fhir::TypeTable& types = definitions.types();
  std::size_t seen = types.find_type("NoSuchType") + types.find_name("noSuchName");
  for (std::size_t id = 0; id < types.type_count(); ++id) {
    const auto type = static_cast<fhir::TypeId>(id);
    seen += types.find_type(types.type_name(type));
    for (const fhir::SlotRow& slot : types.slots(type)) {
      const fhir::SlotRow* const found = types.find_slot(type, slot.name);
      seen += found == nullptr ? 0 : types.name(found->name).size();
      for (const fhir::TypeId target : definitions.reference_targets(slot)) {
        seen += types.type_name(target).size();
      }
    }
  }
  for (std::size_t id = 0; id <= definitions.binding_count(); ++id) {
    const auto binding = static_cast<BindingId>(id);
    seen += definitions.binding_url(binding).size();
    seen += static_cast<std::size_t>(definitions.binding_contains(binding, "a", "urn:system"));
    seen += static_cast<std::size_t>(definitions.binding_contains(binding, "text/plain"));
  }
  return seen;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const std::string good = good_file();
  static volatile std::size_t seen = 0;
  if (size == 0) return 0;
  const std::span<const std::uint8_t> rest(bytes + 1, size - 1);
  std::string file = bytes[0] % 2 == 0
                         ? std::string(reinterpret_cast<const char*>(rest.data()), rest.size())
                         : test::changed(good, rest);
  make_right(file);
  const auto definitions = load(file);
  if (definitions) seen = walk(**definitions);
  if (rest.size() < test::kBytesOfChange && bytes[0] % 2 == 1 && !definitions) std::abort();
  return 0;
}
