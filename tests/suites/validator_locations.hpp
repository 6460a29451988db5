// Where the reference implementation says that something is, where that is not where it is.
#pragma once

#include <string>
#include <string_view>

// The location that it gives for our finding `id` at `expression`. Two of its rules of Bundles have
// wrong indexes: what is wrong with a fullUrl is said of the first entry, whichever has it; and
// what a document is made of is counted from one instead of zero.
std::string reference_location(std::string_view id, const std::string& expression);

// A location of it as FHIRPath: without comments, "resource/*Patient/1*/", and without the XPath of
// a URL, "[url='x']".
std::string plain_location(std::string text);
