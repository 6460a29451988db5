// The seam between http, which knows bytes and connections, and the fronts (rest, rivta, sdk,
// console), which know protocols. Neither side sees the other.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/base/code_table.hpp"
#include "gateway/security/client_certificate.hpp"

namespace gateway::wire {

// Source: RFC 9110, section 9.3; PATCH: RFC 5789. `other` is a method that no front knows.
enum class Method : std::uint8_t { get, head, post, put, patch, delete_, options, other };
inline constexpr CodeTable kMethods(std::to_array<CodeRow<Method>>({
    {Method::get, "GET"},
    {Method::head, "HEAD"},
    {Method::post, "POST"},
    {Method::put, "PUT"},
    {Method::patch, "PATCH"},
    {Method::delete_, "DELETE"},
    {Method::options, "OPTIONS"},
    {Method::other, ""},
}));

// Which door a request came through. A path exists on its own listener only.
enum class Listener : std::uint8_t { partner, people, operator_ };

// Header fields in the order they came. Names compare without case.
class Headers {
 public:
  struct Field {
    std::string name;
    std::string value;
  };

  void add(std::string name, std::string value) {
    fields_.push_back({std::move(name), std::move(value)});
  }
  // The first field called `name`, or nullopt. An empty value is a value.
  std::optional<std::string_view> find(std::string_view name) const noexcept;
  // How many fields are called `name`: a second If-Match is a client's mistake, not a choice.
  std::size_t count(std::string_view name) const noexcept;
  const std::vector<Field>& fields() const noexcept { return fields_; }

 private:
  std::vector<Field> fields_;
};

struct Request {
  Method method = Method::other;
  std::string target;  // path and query exactly as sent, e.g. "/fhir/Task?_count=5"
  Headers headers;
  std::string body;  // whole, transfer coding removed
  Listener listener = Listener::partner;
  // The verified client certificate; absent where the listener asks for none.
  std::optional<security::ClientIdentity> peer;
  Instant received;
  std::string request_id;  // made by http for logs and incident ids; a UUID

  // The target up to '?', and what follows it.
  std::string_view path() const noexcept;
  std::string_view query() const noexcept;
};

struct Response {
  unsigned status = 500;
  Headers headers;
  std::string body;  // http sends no body for HEAD, 204 and 304, whatever is here
};

// Takes the one answer to a request; may be called from any thread, at once or later. Destroying
// it uncalled answers 500.
using Respond = std::move_only_function<void(Response)>;

// THREADS: handle() is called from many threads at the same time.
class Handler {
 public:
  virtual ~Handler() = default;
  virtual void handle(Request request, Respond respond) = 0;
  // Whether handle() will neither wait nor compute for long with this request. http then calls it
  // on the thread that serves the connection, and saves the way to a worker and back.
  virtual bool is_brief(const Request& /*request*/) const { return false; }
};

}  // namespace gateway::wire
