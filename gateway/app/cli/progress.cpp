#include "gateway/app/cli/progress.hpp"

#include "gateway/app/cli/terminal_text.hpp"

namespace gateway::app {
namespace {

// A line that is broken by the edge of the terminal cannot be taken away.
constexpr std::size_t kNameColumns = 50;

// The end of a path says more than its beginning.
std::string_view last_part(std::string_view name) {
  return name.size() <= kNameColumns ? name : name.substr(name.size() - kNameColumns);
}

constexpr std::string_view kEraseLine = "\r\x1b[K";

}  // namespace

void Progress::begin(std::string_view name) {
  ++begun_;
  if (!is_shown_) return;
  err_ << kEraseLine << begun_ << " of " << files_ << ": " << printable(last_part(name))
       << std::flush;
}

void Progress::clear() {
  if (is_shown_) err_ << kEraseLine << std::flush;
}

}  // namespace gateway::app
