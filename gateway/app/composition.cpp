#include "gateway/app/composition.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "gateway/app/cli/definition_files.hpp"
#include "gateway/app/directory_file.hpp"
#include "gateway/app/front_table.hpp"
#include "gateway/app/http_answers.hpp"
#include "gateway/app/operator_front.hpp"
#include "gateway/app/waking_door.hpp"
#include "gateway/app/worker_executor.hpp"
#include "gateway/base/metrics.hpp"
#include "gateway/conformance/definitions.hpp"
#include "gateway/delivery/cpprest_sender.hpp"
#include "gateway/delivery/dispatcher.hpp"
#include "gateway/exchange/exchange.hpp"
#include "gateway/http/server.hpp"
#include "gateway/rest/rest_front.hpp"
#include "gateway/rivta/process_request_front.hpp"
#include "gateway/validation/structure_check.hpp"
#include "gateway/validation/workbench.hpp"

namespace gateway::app {
namespace {

// The directory of the file, with the keys that the store gives to its units.
Result<std::shared_ptr<const exchange::Directory>> make_directory(const Config& config,
                                                                  store::Writer& writer) {
  GATEWAY_TRY(auto file, load_directory(config.directory));
  for (exchange::Unit& unit : file.units) {
    GATEWAY_TRY(unit.key, writer.ensure_organisation(unit.hsa_id));
  }
  return std::make_shared<const exchange::Directory>(std::move(file.units),
                                                     std::move(file.systems));
}

Result<std::unique_ptr<validation::Workbench>> make_workbench(
    const DefinitionFiles& files, const conformance::Definitions& definitions, const Clock& clock) {
  GATEWAY_TRY(OpenedPackages opened, open_packages(files, definitions));
  return std::make_unique<validation::Workbench>(
      definitions, std::move(opened.set), opened.supplements, clock);
}

// Threads that ask the store beside those of http and of the executor: the dispatcher, the writer
// and cpprestsdk's.
constexpr std::size_t kOtherReadingThreads = 6;

// A read connection for each thread that may read, so that none waits for another.
std::size_t readers_of(const Config& config) {
  const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
  const std::size_t io_threads = config.io_threads == 0 ? cores : config.io_threads;
  return io_threads + 2 * config.worker_threads + kOtherReadingThreads;
}

}  // namespace

// In the order in which they need each other.
struct Gateway::Parts {
  explicit Parts(LogSink& sink) : log(sink, clock) {}

  SystemClock clock;
  SystemRandom random;
  Log log;
  Metrics metrics;
  std::unique_ptr<const conformance::Definitions> definitions;
  std::unique_ptr<const search::Extractor> extractor;
  std::unique_ptr<validation::WorkbenchPool> workbenches;
  std::unique_ptr<security::CurrentTls> tls;
  std::unique_ptr<store::SqliteStore> store;
  std::shared_ptr<const exchange::Directory> directory;
  std::unique_ptr<WorkerExecutor> executor;
  std::unique_ptr<exchange::Exchange> exchange;
  std::unique_ptr<delivery::Sender> sender;
  std::unique_ptr<delivery::Dispatcher> dispatcher;
  std::unique_ptr<WakingDoor> door;
  std::unique_ptr<rest::RestFront> rest;
  rivta::XmlLibrary xml_library;
  std::optional<rivta::XsdCheck> rivta_schemas;
  std::unique_ptr<rivta::ProcessRequestFront> rivta;
  std::unique_ptr<OperatorFront> operator_front;
  std::unique_ptr<FrontTable> fronts;
  std::unique_ptr<HttpAnswers> answers;
  std::unique_ptr<http::Server> server;

