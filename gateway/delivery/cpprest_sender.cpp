#include "gateway/delivery/cpprest_sender.hpp"

// The macro U of cpprestsdk breaks the headers of Boost.
#define _TURN_OFF_PLATFORM_STRING  // NOLINT(*-reserved-identifier,cert-dcl*): cpprestsdk's

#include <array>
#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <system_error>
#include <utility>

#include <cpprest/http_client.h>
#include <cpprest/producerconsumerstream.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <pplx/threadpool.h>

#include "gateway/base/clock.hpp"
#include "gateway/delivery/deadlines.hpp"

namespace gateway::delivery {
namespace {

namespace http = web::http;
using Client = http::client::http_client;
using Buffer = concurrency::streams::producer_consumer_buffer<std::uint8_t>;

// The pool keeps connections alive for reuse and sends on them for as long as 30 s and more,
// without looking whether the receiver has closed them. A deadline is a length of real time, and so
// is this.
MonotonicTime real_time() {
  return SystemClock().monotonic();
}

// A client, and what is known of the connections in its pool, which cannot be seen.
class Connections {
 public:
  Connections(std::uint64_t generation, std::shared_ptr<Client> client)
      : generation_(generation), client_(std::move(client)) {}

  // Of the TLS material that they were made with.
  std::uint64_t generation() const noexcept { return generation_; }
  Client& client() const noexcept { return *client_; }
  // An answer has come, so that a message after it may go over a connection kept from before it.
  bool may_be_kept() const noexcept { return answered_; }
  MonotonicTime last_used() const noexcept { return last_used_; }

  void begin_attempt() { last_used_ = real_time(); }
  void end_attempt(bool answered) {
    last_used_ = real_time();
    if (answered) answered_ = true;
  }

