// Random edits, compared with a model that copies everything and knows no sharing.
#include <algorithm>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "gateway/fhir/builder.hpp"
#include "gateway/fhir/edit.hpp"

#include "tests/support/small_types.hpp"

namespace gateway::fhir {
namespace {

using test::small_types;

// An element as plain values. `original` says which node of the edited tree it was.
struct Model {
  std::string name;
  TypeId type = kNoType;
  std::optional<std::string> value;
  std::vector<Model> children;
  const NodeData* original = nullptr;
  bool is_changed = false;
};

Model model_of(Node node) {
  Model model{std::string(node.name()), node.type(), std::nullopt, {}, node.data()};
  if (node.has_value()) model.value = std::string(node.value());
  for (const Node child : node.children())
    model.children.push_back(model_of(child));
  return model;
}

void write(const Model& model, std::string& out) {
  out += model.name + (model.value ? "=" + *model.value : "") + "(";
  for (const Model& child : model.children)
    write(child, out);
  out += ")";
}

std::string text_of(const Model& model) {
  std::string out;
  write(model, out);
  return out;
}

Model* find(Model& model, const NodeData* original) {
  if (model.original == original) return &model;
  for (Model& child : model.children) {
    if (Model* found = find(child, original)) return found;
  }
  return nullptr;
}

Model* find_parent(Model& model, const NodeData* original) {
  for (Model& child : model.children) {
    if (child.original == original) return &model;
    if (Model* found = find_parent(child, original)) return found;
  }
  return nullptr;
}

std::size_t order_of(TypeId type, const std::string& name) {
  const TypeTable& types = small_types();
  const auto slots = types.slots(type);
  const auto slot =
      std::ranges::find_if(slots, [&](const SlotRow& row) { return types.name(row.name) == name; });
  return static_cast<std::size_t>(slot - slots.begin());
}

// Removes elements that changed and are empty now; true if `model` itself is one.
bool prune(Model& model) {
  const bool was_empty = model.children.empty() && !model.value;
  const std::size_t before = model.children.size();
  std::erase_if(model.children, [](Model& child) { return prune(child); });
  const bool is_changed = model.is_changed || model.children.size() != before;
  return is_changed && (!was_empty || model.is_changed) && model.children.empty() && !model.value;
}

class RandomEdits {
 public:
  explicit RandomEdits(std::uint32_t seed) : random_(seed) {}

  // One Edit of several changes; false if the tree and the model differ afterwards.
  bool step(Resource& tree) {
    Model model = model_of(tree.root());
    nodes_.clear();
    collect(tree.root());
    Edit edit(tree);
    const std::size_t changes = 1 + below(6);
    for (std::size_t i = 0; i < changes; ++i)
      change(edit, model);
    prune(model);
    tree = std::move(edit).apply();
    expected = text_of(model);
    actual = text_of(model_of(tree.root()));
    return expected == actual;
  }

  std::string expected;
  std::string actual;

 private:
  std::size_t below(std::size_t limit) { return random_() % limit; }
  std::string new_text() { return "v" + std::to_string(++count_); }

  void collect(Node node) {
    nodes_.push_back(node);
    for (const Node child : node.children())
      collect(child);
  }

  Node any_node() { return nodes_[below(nodes_.size())]; }

  void change(Edit& edit, Model& model) {
    switch (below(7)) {
      case 0: return set_value(edit, model);
      case 1: return clear_value(edit, model);
      case 2: return remove(edit, model);
      case 3: return insert(edit, model);
      case 4: return set_child(edit, model);
      case 5: return replace(edit, model);
      default: return move(edit, model);
    }
  }

  void set_value(Edit& edit, Model& model) {
    const Node node = any_node();
    const std::string text = new_text();
    const bool done = edit.set_value(node, text).has_value();
    EXPECT_EQ(done, node.primitive() != Primitive::none);
    Model* at = find(model, node.data());
    if (done && at) {
      at->value = text;
      at->is_changed = true;
    }
  }

  void clear_value(Edit& edit, Model& model) {
    const Node node = any_node();
    EXPECT_TRUE(edit.clear_value(node).has_value());
    if (Model* at = find(model, node.data())) {
      at->value.reset();
      at->is_changed = true;
    }
  }

  void remove(Edit& edit, Model& model) {
    const Node node = any_node();
    const bool done = edit.remove(node).has_value();
    EXPECT_EQ(done, node.data() != nodes_[0].data());
    Model* parent = find_parent(model, node.data());
    if (!done || !parent) return;
    std::erase_if(parent->children, [&](const Model& m) { return m.original == node.data(); });
    parent->is_changed = true;
  }

  // A name that the element may get more of, with what it holds.
  struct Choice {
    std::string name;
    bool is_tree;
  };
  std::optional<Choice> repeating_child_of(Node node) {
    if (node.type_name() == "HumanName") return Choice{below(2) ? "given" : "suffix", false};
    if (node.type_name() == "Patient") return Choice{"name", true};
    return std::nullopt;
  }

