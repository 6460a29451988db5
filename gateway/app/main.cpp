// brygga: the command line.
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <iostream>
#include <string>

#include <CLI/CLI.hpp>

#include "gateway/app/cli/command_line.hpp"
#include "gateway/app/cli/console.hpp"
#include "gateway/app/commands.hpp"

namespace {

using gateway::Result;

int report(const Result<void>& result) {
  if (result) return gateway::app::kExitFine;
  std::cerr << "brygga: " << result.error().message << " [" << result.error().id << "]\n";
  return gateway::app::kExitError;
}

// cpprestsdk reads the system's CAs for each new connection to a receiver before delivery replaces
// them by our own trust: well over a hundred certificates, which take longer than the handshake.
// Here, because nobody may change the environment once there are threads.
void forget_system_cas() {
  for (const char* name : {"SSL_CERT_FILE", "SSL_CERT_DIR"})
    ::setenv(name, "/dev/null", 1);  // NOLINT(concurrency-mt-unsafe): see above
}

}  // namespace

int main(int argc, char** argv) {
  forget_system_cas();
  CLI::App app{
      "Brygga carries plans, referrals and deviation reports about children between health care,\n"
      "social services and schools as FHIR R4 over mutually authenticated TLS."};
  app.name("brygga");
  app.require_subcommand(1);
  app.footer("docs/operations.md tells how to run it, docs/configuration.md every option.");

  std::filesystem::path config = "brygga.yaml";
  const auto with_config = [&config](CLI::App* command) {
    command->add_option("-c,--config", config, "Configuration file")->capture_default_str();
    return command;
  };

  std::function<int()> chosen;
  with_config(app.add_subcommand("serve", "Serve until SIGTERM or SIGINT, then drain and stop"))
      ->callback([&] { chosen = [&] { return report(gateway::app::serve(config)); }; });
  with_config(app.add_subcommand("init", "Make the master key, if there is none, and the database"))
      ->callback([&] { chosen = [&] { return report(gateway::app::init(config)); }; });
  with_config(
      app.add_subcommand("check",
                         "Check configuration, directory, certificates, packages; change nothing"))
      ->callback([&] { chosen = [&] { return report(gateway::app::check(config)); }; });
  with_config(app.add_subcommand("outbox", "Print every message of the outbox, one JSON line each"))
      ->callback([&] { chosen = [&] { return report(gateway::app::print_outbox(config)); }; });
  with_config(app.add_subcommand("audit", "Print every audit record, one JSON line each"))
      ->callback([&] { chosen = [&] { return report(gateway::app::print_audit(config)); }; });
  app.add_subcommand("options", "Print every option of the configuration as a table")
      ->callback([&] { chosen = [] { return report(gateway::app::print_options()); }; });
  gateway::app::add_file_commands(app, chosen);
  app.set_version_flag("--version", "brygga " BRYGGA_VERSION);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? gateway::app::kExitFine : gateway::app::kExitUsage;
  }
  return chosen();
}
