// The range of time that a value covers which is written to its precision.
#include "gateway/fhirpath/temporal.hpp"
#include "gateway/fhirpath/temporal_parts.hpp"

namespace gateway::fhirpath {
namespace {

// The digits of a value to each Part; a Time lacks those of the date.
constexpr std::array<unsigned, kPartCount> kDigits{4, 6, 8, 10, 12, 14, 17};
constexpr unsigned kDateDigits = 8;

// Where the day begins first and where it ends last.
constexpr std::chrono::minutes kEarliestOffset = std::chrono::hours{14};
constexpr std::chrono::minutes kLatestOffset = std::chrono::hours{-12};

unsigned digits_to(Part part, TemporalKind kind) noexcept {
  return kDigits[index_of(part)] - (kind == TemporalKind::time ? kDateDigits : 0);
}

std::optional<Part> find_part(TemporalKind kind, std::optional<unsigned> digits) noexcept {
  if (!digits) return finest_part(kind);
  for (auto i = index_of(first_part(kind)); i <= index_of(finest_part(kind)); ++i) {
    const auto part = static_cast<Part>(i);
    const bool is_boundary = kind != TemporalKind::date_time || part != Part::hour;
    if (is_boundary && digits_to(part, kind) == *digits) return part;
  }
  return std::nullopt;
}

Temporal at_boundary(Temporal value,
                     const Parts& parts,
                     Part precision,
                     std::chrono::minutes offset) noexcept {
  if (value.kind != TemporalKind::date_time || precision < Part::hour) {
    value.offset.reset();
  } else if (!value.offset) {
    value.offset = offset;
  }
  return with_parts(value, parts, precision);
}

Parts highest_parts(const Temporal& value) noexcept {
  Parts parts = parts_of(value);
  const bool ends_at_hour = value.kind == TemporalKind::date_time && value.precision == Part::hour;
  const std::size_t known = index_of(ends_at_hour ? Part::minute : value.precision);
  for (std::size_t i = known + 1; i < kPartCount; ++i)
    parts[i] = kHighestParts[i];
  if (known < index_of(Part::day)) parts[index_of(Part::day)] = last_day(parts[0], parts[1]);
  return parts;
}

}  // namespace

unsigned digit_count(const Temporal& value) noexcept {
  return digits_to(value.precision, value.kind);
}

std::optional<Temporal> low_boundary(const Temporal& value,
                                     std::optional<unsigned> digits) noexcept {
  const std::optional<Part> precision = find_part(value.kind, digits);
  if (!precision) return std::nullopt;
  return at_boundary(value, parts_of(value), *precision, kEarliestOffset);
}

std::optional<Temporal> high_boundary(const Temporal& value,
                                      std::optional<unsigned> digits) noexcept {
  const std::optional<Part> precision = find_part(value.kind, digits);
  if (!precision) return std::nullopt;
  return at_boundary(value, highest_parts(value), *precision, kLatestOffset);
}

}  // namespace gateway::fhirpath