 private:
  const std::uint64_t generation_;
  const std::shared_ptr<Client> client_;
  std::atomic<bool> answered_ = false;
  std::atomic<MonotonicTime> last_used_ = real_time();
};

// One message on its way: everything that must live until the answer is there.
struct Attempt {
  pplx::cancellation_token_source cancel;
  std::atomic<bool> late = false;
  Deadlines::Ticket deadline = 0;
  std::shared_ptr<Connections> connections;
  bool may_be_kept = false;  // the connection, when the attempt began
  std::string receiver;      // whose connections they are
  Reply result;
  std::array<std::uint8_t, std::size_t{16} * 1024> chunk = {};
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

// Who must answer: our trust, and the system that the directory names. Belongs to the TLS context,
// so that it lives as long as the last connection made with it.
struct Expectation {
  std::shared_ptr<const security::TlsMaterial> material;
  std::string hsa_id;
};

// NOLINTNEXTLINE(readability-function-size): the signature is OpenSSL's
void free_expectation(void* /*parent*/,
                      void* expectation,
                      CRYPTO_EX_DATA* /*all*/,
                      int /*index*/,
                      long /*argl*/,
                      void* /*argp*/) {
  const std::unique_ptr<Expectation> owned(static_cast<Expectation*>(expectation));
}

int expectation_index() {
  static const int kIndex =
      SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, free_expectation);
  return kIndex;
}

int verify_receiver(X509_STORE_CTX* chain, void* expectation) {
  const auto& expected = *static_cast<const Expectation*>(expectation);
  return expected.material->verify_server(*chain, expected.hsa_id) ? 1 : 0;
}

// The name in the URL must stand in a subject alternative name; a common name does not count.
bool expect_host(SSL_CTX& context, const std::string& host) {
  X509_VERIFY_PARAM* rules = SSL_CTX_get0_param(&context);
  X509_VERIFY_PARAM_set_hostflags(
      rules, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  return X509_VERIFY_PARAM_set1_ip_asc(rules, host.c_str()) == 1 ||
         X509_VERIFY_PARAM_set1_host(rules, host.c_str(), host.size()) == 1;
}

// Replaces everything that the library set in the context. False if OpenSSL refused a setting; then
// the context verifies nothing that a receiver could pass.
bool prepare_context(SSL_CTX& context,
                     std::unique_ptr<Expectation> expectation,
                     const std::string& host) {
  if (SSL_CTX_set_ex_data(&context, expectation_index(), expectation.get()) != 1) return false;
  Expectation* kept = expectation.release();  // the context's now
  SSL_CTX_set_cert_verify_callback(&context, verify_receiver, kept);
  return kept->material->configure_client(context).has_value() && expect_host(context, host);
}

// Appends what comes to the reply's body, until the end or until more than `limit` has come.
pplx::task<void> read_at_most(const std::shared_ptr<Attempt>& attempt,
                              concurrency::streams::streambuf<std::uint8_t> from,
                              std::size_t limit) {
  return from.getn(attempt->chunk.data(), attempt->chunk.size())
      .then([attempt, from, limit](std::size_t count) {
        std::string& body = attempt->result.body;
        body.append(attempt->chunk.begin(),
                    attempt->chunk.begin() + static_cast<std::ptrdiff_t>(count));
        if (count == 0 || body.size() > limit) return pplx::task_from_result();
        return read_at_most(attempt, from, limit);
      });
}

// The library gives OpenSSL's packed error where TLS failed, and the system's otherwise.
bool is_refusal(const http::http_exception& failed) {
  const auto code = static_cast<unsigned long>(failed.error_code().value());
  if (ERR_GET_LIB(code) != ERR_LIB_SSL) return false;
  const int reason = ERR_GET_REASON(code);
  // An alert of the other end has the reason 1000 + its number.
  return reason == SSL_R_CERTIFICATE_VERIFY_FAILED || reason > SSL_AD_REASON_OFFSET;
}

// How much later than ours the library's own timer runs out. It is for what cannot be cancelled,
// and counts each wait anew.
constexpr std::chrono::milliseconds kLibraryTimeout{1000};

bool is_timeout(const http::http_exception& failed) {
  return failed.error_code().value() == static_cast<int>(std::errc::timed_out);
}

std::string name_failure(const Attempt& attempt, const http::http_exception& failed, bool begun) {
  if (attempt.late || is_timeout(failed)) return "deadline";
  if (begun) return "cut-off";
  if (is_refusal(failed)) return "tls";
  return attempt.may_be_kept ? std::string(kStaleConnection) : "connection";
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
  void take_connections(Attempt& attempt, const Outgoing& outgoing);
  void forget(const Attempt& attempt);
  std::shared_ptr<Connections> connect(const exchange::Destination& destination,
                                       std::shared_ptr<const security::TlsMaterial> material) const;
  pplx::task<void> read_reply(const std::shared_ptr<Attempt>& attempt,
                              const http::http_response& response) const;
  void finish(const std::shared_ptr<Attempt>& attempt, const pplx::task<void>& outcome);

  MaterialSource material_;
  SenderLimits limits_;
  bool pool_existed_ = false;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<Connections>>
      kept_;  // by URL and HSA-id; guarded by mutex_
  Deadlines deadlines_;
};

void CpprestSender::take_connections(Attempt& attempt, const Outgoing& outgoing) {
  auto material = material_();
  if (outgoing.on_new_connection) {
    attempt.connections = connect(outgoing.destination, std::move(material));
    return;
  }
  attempt.receiver = outgoing.destination.url + ' ' + outgoing.destination.system_hsa_id;
  const std::scoped_lock lock(mutex_);
  std::shared_ptr<Connections>& kept = kept_[attempt.receiver];
  if (!kept || kept->generation() != material->generation() ||
      real_time() - kept->last_used() >= limits_.reuse_within) {
    kept = connect(outgoing.destination, std::move(material));
  }
  kept->begin_attempt();
  attempt.connections = kept;
  attempt.may_be_kept = kept->may_be_kept();
}

// What the receiver has closed it has probably closed together with the others.
void CpprestSender::forget(const Attempt& attempt) {
  const std::scoped_lock lock(mutex_);
  const auto found = kept_.find(attempt.receiver);
  if (found != kept_.end() && found->second == attempt.connections) kept_.erase(found);
}

std::shared_ptr<Connections> CpprestSender::connect(
    const exchange::Destination& destination,
    std::shared_ptr<const security::TlsMaterial> material) const {
  const std::uint64_t generation = material->generation();
  const web::uri url(destination.url);
  http::client::http_client_config config;
  config.set_proxy(web::web_proxy(web::web_proxy::disabled));
  config.set_max_redirects(0);
  config.set_request_compressed_response(false);
  config.set_timeout(limits_.deadline + kLibraryTimeout);
  config.set_ssl_context_callback([material = std::move(material),
                                   hsa_id = destination.system_hsa_id,
                                   host = url.host()](boost::asio::ssl::context& context) {
    auto expectation = std::make_unique<Expectation>(Expectation{material, hsa_id});
    if (!prepare_context(*context.native_handle(), std::move(expectation), host)) {
      // No version is left to speak: the handshake fails and nothing is sent.
      SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_3_VERSION);
      SSL_CTX_set_max_proto_version(context.native_handle(), TLS1_2_VERSION);
    }
  });
  return std::make_shared<Connections>(generation, std::make_shared<Client>(url, config));
}

void CpprestSender::send(Outgoing outgoing, std::move_only_function<void(Reply)> done) {
  auto attempt = std::make_shared<Attempt>();
  attempt->done = std::move(done);
  attempt->deadline = deadlines_.add(limits_.deadline, [attempt] {
    attempt->late = true;
    attempt->cancel.cancel();
  });
  auto body = std::make_shared<std::string>(std::move(outgoing.body));
  pplx::task<void> outcome = pplx::task_from_result();
  try {
    take_connections(*attempt, outgoing);
    http::http_request request(http::methods::POST);
    request.headers().add("Accept", "application/fhir+json");
    request.headers().add("X-Request-ID", outgoing.request_id);
    if (!outgoing.correlation_id.empty()) {
      request.headers().add("X-Correlation-ID", outgoing.correlation_id);
    }
    outcome =
        one_way_stream(*body)
            .then([attempt, request, body, type = std::move(outgoing.content_type)](
                      const concurrency::streams::istream& stream) mutable {
              request.set_body(stream, body->size(), type);
              return attempt->connections->client().request(request, attempt->cancel.get_token());
            })
            .then([this, attempt, body](const http::http_response& response) {
              return read_reply(attempt, response);
            });
  } catch (const std::exception&) {
    outcome = pplx::task_from_exception<void>(std::current_exception());
  }
  outcome.then([this, attempt](const pplx::task<void>& ended) { finish(attempt, ended); });
}

pplx::task<void> CpprestSender::read_reply(const std::shared_ptr<Attempt>& attempt,
                                           const http::http_response& response) const {
  attempt->result.status = response.status_code();
  attempt->result.content_type = response.headers().content_type();
  return read_at_most(attempt, response.body().streambuf(), limits_.reply_bytes)
      .then([attempt, limit = limits_.reply_bytes] {
        if (attempt->result.body.size() <= limit) return;
        attempt->result = {};
        attempt->result.failure = "reply-too-large";
      });
}

void CpprestSender::finish(const std::shared_ptr<Attempt>& attempt,
                           const pplx::task<void>& outcome) {
  deadlines_.take_back(attempt->deadline);
  const bool begun = attempt->result.status != 0;
  try {
    outcome.get();
  } catch (const http::http_exception& failed) {
    attempt->result = {};
    attempt->result.failure = name_failure(*attempt, failed, begun);
  } catch (const pplx::task_canceled&) {
    attempt->result = {};
    attempt->result.failure = "deadline";
  } catch (const std::exception&) {
    attempt->result = {};
    attempt->result.failure = attempt->late ? "deadline" : "cut-off";
  }
  if (attempt->connections) attempt->connections->end_attempt(attempt->result.status != 0);
  if (attempt->result.failure == kStaleConnection) forget(*attempt);
  attempt->connections.reset();
  // The last: whoever waits until the message is let go of may end the sender, and the process.
  auto done = std::move(attempt->done);
  done(std::move(attempt->result));
}

}  // namespace

std::unique_ptr<Sender> make_cpprest_sender(MaterialSource material, const SenderLimits& limits) {
  return std::make_unique<CpprestSender>(std::move(material), limits);
}

}  // namespace gateway::delivery
