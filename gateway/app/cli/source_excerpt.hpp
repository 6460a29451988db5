// SourceExcerpt: the line of a text around a place, as a person is shown it, and where the caret
// goes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gateway::app {

struct SourceExcerpt {
  std::string text;
  std::size_t caret = 0;  // columns before it
};

// Columns that an excerpt has at most; of a longer line only what is around the place is shown,
// with an ellipsis where it is cut.
inline constexpr std::size_t kExcerptColumns = 100;

// The line that holds the byte `offset`; beyond the end, the last one. Takes the same time however
// long the line is.
SourceExcerpt excerpt_at(std::string_view source, std::size_t offset);

}  // namespace gateway::app
