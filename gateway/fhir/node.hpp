// Node: one element of a resource, seen from outside. Immutable.
//
//   const Node name = patient.root().child("name");
//   for (const Node given : name.children("given")) use(given.value());
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <string_view>

#include "gateway/fhir/type_table.hpp"

namespace gateway::fhir {

// How an element lies in its arena. Children are contiguous and in definition order; items of a
// repeating element stand next to each other. Only Arena, Builder and Edit make these.
struct NodeData {
  const NodeData* children = nullptr;
  const char* value = nullptr;  // lexical text; null if the element has no value
  std::uint32_t child_count = 0;
  std::uint32_t value_size = 0;
  std::uint32_t offset = 0;  // byte in the source text where the element begins
  NameId name = kNoName;     // JSON name, e.g. "valueQuantity"; kNoName at the root
  TypeId type = kNoType;     // concrete type: of a resource inside another one, its own type
};
static_assert(sizeof(NodeData) == 32);

class Nodes;

// A view of one element; false if the element it was asked for does not exist. An absent node can
// be asked further: it has no value, no children and no name.
//
// LIFETIME: never outlives the Resource (the arena) it was taken from.
// THREADS: any.
class Node {
 public:
  Node() = default;
  Node(const NodeData* data, const TypeTable* types) : data_(data), types_(types) {}

  explicit operator bool() const noexcept { return data_ != nullptr; }

  std::string_view name() const noexcept { return data_ ? types_->name(data_->name) : ""; }
  NameId name_id() const noexcept { return data_ ? data_->name : kNoName; }
  TypeId type() const noexcept { return data_ ? data_->type : kNoType; }
  std::string_view type_name() const noexcept {
    return data_ ? types_->type_name(data_->type) : "";
  }
  Primitive primitive() const noexcept {
    return data_ ? types_->primitive(data_->type) : Primitive::none;
  }
  bool is_resource() const noexcept { return data_ && types_->is_resource(data_->type); }

  // The lexical value of a primitive, exactly as written (1.50 stays 1.50); empty if there is none.
  bool has_value() const noexcept { return data_ && data_->value; }
  std::string_view value() const noexcept {
    return has_value() ? std::string_view(data_->value, data_->value_size) : std::string_view();
  }

  Nodes children() const noexcept;
  // All items of the element with this JSON name.
  Nodes children(std::string_view name) const noexcept;
  Nodes children(NameId name) const noexcept;
  // The first of them.
  Node child(std::string_view name) const noexcept;
  // The element of a choice, by its name without type: choice("value") finds "valueQuantity".
  Node choice(std::string_view name) const noexcept;

  std::uint32_t offset() const noexcept { return data_ ? data_->offset : 0; }
  const NodeData* data() const noexcept { return data_; }
  const TypeTable& types() const noexcept { return *types_; }

 private:
  const NodeData* data_ = nullptr;
  const TypeTable* types_ = nullptr;
};

// Consecutive elements.
class Nodes {
 public:
  class Iterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = Node;
    using difference_type = std::ptrdiff_t;
    using pointer = void;
    using reference = Node;

    Iterator() = default;
    Iterator(const NodeData* at, const TypeTable* types) : at_(at), types_(types) {}
    Node operator*() const noexcept { return {at_, types_}; }
    Iterator& operator++() noexcept {
      ++at_;
      return *this;
    }
    Iterator operator++(int) noexcept {
      const Iterator before = *this;
      ++at_;
      return before;
    }
    friend bool operator==(const Iterator& a, const Iterator& b) noexcept { return a.at_ == b.at_; }

   private:
    const NodeData* at_ = nullptr;
    const TypeTable* types_ = nullptr;
  };

  Nodes() = default;
  Nodes(std::span<const NodeData> all, const TypeTable* types) : all_(all), types_(types) {}

  Iterator begin() const noexcept { return {all_.data(), types_}; }
  Iterator end() const noexcept { return {all_.data() + all_.size(), types_}; }
  std::size_t size() const noexcept { return all_.size(); }
  bool empty() const noexcept { return all_.empty(); }
  Node operator[](std::size_t index) const noexcept { return {&all_[index], types_}; }
  std::span<const NodeData> data() const noexcept { return all_; }

 private:
  std::span<const NodeData> all_;
  const TypeTable* types_ = nullptr;
};

inline Nodes Node::children() const noexcept {
  return data_ ? Nodes({data_->children, data_->child_count}, types_) : Nodes();
}

}  // namespace gateway::fhir
