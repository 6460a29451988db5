#include <cerrno>

#include <sys/socket.h>

#include "gateway/http/stream.hpp"

namespace gateway::http {
namespace {

class PlainStream final : public Stream {
 public:
  explicit PlainStream(int descriptor) : descriptor_(descriptor) {}

  IoResult handshake() override { return {IoStatus::done, 0}; }

  IoResult read(std::span<char> into) override {
    const ssize_t count = ::recv(descriptor_, into.data(), into.size(), 0);
    if (count == 0) return {IoStatus::closed, 0};
    return to_result(count, IoStatus::want_read);
  }

  IoResult write(std::string_view bytes) override {
    return to_result(::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL),
                     IoStatus::want_write);
  }

  void finish() override { ::shutdown(descriptor_, SHUT_WR); }
  bool has_buffered() const override { return false; }
  std::optional<security::ClientIdentity> peer() const override { return std::nullopt; }
  bool is_accepted_by(const security::TlsMaterial&) const override { return true; }
  std::string_view failure() const override { return {}; }

 private:
  static IoResult to_result(ssize_t count, IoStatus again) {
    if (count >= 0) return {IoStatus::done, static_cast<std::size_t>(count)};
    const bool would_block = errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
    return {would_block ? again : IoStatus::failed, 0};
  }

  int descriptor_;
};

}  // namespace

std::unique_ptr<Stream> make_plain_stream(int descriptor) {
  return std::make_unique<PlainStream>(descriptor);
}

}  // namespace gateway::http
