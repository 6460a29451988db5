#include "gateway/app/config.hpp"

#include <array>
#include <charconv>
#include <set>
#include <utility>

#include <yaml-cpp/yaml.h>

namespace gateway::app {
namespace {

// Where a value is and what it means to be relative to.
struct Source {
  std::filesystem::path file;
  std::string_view option;
  YAML::Node node;
};

std::unexpected<Error> refuse(const Source& source, std::string_view why) {
  const auto line = source.node.Mark().line + 1;
  return fail(ErrorKind::invalid,
              "CONFIG-VALUE",
              source.file.string() + ":" + std::to_string(line) + ": " +
                  std::string(source.option) + " " + std::string(why));
}

Result<std::string> text_of(const Source& source) {
  if (!source.node.IsScalar() || source.node.Scalar().empty()) {
    return refuse(source, "must be a text");
  }
  return source.node.Scalar();
}

Result<std::uint64_t> number_of(const Source& source, std::uint64_t low, std::uint64_t high) {
  GATEWAY_TRY(const std::string text, text_of(source));
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < low || value > high) {
    return refuse(
        source,
        "must be a whole number from " + std::to_string(low) + " to " + std::to_string(high));
  }
  return value;
}

Result<std::filesystem::path> path_of(const Source& source) {
  GATEWAY_TRY(const std::string text, text_of(source));
  const std::filesystem::path path = text;
  return path.is_absolute() ? path : source.file.parent_path() / path;
}

// A path or a list of them.
Result<std::vector<std::filesystem::path>> paths_of(const Source& source) {
  std::vector<std::filesystem::path> paths;
  if (!source.node.IsSequence()) {
    GATEWAY_TRY(std::filesystem::path path, path_of(source));
    paths.push_back(std::move(path));
    return paths;
  }
  for (const YAML::Node& item : source.node) {
    GATEWAY_TRY(std::filesystem::path path, path_of({source.file, source.option, item}));
    paths.push_back(std::move(path));
  }
  return paths;
}

using Apply = Result<void> (*)(Config&, const Source&);

struct Option {
  OptionText text;
  Apply apply = nullptr;
};

template <auto field>
Result<void> set_path(Config& config, const Source& source) {
  GATEWAY_TRY(config.*field, path_of(source));
  return {};
}
template <auto field>
Result<void> set_paths(Config& config, const Source& source) {
  GATEWAY_TRY(config.*field, paths_of(source));
  return {};
}
template <auto field>
Result<void> set_text(Config& config, const Source& source) {
  GATEWAY_TRY(config.*field, text_of(source));
  return {};
}
template <auto field, std::uint64_t low, std::uint64_t high>
Result<void> set_number(Config& config, const Source& source) {
  GATEWAY_TRY(const std::uint64_t value, number_of(source, low, high));
  config.*field = static_cast<std::remove_reference_t<decltype(config.*field)>>(value);
  return {};
}
template <auto field, std::uint64_t low, std::uint64_t high>
Result<void> set_milliseconds(Config& config, const Source& source) {
  GATEWAY_TRY(const std::uint64_t value, number_of(source, low, high));
  config.*field = std::chrono::milliseconds(value);
  return {};
}

constexpr std::array kOptions = {
    Option{{"listen.partner.address",
            "address of the partner listener (FHIR, RIV-TA; client certificate required)",
            "IP address",
            "127.0.0.1"},
           set_text<&Config::partner_address>},
    Option{{"listen.partner.port", "its port; 0 picks a free one", "port", "8443"},
           set_number<&Config::partner_port, 0, 65535>},
    Option{{"listen.operator.address",
            "address of the operator listener (health, metrics); loopback only",
            "IP address",
            "127.0.0.1"},
           set_text<&Config::operator_address>},
    Option{{"listen.operator.port", "its port; 0 picks a free one", "port", "8480"},
           set_number<&Config::operator_port, 0, 65535>},
    Option{
        {"tls.certificate", "our certificate with its chain, for both directions", "PEM file", ""},
        set_path<&Config::tls_certificate>},
    Option{{"tls.key", "its private key", "PEM file", ""}, set_path<&Config::tls_key>},
    Option{
        {"tls.trust",
         "the certification authorities of partners, roots and those between; no other is trusted",
         "PEM file",
         ""},
        set_path<&Config::tls_trust>},
    Option{{"tls.crl", "one revocation list for each of them", "PEM file", ""},
           set_path<&Config::tls_crl>},
    Option{{"store.database", "the database", "file", ""}, set_path<&Config::store_database>},
    Option{{"store.master_key", "the key that wraps all others; made by 'brygga init'", "file", ""},
           set_path<&Config::store_master_key>},
    Option{{"base_url",
            "how partners reach the FHIR API; in links and fullUrls",
            "URL",
            "https://localhost:8443/fhir"},
           set_text<&Config::base_url>},
    Option{{"definitions", "the compiled FHIR definitions", "file", ""},
           set_path<&Config::definitions>},
    Option{{"packages",
            "FHIR packages beside those that are compiled into the definitions",
            "list of .tgz files, folders or resources",
            "none"},
           set_paths<&Config::packages>},
    Option{{"package_cache",
            "where a .tgz of them is kept compiled",
            "folder",
            "`packages` beside the database"},
           set_path<&Config::package_cache>},
    Option{{"directory", "organisations, systems and endpoints", "YAML file", ""},
           set_path<&Config::directory>},
    Option{{"rivta.schemas", "the XML schemas of the RIV-TA contracts", "folder", ""},
           set_path<&Config::rivta_schemas>},
    Option{{"delivery.first_wait",
            "wait before the second attempt; doubled for each one after it, at most 15 minutes",
            "ms",
            "1000"},
           set_milliseconds<&Config::delivery_first_wait, 10, 900000>},
    Option{{"delivery.deadline",
            "the longest an attempt may take, connection and answer included",
            "ms",
            "30000"},
           set_milliseconds<&Config::delivery_deadline, 100, 50000>},
    Option{{"work.threads", "threads that parse, decide and read", "threads", "4"},
           set_number<&Config::worker_threads, 1, 256>},
    Option{{"work.io_threads",
            "threads that serve connections; 0 is one for each core",
            "threads",
            "0"},
           set_number<&Config::io_threads, 0, 256>},
    Option{{"work.connections", "open connections at most", "connections", "2000"},
           set_number<&Config::connections, 1, 100000>},
    Option{{"work.connections_per_organisation",
            "of them for one calling system",
            "connections",
            "500"},
           set_number<&Config::connections_per_organisation, 1, 100000>},
};

const Option* find_option(std::string_view name) {
  for (const Option& option : kOptions) {
    if (option.text.name == name) return &option;
  }
  return nullptr;
}

bool is_section(std::string_view name) {
  for (const Option& option : kOptions) {
    if (option.text.name.starts_with(name) && option.text.name.size() > name.size() &&
        option.text.name[name.size()] == '.') {
      return true;
    }
  }
  return false;
}

// Applies everything below `node`, whose own name is `prefix`. Depth is that of the table.
Result<void> apply_all(Config& config,
                       const std::filesystem::path& file,
                       const YAML::Node& node,
                       const std::string& prefix,
                       std::set<std::string_view>& given) {
  for (const auto& pair : node) {
    const std::string name = prefix + (pair.first.IsScalar() ? pair.first.Scalar() : "?");
    const Option* option = find_option(name);
    if (option == nullptr && is_section(name) && pair.second.IsMap()) {
      GATEWAY_CHECK(apply_all(config, file, pair.second, name + ".", given));
      continue;
    }
    if (option == nullptr)
      return refuse({file, name, pair.first}, "is no option; 'brygga options' lists them");
    GATEWAY_CHECK(option->apply(config, {file, option->text.name, pair.second}));
    if (!given.insert(option->text.name).second)
      return refuse({file, option->text.name, pair.first}, "is given twice");
  }
  return {};
}

}  // namespace

