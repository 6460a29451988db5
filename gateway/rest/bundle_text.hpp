// BundleText: a Bundle written as JSON text around resources that are JSON text already, so that
// what the store holds goes out without being parsed.
#pragma once

#include <string>
#include <string_view>

#include "gateway/base/clock.hpp"

namespace gateway::rest {

// Members are written in the order of the calls; the definition order of R4 is the caller's care.
class BundleText {
 public:
  // `type` is a bundle-type code.
  explicit BundleText(std::string_view type);

  void total(std::size_t count);
  void link(std::string_view relation, std::string_view url);

  // --- one entry: begin, its parts, end ---
  void begin_entry();
  void full_url(std::string_view url);
  // `json`: one resource.
  void resource(std::string_view json);
  // `mode` is a search-entry-mode code.
  void search_mode(std::string_view mode);
  void request(std::string_view method, std::string_view url);
  struct Response {
    std::string_view status;    // "201 Created"
    std::string_view location;  // empty: left out
    std::string_view etag;      // empty: left out
    Instant last_modified;      // of the resource; left out without etag
    std::string_view outcome;   // JSON of an OperationOutcome; empty: left out
  };
  void response(const Response& response);
  void end_entry();

  std::string finish() &&;

 private:
  void member(std::string_view name);
  void text_member(std::string_view name, std::string_view value);
  void open_list(std::string_view name);

  std::string text_;
  std::string_view list_;  // open array: "link", "entry" or none
  bool needs_comma_ = false;
};

}  // namespace gateway::rest
