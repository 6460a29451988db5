// ExchangeReading: the reading side over the store's ports.
#pragma once

#include "gateway/exchange/exchange.hpp"

namespace gateway::exchange {

// THREADS: any.
class ExchangeReading final : public Reading {
 public:
  explicit ExchangeReading(const Surroundings& around) : around_(around) {}

  void read(const Caller& caller,
            std::string type,
            std::string id,
            std::optional<std::uint32_t> version,
            Answer<store::StoredResource> answer) override;
  void history(const Caller& caller,
               std::string type,
               std::string id,
               std::uint32_t before,
               std::size_t count,
               Answer<std::vector<store::StoredResource>> answer) override;
  void search(const Caller& caller, search::Query query, Answer<store::SearchPage> answer) override;
  void actions(const Caller& caller, std::string task_id, Answer<fhir::Resource> answer) override;

 private:
  // Answers with `value` when the records are durable; with the store's error if they are not.
  template <typename T>
  void answer_after(std::vector<store::AuditRecord> records,
                    fhir::Checked<T> value,
                    Answer<T> answer);

  Surroundings around_;
};

}  // namespace gateway::exchange
