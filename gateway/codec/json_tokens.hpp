// json_tokens: RapidJSON's tokenizer, set up the one way in which this layer uses it. Internal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// Own namespace: these settings must not meet another program part's.
#define RAPIDJSON_NAMESPACE gateway_rapidjson
#define RAPIDJSON_NAMESPACE_BEGIN namespace gateway_rapidjson {
#define RAPIDJSON_NAMESPACE_END }
#if defined(__SSE2__)
#define RAPIDJSON_SSE2
#endif
#include <rapidjson/reader.h>

namespace gateway::codec {

// RapidJSON reads aligned blocks of sixteen bytes, beyond the end of the text too.
inline constexpr std::size_t kJsonPadding = 16;

// A copy of `text` that tokens may be made in.
inline std::string padded_copy(std::string_view text) {
  std::string padded;
  padded.reserve(text.size() + kJsonPadding);
  padded.append(text).append(kJsonPadding, '\0');
  return padded;
}

using JsonStream = gateway_rapidjson::InsituStringStream;

// Base of the receivers of tokens: RawNumber, String, Bool, Null, Key, Start- and EndObject, Start-
// and EndArray; false stops.
template <typename Derived>
using JsonEvents = gateway_rapidjson::BaseReaderHandler<gateway_rapidjson::UTF8<>, Derived>;

struct JsonStop {
  enum class Why : std::uint8_t { finished, stopped_by_events, broken, number_too_large };
  Why why = Why::finished;
  std::size_t offset = 0;
};

// Feeds the tokens of one JSON value to `events`. Strings and numbers are decoded in place and stay
// there; nothing is copied. Constant stack.
//
// REQUIRES: find_bad_json() found nothing in the text, which is why the tokenizer does not look at
// the encoding again.
template <typename Events>
JsonStop read_tokens(JsonStream& stream, Events& events) {
  namespace rj = gateway_rapidjson;
  constexpr unsigned kFlags =
      rj::kParseInsituFlag | rj::kParseIterativeFlag | rj::kParseNumbersAsStringsFlag;
  rj::Reader reader;
  if (reader.Parse<kFlags>(stream, events)) return {};
  using Why = JsonStop::Why;
  const auto code = reader.GetParseErrorCode();
  if (code == rj::kParseErrorTermination) return {Why::stopped_by_events, reader.GetErrorOffset()};
  return {code == rj::kParseErrorNumberTooBig ? Why::number_too_large : Why::broken,
          reader.GetErrorOffset()};
}

}  // namespace gateway::codec
