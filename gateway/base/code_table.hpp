// CodeTable: one place where an enum and its wire codes meet, readable in both directions.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace gateway {

template <typename Enum>
struct CodeRow {
  Enum value;
  std::string_view code;
};

template <typename Enum, std::size_t N>
class CodeTable {
 public:
  consteval explicit CodeTable(const std::array<CodeRow<Enum>, N>& rows) : rows_(rows) {
    for (std::size_t i = 0; i < N; ++i) {
      if (static_cast<std::size_t>(rows[i].value) != i)
        throw "rows must follow the order of the enum";
    }
  }

  // The wire code of `value`.
  constexpr std::string_view code(Enum value) const noexcept {
    return rows_[static_cast<std::size_t>(value)].code;
  }

  // The enumerator spelled `code` on the wire, or nullopt. Case-sensitive, as FHIR codes are.
  constexpr std::optional<Enum> value(std::string_view code) const noexcept {
    for (const auto& row : rows_) {
      if (row.code == code) return row.value;
    }
    return std::nullopt;
  }

  constexpr const std::array<CodeRow<Enum>, N>& rows() const noexcept { return rows_; }

 private:
  std::array<CodeRow<Enum>, N> rows_;
};

}  // namespace gateway
