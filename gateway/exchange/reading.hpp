// Reading: the audited way to see anything. An answer is given when its audit record is durable.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "gateway/exchange/caller.hpp"
#include "gateway/fhir/issue.hpp"
#include "gateway/fhir/resource.hpp"
#include "gateway/search/query.hpp"
#include "gateway/store/ports.hpp"

namespace gateway::exchange {

// Lets a prepared answer go when its audit record is durable; with the reason if it is not.
//
// THREADS: called once, on any thread, the store's writer among them: it must be brief.
using Release = std::move_only_function<void(Result<void> recorded)>;

// Takes what was read before anybody may see it, and prepares the answer while the record is being
// written.
//
// THREADS: called once, on the thread that reads.
template <typename T>
using Prepare = std::move_only_function<Release(fhir::Checked<T>)>;

// The versions that the caller was given, newest first: of a resource, of a type (empty id), or of
// the whole system (both empty), which leaves out what is rendered from the audit.
struct HistoryQuestion {
  std::string type;
  std::string id;
  store::HistoryRange range = {};
};

// Directory and definition types (everyone's) are read without a record of their own.
//
// THREADS: any; calls block on reads.
class Reading {
 public:
  virtual ~Reading() = default;

  // What was deleted is given with `deleted`, and without content. Errors: not_found (unknown, or
  // not the caller's).
  virtual void read(const Caller& caller,
                    std::string type,
                    std::string id,
                    std::optional<std::uint32_t> version,
                    Prepare<store::StoredResource> prepare) = 0;
  // Errors: not_found (the caller has no version of the resource).
  virtual void history(const Caller& caller,
                       const HistoryQuestion& question,
                       Prepare<store::HistoryPage> prepare) = 0;
  virtual void search(const Caller& caller,
                      search::Query query,
                      Prepare<store::SearchPage> prepare) = 0;
  // GET Task/{id}/$actions: the caller's legal next actions as Parameters.
  virtual void actions(const Caller& caller,
                       std::string task_id,
                       Prepare<fhir::Resource> prepare) = 0;
};

}  // namespace gateway::exchange
