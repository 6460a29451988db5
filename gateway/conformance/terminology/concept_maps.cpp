#include "gateway/conformance/terminology/concept_maps.hpp"

#include <algorithm>
#include <utility>

namespace gateway::conformance {
namespace {

using fhir::Node;

struct Inverse {
  std::string_view equivalence;
  std::string_view seen_from_target;
};

// All others are the same from both sides.
// Source: FHIR R4, valueset-concept-map-equivalence.html.
constexpr Inverse kInverses[] = {
    {"wider", "narrower"},
    {"narrower", "wider"},
    {"subsumes", "specializes"},
    {"specializes", "subsumes"},
};

// What `unmapped` says of the concept that it gives; R4 leaves it open.
constexpr std::string_view kProvided = "equivalent";
constexpr std::string_view kFixed = "relatedto";

bool is_asked(std::string_view asked, std::string_view offered) noexcept {
  return asked.empty() || asked == offered;
}

std::string_view inverse_of(std::string_view equivalence) noexcept {
  const auto* row = std::ranges::find(kInverses, equivalence, &Inverse::equivalence);
  return row == std::end(kInverses) ? equivalence : row->seen_from_target;
}

bool is_met(Node depends_on, const std::vector<MappingDependency>& given) {
  const std::string_view system = depends_on.child("system").value();
  return std::ranges::any_of(given, [&](const MappingDependency& each) {
    return each.property == depends_on.child("property").value() &&
           each.value == depends_on.child("value").value() &&
           (system.empty() || each.system.empty() || each.system == system);
  });
}

bool applies(Node target, const TranslationRequest& request) {
  return std::ranges::all_of(target.children("dependsOn"),
                             [&request](Node each) { return is_met(each, request.dependencies); });
}

std::string url_of(const fhir::Resource& map) {
  return std::string(map.root().child("url").value());
}

ConceptMatch match_of(Node target, std::string_view system, std::string_view equivalence) {
  return {.equivalence = std::string(equivalence),
          .system = std::string(system),
          .code = std::string(target.child("code").value()),
          .display = std::string(target.child("display").value()),
          .source = {}};
}

}  // namespace

bool is_translated(const ConceptMatch& match) noexcept {
  return match.equivalence != "unmatched" && match.equivalence != "disjoint";
}

Result<ConceptMaps::Map> ConceptMaps::find(std::string_view canonical) {
  if (const auto kept = kept_.find(canonical)) return *kept;
  GATEWAY_TRY(const auto found, source_.find("ConceptMap", canonical));
  Map map;
  if (found) {
    GATEWAY_TRY(map, compile(*found));
  }
  kept_.put(canonical, map, map ? map->weight : 1);
  return map;
}

Result<ConceptMaps::Map> ConceptMaps::compile(const fhir::Resource& map) const {
  auto made = std::make_shared<Compiled>(Compiled{map, {}, 1});
  for (const Node node : map.root().children("group")) {
    Group group{node, {}};
    for (const Node element : node.children("element")) {
      group.elements[element.child("code").value()].push_back(element);
      made->weight += 1 + element.children("target").size();
    }
    if (made->weight > limits_.max_concepts + 1) {
      return fail(
          ErrorKind::too_large,
          "TERM-LIMIT",
          "A concept map has more than " + std::to_string(limits_.max_concepts) + " concepts.");
    }
    made->groups.push_back(std::move(group));
  }
  return Map(std::move(made));
}

Result<Translation> ConceptMaps::translate(std::string_view canonical,
                                           const TranslationRequest& request) {
  Walk walk{request};
  GATEWAY_CHECK(follow(canonical, walk));
  return std::move(walk.translation);
}

Result<Translation> ConceptMaps::translate(const fhir::Resource& map,
                                           const TranslationRequest& request) {
  Walk walk{request};
  walk.followed.push_back(url_of(map));
  GATEWAY_TRY(const Map compiled, compile(map));
  GATEWAY_CHECK(apply(*compiled, walk));
  return std::move(walk.translation);
}

Result<void> ConceptMaps::follow(std::string_view canonical, Walk& walk) {
  if (walk.followed.size() > limits_.max_imports) {
    return fail(
        ErrorKind::too_large,
        "TERM-LIMIT",
        "More than " + std::to_string(limits_.max_imports) + " concept maps go on to each other.");
  }
  GATEWAY_TRY(const Map map, find(canonical));
  if (!map) {
    walk.translation.is_complete = false;
    return {};
  }
  std::string url = url_of(map->resource);
  if (std::ranges::find(walk.followed, url) != walk.followed.end()) return {};
  walk.followed.push_back(std::move(url));
  return apply(*map, walk);
}

Result<void> ConceptMaps::apply(const Compiled& map, Walk& walk) {
  const TranslationRequest& request = walk.request;
  for (const Group& group : map.groups) {
    if (request.is_reverse) {
      apply_reverse(map, group, walk);
      continue;
    }
    const std::string_view system = group.node.child("target").value();
    if (!is_asked(request.system, group.node.child("source").value()) ||
        !is_asked(request.target_system, system)) {
      continue;
    }
    const auto elements = group.elements.find(request.code);
    if (elements == group.elements.end()) {
      GATEWAY_CHECK(apply_unmapped(map, group, walk));
      continue;
    }
    for (const Node element : elements->second)
      add_targets(map, element, system, walk);
  }
  return {};
}

void ConceptMaps::add_targets(const Compiled& map,
                              Node element,
                              std::string_view system,
                              Walk& walk) {
  for (const Node target : element.children("target")) {
    if (!applies(target, walk.request)) continue;
    ConceptMatch match = match_of(target, system, target.child("equivalence").value());
    match.source = url_of(map.resource);
    walk.translation.matches.push_back(std::move(match));
  }
}

Result<void> ConceptMaps::apply_unmapped(const Compiled& map, const Group& group, Walk& walk) {
  const Node unmapped = group.node.child("unmapped");
  const std::string_view mode = unmapped.child("mode").value();
  if (mode == "other-map") return follow(unmapped.child("url").value(), walk);
  if (mode != "provided" && mode != "fixed") return {};
  const bool is_fixed = mode == "fixed";
  ConceptMatch match =
      match_of(unmapped, group.node.child("target").value(), is_fixed ? kFixed : kProvided);
  if (!is_fixed) match.code = walk.request.code;
  match.source = url_of(map.resource);
  walk.translation.matches.push_back(std::move(match));
  return {};
}

void ConceptMaps::apply_reverse(const Compiled& map, const Group& group, Walk& walk) {
  const TranslationRequest& request = walk.request;
  const std::string_view system = group.node.child("source").value();
  if (!is_asked(request.system, group.node.child("target").value()) ||
      !is_asked(request.target_system, system)) {
    return;
  }
  for (const Node element : group.node.children("element")) {
    for (const Node target : element.children("target")) {
      if (target.child("code").value() != request.code || !applies(target, request)) continue;
      walk.translation.matches.push_back(
          match_of(element, system, inverse_of(target.child("equivalence").value())));
      walk.translation.matches.back().source = url_of(map.resource);
    }
  }
}

}  // namespace gateway::conformance
