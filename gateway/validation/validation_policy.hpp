// ValidationPolicy: where R4 leaves a validator the choice.
#pragma once

namespace gateway::validation {

struct ValidationPolicy {
  // URLs of example.org and acme.com may stand in a resource.
  bool allows_example_urls = true;
  // An extension whose definition is not here is an error, but for one of the namespaces that
  // profile/extension_names.hpp knows. Otherwise it is a warning.
  bool refuses_unknown_extensions = false;
  // The type in the text of a reference that leads out of the resource is compared with what the
  // profile allows.
  bool trusts_reference_types = true;
};

}  // namespace gateway::validation
