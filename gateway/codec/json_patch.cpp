#include "gateway/codec/json_patch.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "gateway/base/text.hpp"
#include "gateway/codec/json_pointer.hpp"
#include "gateway/codec/plain_json.hpp"
#include "gateway/codec/plain_json_equality.hpp"

namespace gateway::codec {
namespace {

using Kind = PlainJson::Kind;

std::unexpected<Error> bad_operation(const char* text) {
  return fail(ErrorKind::malformed, "PATCH-OPERATION", text);
}

std::unexpected<Error> over_limit(const char* text) {
  return fail(ErrorKind::too_costly, "PATCH-LIMIT", text);
}

struct Size {
  std::size_t values = 0;
  std::size_t bytes = 0;
  std::size_t depth = 0;  // 1 for a value without items
};

Size size_of(const PlainJson& value) {
  Size size{.values = 1, .bytes = value.text().size(), .depth = 0};
  for (const std::string& name : value.names())
    size.bytes += name.size();
  for (const PlainJson& item : value.items()) {
    const Size inner = size_of(item);
    size.values += inner.values;
    size.bytes += inner.bytes;
    size.depth = std::max(size.depth, inner.depth);
  }
  ++size.depth;
  return size;
}

// A document on its way from operation to operation.
class Patching {
 public:
  Patching(PlainJson document, const JsonPatchLimits& limits)
      : document_(std::move(document)), limits_(limits) {}

  Result<void> add(const JsonPointer& path, PlainJson value) {
    GATEWAY_CHECK(count(path, value));
    return place(path, std::move(value));
  }

  Result<void> remove(const JsonPointer& path) {
    GATEWAY_TRY(auto gone, take(path));
    return {};
  }

  Result<void> replace(const JsonPointer& path, PlainJson value) {
    GATEWAY_CHECK(count(path, value));
    GATEWAY_TRY(PlainJson * target, path.find(document_));
    *target = std::move(value);
    return {};
  }

  Result<void> move(const JsonPointer& from, const JsonPointer& path) {
    if (path.is_inside(from)) {
      return fail(ErrorKind::invalid, "PATCH-TARGET", "A value cannot be moved into itself.");
    }
    GATEWAY_TRY(PlainJson value, take(from));
    GATEWAY_CHECK(check_depth(path, size_of(value)));
    return place(path, std::move(value));
  }

  Result<void> copy(const JsonPointer& from, const JsonPointer& path) {
    GATEWAY_TRY(const PlainJson* const source, from.find(document_));
    GATEWAY_CHECK(count(path, *source));
    return place(path, PlainJson(*source));
  }

  Result<void> test(const JsonPointer& path, const PlainJson& value) {
    GATEWAY_TRY(const PlainJson* const present, path.find(document_));
    if (is_equal(*present, value)) return {};
    return fail(ErrorKind::invalid, "PATCH-TEST", "The value is not what the operation says.");
  }

  const PlainJson& document() const noexcept { return document_; }

 private:
  Result<void> check_depth(const JsonPointer& path, const Size& size) const {
    if (path.tokens().size() + size.depth <= limits_.max_depth) return {};
    return over_limit("The patch nests values too deeply.");
  }

  Result<void> count(const JsonPointer& path, const PlainJson& value) {
    const Size size = size_of(value);
    values_ += size.values;
    bytes_ += size.bytes;
    if (values_ > limits_.max_values || bytes_ > limits_.max_bytes) {
      return over_limit("The patch puts in too much.");
    }
    return check_depth(path, size);
  }

  Result<void> place(const JsonPointer& path, PlainJson value) {
    if (path.is_whole()) {
      document_ = std::move(value);
      return {};
    }
    GATEWAY_TRY(PlainJson * parent, path.parent().find(document_));
    if (parent->kind() == Kind::object) {
      const std::string& name = path.tokens().back();
      if (const auto present = parent->find(name)) {
        parent->item(*present) = std::move(value);
      } else {
        parent->append(name, std::move(value));
      }
      return {};
    }
    GATEWAY_TRY(const std::size_t index, path.last_index(*parent, JsonPointer::End::allowed));
    parent->insert(index, std::move(value));
    return {};
  }

