#include "gateway/store/audit_format.hpp"

#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "gateway/store/byte_codec.hpp"
#include "gateway/store/packed_text.hpp"

namespace gateway::store {
namespace {

constexpr std::uint64_t kFormat = 1;

class TextList {
 public:
  std::uint64_t number_of(std::string_view text) {
    const auto [place, is_new] = numbers_.try_emplace(text, numbers_.size());
    if (is_new) order_.push_back(text);
    return place->second;
  }
  // A text as its length, twice; packed bytes as their length, twice and one.
  void write(ByteWriter& out) const {
    out.number(order_.size());
    for (const auto text : order_) {
      const PackedText packed(text);
      const auto bytes = packed.is_bytes() ? packed.bytes() : security::as_bytes(text);
      out.number(bytes.size() * 2 + (packed.is_bytes() ? 1U : 0U));
      out.raw(bytes);
    }
  }

 private:
  std::unordered_map<std::string_view, std::uint64_t> numbers_;
  std::vector<std::string_view> order_;
};

void write_record(ByteWriter& out, TextList& texts, const AuditRecord& record) {
  out.number(texts.number_of(record.event));
  out.number(static_cast<unsigned char>(record.action));
  out.number(record.outcome);
  out.number(static_cast<std::uint64_t>(record.org));
  out.number(static_cast<std::uint64_t>(record.child));
  for (const std::string_view text : {std::string_view(record.system),
                                      std::string_view(record.certificate),
                                      std::string_view(record.person),
                                      std::string_view(record.request_id),
                                      std::string_view(record.detail)})
    out.number(texts.number_of(text));
  out.number(record.entities.size());
  for (const auto& entity : record.entities) {
    out.number(texts.number_of(entity.ref.type));
    out.number(texts.number_of(entity.ref.id));
    out.number(entity.ref.version);
  }
}

std::vector<std::string> read_texts(ByteReader& in) {
  std::vector<std::string> texts;
  for (auto left = in.number(); left > 0 && in.is_good(); --left) {
    const auto head = in.number();
    const auto bytes = in.raw(head / 2);
    texts.push_back((head & 1U) != 0 ? unpack(bytes) : std::string(security::as_text(bytes)));
  }
  return texts;
}

class RecordReader {
 public:
  RecordReader(ByteReader& in, const std::vector<std::string>& texts) : in_(in), texts_(texts) {}

  AuditRecord read() {
    AuditRecord record;
    record.event = text();
    record.action = static_cast<char>(in_.number());
    record.outcome = static_cast<std::uint8_t>(in_.number());
    record.org = static_cast<OrgKey>(in_.number());
    record.child = static_cast<ChildKey>(in_.number());
    for (auto* field :
         {&record.system, &record.certificate, &record.person, &record.request_id, &record.detail})
      *field = text();
    for (auto left = in_.number(); left > 0 && is_good(); --left) {
      AuditEntity entity;
      entity.ref.type = text();
      entity.ref.id = text();
      entity.ref.version = static_cast<std::uint32_t>(in_.number());
      record.entities.push_back(std::move(entity));
    }
    return record;
  }
  bool is_good() const noexcept { return in_.is_good() && known_; }

 private:
  std::string text() {
    const auto number = in_.number();
    known_ = known_ && number < texts_.size();
    return known_ ? texts_[number] : std::string();
  }
  ByteReader& in_;
  const std::vector<std::string>& texts_;
  bool known_ = true;
};

}  // namespace

security::Bytes write_audit_batch(const std::vector<AuditRecord>& records) {
  TextList texts;
  ByteWriter body;
  for (const auto& record : records)
    write_record(body, texts, record);
  ByteWriter out;
  out.number(kFormat);
  texts.write(out);
  out.number(records.size());
  out.raw(body.bytes());
  return out.take();
}

Result<std::vector<AuditRecord>> read_audit_batch(security::ByteView bytes) {
  ByteReader in(bytes);
  const bool known_format = in.number() == kFormat;
  const auto texts = read_texts(in);
  RecordReader reader(in, texts);
  std::vector<AuditRecord> records;
  for (auto left = in.number(); left > 0 && reader.is_good(); --left)
    records.push_back(reader.read());
  if (!known_format || !reader.is_good() || !in.is_done())
    return fail(ErrorKind::internal, "STORE-AUDIT", "A stored audit batch cannot be read.");
  return records;
}

}  // namespace gateway::store
