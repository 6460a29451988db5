// OperationInputs: the Parameters that an operation of the terminology was called with, checked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/conformance/terminology/value_sets.hpp"
#include "gateway/fhir/issue.hpp"
#include "gateway/fhir/resource.hpp"

namespace gateway::conformance {

// What kind of value a parameter has. A text may have any type that is written as one (string,
// code, uri, canonical, url, id): whoever turns a query string into Parameters cannot know better.
enum class InputKind : std::uint8_t {
  text,
  boolean,
  count,
  coding,
  codeable,
  resource,
  parts,
  any
};
enum class InputUse : std::uint8_t {
  once,
  many,
  no_effect,  // the answer is the same with it and without it
  refused,    // would change the answer in a way that is not supported
};

struct InputRule {
  std::string_view name;
  InputKind kind = InputKind::text;
  InputUse use = InputUse::once;
};

// The parameters that hold a code in one of the three ways FHIR has; an empty name is a way that
// the operation does not have.
struct CodeInputs {
  std::string_view code = "code";
  std::string_view system = "system";
  std::string_view version = "version";
  std::string_view display = {};
  std::string_view coding = "coding";
  std::string_view codeable = "codeableConcept";
};

// LIFETIME: what it gives lies in the resource, which it holds.
// THREADS: one.
class OperationInputs {
 public:
  using Failed = std::unexpected<fhir::Failure>;
  static constexpr std::size_t kMaxParameters = 1'000;

  // Errors, each with an issue located in the Parameters:
  //   not_supported TERM-PARAMETER-UNKNOWN: no rule has the name
  //                 TERM-PARAMETER-REFUSED: its rule says so
  //   invalid       TERM-PARAMETER-VALUE: no value, or one of another type
  //                 TERM-PARAMETER-TWICE: it stands more than once and must not
  //   too_large     TERM-PARAMETER-LIMIT: kMaxParameters
  static fhir::Checked<OperationInputs> read(const fhir::Resource& parameters,
                                             std::span<const InputRule> rules);

  bool has(std::string_view name) const { return static_cast<bool>(first(name)); }
  // Empty if it is not there.
  std::string_view text(std::string_view name) const { return value(name).value(); }
  bool flag(std::string_view name) const { return text(name) == "true"; }
  std::optional<std::size_t> count(std::string_view name) const;
  fhir::Node value(std::string_view name) const { return first(name).choice("value"); }
  std::vector<fhir::Node> all(std::string_view name) const;
  std::optional<fhir::Resource> resource(std::string_view name) const;
  // "url|version"; without a version the URL alone.
  std::string canonical(std::string_view url, std::string_view version) const;

  // The code, or all codings of a CodeableConcept.
  //
  // Errors: invalid (TERM-PARAMETER-MISSING: not just one of the ways, or a code without system or
  //         a system without code).
  fhir::Checked<std::vector<CodedValue>> codes(const CodeInputs& names) const;

  // A failure at the parameter; at the Parameters if it is not there. `id` has static storage.
  Failed refuse(std::string_view name,
                std::string_view id,
                std::string_view text,
                ErrorKind kind = ErrorKind::invalid) const;
  // Of a parameter that is needed and not there.
  Failed missing(std::string_view text) const;

  const fhir::TypeTable& types() const noexcept { return parameters_.types(); }

 private:
  explicit OperationInputs(fhir::Resource parameters) : parameters_(std::move(parameters)) {}
  fhir::Node first(std::string_view name) const;

  fhir::Resource parameters_;
};

// The failure as one issue, located at `expression`.
std::unexpected<fhir::Failure> operation_failure(const Error& error);

}  // namespace gateway::conformance
