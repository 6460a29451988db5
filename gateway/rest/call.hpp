// Call: one request on its way through the front, with everything that its headers and path say.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/base/random.hpp"
#include "gateway/codec/media_type.hpp"
#include "gateway/exchange/caller.hpp"
#include "gateway/exchange/directory.hpp"
#include "gateway/exchange/door.hpp"
#include "gateway/exchange/reading.hpp"
#include "gateway/fhir/issue.hpp"
#include "gateway/fhir/resource.hpp"
#include "gateway/rest/cursor.hpp"
#include "gateway/rest/preconditions.hpp"
#include "gateway/search/extractor.hpp"
#include "gateway/search/form_fields.hpp"
#include "gateway/security/hash.hpp"
#include "gateway/wire/message.hpp"

namespace gateway::validation {
class WorkbenchPool;
}

namespace gateway::rest {

// The structure check of a resource (validation::check_structure with its definitions).
using StructureCheck = std::function<void(const fhir::Resource&, fhir::IssueLog&)>;

struct RestOptions {
  std::string base_url;            // "https://brygga.example:8443/fhir", without '/' at its end
  std::string version = "0";       // of the program, for the CapabilityStatement
  bool identifying_in_url = true;  // false: search by identifier with POST _search only
};

// What the front works with. Everything referred to outlives the front.
struct RestParts {
  exchange::Door& door;
  exchange::Reading& reading;
  std::shared_ptr<const exchange::Directory> directory;
  const fhir::TypeTable& types;
  const search::Extractor& extractor;
  StructureCheck check;
  validation::WorkbenchPool& workbenches;
  Clock& clock;
  RandomSource& random;
};

// What all interactions share.
//
// THREADS: any; nothing in it changes.
struct Services {
  RestParts parts;
  RestOptions options;
  CursorSeal cursors;
  security::Hash hash;
};

// The fields that every URL may have: how the answer is to be written.
inline constexpr std::string_view kFormatField = "_format";
inline constexpr std::string_view kPrettyField = "_pretty";

// How the answer is to be written.
struct AnswerForm {
  codec::Format format = codec::Format::json;
  bool pretty = false;
};

// What the path says.
struct Target {
  std::string type;     // empty: the whole system
  std::string id;       // empty: the type
  std::string version;  // of _history/{version}
};

struct Call {
  wire::Request request;
  wire::Respond respond;
  AnswerForm form = {};
  Target target = {};
  std::vector<search::FormField> fields = {};  // of the URL
  std::optional<Return> prefer = {};
  std::string client_request_id = {};  // X-Request-ID; empty if none was sent
  exchange::Caller caller = {};
  fhir::IssueLog findings = fhir::IssueLog();  // about a body that was taken: warnings and hints
};

// One FHIR interaction: takes the call, and answers it once, now or later.
//
// LIFETIME: `services` outlives every call.
using Interaction = void (*)(const Services& services, Call call);

}  // namespace gateway::rest