  Resource new_name(const std::string& text) {
    Builder b(small_types(), "HumanName");
    b.add("family", text);
    return std::move(b).finish();
  }

  Model new_model(const Choice& choice, const std::string& text) {
    const TypeTable& types = small_types();
    if (!choice.is_tree) return {choice.name, types.find_type("string"), text, {}};
    Model model = model_of(new_name(text).root());
    model.name = choice.name;
    model.original = nullptr;
    model.children[0].original = nullptr;
    return model;
  }

  std::vector<std::size_t> places_of(const Model& parent, const std::string& name) {
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < parent.children.size(); ++i) {
      if (parent.children[i].name == name) places.push_back(i);
    }
    return places;
  }

  static void put(Model& parent, std::size_t place, const Model& child) {
    parent.children.insert(parent.children.begin() + static_cast<std::ptrdiff_t>(place), child);
    parent.is_changed = true;
  }

  // Where the first item of `name` would stand.
  static std::size_t first_place(const Model& parent, const std::string& name) {
    std::size_t place = 0;
    while (place < parent.children.size() &&
           order_of(parent.type, parent.children[place].name) < order_of(parent.type, name)) {
      ++place;
    }
    return place;
  }

  void insert(Edit& edit, Model& model) {
    const Node node = any_node();
    const auto choice = repeating_child_of(node);
    if (!choice) return;
    const std::string text = new_text();
    const std::size_t index = below(5);
    const Resource tree = new_name(text);
    const bool done =
        choice->is_tree
            ? edit.insert(node, choice->name, index, tree.root()).has_value()
            : edit.insert(node, choice->name, index, std::string_view(text)).has_value();
    Model* parent = find(model, node.data());
    if (!parent) return;
    EXPECT_EQ(done, index <= places_of(*parent, choice->name).size());
    if (done) put(*parent, first_place(*parent, choice->name) + index, new_model(*choice, text));
  }

  void set_child(Edit& edit, Model& model) {
    const Node node = any_node();
    if (node.type_name() != "HumanName") return;
    const std::string text = new_text();
    const Choice choice{below(2) ? "given" : "family", false};
    EXPECT_TRUE(edit.set_child(node, choice.name, std::string_view(text)).has_value());
    Model* parent = find(model, node.data());
    if (!parent) return;
    std::erase_if(parent->children, [&](const Model& m) { return m.name == choice.name; });
    put(*parent, first_place(*parent, choice.name), new_model(choice, text));
  }

  void replace(Edit& edit, Model& model) {
    const Node node = any_node();
    const std::string text = new_text();
    const bool done = edit.replace(node, std::string_view(text)).has_value();
    Model* parent = find_parent(model, node.data());
    if (!done || !parent) return;
    Model* at = find(model, node.data());
    *at = {std::string(node.name()), node.type(), text, {}};
    parent->is_changed = true;
  }

  void move(Edit& edit, Model& model) {
    const Node node = any_node();
    const auto choice = repeating_child_of(node);
    if (!choice) return;
    const std::size_t from = below(4);
    const std::size_t to = below(4);
    const bool done = edit.move(node, choice->name, from, to).has_value();
    Model* parent = find(model, node.data());
    if (!parent) return;
    const auto places = places_of(*parent, choice->name);
    EXPECT_EQ(done, from < places.size() && to < places.size());
    if (!done) return;
    const Model moved = parent->children[places[from]];
    parent->children.erase(parent->children.begin() + static_cast<std::ptrdiff_t>(places[from]));
    put(*parent, places[0] + to, moved);
  }

  std::mt19937 random_;
  std::uint64_t count_ = 0;
  std::vector<Node> nodes_;
};

Resource some_patient() {
  Builder b(small_types(), "Patient");
  b.add("id", "23");
  for (int i = 0; i < 3; ++i) {
    b.begin("name");
    b.add("family", "F" + std::to_string(i));
    b.add("given", "G");
    b.add("given", "H");
    b.end();
  }
  b.begin("contact");
  b.begin("name");
  b.add("text", "T");
  b.end();
  b.end();
  return std::move(b).finish();
}

TEST(EditModelTest, AgreesWithTheModelThroughLongChainsOfRandomEdits) {
  for (std::uint32_t seed = 1; seed <= 60; ++seed) {
    RandomEdits edits(seed);
    Resource tree = some_patient();
    for (int step = 0; step < 40; ++step) {
      ASSERT_TRUE(edits.step(tree)) << "seed " << seed << " step " << step << "\nexpected "
                                    << edits.expected << "\nactual   " << edits.actual;
      ASSERT_LE(tree.arena()->generations(), Edit::kMaxGenerations);
    }
  }
}

}  // namespace
}  // namespace gateway::fhir
