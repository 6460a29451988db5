// Every single change of a RIV-TA message, one after the other: each element dropped, repeated or
// left empty, each attribute dropped, each value replaced by each of all_values(), elements of a
// foreign namespace at each end.
#pragma once

#include <functional>
#include <string_view>

#include <libxml/tree.h>

namespace gateway::suites {

// Calls `visit` with a changed copy of `document` and what was changed. The copy is freed
// afterwards.
void sweep(xmlDocPtr document, const std::function<void(xmlDocPtr, std::string_view)>& visit);

}  // namespace gateway::suites
