#include "gateway/rest/cursor.hpp"

#include "gateway/base/encoding.hpp"
#include "gateway/base/text.hpp"

namespace gateway::rest {
namespace {

std::unexpected<Error> refused() {
  return fail(ErrorKind::malformed, "SEARCH-CURSOR", "The cursor is not valid here.", "_cursor");
}

std::string associated(const CursorScope& scope) {
  return "cursor " + std::to_string(scope.org) + ' ' + std::string(scope.path);
}

}  // namespace

std::string CursorSeal::seal(const Cursor& cursor, const CursorScope& scope) const {
  const std::string content =
      std::to_string(cursor.position.last_updated) + ' ' + std::to_string(cursor.position.key) +
      ' ' + to_base64url(security::as_bytes(cursor.position.sort_key)) + ' ' + cursor.form;
  return to_base64url(envelope_.seal(
      key_, security::as_bytes(content), security::as_bytes(associated(scope)), *random_));
}

Result<Cursor> CursorSeal::open(std::string_view text, const CursorScope& scope) const {
  if (text.size() > kMaxCursorBytes) return refused();
  const auto sealed = from_base64url(text);
  if (!sealed || sealed->size() < security::kSealOverhead) return refused();
  const auto content = envelope_.open(key_, *sealed, security::as_bytes(associated(scope)));
  if (!content) return refused();
  const Halves first = split_once(security::as_text(*content), ' ');
  const Halves second = split_once(first.after, ' ');
  const auto last_updated = parse_integer<std::int64_t>(first.before);
  const auto key = parse_integer<std::int64_t>(second.before);
  const Halves third = split_once(second.after, ' ');
  const auto sort_key = from_base64url(third.before);
  if (!last_updated || !key || !sort_key) return refused();
  return Cursor{std::string(third.after),
                {.last_updated = *last_updated,
                 .key = *key,
                 .sort_key = std::string(security::as_text(*sort_key))}};
}

}  // namespace gateway::rest
