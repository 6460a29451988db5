// CodeWords: a sorted list of codes of one length, written as one text.
#pragma once

#include <cstddef>
#include <string_view>

namespace gateway::conformance {

// "AED AFN ALL ": a space behind each code. LIFETIME: of the text.
//
//   inline constexpr CodeWords kWords("ab cd ");
//   static_assert(kWords.is_sound());
class CodeWords {
 public:
  explicit constexpr CodeWords(std::string_view text) noexcept
      : text_(text), stride_(text.find(' ') + 1) {}

  constexpr std::size_t size() const noexcept { return text_.size() / stride_; }
  constexpr bool contains(std::string_view code) const noexcept {
    std::size_t begin = 0;
    std::size_t end = size();
    while (begin < end) {
      const std::size_t middle = begin + (end - begin) / 2;
      const auto order = word(middle) <=> code;
      if (order == 0) return true;
      if (order < 0)
        begin = middle + 1;
      else
        end = middle;
    }
    return false;
  }

  // One length, sorted, none twice: to be asked by the compiler.
  constexpr bool is_sound() const noexcept {
    if (stride_ < 2 || text_.size() % stride_ != 0) return false;
    for (std::size_t at = 0; at < size(); ++at) {
      const std::string_view own = word(at);
      if (own.find(' ') != std::string_view::npos || text_[(at + 1) * stride_ - 1] != ' ')
        return false;
      if (at > 0 && word(at - 1) >= own) return false;
    }
    return true;
  }

 private:
  constexpr std::string_view word(std::size_t at) const noexcept {
    return text_.substr(at * stride_, stride_ - 1);
  }

  std::string_view text_;
  std::size_t stride_;
};

}  // namespace gateway::conformance
