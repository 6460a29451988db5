#include "gateway/exchange/tree.hpp"

#include <algorithm>

#include "gateway/fhir/builder.hpp"

namespace gateway::exchange {

std::string_view code_in(fhir::Node codeable, std::string_view system) noexcept {
  for (const fhir::Node coding : codeable.children("coding")) {
    if (coding.child("system").value() == system) return coding.child("code").value();
  }
  return {};
}

bool has_code(fhir::Node codeable) noexcept {
  return std::ranges::any_of(codeable.children("coding"), [](const fhir::Node coding) {
    return !coding.child("code").value().empty();
  });
}

fhir::Node extension(fhir::Node element, std::string_view url) noexcept {
  for (const fhir::Node each : element.children("extension")) {
    if (each.child("url").value() == url) return each;
  }
  return {};
}

std::string_view reference_of(fhir::Node reference) noexcept {
  return reference.child("reference").value();
}

namespace {

// Trees come from readers, which refuse more than 64 levels: recursion is bounded by that.
void collect(fhir::Node node, const std::string& path, std::vector<FoundReference>& out) {
  if (node.type_name() == "Reference") out.push_back({node, path});
  fhir::NameId name = fhir::kNoName;
  std::size_t index = 0;
  for (const fhir::Node child : node.children()) {
    index = child.name_id() == name ? index + 1 : 0;
    name = child.name_id();
    if (child.primitive() != fhir::Primitive::none && child.children().empty()) continue;
    std::string step = path + "." + std::string(child.name());
    const fhir::SlotRow* slot = node.types().find_slot(node.type(), name);
    if (slot != nullptr && (slot->flags & fhir::kRepeats) != 0) {
      step += "[" + std::to_string(index) + "]";
    }
    collect(child, step, out);
  }
}

}  // namespace

std::vector<FoundReference> references_in(const fhir::Resource& resource) {
  std::vector<FoundReference> out;
  collect(resource.root(), std::string(resource.type_name()), out);
  return out;
}

bool same_tree(fhir::Node a, fhir::Node b) noexcept {
  if (a.data() == b.data()) return true;
  if (!a || !b || a.name() != b.name() || a.type_name() != b.type_name()) return false;
  if (a.has_value() != b.has_value() || a.value() != b.value()) return false;
  return std::ranges::equal(a.children(), b.children(), same_tree);
}

bool same_children(fhir::Node a, fhir::Node b, std::string_view name) noexcept {
  return std::ranges::equal(a.children(name), b.children(name), same_tree);
}

void Changes::set(fhir::Node primitive, std::string value) {
  values_[primitive.data()] = std::move(value);
}

void Changes::remove(fhir::Node element) {
  if (element) removed_.insert(element.data());
}

void Changes::remove_all(std::string_view name) {
  for (const fhir::Node each : resource_.root().children(name))
    remove(each);
}

void Changes::put(std::string_view name, std::string value) {
  remove_all(name);
  root_values_.insert_or_assign(std::string(name), std::move(value));
}

void Changes::add(std::string_view name, const fhir::Resource& element) {
  root_elements_.emplace_back(name, element);
}

void Changes::add_reference(fhir::Node reference, std::string value) {
  literals_[reference.data()] = std::move(value);
}

void Changes::set_meta(std::string version_id, std::string last_updated) {
  version_id_ = std::move(version_id);
  last_updated_ = std::move(last_updated);
}

bool Changes::empty() const noexcept {
  return values_.empty() && literals_.empty() && removed_.empty() && root_values_.empty() &&
         root_elements_.empty() && version_id_.empty();
}

bool Changes::mark(fhir::Node node, std::set<const fhir::NodeData*>& touched) const {
  bool any = values_.contains(node.data()) || literals_.contains(node.data()) ||
             removed_.contains(node.data());
  for (const fhir::Node child : node.children())
    any = mark(child, touched) || any;
  if (any) touched.insert(node.data());
  return any;
}

// An element whose last child goes would be empty, which FHIR does not allow.
bool Changes::vanishes(fhir::Node node) const {
  if (removed_.contains(node.data())) return true;
  if (node.has_value() || node.children().empty() || literals_.contains(node.data())) return false;
  return std::ranges::all_of(node.children(), [this](const fhir::Node c) { return vanishes(c); });
}

// One walk that copies the touched elements and shares the others.
class Changes::Copying {
 public:
  Copying(const Changes& changes, fhir::Builder& builder) : changes_(changes), builder_(builder) {
    changes_.mark(changes_.resource_.root(), touched_);
    builder_.arena().hold(changes_.resource_.arena());
  }

  void children(fhir::Node node) {
    for (const fhir::Node child : node.children())
      copy(child);
  }

  void copy(fhir::Node node) {
    if (!touched_.contains(node.data())) return builder_.push(*node.data());
    if (changes_.vanishes(node)) return;
    builder_.begin(node.name_id(), node.type(), node.offset());
    const auto value = changes_.values_.find(node.data());
    if (value != changes_.values_.end()) {
      builder_.set_value(builder_.arena().copy(value->second));
    } else if (node.has_value()) {
      builder_.set_value(node.value());
    }
    const auto literal = changes_.literals_.find(node.data());
    if (literal != changes_.literals_.end()) builder_.add("reference", literal->second);
    children(node);
    builder_.end();
  }

  void meta(fhir::Node meta) {
    builder_.begin("meta");
    builder_.add("versionId", changes_.version_id_);
    builder_.add("lastUpdated", changes_.last_updated_);
    for (const fhir::Node child : meta.children()) {
      if (child.name() != "versionId" && child.name() != "lastUpdated") copy(child);
    }
    builder_.end();
  }

 private:
  const Changes& changes_;
  fhir::Builder& builder_;
  std::set<const fhir::NodeData*> touched_;
};

fhir::Resource Changes::apply() const {
  if (empty()) return resource_;
  const fhir::Node root = resource_.root();
  fhir::Builder builder(resource_.types(), root.type());
  Copying copying(*this, builder);
  const bool stamps = !version_id_.empty();
  for (const fhir::Node child : root.children()) {
    if (!stamps || child.name() != "meta") copying.copy(child);
  }
  if (stamps) copying.meta(root.child("meta"));
  for (const auto& [name, value] : root_values_)
    builder.add(name, value);
  for (const auto& [name, element] : root_elements_)
    builder.graft(name, element);
  return std::move(builder).finish();
}

}  // namespace gateway::exchange
