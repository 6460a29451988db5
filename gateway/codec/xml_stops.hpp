// xml_stops: the next character that ends plain text, sixteen bytes at a time.
#pragma once

#include <bit>
#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace gateway::codec {

// The first of three characters, or `end`.
template <typename Char3>
inline const char* find_first_of(const char* at, const char* end, const Char3& stops) noexcept {
#if defined(__SSE2__)
  const __m128i a = _mm_set1_epi8(stops[0]);
  const __m128i b = _mm_set1_epi8(stops[1]);
  const __m128i c = _mm_set1_epi8(stops[2]);
  for (; end - at >= 16; at += 16) {
    const __m128i v = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const __m128i hit = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, a), _mm_cmpeq_epi8(v, b)),
                                     _mm_cmpeq_epi8(v, c));
    const auto mask = static_cast<std::uint32_t>(_mm_movemask_epi8(hit));
    if (mask != 0) return at + std::countr_zero(mask);
  }
#endif
  while (at < end && *at != stops[0] && *at != stops[1] && *at != stops[2])
    ++at;
  return at;
}

// In character data: '<', '&' or ']'.
inline const char* find_text_stop(const char* at, const char* end) noexcept {
  constexpr char kStops[3] = {'<', '&', ']'};
  return find_first_of(at, end, kStops);
}

// In the value of an attribute: its quote, '<' or '&'.
inline const char* find_attribute_stop(const char* at, const char* end, char quote) noexcept {
  const char stops[3] = {quote, '<', '&'};
  return find_first_of(at, end, stops);
}

}  // namespace gateway::codec