  Result<void> open_definitions(const Config& config);
  Result<void> open_stores(const Config& config);
  Result<void> make_exchange(const Config& config);
  void make_delivery(const Config& config);
  Result<void> make_fronts(const Config& config);
  Result<void> listen(const Config& config);
};

Result<void> Gateway::Parts::open_definitions(const Config& config) {
  GATEWAY_TRY(definitions, conformance::Definitions::load(config.definitions));
  extractor = std::make_unique<search::Extractor>(definitions->types());
  const auto make = [this, files = package_files(config)] {
    return make_workbench(files, *definitions, clock);
  };
  GATEWAY_TRY(workbenches, validation::WorkbenchPool::open(make, config.worker_threads));
  return {};
}

Result<void> Gateway::Parts::open_stores(const Config& config) {
  GATEWAY_TRY(
      tls,
      security::CurrentTls::load(
          {config.tls_certificate, config.tls_key, config.tls_trust, config.tls_crl}, clock));
  GATEWAY_TRY(store, open_store(config, clock, random));
  GATEWAY_TRY(directory, make_directory(config, store->writer()));
  return {};
}

Result<void> Gateway::Parts::make_exchange(const Config& config) {
  executor = std::make_unique<WorkerExecutor>(config.worker_threads);
  exchange = exchange::make_exchange({store->reader(),
                                      store->writer(),
                                      directory,
                                      *extractor,
                                      clock,
                                      random,
                                      *executor,
                                      config.base_url,
                                      store->in_hand()});
  return exchange->publish_directory();
}

void Gateway::Parts::make_delivery(const Config& config) {
  sender = delivery::make_cpprest_sender([this] { return tls->material(); },
                                         {.deadline = config.delivery_deadline});
  delivery::DispatcherLimits limits;
  limits.retry.first = config.delivery_first_wait;
  dispatcher =
      std::make_unique<delivery::Dispatcher>(delivery::Dispatcher::Parts{exchange->deliveries(),
                                                                         *sender,
                                                                         definitions->types(),
                                                                         clock,
                                                                         random,
                                                                         log,
                                                                         store->in_hand()},
                                             limits);
  door = std::make_unique<WakingDoor>(exchange->door(), [this] { dispatcher->wake(); });
}

Result<void> Gateway::Parts::make_fronts(const Config& config) {
  rest = std::make_unique<rest::RestFront>(
      rest::RestParts{*door,
                      exchange->reading(),
                      directory,
                      definitions->types(),
                      *extractor,
                      [this](const fhir::Resource& resource, fhir::IssueLog& findings) {
                        validation::check_structure(resource, *definitions, findings);
                      },
                      *workbenches,
                      clock,
                      random},
      rest::RestOptions{.base_url = config.base_url, .version = BRYGGA_VERSION},
      store->keyring().cursor_key());
  GATEWAY_TRY(rivta_schemas,
              rivta::XsdCheck::load(
                  xml_library, config.rivta_schemas, {std::string(rivta::kProcessRequestSchema)}));
  rivta = std::make_unique<rivta::ProcessRequestFront>(
      rivta::FrontParts{*door, directory, *definitions, *rivta_schemas, random, log});
  operator_front = std::make_unique<OperatorFront>(metrics);
  fronts = std::make_unique<FrontTable>(std::vector<FrontRow>{
      {wire::Listener::partner, "/fhir", rest.get()},
      {wire::Listener::partner, std::string(rivta::kProcessRequestPath), rivta.get()},
      {wire::Listener::operator_, "", operator_front.get()},
  });
  return {};
}

Result<void> Gateway::Parts::listen(const Config& config) {
  answers = std::make_unique<HttpAnswers>(definitions->types(), log, metrics);
  http::ServerOptions options;
  options.listeners = {
      {wire::Listener::partner, config.partner_address, config.partner_port, {}},
      {wire::Listener::operator_, config.operator_address, config.operator_port, {}},
  };
  options.limits.connections = config.connections;
  options.limits.per_organisation = config.connections_per_organisation;
  options.io_threads = config.io_threads;
  options.worker_threads = config.worker_threads;
  http::ServerParts parts{.handler = *fronts, .clock = clock, .random = random, .tls = tls.get()};
  parts.body_limit = HttpAnswers::body_limit;
  parts.explain = [this](const http::Refusal& refusal, const wire::Request& refused) {
    return answers->explain(refusal, refused);
  };
  parts.observe = [this](const http::Event& event) { answers->observe(event); };
  GATEWAY_TRY(server, http::Server::start(std::move(options), std::move(parts)));
  return {};
}

Gateway::Gateway(Started, std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Gateway::~Gateway() {
  static_cast<void>(drain(std::chrono::milliseconds(0)));
}

Result<std::unique_ptr<Gateway>> Gateway::start(const Config& config, LogSink& sink) {
  auto parts = std::make_unique<Parts>(sink);
  GATEWAY_CHECK(parts->open_definitions(config));
  GATEWAY_CHECK(parts->open_stores(config));
  GATEWAY_CHECK(parts->make_exchange(config));
  parts->make_delivery(config);
  GATEWAY_CHECK(parts->make_fronts(config));
  GATEWAY_CHECK(parts->listen(config));
  parts->dispatcher->start();
  parts->operator_front->ready();
  return std::make_unique<Gateway>(Started(), std::move(parts));
}

std::uint16_t Gateway::partner_port() const {
  return parts_->server->port(0);
}
std::uint16_t Gateway::operator_port() const {
  return parts_->server->port(1);
}
Result<void> Gateway::reload() {
  return parts_->tls->reload();
}

bool Gateway::drain(std::chrono::milliseconds patience) {
  parts_->operator_front->draining();
  const bool whole = parts_->server->drain(patience);
  parts_->dispatcher->stop();
  // A client that has gone leaves its command in work.
  parts_->exchange->settle();
  return whole;
}

DefinitionFiles package_files(const Config& config) {
  const bool has_cache = !config.package_cache.empty();
  return {
      .packages = config.packages,
      .cache = has_cache ? config.package_cache : config.store_database.parent_path() / "packages"};
}

Result<std::unique_ptr<store::SqliteStore>> open_store(const Config& config,
                                                       const Clock& clock,
                                                       RandomSource& random) {
  GATEWAY_TRY(auto keyring, security::Keyring::load(config.store_master_key.string()));
  store::SqliteOptions options;
  options.path = config.store_database.string();
  options.readers = readers_of(config);
  return store::SqliteStore::open(options, std::move(keyring), clock, random);
}

}  // namespace gateway::app
