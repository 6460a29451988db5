// The published samples hold template values (`${personId}`, `?`) and texts that no value of their
// type can be; this puts valid ones in.
#pragma once

#include <libxml/tree.h>

namespace gateway::suites {

// Makes `element` and all below it valid, as far as values go.
void fill_template(xmlNodePtr element);

}  // namespace gateway::suites
