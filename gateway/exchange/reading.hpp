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

template <typename T>
using Answer = std::move_only_function<void(fhir::Checked<T>)>;

// Directory and definition types (everyone's) are read without a record of their own.
//
// THREADS: any worker thread; calls block on reads. Answers come once, on any thread.
class Reading {
 public:
  virtual ~Reading() = default;

  // Errors: not_found (unknown, or not the caller's), gone (deleted).
  virtual void read(const Caller& caller,
                    std::string type,
                    std::string id,
                    std::optional<std::uint32_t> version,
                    Answer<store::StoredResource> answer) = 0;
  virtual void history(const Caller& caller,
                       std::string type,
                       std::string id,
                       std::uint32_t before,
                       std::size_t count,
                       Answer<std::vector<store::StoredResource>> answer) = 0;
  virtual void search(const Caller& caller,
                      search::Query query,
                      Answer<store::SearchPage> answer) = 0;
  // GET Task/{id}/$actions: the caller's legal next actions as Parameters.
  virtual void actions(const Caller& caller,
                       std::string task_id,
                       Answer<fhir::Resource> answer) = 0;
};

}  // namespace gateway::exchange
