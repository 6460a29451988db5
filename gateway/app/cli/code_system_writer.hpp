// CodeSystemWriter: a list of concepts as a CodeSystem in JSON.
#pragma once

#include <iosfwd>
#include <string>

#include "gateway/app/cli/code_list.hpp"

namespace gateway::app {

// What the table does not say of the code system; empty is left out.
struct CodeSystemHead {
  std::string url;
  std::string version = {};
  std::string language = {};  // of the displays, BCP 47
  std::string name = {};      // for programs
  ListedPart part = ListedPart::all;
};

// Content is `complete` or `fragment`. Parents and being inactive are the properties `parent` and
// `inactive` that FHIR defines; a hierarchy means "is a kind of". A line for each concept; nothing
// is kept in memory, and the same list always gives the same text.
//
// REQUIRES: read_code_list() found nothing wrong with `list`.
// Source: FHIR R4, codesystem.html, codesystem-concept-properties.html.
void write_code_system(const CodeSystemHead& head, const CodeList& list, std::ostream& out);

}  // namespace gateway::app
