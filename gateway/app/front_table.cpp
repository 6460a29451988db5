#include "gateway/app/front_table.hpp"

#include <utility>

namespace gateway::app {
namespace {

bool owns(std::string_view prefix, std::string_view path) {
  return path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/');
}

}  // namespace

void FrontTable::handle(wire::Request request, wire::Respond respond) {
  for (const FrontRow& row : rows_) {
    if (row.listener == request.listener && owns(row.prefix, request.path())) {
      row.front->handle(std::move(request), std::move(respond));
      return;
    }
  }
  wire::Response response;
  response.status = 404;
  response.headers.add("Content-Type", "text/plain; charset=utf-8");
  response.body = "Nothing answers on this path.\n";
  respond(std::move(response));
}

}  // namespace gateway::app
