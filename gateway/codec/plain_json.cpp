#include "gateway/codec/plain_json.hpp"

#include <algorithm>
#include <utility>

#include "gateway/codec/findings.hpp"
#include "gateway/codec/json_string.hpp"
#include "gateway/codec/json_text.hpp"
#include "gateway/codec/json_tokens.hpp"
#include "gateway/codec/text_check.hpp"

namespace gateway::codec {
namespace {

using Kind = PlainJson::Kind;

class TreeMaker : public JsonEvents<TreeMaker> {
 public:
  explicit TreeMaker(std::size_t max_values) : left_(max_values) {}

  bool Null() { return add(PlainJson()); }
  bool Bool(bool is_true) { return add(PlainJson(Kind::boolean, is_true ? "true" : "false")); }
  bool RawNumber(const char* text, unsigned size, bool) {
    return add(PlainJson(Kind::number, {text, size}));
  }
  bool String(const char* text, unsigned size, bool) {
    return add(PlainJson(Kind::string, {text, size}));
  }
  bool Key(const char* text, unsigned size, bool) {
    open_.back().key.assign(text, size);
    return true;
  }
  bool StartObject() { return open(Kind::object); }
  bool EndObject(unsigned) { return close(); }
  bool StartArray() { return open(Kind::array); }
  bool EndArray(unsigned) { return close(); }

  PlainJson root() && { return std::move(root_); }

 private:
  struct Open {
    PlainJson value;
    std::string key;
  };

  bool open(Kind kind) {
    open_.push_back({PlainJson(kind), {}});
    return true;
  }
  bool close() {
    PlainJson done = std::move(open_.back().value);
    open_.pop_back();
    return add(std::move(done));
  }
  bool add(PlainJson value) {
    if (left_ == 0) return false;
    --left_;
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (open_.back().value.kind() == Kind::array) {
      open_.back().value.append(std::move(value));
    } else {
      open_.back().value.append(std::move(open_.back().key), std::move(value));
    }
    return true;
  }

  std::size_t left_;
  std::vector<Open> open_;
  PlainJson root_;
};

// Takes strings of the outermost object and passes over everything else.
class StringPicker : public JsonEvents<StringPicker> {
 public:
  StringPicker(std::span<const std::string_view> names, std::size_t max_depth)
      : names_(names), max_depth_(max_depth), values_(names.size()), missing_(names.size()) {}

  bool Default() { return true; }
  bool RawNumber(const char*, unsigned, bool) { return true; }
  bool Key(const char* text, unsigned size, bool) {
    if (depth_ == 1) at_ = index_of({text, size});
    return true;
  }
  bool String(const char* text, unsigned size, bool) {
    if (depth_ != 1 || at_ == names_.size() || !is_object_) return true;
    if (values_[at_].empty() && size > 0) --missing_;
    if (values_[at_].empty()) values_[at_].assign(text, size);
    return missing_ > 0;
  }
  bool StartObject() {
    if (depth_ == 0) is_object_ = true;
    return ++depth_ <= max_depth_;
  }
  bool EndObject(unsigned) { return leave(); }
  bool StartArray() { return ++depth_ <= max_depth_; }
  bool EndArray(unsigned) { return leave(); }

  bool has_all() const noexcept { return missing_ == 0; }
  std::vector<std::string> values() && { return std::move(values_); }

 private:
  std::size_t index_of(std::string_view name) const {
    return static_cast<std::size_t>(std::ranges::find(names_, name) - names_.begin());
  }
  bool leave() {
    --depth_;
    return true;
  }

  std::span<const std::string_view> names_;
  std::size_t max_depth_;
  std::vector<std::string> values_;
  std::size_t missing_;
  std::size_t depth_ = 0;
  std::size_t at_ = 0;
  bool is_object_ = false;
};

// As deep as the value is, which the readers limit.
void append_text(const PlainJson& json, std::string& out) {
  const bool is_object = json.kind() == Kind::object;
  switch (json.kind()) {
    case Kind::null: out.append("null"); return;
    case Kind::boolean:
    case Kind::number: out.append(json.text()); return;
    case Kind::string: append_json_string(json.text(), out); return;
    case Kind::array:
    case Kind::object: break;
  }
  out.push_back(is_object ? '{' : '[');
  for (std::size_t i = 0; i < json.items().size(); ++i) {
    if (i > 0) out.push_back(',');
    if (is_object) {
      append_json_string(json.names()[i], out);
      out.push_back(':');
    }
    append_text(json.items()[i], out);
  }
  out.push_back(is_object ? '}' : ']');
}

}  // namespace

const PlainJson& PlainJson::at(std::string_view name) const noexcept {
  static const PlainJson kNothing;
  const auto found = find(name);
  return found ? items_[*found] : kNothing;
}

std::optional<std::size_t> PlainJson::find(std::string_view name) const noexcept {
  const auto found = std::ranges::find(names_, name);
  if (found == names_.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names_.begin());
}

void PlainJson::insert(std::size_t index, PlainJson item) {
  items_.insert(items_.begin() + static_cast<std::ptrdiff_t>(index), std::move(item));
}

void PlainJson::erase(std::size_t index) {
  const auto place = static_cast<std::ptrdiff_t>(index);
  items_.erase(items_.begin() + place);
  if (kind_ == Kind::object) names_.erase(names_.begin() + place);
}

void PlainJson::append(std::string name, PlainJson value) {
  names_.push_back(std::move(name));
  items_.push_back(std::move(value));
}

std::string to_text(const PlainJson& json) {
  std::string text;
  append_text(json, text);
  return text;
}

fhir::Checked<PlainJson> read_plain_json(std::string_view text, const PlainJsonLimits& limits) {
  const auto too_large = [] {
    return std::unexpected(
        failure_at(ErrorKind::too_large, "JSON-SIZE", "The text is too long.", {}, 0));
  };
  if (text.size() > limits.max_bytes) return too_large();
  GATEWAY_CHECK(check_json_text(text, limits.max_depth));

  std::string copy = padded_copy(text);
  JsonStream stream(copy.data());
  TreeMaker maker(limits.max_values);
  if (read_tokens(stream, maker).why != JsonStop::Why::finished) return too_large();
  return std::move(maker).root();
}

fhir::Checked<std::vector<std::string>> read_json_strings(std::string_view text,
                                                          std::span<const std::string_view> names,
                                                          std::size_t max_depth) {
  if (const auto bad = find_bad_json(text)) {
    return std::unexpected(
        failure_at(ErrorKind::malformed, bad->id, bad->message, text, bad->offset));
  }
  std::string copy = padded_copy(text);
  JsonStream stream(copy.data());
  StringPicker picker(names, max_depth);
  const JsonStop stop = read_tokens(stream, picker);
  if (stop.why == JsonStop::Why::finished || picker.has_all()) return std::move(picker).values();
  if (stop.why == JsonStop::Why::stopped_by_events) {
    return std::unexpected(failure_at(ErrorKind::too_large,
                                      "JSON-DEPTH",
                                      "Objects and arrays are nested too deeply.",
                                      text,
                                      stop.offset));
  }
  return std::unexpected(
      failure_at(ErrorKind::malformed, "JSON-SYNTAX", "The text is not JSON.", text, stop.offset));
}

}  // namespace gateway::codec
