#include "gateway/fhirpath/temporal.hpp"

#include <algorithm>

#include "gateway/fhirpath/temporal_parts.hpp"

namespace gateway::fhirpath {
namespace {

// In comparisons a second has its milliseconds within it.
constexpr std::size_t kSecond = index_of(Part::second);

std::size_t last_compared(const Temporal& value) noexcept {
  return std::min(index_of(value.precision), kSecond);
}

// The parts as clocks show them `shift` further east. A leap second stays one.
Parts moved_parts(const Temporal& value, std::chrono::minutes shift) noexcept {
  using std::chrono::days;
  Parts parts = parts_of(value);
  if (shift.count() != 0) {
    const auto time = std::chrono::hours{parts[3]} + std::chrono::minutes{parts[4]} + shift;
    const days over = std::chrono::floor<days>(time);
    const int second = parts[5];
    const int millisecond = parts[6];
    set_days(parts, days_of(parts) + over);
    set_time_of_day(parts, time - over);
    parts[5] = second;
    parts[6] = millisecond;
  }
  constexpr int kMillisecondsOfSecond = 1000;
  parts[kSecond] = parts[kSecond] * kMillisecondsOfSecond + parts[index_of(Part::millisecond)];
  return parts;
}

}  // namespace

Temporal to_date_time(Instant instant, std::chrono::minutes offset) noexcept {
  const auto local = std::chrono::floor<std::chrono::milliseconds>(instant + offset);
  const auto days = std::chrono::floor<std::chrono::days>(local);
  Parts parts = kLowestParts;
  set_days(parts, days);
  set_time_of_day(parts, local - days);

  Temporal value{.kind = TemporalKind::date_time, .offset = offset};
  return with_parts(value, parts, Part::millisecond);
}

Temporal date_of(const Temporal& date_time) noexcept {
  return with_parts(Temporal{.kind = TemporalKind::date},
                    parts_of(date_time),
                    std::min(date_time.precision, Part::day));
}

Temporal time_of(const Temporal& date_time) noexcept {
  Parts parts = parts_of(date_time);
  std::copy_n(kLowestParts.begin(), index_of(Part::hour), parts.begin());
  return with_parts(Temporal{.kind = TemporalKind::time}, parts, date_time.precision);
}

std::optional<std::strong_ordering> compare(const Temporal& a,
                                            const Temporal& b,
                                            std::chrono::minutes local) noexcept {
  const bool is_time = a.kind == TemporalKind::time;
  if (is_time != (b.kind == TemporalKind::time)) return std::nullopt;

  std::chrono::minutes shift{0};
  if (a.offset || b.offset) shift = a.offset.value_or(local) - b.offset.value_or(local);
  const bool moves_b = a.precision <= b.precision;
  const Parts parts_a = moved_parts(a, moves_b ? std::chrono::minutes{0} : -shift);
  const Parts parts_b = moved_parts(b, moves_b ? shift : std::chrono::minutes{0});

  const std::size_t end_a = last_compared(a);
  const std::size_t end_b = last_compared(b);
  for (std::size_t i = index_of(first_part(a.kind)); i <= std::min(end_a, end_b); ++i) {
    if (parts_a[i] != parts_b[i]) return parts_a[i] <=> parts_b[i];
  }
  if (end_a != end_b) return std::nullopt;
  return std::strong_ordering::equal;
}

bool is_equivalent(const Temporal& a, const Temporal& b, std::chrono::minutes local) noexcept {
  const auto order = compare(a, b, local);
  return order && *order == 0;
}

}  // namespace gateway::fhirpath
