#include "gateway/codec/json_text.hpp"

#include <string>

#include "gateway/codec/findings.hpp"
#include "gateway/codec/json_keys.hpp"
#include "gateway/codec/json_tokens.hpp"
#include "gateway/codec/text_check.hpp"

namespace gateway::codec {
namespace {

// Looks at keys and depth only.
class Checker : public JsonEvents<Checker> {
 public:
  Checker(JsonStream& stream, std::size_t max_depth) : stream_(stream), max_depth_(max_depth) {}

  bool Default() { return true; }
  bool RawNumber(const char*, unsigned, bool) { return true; }
  bool Key(const char* key, unsigned size, bool) {
    keys_.add({key, size});
    return true;
  }
  bool StartObject() {
    keys_.open();
    return enter();
  }
  bool EndObject(unsigned) {
    --depth_;
    const char* const again = keys_.close();
    if (again == nullptr) return true;
    offset_ = static_cast<std::size_t>(again - stream_.head_) - 1;
    is_duplicate_ = true;
    return false;
  }
  bool StartArray() { return enter(); }
  bool EndArray(unsigned) {
    --depth_;
    return true;
  }

  bool is_duplicate() const { return is_duplicate_; }
  std::size_t offset() const { return offset_; }

 private:
  bool enter() {
    offset_ = stream_.Tell();
    return ++depth_ <= max_depth_;
  }

  JsonStream& stream_;
  std::size_t max_depth_;
  std::size_t depth_ = 0;
  std::size_t offset_ = 0;
  bool is_duplicate_ = false;
  JsonKeys keys_;
};

}  // namespace

fhir::Checked<void> check_json_text(std::string_view text, std::size_t max_depth) {
  const auto refuse = [text](ErrorKind kind, std::string_view id, std::string_view why, auto at) {
    return std::unexpected(failure_at(kind, id, why, text, at));
  };
  if (const auto bad = find_bad_json(text)) {
    return refuse(ErrorKind::malformed, bad->id, bad->message, bad->offset);
  }
  std::string copy = padded_copy(text);
  JsonStream stream(copy.data());
  Checker checker(stream, max_depth);
  const JsonStop stop = read_tokens(stream, checker);
  switch (stop.why) {
    case JsonStop::Why::finished: return {};
    case JsonStop::Why::broken:
      return refuse(ErrorKind::malformed, "JSON-SYNTAX", "The text is not JSON.", stop.offset);
    case JsonStop::Why::number_too_large:
      return refuse(
          ErrorKind::malformed, "JSON-NUMBER-RANGE", "A number is too large.", stop.offset);
    case JsonStop::Why::stopped_by_events: break;
  }
  if (checker.is_duplicate()) {
    return refuse(
        ErrorKind::malformed, "JSON-DUPLICATE-KEY", "An object has a key twice.", checker.offset());
  }
  return refuse(ErrorKind::too_large,
                "JSON-DEPTH",
                "Objects and arrays are nested too deeply.",
                checker.offset());
}

}  // namespace gateway::codec
