#include "gateway/conformance/snapshot/element_outline.hpp"

#include <map>
#include <tuple>
#include <utility>

namespace gateway::conformance {
namespace {

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t dot = text.find('.');
    parts.push_back(text.substr(0, dot));
    if (dot == std::string_view::npos) return parts;
    text.remove_prefix(dot + 1);
  }
}

// An id "Patient.identifier:a.system" names the slice of each part; nothing if it is no such id of
// an element with this path.
std::vector<std::string_view> slices_of_id(std::string_view id,
                                           const std::vector<std::string_view>& path) {
  if (!id.contains(':')) return {};
  std::vector<std::string_view> slices = split(id);
  if (slices.size() != path.size()) return {};
  for (std::size_t i = 0; i < path.size(); ++i) {
    const std::size_t colon = slices[i].find(':');
    if (slices[i].substr(0, colon) != path[i]) return {};
    slices[i] = colon == std::string_view::npos ? "" : slices[i].substr(colon + 1);
  }
  return slices;
}

// One list while it is read.
class Reading {
 public:
  explicit Reading(std::string_view list) : list_(list) {}

  Result<void> add(fhir::Node element, std::size_t index) {
    const std::vector<std::string_view> path = split(element.child("path").value());
    if (path.front().empty() || path.size() > ElementOutline::kMaxDepth)
      return refuse(index, "the element has no path, or one that is too deep");
    if (roots_.empty()) {
      static_cast<void>(named(roots_, path.front(), ""));
    } else if (roots_.front().name != path.front()) {
      return refuse(index, "the path does not begin as that of the first element");
    }
    const std::string_view id = element.child("id").value();
    ElementOutline* at = &roots_.front();
    if (path.size() > 1) {
      at = &parent_of(id, path);
      const std::string_view slice_name = element.child("sliceName").value();
      at = &step(*at, path.back(), &slice_name);
    }
    at->statements.push_back({element, index});
    by_id_.emplace(id, at);
    return {};
  }

  std::list<ElementOutline> take() && { return std::move(roots_); }

 private:
  std::unexpected<Error> refuse(std::size_t index, std::string_view why) const {
    return fail(
        ErrorKind::invalid, "SNAPSHOT-PATH", std::string(why), element_expression(list_, index));
  }

  // The element with the id of the parent, whatever slice it is; else by the slices that the id
  // names; else the one that is open.
  ElementOutline& parent_of(std::string_view id, const std::vector<std::string_view>& path) {
    const auto slices = slices_of_id(id, path);
    if (!slices.empty()) {
      const auto known = by_id_.find(id.substr(0, id.rfind('.')));
      if (known != by_id_.end()) return *known->second;
    }
    ElementOutline* at = &roots_.front();
    for (std::size_t i = 1; i + 1 < path.size(); ++i)
      at = &step(*at, path[i], slices.empty() ? nullptr : &slices[i]);
    return *at;
  }

  // The element of `elements` with these names; a new one if there is none.
  ElementOutline& named(std::list<ElementOutline>& elements,
                        std::string_view name,
                        std::string_view slice_name) {
    ElementOutline*& known = by_name_[{&elements, name, slice_name}];
    if (known == nullptr) {
      known = &elements.emplace_back(
          ElementOutline{.name = std::string(name), .slice_name = std::string(slice_name)});
    }
    return *known;
  }

  ElementOutline& step(ElementOutline& parent,
                       std::string_view name,
                       const std::string_view* slice_name) {
    ElementOutline& child = named(parent.children, name, "");
    ElementOutline*& open = open_.try_emplace(&child, &child).first->second;
    if (slice_name != nullptr)
      open = slice_name->empty() ? &child : &named(child.slices, name, *slice_name);
    return *open;
  }

  std::string_view list_;
  std::list<ElementOutline> roots_;
  std::map<std::string_view, ElementOutline*> by_id_;
  // The list that an element is in, its name and that of its slice, as the definition has them.
  using Name = std::tuple<const std::list<ElementOutline>*, std::string_view, std::string_view>;
  std::map<Name, ElementOutline*> by_name_;
  // Where what follows an element in the list belongs: to the slice that was named last, or to it.
  std::map<const ElementOutline*, ElementOutline*> open_;
};

}  // namespace

Result<std::list<ElementOutline>> outline_of(fhir::Nodes elements, std::string_view list) {
  if (elements.size() > ElementOutline::kMaxElements)
    return fail(ErrorKind::too_large, "SNAPSHOT-LIMIT", "the definition has too many elements");
  Reading reading(list);
  for (std::size_t i = 0; i < elements.size(); ++i)
    GATEWAY_CHECK(reading.add(elements[i], i));
  return std::move(reading).take();
}

std::string element_expression(std::string_view list, std::size_t index) {
  return "StructureDefinition." + std::string(list) + ".element[" + std::to_string(index) + "]";
}

}  // namespace gateway::conformance
