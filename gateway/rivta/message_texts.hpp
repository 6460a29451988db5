// The sentences that this front answers with, in Swedish and English, by message id.
//
// They are constants: nothing of a message can get into them.
#pragma once

#include <span>
#include <string_view>

namespace gateway::rivta {

struct MessageText {
  std::string_view id;
  std::string_view swedish;
  std::string_view english;
};

std::span<const MessageText> message_texts() noexcept;
// The row of `id`; for an id that is not ours, the row of "RIVTA-REFUSED".
const MessageText& message_text(std::string_view id) noexcept;

}  // namespace gateway::rivta
