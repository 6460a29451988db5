#include "gateway/store/group_writer.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace gateway::store {
namespace {

constexpr std::string_view kMark = "SELECT last_updated, next_res FROM store_mark";
constexpr std::string_view kSetMark = "UPDATE store_mark SET last_updated = ?1, next_res = ?2";
constexpr std::string_view kPurgeIdempotency =
    "DELETE FROM idempotency WHERE (org, request_id) IN"
    " (SELECT org, request_id FROM idempotency WHERE updated < ?1 ORDER BY updated LIMIT 200)";
constexpr std::size_t kMaxUnsequenced = 1000;

}  // namespace

GroupWriter::GroupWriter(Started,
                         Connection db,
                         std::unique_ptr<AuditLog> audit,
                         const Clock& clock,
                         const GroupLimits& limits)
    : db_(std::move(db)), audit_(std::move(audit)), clock_(clock), limits_(limits) {}

Result<std::unique_ptr<GroupWriter>> GroupWriter::start(Connection db,
                                                        std::unique_ptr<AuditLog> audit,
                                                        const Clock& clock,
                                                        const GroupLimits& limits) {
  auto writer =
      std::make_unique<GroupWriter>(Started{}, std::move(db), std::move(audit), clock, limits);
  GATEWAY_CHECK(writer->load());
  writer->thread_ = std::jthread([raw = writer.get()] { raw->loop(); });
  return writer;
}

Result<void> GroupWriter::load() {
  GATEWAY_CHECK(audit_->load(db_));
  GATEWAY_TRY(auto mark, db_.statement(kMark));
  GATEWAY_TRY(const bool found, mark.step());
  if (found) {
    last_updated_ = Instant(std::chrono::microseconds(mark.integer(0)));
    next_res_ = mark.integer(1);
  }
  last_sequence_ = clock_.monotonic();
  return {};
}

GroupWriter::~GroupWriter() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  arrived_.notify_one();
}

Result<void> GroupWriter::accepts() const {
  if (broken_) return fail(ErrorKind::unavailable, "STORE-BROKEN", "The store cannot be written.");
  const std::scoped_lock lock(mutex_);
  if (queue_.size() >= limits_.max_queue)
    return fail(ErrorKind::unavailable, "STORE-QUEUE-FULL", "Too many writes are waiting.");
  return {};
}

void GroupWriter::submit(std::unique_ptr<WriteJob> job) {
  if (auto accepted = accepts(); !accepted.has_value()) {
    job->done(std::unexpected(std::move(accepted).error()));
    return;
  }
  bool wake = false;
  {
    const std::scoped_lock lock(mutex_);
    queue_.push_back(std::move(job));
    wake = queue_.size() == wake_at_;
  }
  if (wake) arrived_.notify_one();
}

void GroupWriter::loop() {
  for (;;) {
    Jobs jobs = collect();
    if (jobs.empty() && !idle_sequence_) break;
    commit_group(std::move(jobs));
    checkpoint();
  }
  if (audit_->has_unsequenced() && !broken_) {
    idle_sequence_ = true;
    commit_group({});
  }
}

