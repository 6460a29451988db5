#include "gateway/app/cli/source_excerpt.hpp"

#include <algorithm>
#include <vector>

#include "gateway/app/cli/terminal_text.hpp"

namespace gateway::app {
namespace {

constexpr std::string_view kEllipsis = "…";

// Bytes that are looked at on either side: enough for kExcerptColumns characters of four bytes and
// some marks on them.
constexpr std::size_t kReach = 512;

bool is_inside_character(char byte) noexcept {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

// A part of one line, whole characters only.
struct LinePart {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool is_cut_before = false;
  bool is_cut_after = false;
};

LinePart line_around(std::string_view source, std::size_t offset) {
  LinePart part;
  part.begin = offset > kReach ? offset - kReach : 0;
  const std::size_t feed = source.substr(part.begin, offset - part.begin).rfind('\n');
  if (feed != std::string_view::npos) {
    part.begin += feed + 1;
  } else {
    part.is_cut_before = part.begin > 0 && source[part.begin - 1] != '\n';
    while (part.begin < offset && is_inside_character(source[part.begin]))
      ++part.begin;
  }
  part.end = std::min(source.size(), offset + kReach);
  const std::size_t next = source.substr(offset, part.end - offset).find('\n');
  if (next != std::string_view::npos) {
    part.end = offset + next;
  } else if (part.end < source.size()) {
    part.is_cut_after = source[part.end] != '\n';
    while (part.end > offset && is_inside_character(source[part.end]))
      --part.end;
  }
  if (part.end > part.begin && source[part.end - 1] == '\r') --part.end;
  return part;
}

// The characters of a part of a line, of which some are shown.
class Window {
 public:
  Window(std::string_view source, const LinePart& part, std::size_t offset) : part_(part) {
    caret_ = part.end - part.begin;
    for (std::size_t at = part.begin; at < part.end; at += cells_.back().bytes) {
      cells_.push_back(cell_at(source.substr(0, part.end), at));
      if (offset < at + cells_.back().bytes) caret_ = std::min(caret_, cells_.size() - 1);
    }
    caret_ = std::min(caret_, cells_.size());
    first_ = last_ = caret_;
  }

  SourceExcerpt excerpt() {
    if (part_.is_cut_before || part_.is_cut_after || !grow_to_all()) grow_around();
    SourceExcerpt shown;
    if (first_ > 0 || part_.is_cut_before) {
      shown.text = kEllipsis;
      shown.caret = 1;
    }
    for (std::size_t i = first_; i < last_; ++i) {
      shown.text += cells_[i].text;
      if (i < caret_) shown.caret += cells_[i].columns;
    }
    if (last_ < cells_.size() || part_.is_cut_after) shown.text += kEllipsis;
    return shown;
  }

 private:
  bool grow_to_all() {
    grow_left(kExcerptColumns);
    grow_right(kExcerptColumns);
    const bool is_all = first_ == 0 && last_ == cells_.size();
    if (!is_all) {
      first_ = last_ = caret_;
      used_ = 0;
    }
    return is_all;
  }
  // As much before the place as after it, and what is not needed there on the other side.
  void grow_around() {
    constexpr std::size_t kBudget = kExcerptColumns - 2;  // an ellipsis on both sides
    grow_left(kBudget / 2);
    grow_right(kBudget);
    grow_left(kBudget);
    while (first_ < caret_ && cells_[first_].columns == 0)  // a mark whose character is cut off
      ++first_;
  }
  void grow_left(std::size_t limit) {
    while (first_ > 0 && used_ + cells_[first_ - 1].columns <= limit)
      used_ += cells_[--first_].columns;
  }
  void grow_right(std::size_t limit) {
    while (last_ < cells_.size() && used_ + cells_[last_].columns <= limit)
      used_ += cells_[last_++].columns;
  }

  LinePart part_;
  std::vector<Cell> cells_;
  std::size_t caret_ = 0;  // the cell at the place; cells_.size() at the end of the line
  std::size_t first_ = 0;
  std::size_t last_ = 0;
  std::size_t used_ = 0;  // columns
};

}  // namespace

SourceExcerpt excerpt_at(std::string_view source, std::size_t offset) {
  offset = std::min(offset, source.size());
  if (offset == source.size() && offset > 0 && source.back() == '\n') --offset;
  return Window(source, line_around(source, offset), offset).excerpt();
}

}  // namespace gateway::app
