// The development certificates that the build made. See tests/support/dev_ca.cmake.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

namespace gateway::test {

// Certificate and key of one end, as files.
struct CertificateFiles {
  std::filesystem::path certificate;
  std::filesystem::path key;
};

// A folder as certs/make_dev_ca.sh makes it.
class DevCa {
 public:
  DevCa() : folder_(GATEWAY_DEV_CA) {}

  // A copy under `folder`, free to be changed by one test.
  static DevCa copy_to(const std::filesystem::path& folder) {
    std::filesystem::copy(GATEWAY_DEV_CA, folder, std::filesystem::copy_options::recursive);
    return DevCa(folder);
  }

  std::filesystem::path file(std::string_view name) const { return folder_ / name; }

  // E.g. "bup-handen", "server", "extra/expired".
  CertificateFiles certificate(std::string_view name) const {
    return {folder_ / (std::string(name) + ".pem"), folder_ / (std::string(name) + ".key")};
  }

  // True if the script has revoked `name` and written a new crl.pem.
  bool revoke(std::string_view name) const {
    const std::string command = std::string(GATEWAY_DEV_CA_SCRIPT) + " '" + folder_.string() +
                                "' --revoke '" + std::string(name) + "'";
    return std::system(command.c_str()) == 0;
  }

 private:
  explicit DevCa(std::filesystem::path folder) : folder_(std::move(folder)) {}

  std::filesystem::path folder_;
};

}  // namespace gateway::test
