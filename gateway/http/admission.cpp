#include "gateway/http/admission.hpp"

namespace gateway::http {
namespace {

bool add_up_to(std::atomic<std::size_t>& counter, std::size_t amount, std::size_t limit) {
  if (counter.fetch_add(amount) + amount <= limit) return true;
  counter.fetch_sub(amount);
  return false;
}

}  // namespace

bool Admission::enter_connection() {
  if (!add_up_to(connections_, 1, limits_.connections)) return false;
  if (add_up_to(handshakes_, 1, limits_.handshakes)) return true;
  leave_connection();
  return false;
}

void Admission::leave_connection() {
  if (connections_.fetch_sub(1) > 1) return;
  // Under the lock, so that a thread about to wait does not miss it.
  const std::lock_guard lock(mutex_);
  emptied_.notify_all();
}

bool Admission::wait_until_empty(std::chrono::milliseconds at_most) {
  std::unique_lock lock(mutex_);
  return emptied_.wait_for(lock, at_most, [this] { return connections_.load() == 0; });
}

void Admission::leave_handshake() {
  handshakes_.fetch_sub(1);
}

bool Admission::enter_organisation(const std::string& hsa_id) {
  const std::lock_guard lock(mutex_);
  std::size_t& count = organisations_[hsa_id];
  if (count >= limits_.per_organisation) return false;
  ++count;
  return true;
}

void Admission::leave_organisation(const std::string& hsa_id) {
  const std::lock_guard lock(mutex_);
  const auto found = organisations_.find(hsa_id);
  if (--found->second == 0) organisations_.erase(found);
}

bool Admission::enter_body(std::size_t bytes) {
  return add_up_to(body_bytes_, bytes, limits_.bodies_in_flight);
}

void Admission::leave_body(std::size_t bytes) {
  body_bytes_.fetch_sub(bytes);
}

}  // namespace gateway::http
