#include "gateway/app/front_table.hpp"

#include <utility>

namespace gateway::app {
namespace {

bool owns(std::string_view prefix, std::string_view path) {
  return path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/');
}

}  // namespace

wire::Handler* FrontTable::front_of(const wire::Request& request) const {
  for (const FrontRow& row : rows_) {
    if (row.listener == request.listener && owns(row.prefix, request.path())) return row.front;
  }
  return nullptr;
}

bool FrontTable::is_brief(const wire::Request& request) const {
  const wire::Handler* front = front_of(request);
  return front != nullptr && front->is_brief(request);
}

void FrontTable::handle(wire::Request request, wire::Respond respond) {
  if (wire::Handler* front = front_of(request)) {
    return front->handle(std::move(request), std::move(respond));
  }
  wire::Response response;
  response.status = 404;
  response.headers.add("Content-Type", "text/plain; charset=utf-8");
  response.body = "Nothing answers on this path.\n";
  respond(std::move(response));
}

}  // namespace gateway::app
