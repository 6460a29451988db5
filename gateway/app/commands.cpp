#include "gateway/app/commands.hpp"

#include <chrono>
#include <csignal>
#include <iostream>
#include <string>

#include "gateway/app/composition.hpp"
#include "gateway/app/directory_file.hpp"
#include "gateway/conformance/definitions.hpp"
#include "gateway/security/keyring.hpp"
#include "gateway/security/tls_material.hpp"

namespace gateway::app {
namespace {

constexpr auto kDrainPatience = std::chrono::seconds(20);

// SIGTERM and SIGINT end, SIGHUP reads certificates again; all threads started later inherit that
// they are waited for here.
sigset_t block_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP})
    sigaddset(&signals, signal);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
  return signals;
}

std::string url_of(std::string_view scheme, std::string_view host, std::uint16_t port) {
  return std::string(scheme) + "://" + std::string(host) + ":" + std::to_string(port);
}

}  // namespace

Result<void> serve(const std::filesystem::path& config_file) {
  GATEWAY_TRY(const Config config, load_config(config_file));
  const sigset_t signals = block_signals();
  const SystemClock clock;
  const auto sink = make_stderr_sink();
  const Log log(*sink, clock);
  GATEWAY_TRY(const auto gateway, Gateway::start(config, *sink));

  std::cout << "partner " << url_of("https", "localhost", gateway->partner_port()) << "/fhir\n"
            << "operator " << url_of("http", config.operator_address, gateway->operator_port())
            << "\nready\n"
            << std::flush;
  log.write(LogLevel::info, "GATEWAY-READY", {}, {});
  int signal = 0;
  while (sigwait(&signals, &signal) == 0 && signal == SIGHUP) {
    const auto reloaded = gateway->reload();
    log.write(reloaded ? LogLevel::info : LogLevel::error,
              reloaded ? "TLS-RELOADED" : "TLS-NOT-RELOADED",
              {},
              {LogField::code("reason", reloaded ? "" : reloaded.error().id)});
  }
  const bool whole = gateway->drain(kDrainPatience);
  log.write(LogLevel::info, whole ? "GATEWAY-STOPPED" : "GATEWAY-CUT-OFF", {}, {});
  return {};
}

Result<void> init(const std::filesystem::path& config_file) {
  GATEWAY_TRY(const Config config, load_config(config_file));
  const SystemClock clock;
  SystemRandom random;
  if (!std::filesystem::exists(config.store_master_key)) {
    GATEWAY_CHECK(security::create_master_key(config.store_master_key.string(), random));
    std::cout << "made " << config.store_master_key.string()
              << "; keep a copy where the database is not: without it nothing can be read\n";
  }
  GATEWAY_TRY(const auto store, open_store(config, clock, random));
  std::cout << "the database " << config.store_database.string() << " is ready\n";
  return {};
}

Result<void> check(const std::filesystem::path& config_file) {
  GATEWAY_TRY(const Config config, load_config(config_file));
  const SystemClock clock;
  GATEWAY_TRY(const auto directory, load_directory(config.directory));
  GATEWAY_TRY(const auto definitions, conformance::Definitions::load(config.definitions));
  GATEWAY_TRY(const auto packages, open_packages(package_files(config), *definitions));
  print_package_warnings(packages, Console{std::cin, std::cout, std::cerr});
  GATEWAY_TRY(const auto keyring, security::Keyring::load(config.store_master_key.string()));
  GATEWAY_TRY(
      const auto tls,
      security::CurrentTls::load(
          {config.tls_certificate, config.tls_key, config.tls_trust, config.tls_crl}, clock));
  std::cout << directory.units.size() << " units, " << directory.systems.size() << " systems, "
            << definitions->types().type_count() << " types, " << packages.set->packages().size()
            << " packages; certificates and lists are valid\n"
            << "listens on " << config.partner_address << ":" << config.partner_port
            << " (client certificate required) and " << config.operator_address << ":"
            << config.operator_port << " (operator, loopback)\n";
  return {};
}

Result<void> print_options() {
  std::cout << "| option | meaning | unit | default |\n|---|---|---|---|\n";
  for (const OptionText& option : option_texts()) {
    std::cout << "| `" << option.name << "` | " << option.meaning << " | " << option.unit << " | "
              << (option.standard.empty() ? "must be given" : option.standard) << " |\n";
  }
  return {};
}

}  // namespace gateway::app