  Result<PlainJson> take(const JsonPointer& path) {
    GATEWAY_TRY(PlainJson * target, path.find(document_));
    PlainJson taken = std::move(*target);
    if (path.is_whole()) {
      document_ = PlainJson();
      return taken;
    }
    GATEWAY_TRY(PlainJson * parent, path.parent().find(document_));
    GATEWAY_TRY(const std::size_t index, path.last_index(*parent, JsonPointer::End::refused));
    parent->erase(index);
    return taken;
  }

  PlainJson document_;
  const JsonPatchLimits& limits_;
  std::size_t values_ = 0;
  std::size_t bytes_ = 0;
};

// One operation, taken apart.
struct Operation {
  JsonPointer path;
  std::optional<JsonPointer> from;
  const PlainJson* value = nullptr;
};

enum class Needs : std::uint8_t { nothing, value, from };

struct OperationRow {
  std::string_view name;
  Needs needs;
  Result<void> (*apply)(Patching& to, const Operation& operation);
};

// Source: RFC 6902, section 4.
constexpr auto kOperations = std::to_array<OperationRow>({
    {"add",
     Needs::value,
     [](Patching& to, const Operation& each) { return to.add(each.path, *each.value); }},
    {"remove",
     Needs::nothing,
     [](Patching& to, const Operation& each) { return to.remove(each.path); }},
    {"replace",
     Needs::value,
     [](Patching& to, const Operation& each) { return to.replace(each.path, *each.value); }},
    {"move",
     Needs::from,
     [](Patching& to, const Operation& each) { return to.move(*each.from, each.path); }},
    {"copy",
     Needs::from,
     [](Patching& to, const Operation& each) { return to.copy(*each.from, each.path); }},
    {"test",
     Needs::value,
     [](Patching& to, const Operation& each) { return to.test(each.path, *each.value); }},
});

Result<JsonPointer> read_pointer(const PlainJson& operation, std::string_view name) {
  const PlainJson& pointer = operation.at(name);
  if (pointer.kind() != Kind::string) return bad_operation("The operation lacks a path.");
  return JsonPointer::parse(pointer.text());
}

Result<void> apply(const PlainJson& json, Patching& to) {
  const PlainJson& name = json.at("op");
  const auto row = std::ranges::find(kOperations, name.text(), &OperationRow::name);
  if (name.kind() != Kind::string || row == kOperations.end()) {
    return bad_operation("The operation is none of add, remove, replace, move, copy and test.");
  }
  Operation operation;
  GATEWAY_TRY(operation.path, read_pointer(json, "path"));
  if (row->needs == Needs::from) {
    GATEWAY_TRY(operation.from, read_pointer(json, "from"));
  }
  if (row->needs == Needs::value) {
    if (!json.find("value")) return bad_operation("The operation lacks a value.");
    operation.value = &json.at("value");
  }
  return row->apply(to, operation);
}

}  // namespace

fhir::Checked<std::string> apply_json_patch(std::string_view document,
                                            std::string_view patch,
                                            const JsonPatchLimits& limits) {
  const PlainJsonLimits reading{.max_bytes = limits.max_bytes,
                                .max_depth = limits.max_depth,
                                .max_values = limits.max_values};
  GATEWAY_TRY(const PlainJson operations, read_plain_json(patch, reading));
  GATEWAY_TRY(PlainJson whole, read_plain_json(document, reading));
  if (operations.kind() != Kind::array) return bad_operation("The patch is not an array.");
  if (operations.items().size() > limits.max_operations) {
    return over_limit("The patch has too many operations.");
  }
  Patching patching(std::move(whole), limits);
  for (std::size_t i = 0; i < operations.items().size(); ++i) {
    auto applied = apply(operations.items()[i], patching);
    if (applied) continue;
    Error error = std::move(applied).error();
    error.message = "Operation " + std::to_string(i) + ": " + error.message;
    return std::unexpected(fhir::Failure(std::move(error)));
  }
  return to_text(patching.document());
}

}  // namespace gateway::codec
