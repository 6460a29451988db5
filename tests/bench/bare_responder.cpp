#include "tests/bench/bare_responder.hpp"

#include <thread>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <sys/socket.h>

namespace gateway::bench {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using tcp = asio::ip::tcp;
using boost::system::error_code;
using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(tcp::socket socket, asio::ssl::context& context, const BareOptions& options)
      : stream_(std::move(socket), context), answer_(options.answer) {}

  void start() {
    stream_.async_handshake(asio::ssl::stream_base::server,
                            [self = shared_from_this()](error_code failed) {
                              if (!failed) self->read();
                            });
  }

 private:
  void read() {
    request_ = {};
    beast::http::async_read(
        stream_, buffer_, request_, [self = shared_from_this()](error_code failed, std::size_t) {
          if (!failed) self->write();
        });
  }

  void write() {
    response_ = {beast::http::status::ok, 11};
    response_.set(beast::http::field::content_type, "application/fhir+json");
    response_.body() = answer_(request_.body());
    response_.prepare_payload();
    beast::http::async_write(
        stream_, response_, [self = shared_from_this()](error_code failed, std::size_t) {
          if (!failed) self->read();
        });
  }

  beast::ssl_stream<tcp::socket> stream_;
  const std::function<std::string(const std::string&)>& answer_;
  beast::flat_buffer buffer_;
  beast::http::request<beast::http::string_body> request_;
  beast::http::response<beast::http::string_body> response_;
};

}  // namespace

struct BareResponder::Threads {
  struct One {
    asio::io_context io{1};
    tcp::acceptor acceptor{io};
    std::thread thread;
  };

  explicit Threads(const BareOptions& given) : options(given), port(given.port) {
    context.use_certificate_chain_file(options.certificate.string());
    context.use_private_key_file(options.key.string(), asio::ssl::context::pem);
    context.load_verify_file(options.trust.string());
    context.set_verify_mode(asio::ssl::verify_peer | asio::ssl::verify_fail_if_no_peer_cert);
    for (std::size_t i = 0; i < options.threads; ++i)
      open(*all.emplace_back(std::make_unique<One>()));
  }

  ~Threads() {
    for (auto& one : all)
      one->io.stop();
    for (auto& one : all)
      one->thread.join();
  }

  void open(One& one) {
    one.acceptor.open(tcp::v4());
    one.acceptor.set_option(ReusePort(true));
    one.acceptor.bind({asio::ip::address_v4::loopback(), port});
    one.acceptor.listen();
    port = one.acceptor.local_endpoint().port();
    accept(one);
    one.thread = std::thread([&one] { one.io.run(); });
  }

  void accept(One& one) {
    one.acceptor.async_accept([this, &one](error_code failed, tcp::socket socket) {
      if (failed) return;
      socket.set_option(tcp::no_delay(true));
      std::make_shared<Connection>(std::move(socket), context, options)->start();
      accept(one);
    });
  }

  BareOptions options;
  asio::ssl::context context{asio::ssl::context::tls_server};
  std::uint16_t port;
  std::vector<std::unique_ptr<One>> all;
};

BareResponder::BareResponder(const BareOptions& options)
    : threads_(std::make_unique<Threads>(options)) {}
BareResponder::~BareResponder() = default;

std::uint16_t BareResponder::port() const noexcept {
  return threads_->port;
}

}  // namespace gateway::bench
