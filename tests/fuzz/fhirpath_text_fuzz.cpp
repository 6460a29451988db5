// Any bytes as an expression: it is refused with a place in it, or it can be checked and evaluated
// within its budget, and gives the same whenever it is evaluated.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "gateway/base/text.hpp"
#include "gateway/fhir/builder.hpp"
#include "gateway/fhirpath/expression.hpp"
#include "gateway/fhirpath/item_text.hpp"
#include "gateway/fhirpath/type_check.hpp"

#include "tests/support/small_types.hpp"

namespace {

using namespace gateway;            // NOLINT(google-build-using-namespace)
using namespace gateway::fhirpath;  // NOLINT(google-build-using-namespace)

constexpr std::size_t kSteps = 20'000;

const fhir::Resource& patient() {
  static const fhir::Resource kPatient = [] {
    fhir::Builder b(test::small_types(), "Patient");
    b.add("id", "a");
    b.add("active", "true");
    b.begin("name");
    b.add("use", "official");
    b.add("family", "Str\u00f6m");
    b.begin("given");
    b.add("id", "nothing");
    b.end();
    b.add("given", "\u00c5sa");
    b.end();
    b.add("birthDate", "1974-12-25");
    return std::move(b).finish();
  }();
  return kPatient;
}

// What an evaluation gives, or the id of its error.
std::string answer(const Expression& expression) {
  const Environment environment{.now = Instant(std::chrono::hours(500'000)), .steps = kSteps};
  Evaluation evaluation(expression, environment);
  const auto items = evaluation.run(Item(patient().root()));
  if (!items) return std::string(items.error().id);
  if (items->size() > kSteps) std::abort();
  std::string text;
  for (const Item& item : *items)
    text.append(text_of(item)).push_back('\n');
  if (!is_utf8(text)) std::abort();
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto expression = Expression::compile(text, test::small_types());
  if (!expression) {
    const SyntaxError& error = expression.error();
    if (error.offset > size || !error.id.starts_with("FHIRPATH-")) std::abort();
    return 0;
  }
  const auto checked = check_types(*expression, "Patient");
  if (!checked && checked.error().offset > size) std::abort();
  if (answer(*expression) != answer(*expression)) std::abort();
  return 0;
}