std::span<const OptionText> option_texts() {
  static constexpr auto kTexts = [] {
    std::array<OptionText, kOptions.size()> texts{};
    for (std::size_t i = 0; i < kOptions.size(); ++i)
      texts[i] = kOptions[i].text;
    return texts;
  }();
  return kTexts;
}

Result<Config> load_config(const std::filesystem::path& file) {
  YAML::Node root;
  try {
    root = YAML::LoadFile(file.string());
  } catch (const YAML::BadFile&) {
    return fail(ErrorKind::invalid, "CONFIG-FILE", file.string() + ": cannot be read");
  } catch (const YAML::Exception& error) {
    return fail(ErrorKind::invalid,
                "CONFIG-YAML",
                file.string() + ":" + std::to_string(error.mark.line + 1) + ": is not YAML");
  }
  if (!root.IsMap())
    return fail(ErrorKind::invalid, "CONFIG-YAML", file.string() + ": holds no map");

  Config config;
  std::set<std::string_view> given;
  GATEWAY_CHECK(apply_all(config, file, root, "", given));
  for (const Option& option : kOptions) {
    if (option.text.standard.empty() && !given.contains(option.text.name)) {
      return fail(ErrorKind::invalid,
                  "CONFIG-MISSING",
                  file.string() + ": " + std::string(option.text.name) + " is missing (" +
                      std::string(option.text.meaning) + ")");
    }
  }
  return config;
}

}  // namespace gateway::app
