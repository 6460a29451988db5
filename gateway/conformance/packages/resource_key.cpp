#include "gateway/conformance/packages/resource_key.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "gateway/base/text.hpp"
#include "gateway/codec/plain_json.hpp"
#include "gateway/codec/xml_text.hpp"

namespace gateway::conformance {
namespace {

constexpr std::string_view kConformanceTypes[] = {
    "ActivityDefinition",
    "CapabilityStatement",
    "CodeSystem",
    "CompartmentDefinition",
    "ConceptMap",
    "GraphDefinition",
    "ImplementationGuide",
    "Library",
    "Measure",
    "MessageDefinition",
    "NamingSystem",
    "OperationDefinition",
    "PlanDefinition",
    "Questionnaire",
    "SearchParameter",
    "StructureDefinition",
    "StructureMap",
    "ValueSet",
};
constexpr std::string_view kStructureDefinition = "StructureDefinition";
constexpr std::string_view kCodeSystem = "CodeSystem";

struct FieldRow {
  std::string_view name;
  std::string ResourceKey::* field;
  std::string_view only_of = {};  // a resource type; empty for all

  bool is_of(std::string_view type) const { return only_of.empty() || only_of == type; }
};
constexpr FieldRow kFields[] = {
    {"id", &ResourceKey::id},
    {"url", &ResourceKey::url},
    {"version", &ResourceKey::version},
    {"type", &ResourceKey::defined_type, kStructureDefinition},
    {"kind", &ResourceKey::kind, kStructureDefinition},
    {"derivation", &ResourceKey::derivation, kStructureDefinition},
    {"content", &ResourceKey::content, kCodeSystem},
};

std::unexpected<Error> damaged() {
  return fail(ErrorKind::malformed, "PACKAGE-FILE", "The file is not JSON or XML.");
}

// Walks over the tags of a document and stops where no part of the key can follow: the elements of
// a resource have an order in XML.
class XmlKeyScan {
 public:
  explicit XmlKeyScan(std::string_view text) : left_(text) {}

  Result<std::optional<ResourceKey>> run() {
    while (!has_ended_) {
      const std::size_t at = left_.find('<');
      if (at == std::string_view::npos) return damaged();
      left_.remove_prefix(at);
      GATEWAY_CHECK(take_markup());
    }
    if (key_.type.empty()) return std::nullopt;
    return std::move(key_);
  }

 private:
  struct SkipRow {
    std::string_view begin;
    std::string_view end;
  };
  // A document type is refused when the resource is read; here it is a tag like others.
  static constexpr SkipRow kSkipped[] = {
      {"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}, {"<!", ">"}, {"</", ">"}};

  Result<void> take_markup() {
    for (const SkipRow& row : kSkipped) {
      if (!left_.starts_with(row.begin)) continue;
      const std::size_t end = left_.find(row.end, row.begin.size());
      if (end == std::string_view::npos) return damaged();
      left_.remove_prefix(end + row.end.size());
      if (row.begin == "</") leave();
      return {};
    }
    return take_tag();
  }

  void leave() {
    if (depth_ > 0) --depth_;
    if (depth_ == 0) has_ended_ = true;
  }

  Result<void> take_tag() {
    std::size_t end = 0;
    while ((end = left_.find_first_of("\"'>", end)) != std::string_view::npos &&
           left_[end] != '>') {
      end = left_.find(left_[end], end + 1);
      if (end == std::string_view::npos) return damaged();
      ++end;
    }
    if (end == std::string_view::npos) return damaged();
    const std::string_view tag = left_.substr(1, end - 1);
    left_.remove_prefix(end + 1);
    if (depth_ <= 1) look_at(tag);
    ++depth_;
    if (tag.ends_with('/')) leave();
    return {};
  }

  void look_at(std::string_view tag) {
    std::string_view name = tag.substr(0, tag.find_first_of(" \t\r\n/"));
    if (const std::size_t colon = name.find(':'); colon != std::string_view::npos) {
      name.remove_prefix(colon + 1);
    }
    if (depth_ == 0) {
      has_ended_ = !is_conformance_type(name);
      if (!has_ended_) key_.type = name;
      return;
    }
    for (const FieldRow& row : kFields) {
      if (row.name == name && row.is_of(key_.type)) key_.*row.field = value(tag);
    }
    has_ended_ = is_last(name);
  }

  // Whether no part of the key can follow the child `name`.
  bool is_last(std::string_view name) const {
    if (key_.type == kStructureDefinition)
      return name == "derivation" || name == "snapshot" || name == "differential";
    if (key_.type == kCodeSystem) return name == "content" || name == "concept";
    return name == "status";
  }

  // The attribute `value`. Quotes are paired from the left, as where the end of the tag was found.
  static std::string value(std::string_view tag) {
    while (true) {
      const std::size_t open = tag.find_first_of("\"'");
      if (open == std::string_view::npos) return {};
      const std::size_t close = tag.find(tag[open], open + 1);
      if (close == std::string_view::npos) return {};
      std::string_view name = trim(tag.substr(0, open));
      if (name.ends_with('=')) name = trim(name.substr(0, name.size() - 1));
      name.remove_prefix(name.find_last_of(" \t\r\n") + 1);
      if (name == "value") {
        return codec::resolve_references(tag.substr(open + 1, close - open - 1));
      }
      tag.remove_prefix(close + 1);
    }
  }

  std::string_view left_;
  ResourceKey key_;
  std::size_t depth_ = 0;
  bool has_ended_ = false;
};

Result<std::optional<ResourceKey>> read_json_key(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  std::array<std::string_view, std::size(kFields) + 1> names{"resourceType"};
  std::ranges::transform(kFields, names.begin() + 1, &FieldRow::name);
  auto picked = codec::read_json_strings(text, names);
  if (!picked) return damaged();
  if (!is_conformance_type(picked->front())) return std::nullopt;

  ResourceKey key;
  key.type = std::move(picked->front());
  for (std::size_t i = 0; i < std::size(kFields); ++i) {
    if (kFields[i].is_of(key.type)) key.*kFields[i].field = std::move((*picked)[i + 1]);
  }
  return key;
}

}  // namespace

bool is_conformance_type(std::string_view resource_type) noexcept {
  return std::ranges::binary_search(kConformanceTypes, resource_type);
}

Result<std::optional<ResourceKey>> read_resource_key(std::string_view text, TextFormat format) {
  return format == TextFormat::json ? read_json_key(text) : XmlKeyScan(text).run();
}

}  // namespace gateway::conformance
