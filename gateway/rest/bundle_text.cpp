#include "gateway/rest/bundle_text.hpp"

#include "gateway/codec/json_string.hpp"
#include "gateway/fhir/date_time.hpp"

namespace gateway::rest {

BundleText::BundleText(std::string_view type) : text_(R"({"resourceType":"Bundle")") {
  needs_comma_ = true;
  text_member("type", type);
}

void BundleText::member(std::string_view name) {
  if (needs_comma_) text_ += ',';
  needs_comma_ = true;
  text_ += '"';
  text_ += name;
  text_ += "\":";
}

void BundleText::text_member(std::string_view name, std::string_view value) {
  member(name);
  codec::append_json_string(value, text_);
}

void BundleText::open_list(std::string_view name) {
  if (list_ == name) {
    text_ += ',';
  } else {
    if (!list_.empty()) text_ += ']';
    member(name);
    text_ += '[';
    list_ = name;
  }
  text_ += '{';
  needs_comma_ = false;
}

void BundleText::total(std::size_t count) {
  member("total");
  text_ += std::to_string(count);
}

void BundleText::link(std::string_view relation, std::string_view url) {
  open_list("link");
  text_member("relation", relation);
  text_member("url", url);
  end_entry();
}

void BundleText::begin_entry() {
  open_list("entry");
}

void BundleText::end_entry() {
  text_ += '}';
  needs_comma_ = true;
}

void BundleText::full_url(std::string_view url) {
  text_member("fullUrl", url);
}

void BundleText::resource(std::string_view json) {
  member("resource");
  text_ += json;
}

void BundleText::search_mode(std::string_view mode) {
  member("search");
  text_ += R"({"mode":")";
  text_ += mode;
  text_ += R"("})";
}

void BundleText::request(std::string_view method, std::string_view url) {
  member("request");
  text_ += '{';
  needs_comma_ = false;
  text_member("method", method);
  text_member("url", url);
  end_entry();
}

void BundleText::response(const Response& response) {
  member("response");
  text_ += '{';
  needs_comma_ = false;
  text_member("status", response.status);
  if (!response.location.empty()) text_member("location", response.location);
  if (!response.etag.empty()) {
    text_member("etag", response.etag);
    text_member("lastModified", fhir::to_text(response.last_modified));
  }
  if (!response.outcome.empty()) {
    member("outcome");
    text_ += response.outcome;
  }
  end_entry();
}

std::string BundleText::finish() && {
  if (!list_.empty()) text_ += ']';
  text_ += '}';
  return std::move(text_);
}

}  // namespace gateway::rest
