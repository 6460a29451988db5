// GroupWriter: the thread that writes. Jobs wait in a bounded queue; as many as fit share one
// transaction and one COMMIT, and are answered after it.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/base/result.hpp"
#include "gateway/store/audit_log.hpp"
#include "gateway/store/rows.hpp"
#include "gateway/store/sqlite_db.hpp"
#include "gateway/store/write_group.hpp"

namespace gateway::store {

// Something to be done inside a group. work() runs in a savepoint of its own: if it fails it leaves
// no trace, and the rest of the group goes on. done() is called once, outside any transaction.
//
// THREADS: both are called on the writer's thread.
class WriteJob {
 public:
  virtual ~WriteJob() = default;
  virtual Result<void> work(WriteGroup& group) = 0;
  virtual void done(Result<Committed> outcome) = 0;
  virtual std::size_t bytes() const { return 0; }
  // May wait a little longer for company: reads that only want their audit record to be durable,
  // and what no client waits for.
  virtual bool is_patient() const { return false; }
  // False: work() only adds to the group's audit and cannot fail, so that it needs no savepoint.
  virtual bool writes_rows() const { return true; }
};

struct GroupLimits {
  std::size_t max_jobs = 256;
  std::size_t max_bytes = std::size_t{2} << 20U;
  std::chrono::microseconds max_wait{1000};          // for the jobs that usually come together
  std::chrono::microseconds max_patient_wait{2000};  // the same, if all jobs are patient
  std::size_t patient_company = 8;                   // and these wait for no more than so many
  std::size_t max_queue = 4096;
  std::chrono::microseconds sequence_interval{std::chrono::milliseconds(900)};
  int checkpoint_pages = 4000;
  int reset_pages = 16000;  // the log is longer: wait for readers, so that it can start again
  std::chrono::microseconds idempotency_lifetime{std::chrono::days(7)};
};

// THREADS: any, unless said otherwise. Answers everything that was queued before it is destroyed.
class GroupWriter {
  // Only start() makes one; make_unique needs a public constructor.
  struct Started {};

 public:
  GroupWriter(Started,
              Connection db,
              std::unique_ptr<AuditLog> audit,
              const Clock& clock,
              const GroupLimits& limits);
  // REQUIRES: a migrated database. Errors: those of AuditLog::load and Connection.
  static Result<std::unique_ptr<GroupWriter>> start(Connection db,
                                                    std::unique_ptr<AuditLog> audit,
                                                    const Clock& clock,
                                                    const GroupLimits& limits);
  ~GroupWriter();
  GroupWriter(const GroupWriter&) = delete;
  GroupWriter& operator=(const GroupWriter&) = delete;

  // Whether a job would be refused now. Ask before doing work for one.
  // Errors: unavailable (STORE-QUEUE-FULL, STORE-BROKEN: the disk did not confirm a write, and
  //         nothing is written until the process starts again).
  Result<void> accepts() const;

  // A job that cannot be queued is done() on the calling thread, with the error of accepts().
  void submit(std::unique_ptr<WriteJob> job);

  // On the writer's thread, inside work(): empty the log after this group, so that what was
  // overwritten is nowhere any more.
  void truncate_log() { truncate_wanted_ = true; }

 private:
  using Jobs = std::vector<std::unique_ptr<WriteJob>>;

  Result<void> load();

  void loop();
  // What shares the next transaction; empty when a sequence is due or the writer stops.
  Jobs collect();
  void wait_for_company(std::unique_lock<std::mutex>& lock);
  bool all_patient() const;

  void commit_group(Jobs jobs);
  // Fails if the whole transaction is lost; the outcome of each job otherwise.
  Result<void> write_group(WriteGroup& group, Jobs& jobs, std::vector<Result<void>>& outcomes);
  Result<void> run_job(WriteGroup& group, WriteJob& job);
  Result<void> finish_group(WriteGroup& group);
  Result<void> purge(WriteGroup& group);
  void give_up(const Error& error);
  void checkpoint();
  bool sequence_is_due() const;

  Connection db_;
  std::unique_ptr<AuditLog> audit_;
  const Clock& clock_;
  const GroupLimits limits_;

  // The writer's thread only.
  Instant last_updated_{};
  std::int64_t next_res_ = 1;
  MonotonicTime last_sequence_{};
  bool truncate_wanted_ = false;
  bool idle_sequence_ = false;

  std::atomic<bool> broken_ = false;
  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable arrived_;
  std::deque<std::unique_ptr<WriteJob>> queue_;
  std::size_t usual_jobs_ = 1;  // as many as came together last time
  std::size_t wake_at_ = 1;     // queue length at which the writer wants to know
  bool stopping_ = false;

  std::jthread thread_;
};

}  // namespace gateway::store
