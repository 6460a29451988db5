#include "gateway/app/directory_file.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include <yaml-cpp/yaml.h>

#include "gateway/security/client_certificate.hpp"

namespace gateway::app {
namespace {

using exchange::System;
using exchange::Unit;

constexpr std::array<std::string_view, 8> kUnitKinds = {"bup",
                                                        "bumm",
                                                        "habilitation",
                                                        "social-services",
                                                        "school",
                                                        "preschool",
                                                        "health-care",
                                                        "authority"};
constexpr std::array<std::string_view, 5> kSecrecies = {
    "region", "social-services", "school", "school-health", "private"};

// One map of the file, read key by key, so that a key nobody asked for is found.
class Fields {
 public:
  Fields(const std::filesystem::path& file, const YAML::Node& node) : file_(file), node_(node) {}

  std::unexpected<Error> refuse(const YAML::Node& at, const std::string& why) const {
    return fail(ErrorKind::invalid,
                "DIRECTORY-FILE",
                file_.string() + ":" + std::to_string(at.Mark().line + 1) + ": " + why);
  }

  Result<std::string> text(const char* key) {
    const YAML::Node value = take(key);
    if (!value || !value.IsScalar() || value.Scalar().empty()) {
      return refuse(node_, std::string(key) + " is missing");
    }
    return value.Scalar();
  }

  Result<std::string> optional_text(const char* key) {
    const YAML::Node value = take(key);
    if (!value) return std::string();
    if (!value.IsScalar()) return refuse(value, std::string(key) + " must be a text");
    return value.Scalar();
  }

  template <std::size_t N>
  Result<std::string> code(const char* key, const std::array<std::string_view, N>& codes) {
    GATEWAY_TRY(std::string value, text(key));
    for (const std::string_view code : codes) {
      if (code == value) return value;
    }
    std::string list;
    for (const std::string_view code : codes)
      list += (list.empty() ? "" : ", ") + std::string(code);
    return refuse(node_, std::string(key) + " must be one of " + list);
  }

  Result<std::string> hsa_id(const char* key) {
    GATEWAY_TRY(std::string value, text(key));
    if (!security::is_hsa_id(value)) return refuse(node_, std::string(key) + " is not an HSA-id");
    return value;
  }

  Result<std::vector<std::string>> texts(const char* key) {
    std::vector<std::string> values;
    const YAML::Node list = take(key);
    if (!list) return values;
    if (!list.IsSequence()) return refuse(list, std::string(key) + " must be a list");
    for (const YAML::Node& item : list) {
      if (!item.IsScalar()) return refuse(item, std::string(key) + " must be a list of texts");
      values.push_back(item.Scalar());
    }
    return values;
  }

  YAML::Node take(const char* key) {
    taken_.insert(key);
    return std::as_const(node_)[key];
  }

  // REQUIRES: all keys that exist have been asked for.
  Result<void> none_left() const {
    for (const auto& pair : node_) {
      if (!pair.first.IsScalar() || !taken_.contains(pair.first.Scalar())) {
        return refuse(pair.first, "unknown key");
      }
    }
    return {};
  }

 private:
  const std::filesystem::path& file_;
  YAML::Node node_;
  std::set<std::string> taken_;
};

Result<exchange::UnitEndpoint> read_endpoint(const std::filesystem::path& file,
                                             const YAML::Node& node) {
  Fields fields(file, node);
  exchange::UnitEndpoint endpoint;
  GATEWAY_TRY(endpoint.url, fields.text("url"));
  GATEWAY_TRY(endpoint.system_hsa_id, fields.hsa_id("system"));
  if (!endpoint.url.starts_with("https://"))
    return fields.refuse(node, "url must begin with https://");
  GATEWAY_CHECK(fields.none_left());
  return endpoint;
}

Result<Unit> read_unit(const std::filesystem::path& file, const YAML::Node& node) {
  Fields fields(file, node);
  Unit unit;
  GATEWAY_TRY(unit.hsa_id, fields.hsa_id("hsa_id"));
  GATEWAY_TRY(unit.id, fields.text("id"));
  GATEWAY_TRY(unit.name, fields.text("name"));
  GATEWAY_TRY(unit.kind, fields.code("kind", kUnitKinds));
  GATEWAY_TRY(unit.principal, fields.optional_text("principal"));
  GATEWAY_TRY(unit.secrecy, fields.code("secrecy", kSecrecies));
  GATEWAY_TRY(unit.services, fields.texts("services"));
  GATEWAY_TRY(unit.rivta_basis, fields.optional_text("rivta_basis"));
  if (const YAML::Node endpoint = fields.take("endpoint")) {
    GATEWAY_TRY(unit.endpoint, read_endpoint(file, endpoint));
  }
  GATEWAY_CHECK(fields.none_left());
  return unit;
}

Result<System> read_system(const std::filesystem::path& file, const YAML::Node& node) {
  Fields fields(file, node);
  System system;
  GATEWAY_TRY(system.issuer, fields.text("issuer"));
  GATEWAY_TRY(system.hsa_id, fields.hsa_id("hsa_id"));
  GATEWAY_TRY(system.units, fields.texts("units"));
  GATEWAY_CHECK(fields.none_left());
  return system;
}

std::unexpected<Error> contradiction(const std::filesystem::path& file, const std::string& why) {
  return fail(ErrorKind::invalid, "DIRECTORY-FILE", file.string() + ": " + why);
}

Result<void> check_whole(const std::filesystem::path& file, const DirectoryFile& directory) {
  std::set<std::string> hsa_ids;
  std::set<std::string> ids;
  for (const Unit& unit : directory.units) {
    if (!hsa_ids.insert(unit.hsa_id).second) {
      return contradiction(file, unit.hsa_id + " is listed twice");
    }
    if (!ids.insert(unit.id).second) return contradiction(file, unit.id + " is listed twice");
  }
  for (const System& system : directory.systems) {
    const auto stray = std::ranges::find_if_not(
        system.units, [&hsa_ids](const std::string& unit) { return hsa_ids.contains(unit); });
    if (stray != system.units.end())
      return contradiction(file, system.hsa_id + " acts for " + *stray + ", which is not listed");
  }
  return {};
}

}  // namespace

Result<DirectoryFile> load_directory(const std::filesystem::path& file) {
  YAML::Node root;
  try {
    root = YAML::LoadFile(file.string());
  } catch (const YAML::BadFile&) {
    return contradiction(file, "cannot be read");
  } catch (const YAML::Exception& error) {
    return contradiction(file, "line " + std::to_string(error.mark.line + 1) + " is not YAML");
  }
  if (!root.IsMap()) return contradiction(file, "holds no map");
  Fields fields(file, root);
  DirectoryFile directory;
  for (const YAML::Node& node : fields.take("units")) {
    GATEWAY_TRY(auto unit, read_unit(file, node));
    directory.units.push_back(std::move(unit));
  }
  for (const YAML::Node& node : fields.take("systems")) {
    GATEWAY_TRY(auto system, read_system(file, node));
    directory.systems.push_back(std::move(system));
  }
  GATEWAY_CHECK(fields.none_left());
  GATEWAY_CHECK(check_whole(file, directory));
  return directory;
}

}  // namespace gateway::app
