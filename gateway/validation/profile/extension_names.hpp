// The URLs of extensions whose definitions need not be here.
#pragma once

#include <string_view>

#include "gateway/validation/validation_policy.hpp"

namespace gateway::validation {

// Extensions of FHIR itself, of which later packages define more, of DICOM, and, where examples are
// allowed, of example.org and acme.com.
bool may_be_unknown(std::string_view url, const ValidationPolicy& policy) noexcept;

}  // namespace gateway::validation
