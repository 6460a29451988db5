#include "gateway/rivta/soap.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "gateway/base/text.hpp"
#include "gateway/rivta/message_texts.hpp"

namespace gateway::rivta {
namespace {

constexpr std::string_view kSoap12Namespace = "http://www.w3.org/2003/05/soap-envelope";
constexpr std::string_view kNextActor = "http://schemas.xmlsoap.org/soap/actor/next";
constexpr std::size_t kMaxAddressBytes = 256;

std::unexpected<Fault> refuse(FaultCode code, std::string_view id) {
  return std::unexpected(Fault{code, id});
}

bool is_address_header(XmlElement block) {
  return block.is(kRegistryNamespace, "LogicalAddress");
}

// Source: SOAP 1.1, sections 4.2.2 and 4.2.3.
std::expected<void, Fault> check_header_block(XmlElement block) {
  const std::string demand = block.attribute(kSoapNamespace, "mustUnderstand");
  if (!demand.empty() && demand != "0" && demand != "1") {
    return refuse(FaultCode::client, "RIVTA-SOAP-HEADER");
  }
  const std::string actor = block.attribute(kSoapNamespace, "actor");
  const bool is_for_us = actor.empty() || actor == kNextActor;
  if (demand == "1" && is_for_us && !is_address_header(block)) {
    return refuse(FaultCode::must_understand, "RIVTA-MUST-UNDERSTAND");
  }
  return {};
}

std::expected<std::string, Fault> read_address(XmlElement header) {
  std::string address;
  std::size_t found = 0;
  for (XmlElement block = header.first_child(); block; block = block.next()) {
    GATEWAY_CHECK(check_header_block(block));
    if (!is_address_header(block)) continue;
    address = std::string(trim(block.text()));
    ++found;
  }
  if (found != 1 || address.empty() || address.size() > kMaxAddressBytes) {
    return refuse(FaultCode::client, "RIVTA-LOGICAL-ADDRESS");
  }
  return address;
}

struct Parts {
  XmlElement header;
  XmlElement body;
};

std::expected<Parts, Fault> read_parts(XmlElement envelope) {
  if (envelope.is(kSoap12Namespace, "Envelope")) {
    return refuse(FaultCode::version_mismatch, "RIVTA-SOAP-VERSION");
  }
  if (!envelope.is(kSoapNamespace, "Envelope")) return refuse(FaultCode::client, "RIVTA-NOT-SOAP");
  Parts parts;
  XmlElement at = envelope.first_child();
  if (at.is(kSoapNamespace, "Header")) {
    parts.header = at;
    at = at.next();
  }
  if (!at.is(kSoapNamespace, "Body") || at.next()) {
    return refuse(FaultCode::client, "RIVTA-NOT-SOAP");
  }
  parts.body = at;
  return parts;
}

Fault fault_of(const fhir::Failure& failure) {
  const bool is_ours = failure.error.kind != ErrorKind::internal;
  return {is_ours ? FaultCode::client : FaultCode::server, "RIVTA-XML"};
}

std::string_view unquoted(std::string_view text) {
  const bool is_quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
  return is_quoted ? text.substr(1, text.size() - 2) : text;
}

struct Escape {
  char character;
  std::string_view entity;
};
constexpr auto kEscapes =
    std::to_array<Escape>({{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}});

wire::Response xml_response(unsigned status, std::string_view body_xml) {
  wire::Response response;
  response.status = status;
  response.headers.add("Content-Type", "text/xml; charset=utf-8");
  response.body = R"(<?xml version="1.0" encoding="UTF-8"?>)"
                  "\n<soapenv:Envelope xmlns:soapenv=\"";
  response.body += kSoapNamespace;
  response.body += "\"><soapenv:Body>";
  response.body += body_xml;
  response.body += "</soapenv:Body></soapenv:Envelope>\n";
  return response;
}

}  // namespace

std::expected<Call, Fault> read_call(std::string_view text) {
  auto document = XmlDocument::parse(text, kMaxMessageBytes);
  if (!document) return std::unexpected(fault_of(document.error()));
  GATEWAY_TRY(const Parts parts, read_parts(document->root()));
  GATEWAY_TRY(std::string address, read_address(parts.header));
  const XmlElement content = parts.body.first_child();
  if (!content || content.next()) return refuse(FaultCode::client, "RIVTA-SOAP-BODY");
  return Call{*std::move(document), content, std::move(address)};
}

bool is_soap_content_type(std::string_view content_type) noexcept {
  Halves halves = split_once(content_type, ';');
  if (!equals_ignoring_case(trim(halves.before), "text/xml")) return false;
  while (halves.found) {
    halves = split_once(halves.after, ';');
    const Halves parameter = split_once(halves.before, '=');
    const bool is_charset = equals_ignoring_case(trim(parameter.before), "charset");
    const std::string_view value = unquoted(trim(parameter.after));
    if (is_charset && !equals_ignoring_case(value, "utf-8")) return false;
  }
  return true;
}

bool is_soap_action(std::string_view value, std::string_view action) noexcept {
  const std::string_view named = unquoted(trim(value));
  return named.empty() || named == action;
}

void append_xml_text(std::string& out, std::string_view text) {
  for (const char c : text) {
    const auto escape = std::ranges::find(kEscapes, c, &Escape::character);
    const bool is_forbidden = static_cast<unsigned char>(c) < 0x20 && !is_space(c);
    if (escape != kEscapes.end()) {
      out += escape->entity;
    } else {
      out += is_forbidden ? ' ' : c;
    }
  }
}

wire::Response soap_response(std::string_view body_xml) {
  return xml_response(200, body_xml);
}

// A fault about the Body may carry a detail; ours never does, so that nothing of a message can be
// in it, and one form serves Header and Body.
wire::Response soap_fault(const Fault& fault, std::string_view log_id) {
  const MessageText& text = message_text(fault.id);
  std::string xml = "<soapenv:Fault><faultcode>soapenv:";
  xml += kFaultCodes.code(fault.code);
  xml += "</faultcode><faultstring>";
  append_xml_text(xml, text.id);
  xml += ": ";
  append_xml_text(xml, text.swedish);
  xml += " / ";
  append_xml_text(xml, text.english);
  xml += " (logId ";
  append_xml_text(xml, log_id);
  xml += ")</faultstring></soapenv:Fault>";
  return xml_response(500, xml);
}

}  // namespace gateway::rivta