GroupWriter::Jobs GroupWriter::collect() {
  std::unique_lock lock(mutex_);
  const auto something = [this] { return stopping_ || !queue_.empty(); };
  idle_sequence_ = false;
  wake_at_ = 1;
  if (audit_->has_unsequenced() && !broken_) {
    idle_sequence_ = !arrived_.wait_for(lock, limits_.sequence_interval, something);
  } else {
    arrived_.wait(lock, something);
  }
  if (!queue_.empty()) wait_for_company(lock);
  Jobs jobs;
  std::size_t bytes = 0;
  while (!queue_.empty() && jobs.size() < limits_.max_jobs && bytes < limits_.max_bytes) {
    bytes += queue_.front()->bytes();
    jobs.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  if (!jobs.empty()) usual_jobs_ = jobs.size();
  return jobs;
}

// Clients that were answered together come back together: it pays to wait for as many as last time.
void GroupWriter::wait_for_company(std::unique_lock<std::mutex>& lock) {
  auto usual = std::min(usual_jobs_, limits_.max_jobs);
  // Two groups in turn use the time in which one waits for the disk.
  if (all_patient()) usual = std::min(usual, limits_.patient_company);
  if (queue_.size() >= usual || stopping_) return;
  wake_at_ = usual;
  const auto most = all_patient() ? limits_.max_patient_wait : limits_.max_wait;
  arrived_.wait_for(lock, most, [&] { return stopping_ || queue_.size() >= usual; });
}

bool GroupWriter::all_patient() const {
  return std::ranges::all_of(queue_, [](const auto& job) { return job->is_patient(); });
}

void GroupWriter::commit_group(Jobs jobs) {
  WriteGroup group{.db = db_,
                   .now = std::max(clock_.now(), last_updated_),
                   .next_res = next_res_,
                   .idempotency_lifetime = limits_.idempotency_lifetime};
  std::vector<Result<void>> outcomes;
  const auto committed =
      broken_ ? Result<void>(
                    fail(ErrorKind::unavailable, "STORE-BROKEN", "The store cannot be written."))
              : write_group(group, jobs, outcomes);
  audit_->settle(committed.has_value());
  if (!committed.has_value()) give_up(committed.error());
  if (committed.has_value()) last_updated_ = group.now;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    if (!committed.has_value())
      jobs[i]->done(std::unexpected(committed.error()));
    else if (!outcomes[i].has_value())
      jobs[i]->done(std::unexpected(std::move(outcomes[i]).error()));
    else
      jobs[i]->done(Committed{group.now});
  }
}

Result<void> GroupWriter::write_group(WriteGroup& group,
                                      Jobs& jobs,
                                      std::vector<Result<void>>& outcomes) {
  GATEWAY_CHECK(run(db_, "BEGIN IMMEDIATE"));
  for (const auto& job : jobs) {
    outcomes.push_back(run_job(group, *job));
    // SQLite rolled everything back: what the jobs before this one did is gone as well.
    if (db_.is_autocommit()) {
      auto& lost = outcomes.back();
      if (lost.has_value())
        return fail(ErrorKind::internal, "STORE-SQL", "A group of writes ended too early.");
      return std::unexpected(std::move(lost).error());
    }
  }
  GATEWAY_CHECK(finish_group(group));
  return run(db_, "COMMIT");
}

Result<void> GroupWriter::run_job(WriteGroup& group, WriteJob& job) {
  if (!job.writes_rows()) return job.work(group);
  GATEWAY_CHECK(run(db_, "SAVEPOINT unit"));
  auto outcome = job.work(group);
  if (db_.is_autocommit()) return outcome;
  if (!outcome.has_value()) GATEWAY_CHECK(run(db_, "ROLLBACK TO unit"));
  GATEWAY_CHECK(run(db_, "RELEASE unit"));
  return outcome;
}

Result<void> GroupWriter::finish_group(WriteGroup& group) {
  GATEWAY_CHECK(audit_->seal(group));
  if (idle_sequence_ || sequence_is_due()) {
    GATEWAY_CHECK(audit_->sequence(group));
    GATEWAY_CHECK(purge(group));
    last_sequence_ = clock_.monotonic();
  }
  return run(db_, kSetMark, group.now, next_res_);
}

Result<void> GroupWriter::purge(WriteGroup& group) {
  return run(db_, kPurgeIdempotency, group.now - limits_.idempotency_lifetime);
}

bool GroupWriter::sequence_is_due() const {
  return clock_.monotonic() - last_sequence_ >= limits_.sequence_interval ||
         audit_->unsequenced() >= kMaxUnsequenced;
}

// After an fsync that failed nobody knows what is on the disk, and asking again gives a false yes:
// SQLite's view and the disk's may differ until the file is opened again.
void GroupWriter::give_up(const Error& error) {
  if (error.id == "STORE-FSYNC") broken_ = true;
  if (!db_.is_autocommit()) {
    if (!run(db_, "ROLLBACK").has_value()) broken_ = true;
  }
}

void GroupWriter::checkpoint() {
  if (broken_) return;
  Result<void> done;
  if (std::exchange(truncate_wanted_, false))
    done = db_.checkpoint(Connection::Checkpoint::truncate);
  else if (db_.wal_pages() >= limits_.reset_pages)
    done = db_.checkpoint(Connection::Checkpoint::reset);
  else if (db_.wal_pages() >= limits_.checkpoint_pages)
    done = db_.checkpoint(Connection::Checkpoint::passive);
  if (!done.has_value()) give_up(done.error());
}

}  // namespace gateway::store
