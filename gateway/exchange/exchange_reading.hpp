// ExchangeReading: the reading side over the store's ports.
#pragma once

#include "gateway/base/underway.hpp"
#include "gateway/exchange/exchange.hpp"

namespace gateway::exchange {

// THREADS: any.
class ExchangeReading final : public Reading {
 public:
  ExchangeReading(const Surroundings& around, Underway& underway)
      : around_(around), underway_(underway) {}

  void read(const Caller& caller,
            std::string type,
            std::string id,
            std::optional<std::uint32_t> version,
            Prepare<store::StoredResource> prepare) override;
  void history(const Caller& caller,
               const HistoryQuestion& question,
               Prepare<store::HistoryPage> prepare) override;
  void search(const Caller& caller,
              search::Query query,
              Prepare<store::SearchPage> prepare) override;
  void actions(const Caller& caller, std::string task_id, Prepare<fhir::Resource> prepare) override;

 private:
  Result<std::optional<store::StoredResource>> find_audit(store::OrgKey org,
                                                          std::string_view type,
                                                          std::string_view id,
                                                          std::uint32_t version);
  Result<store::HistoryPage> versions_of(store::OrgKey org, const HistoryQuestion& question);
  Result<store::HistoryPage> history_of_audit(store::OrgKey org, const HistoryQuestion& question);
  std::vector<store::AuditRecord> records_of_history(
      const store::AuditRecord& model,
      std::string_view type,
      const std::vector<store::StoredResource>& versions);
  Result<store::SearchPage> find_all(store::OrgKey org, const search::Query& query);
  std::vector<store::AuditRecord> records_of(const Caller& caller,
                                             std::string_view type,
                                             const store::SearchPage& page) const;
  // Releases the answer with `value` when the records are durable.
  template <typename T>
  void answer_after(std::vector<store::AuditRecord> records,
                    fhir::Checked<T> value,
                    Prepare<T> prepare);

  Surroundings around_;
  Underway& underway_;
};

}  // namespace gateway::exchange
