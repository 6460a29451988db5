// JsonResourceTypes: the resourceType of an object before the object is read.
#pragma once

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

namespace gateway::codec {

// What an element may hold depends on the type of its resource, and a JSON object may name its type
// last. It usually names it first; then this looks there and nowhere else. Otherwise the whole text
// is walked through once, for all objects together.
//
// A resourceType that is written with escapes is not found.
//
// LIFETIME: outlived by the text.
// THREADS: one.
class JsonResourceTypes {
 public:
  explicit JsonResourceTypes(std::string_view text) : text_(text) {}

  // The raw text of the resourceType of the object whose '{' is at `offset`; empty if there is
  // none.
  std::string_view find(std::size_t offset);

 private:
  void walk();

  std::string_view text_;
  std::vector<std::pair<std::size_t, std::string_view>> found_;  // by offset of the object
  bool is_walked_ = false;
};

}  // namespace gateway::codec
