// Config: the configuration file as checked values.
//
// One table in config.cpp names every option with its meaning, unit and default; an unknown key, a
// wrong type or a value out of range stops the start with file, line and the name of the option.
// `brygga options` prints the table, docs/configuration.md holds it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"

namespace gateway::app {

struct Config {
  // listen
  std::string partner_address = "127.0.0.1";
  std::uint16_t partner_port = 8443;
  std::string operator_address = "127.0.0.1";
  std::uint16_t operator_port = 8480;
  // tls
  std::filesystem::path tls_certificate;
  std::filesystem::path tls_key;
  std::filesystem::path tls_trust;
  std::filesystem::path tls_crl;
  // store
  std::filesystem::path store_database;
  std::filesystem::path store_master_key;
  // content
  std::string base_url = "https://localhost:8443/fhir";
  std::filesystem::path definitions;
  std::vector<std::filesystem::path> packages;
  std::filesystem::path package_cache;  // empty: "packages" beside the database
  std::filesystem::path directory;
  std::filesystem::path rivta_schemas;
  // delivery
  std::chrono::milliseconds delivery_first_wait{1000};
  std::chrono::milliseconds delivery_deadline{30000};
  // work
  std::size_t worker_threads = 4;
  std::size_t io_threads = 0;
  std::size_t connections = 2000;
  std::size_t connections_per_organisation = 500;
};

// One row of the table of options, for help and documentation.
struct OptionText {
  std::string_view name;  // "listen.partner.port"
  std::string_view meaning;
  std::string_view unit;      // "port", "file", "ms"; empty if none
  std::string_view standard;  // default; empty: the option must be given
};
std::span<const OptionText> option_texts();

// Reads `file`; relative paths in it are relative to its folder.
// Errors: invalid, with file, line and option.
Result<Config> load_config(const std::filesystem::path& file);

}  // namespace gateway::app
