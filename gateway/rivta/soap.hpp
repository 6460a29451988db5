// SOAP 1.1 as RIV-TA Basic Profile 2.1 uses it: one element in the Body, LogicalAddress in the
// Header.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "gateway/base/code_table.hpp"
#include "gateway/rivta/xsd_document.hpp"
#include "gateway/wire/message.hpp"

namespace gateway::rivta {

inline constexpr std::string_view kSoapNamespace = "http://schemas.xmlsoap.org/soap/envelope/";
inline constexpr std::string_view kRegistryNamespace = "urn:riv:itintegration:registry:1";

// Largest message, in bytes (security.md, T28).
inline constexpr std::size_t kMaxMessageBytes = 10'000'000;

// Source: SOAP 1.1, section 4.4.1.
enum class FaultCode : std::uint8_t { client, server, must_understand, version_mismatch };
inline constexpr CodeTable kFaultCodes(std::to_array<CodeRow<FaultCode>>({
    {FaultCode::client, "Client"},
    {FaultCode::server, "Server"},
    {FaultCode::must_understand, "MustUnderstand"},
    {FaultCode::version_mismatch, "VersionMismatch"},
}));

// Why a call is not answered by its own response. `id` names a row of message_texts.
struct Fault {
  FaultCode code = FaultCode::client;
  std::string_view id;
};

// One call.
//
// LIFETIME: `body` is a view of `document`.
struct Call {
  XmlDocument document;
  XmlElement body;              // the one element in the Body
  std::string logical_address;  // without white space around it; never empty
};

// Takes the envelope apart.
//
// Source: SOAP 1.1, section 4. Deviation: elements after the Body and in other places where
// SOAP 1.1 would allow them are refused, as WS-I Basic Profile 1.1 does.
std::expected<Call, Fault> read_call(std::string_view text);

// True for text/xml, with charset utf-8 (any case, quoted or not) or none.
bool is_soap_content_type(std::string_view content_type) noexcept;

// True if a SOAPAction header of this value may call `action`: it is empty, "" or the action
// itself, quoted or not.
bool is_soap_action(std::string_view value, std::string_view action) noexcept;

// 200 with `body_xml` in an envelope.
wire::Response soap_response(std::string_view body_xml);
// 500 with a fault that holds the id, its sentence in both languages and `log_id`.
wire::Response soap_fault(const Fault& fault, std::string_view log_id);
// Appends `text` with & < > " as entities and characters that XML 1.0 forbids as spaces.
void append_xml_text(std::string& out, std::string_view text);

}  // namespace gateway::rivta
