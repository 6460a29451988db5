#include "gateway/codec/json_mend.hpp"

#include <algorithm>
#include <utility>

namespace gateway::codec {
namespace {

struct Slip {
  std::string_view id;
  std::string_view message;
};
constexpr Slip kComment{"JSON-COMMENT", "JSON has no comments."};
constexpr Slip kCommaExtra{"JSON-COMMA-EXTRA", "There is a comma after the last item."};
constexpr Slip kCommaMissing{"JSON-COMMA-MISSING", "There is no comma between two items."};
constexpr Slip kNameQuotes{"JSON-NAME-QUOTES", "The name of a member has no quotes."};
constexpr Slip kValueQuotes{"JSON-VALUE-QUOTES", "A text has no quotes."};

constexpr bool is_space(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

constexpr bool is_word_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '.' || c == '+';
}

bool is_literal(std::string_view word) {
  const bool is_number = word.front() == '-' || (word.front() >= '0' && word.front() <= '9');
  return is_number || word == "true" || word == "false" || word == "null";
}

class Mender {
 public:
  Mender(std::string_view text, std::size_t max_depth) : text_(text), max_depth_(max_depth) {}

  std::optional<MendedJson> run() {
    space();
    const bool is_whole = value() && (space(), at_ == text_.size());
    if (!is_whole || slips_.size() > kMaxJsonSlips) return std::nullopt;
    return MendedJson{std::move(out_), std::move(slips_)};
  }

 private:
  bool is_at(char c) const { return at_ < text_.size() && text_[at_] == c; }

  void copy(std::size_t size) {
    out_.append(text_.substr(at_, size));
    at_ += size;
  }

  void add(const Slip& slip) {
    if (slips_.size() <= kMaxJsonSlips) slips_.push_back({slip.id, slip.message, path_, at_});
  }

  // Comments become spaces; the ends of lines stay.
  void space() {
    while (at_ < text_.size()) {
      if (is_space(text_[at_])) {
        copy(1);
      } else if (const std::size_t size = comment_size(); size > 0) {
        add(kComment);
        for (const char c : text_.substr(at_, size))
          out_ += c == '\n' ? '\n' : ' ';
        at_ += size;
      } else {
        return;
      }
    }
  }

  std::size_t comment_size() const {
    const std::string_view rest = text_.substr(at_);
    if (rest.starts_with("//")) return std::min(rest.find('\n'), rest.size());
    if (!rest.starts_with("/*")) return 0;
    const std::size_t end = rest.find("*/", 2);
    return end == std::string_view::npos ? 0 : end + 2;
  }

  bool value() {
    if (is_at('{')) return list('}', [this](std::size_t) { return member(); });
    if (is_at('[')) return list(']', [this](std::size_t index) { return item(index); });
    if (is_at('"')) return string();
    const std::string_view word = word_here();
    if (word.empty()) return false;
    if (is_literal(word)) {
      copy(word.size());
    } else {
      add(kValueQuotes);
      quote(word);
    }
    return true;
  }

  // An object or an array: `one` reads a member or an item.
  template <typename One>
  bool list(char end, One one) {
    if (depth_ == max_depth_) return false;
    ++depth_;
    copy(1);
    std::size_t comma = std::string::npos;  // of the last one, in out_
    for (std::size_t count = 0;; ++count) {
      space();
      if (is_at(end)) break;
      if (count > 0 && comma == std::string::npos) {
        add(kCommaMissing);
        out_ += ',';
      }
      if (!one(count)) return false;
      space();
      comma = is_at(',') ? out_.size() : std::string::npos;
      if (comma != std::string::npos) copy(1);
    }
    if (comma != std::string::npos) {
      add(kCommaExtra);
      out_[comma] = ' ';
    }
    copy(1);
    --depth_;
    return true;
  }

  bool item(std::size_t index) {
    const std::size_t outer = path_.size();
    path_ += "[" + std::to_string(index) + "]";
    const bool is_good = value();
    path_.resize(outer);
    return is_good;
  }

  bool member() {
    const std::size_t begin = at_;
    if (is_at('"')) {
      if (!string()) return false;
    } else {
      const std::string_view word = word_here();
      if (word.empty()) return false;
      add(kNameQuotes);
      quote(word);
    }
    std::string_view name = text_.substr(begin, at_ - begin);
    if (name.starts_with('"')) name = name.substr(1, name.size() - 2);
    space();
    if (!is_at(':')) return false;
    copy(1);
    space();
    // A word is the object's business, as its name is.
    if (!word_here().empty()) return value();
    const std::size_t outer = path_.size();
    if (outer > 0) path_ += '.';
    path_ += name;
    const bool is_good = value();
    path_.resize(outer);
    return is_good;
  }

  bool string() {
    for (std::size_t end = at_ + 1; end < text_.size() && text_[end] != '\n'; ++end) {
      if (text_[end] == '\\') {
        ++end;
      } else if (text_[end] == '"') {
        copy(end + 1 - at_);
        return true;
      }
    }
    return false;
  }

  std::string_view word_here() const {
    const std::string_view rest = text_.substr(at_);
    const auto* const end = std::ranges::find_if_not(rest, is_word_character);
    return rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
  }

  void quote(std::string_view word) {
    out_ += '"';
    copy(word.size());
    out_ += '"';
  }

  std::string_view text_;
  std::size_t max_depth_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  std::string out_;
  std::string path_;
  std::vector<JsonSlip> slips_;
};

}  // namespace

std::optional<MendedJson> mend_json(std::string_view text, std::size_t max_depth) {
  return Mender(text, max_depth).run();
}

}  // namespace gateway::codec
