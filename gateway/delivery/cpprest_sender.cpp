#include "gateway/delivery/cpprest_sender.hpp"

// The macro U of cpprestsdk breaks the headers of Boost.
#define _TURN_OFF_PLATFORM_STRING

#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include <cpprest/http_client.h>
#include <cpprest/producerconsumerstream.h>
#include <pplx/threadpool.h>

#include "gateway/delivery/deadlines.hpp"

namespace gateway::delivery {
namespace {

namespace http = web::http;
using Client = http::client::http_client;
using Buffer = concurrency::streams::producer_consumer_buffer<std::uint8_t>;

// One message on its way: everything that must live until the answer is there.
struct Attempt {
  pplx::cancellation_token_source cancel;
  std::atomic<bool> late = false;
  Deadlines::Ticket deadline = 0;
  std::shared_ptr<Client> client;
  std::string reply;
  Reply result;
  std::move_only_function<void(Reply)> done;
};

// A body that cannot be rewound: the library re-sends a request on a dropped connection if it can
// rewind its body, and then the receiver executes it twice without anybody knowing.
pplx::task<concurrency::streams::istream> one_way_stream(const std::string& body) {
  Buffer buffer;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(body.data());
  return buffer.putn_nocopy(bytes, body.size()).then([buffer](std::size_t /*written*/) mutable {
    return buffer.close(std::ios_base::out).then([buffer] { return buffer.create_istream(); });
  });
}

// Reads until the end or until one byte more than `limit`.
pplx::task<void> read_at_most(const concurrency::streams::istream& from,
                              const Buffer& into,
                              std::size_t limit) {
  return from.read(into, limit + 1 - into.size()).then([from, into, limit](std::size_t count) {
    if (count == 0 || into.size() > limit) return pplx::task_from_result();
    return read_at_most(from, into, limit);
  });
}

class CpprestSender final : public Sender {
 public:
  CpprestSender(MaterialSource material, const SenderLimits& limits)
      : material_(std::move(material)), limits_(limits) {
    // Throws if a pool exists already: then the first sender of the process has decided.
    try {
      crossplat::threadpool::initialize_with_threads(limits.threads);
    } catch (const std::exception&) {
      pool_existed_ = true;
    }
  }

  void send(Outgoing outgoing, std::move_only_function<void(Reply)> done) override;

 private:
  struct Known {
    std::uint64_t generation = 0;
    std::shared_ptr<Client> client;
  };

  std::shared_ptr<Client> client_for(const exchange::Destination& destination);
  std::shared_ptr<Client> make_client(const exchange::Destination& destination,
                                      std::shared_ptr<const security::TlsMaterial> material) const;
  pplx::task<void> read_reply(const std::shared_ptr<Attempt>& attempt,
                              const http::http_response& response) const;
  void finish(const std::shared_ptr<Attempt>& attempt, pplx::task<void> outcome);

  MaterialSource material_;
  SenderLimits limits_;
  bool pool_existed_ = false;
  std::mutex mutex_;
  std::map<std::string, Known> clients_;  // by URL and HSA-id; guarded by mutex_
  Deadlines deadlines_;
};

std::shared_ptr<Client> CpprestSender::client_for(const exchange::Destination& destination) {
  auto material = material_();
  const std::uint64_t generation = material->generation();
  const std::string key = destination.url + ' ' + destination.system_hsa_id;
  const std::scoped_lock lock(mutex_);
  Known& known = clients_[key];
  if (!known.client || known.generation != generation) {
    known = {generation, make_client(destination, std::move(material))};
  }
  return known.client;
}

void CpprestSender::send(Outgoing outgoing, std::move_only_function<void(Reply)> done) {
  auto attempt = std::make_shared<Attempt>();
  attempt->done = std::move(done);
  attempt->deadline = deadlines_.add(limits_.deadline, [attempt] {
    attempt->late = true;
    attempt->cancel.cancel();
  });
  auto body = std::make_shared<std::string>(std::move(outgoing.body));
  pplx::task<void> outcome;
  try {
    attempt->client = client_for(outgoing.destination);
    http::http_request request(http::methods::POST);
    request.headers().add("Accept", "application/fhir+json");
    request.headers().add("X-Request-ID", outgoing.request_id);
    if (!outgoing.correlation_id.empty()) {
      request.headers().add("X-Correlation-ID", outgoing.correlation_id);
    }
    outcome = one_way_stream(*body)
                  .then([attempt, request, body, type = std::move(outgoing.content_type)](
                            const concurrency::streams::istream& stream) mutable {
                    request.set_body(stream, body->size(), type);
                    return attempt->client->request(request, attempt->cancel.get_token());
                  })
                  .then([this, attempt, body](const http::http_response& response) {
                    return read_reply(attempt, response);
                  });
  } catch (const std::exception& error) {
    outcome = pplx::task_from_exception<void>(std::current_exception());
  }
  outcome.then([this, attempt](pplx::task<void> ended) { finish(attempt, std::move(ended)); });
}

pplx::task<void> CpprestSender::read_reply(const std::shared_ptr<Attempt>& attempt,
                                           const http::http_response& response) const {
  attempt->result.status = response.status_code();
  attempt->result.content_type = response.headers().content_type();
  Buffer buffer;
  return read_at_most(response.body(), buffer, limits_.reply_bytes)
      .then([attempt, buffer, limit = limits_.reply_bytes]() mutable {
        const std::size_t size = buffer.size();
        if (size > limit) {
          attempt->result.status = 0;
          attempt->result.failure = "reply-too-large";
          return;
        }
        attempt->result.body.resize(size);
        auto* bytes = reinterpret_cast<std::uint8_t*>(attempt->result.body.data());
        buffer.getn(bytes, size).get();
      });
}

void CpprestSender::finish(const std::shared_ptr<Attempt>& attempt, pplx::task<void> outcome) {
  deadlines_.take_back(attempt->deadline);
  try {
    outcome.get();
  } catch (const http::http_exception& error) {
    attempt->result = {};
    attempt->result.failure = attempt->late ? "deadline" : "connection";
  } catch (const pplx::task_canceled&) {
    attempt->result = {};
    attempt->result.failure = "deadline";
  } catch (const std::exception&) {
    attempt->result = {};
    attempt->result.failure = attempt->late ? "deadline" : "cut-off";
  }
  attempt->done(std::move(attempt->result));
}

}  // namespace

std::unique_ptr<Sender> make_cpprest_sender(MaterialSource material, const SenderLimits& limits) {
  return std::make_unique<CpprestSender>(std::move(material), limits);
}

}  // namespace gateway::delivery
