#include "tests/rivta/rivta_stand.hpp"

#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "tests/rivta/request_message.hpp"

namespace gateway::test {
namespace {

template <typename T>
T value_or_stop(Result<T> result) {
  if (!result) {
    std::cerr << result.error().id << ": " << result.error().message << "\n";
    std::abort();
  }
  return *std::move(result);
}

std::shared_ptr<const exchange::Directory> directory() {
  std::vector<exchange::Unit> units(2);
  units[0].key = 1;
  units[0].hsa_id = kSchool;
  units[0].id = "skola1";
  units[1].key = 2;
  units[1].hsa_id = kClinic;
  units[1].id = "bup1";
  std::vector<exchange::System> systems = {
      {"CN=Test CA", "SE2321000016-SYS1", {std::string(kSchool)}}};
  return std::make_shared<const exchange::Directory>(std::move(units), std::move(systems));
}

}  // namespace

const conformance::Definitions& definitions() {
  static const auto loaded = value_or_stop(conformance::Definitions::load(GATEWAY_DEFINITIONS));
  return *loaded;
}

const rivta::XmlLibrary& xml_library() {
  static const rivta::XmlLibrary library;
  return library;
}

const rivta::XsdCheck& schemas() {
  static const auto loaded = value_or_stop(rivta::XsdCheck::load(
      xml_library(), GATEWAY_RIVTA_SCHEMAS, {std::string(rivta::kProcessRequestSchema)}));
  return loaded;
}

std::string shared_folder() {
  const char* const named = std::getenv("BRYGGA_SHARED");
  const std::string folder = named == nullptr ? BRYGGA_SHARED_DEFAULT : named;
  return std::filesystem::is_directory(folder + "/formats/rivta") ? folder : std::string();
}

void RecordingDoor::submit(exchange::Command command, exchange::Completion completion) {
  commands.push_back(std::move(command));
  if (refusal) return completion(std::unexpected(*refusal));
  exchange::Outcome outcome;
  outcome.replayed = replays;
  outcome.note = replays ? first_note : commands.back().idempotent->note;
  completion(std::move(outcome));
}

Stand::Stand()
    : front_(std::make_unique<rivta::ProcessRequestFront>(
          rivta::FrontParts{.door = door_,
                            .directory = directory(),
                            .definitions = definitions(),
                            .schemas = schemas(),
                            .random = random_,
                            .log = log_})) {}

wire::Request Stand::request(std::string body) const {
  wire::Request request;
  request.method = wire::Method::post;
  request.target = std::string(rivta::kProcessRequestPath);
  request.headers.add("Content-Type", "text/xml; charset=utf-8");
  request.headers.add("SOAPAction", '"' + std::string(rivta::kProcessRequestAction) + '"');
  request.body = std::move(body);
  request.peer = security::ClientIdentity{
      .issuer = "CN=Test CA", .hsa_id = "SE2321000016-SYS1", .fingerprint = "f0", .not_after = {}};
  request.request_id = "11111111-1111-4111-8111-111111111111";
  return request;
}

wire::Response Stand::send(wire::Request request) {
  wire::Response answer;
  front_->handle(std::move(request),
                 [&answer](wire::Response response) { answer = std::move(response); });
  return answer;
}

std::string element_text(const std::string& xml, std::string_view name) {
  const std::string end = std::string(name) + ">";
  const std::size_t close = xml.find(":" + end, xml.find(":" + end) + 1);
  const std::size_t open = xml.find(":" + end);
  if (open == std::string::npos || close == std::string::npos) return {};
  const std::size_t from = open + end.size() + 1;
  const std::size_t to = xml.rfind("</", close);
  return xml.substr(from, to - from);
}

}  // namespace gateway::test
