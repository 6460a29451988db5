// Compares the verdicts of our XSDs (schemas/rivta) with those of the published files, on every
// sample as it is, on every sample with its template values filled in, on every single change of
// the valid ones, and on random mutants of several changes.
//
//   rivta_xsd_suite SHARED_RIVTA_DIR [SEED [MUTANTS]]
//
// Ends with "N passed, M failed"; status 0 if nothing failed.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <libxml/parser.h>
#include <libxml/xmlschemas.h>

#include "tests/suites/rivta_mutations.hpp"
#include "tests/suites/rivta_sweep.hpp"
#include "tests/suites/rivta_templates.hpp"

namespace gateway::suites {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kDefaultMutants = 2000;
constexpr std::size_t kLeastMutants = 300;
constexpr std::size_t kLeastValid = 60;
constexpr std::size_t kMutationsPerMutant = 3;

template <auto Function>
struct Free {
  template <typename T>
  void operator()(T* object) const {
    Function(object);
  }
};
using Schema = std::unique_ptr<xmlSchema, Free<xmlSchemaFree>>;
using Document = std::unique_ptr<xmlDoc, Free<xmlFreeDoc>>;

struct Contract {
  std::string_view name;       // of the interaction, and of the element it is called by
  std::string_view published;  // below activity-request-1/schemas
  std::string_view ours;       // below schemas/rivta
};

constexpr auto kContracts = std::to_array<Contract>({
    {"ProcessRequest",
     "interactions/ProcessRequestInteraction/ProcessRequestResponder_1.0.xsd",
     "process_request_1.xsd"},
    {"ProcessRequestConfirmation",
     "interactions/ProcessRequestConfirmationInteraction/"
     "ProcessRequestConfirmationResponder_1.0.xsd",
     "process_request_confirmation_1.xsd"},
    {"ProcessRequestOutcome",
     "interactions/ProcessRequestOutcomeInteraction/ProcessRequestOutcomeResponder_1.0.xsd",
     "process_request_outcome_1.xsd"},
    {"GetRequestStatus",
     "interactions/GetRequestStatusInteraction/GetRequestStatusResponder_1.0.xsd",
     "get_request_status_1.xsd"},
    {"GetRequestInstruction",
     "interactions/GetRequestInstructionInteraction/GetRequestInstructionResponder_1.0.xsd",
     "get_request_instruction_1.xsd"},
    {"LogicalAddress",
     "core_components/itintegration_registry_1.0.xsd",
     "itintegration_registry_1.xsd"},
});

struct Pair {
  Schema published;
  Schema ours;
};

// One message: the element that is validated, and the contract it belongs to.
struct Message {
  std::string label;
  Document document;
  std::size_t contract = 0;
  xmlNodePtr root() const { return xmlDocGetRootElement(document.get()); }
};

struct Count {
  std::size_t passed = 0;
  std::size_t failed = 0;
  std::size_t valid = 0;
  std::size_t invalid = 0;
};

std::string_view name_of(const xmlNode* node) {
  return node == nullptr ? "" : reinterpret_cast<const char*>(node->name);
}

Schema load_schema(const fs::path& path) {
  const std::unique_ptr<xmlSchemaParserCtxt, Free<xmlSchemaFreeParserCtxt>> parser(
      xmlSchemaNewParserCtxt(path.c_str()));
  return Schema(parser ? xmlSchemaParse(parser.get()) : nullptr);
}

Document parse(const fs::path& path) {
  return Document(xmlReadFile(path.c_str(), nullptr, XML_PARSE_NONET));
}

// A document of its own with a copy of `element` as its root.
Document document_of(xmlNodePtr element) {
  Document document(xmlNewDoc(nullptr));
  const xmlNodePtr copy = xmlDocCopyNode(element, document.get(), 1);
  xmlDocSetRootElement(document.get(), copy);
  xmlReconciliateNs(document.get(), copy);
  return document;
}

Message copy_of(const Message& message) {
  return {message.label, Document(xmlCopyDoc(message.document.get(), 1)), message.contract};
}

void silent(void*, const xmlError*) {}

bool is_valid(xmlDocPtr document, xmlSchemaPtr schema) {
  const std::unique_ptr<xmlSchemaValidCtxt, Free<xmlSchemaFreeValidCtxt>> context(
      xmlSchemaNewValidCtxt(schema));
  xmlSchemaSetValidStructuredErrors(
      context.get(), [](void* data, xmlErrorPtr error) { silent(data, error); }, nullptr);
  return xmlSchemaValidateOneElement(context.get(), xmlDocGetRootElement(document)) == 0;
}

// The longest contract name that the element's name begins with.
std::size_t contract_of(std::string_view element) {
  std::size_t best = 0;
  std::size_t length = 0;
  for (std::size_t i = 0; i < kContracts.size(); ++i) {
    const std::string_view name = kContracts[i].name;
    if (element.starts_with(name) && name.size() > length) {
      best = i;
      length = name.size();
    }
  }
  return best;
}

void add_children(const std::string& file, xmlNodePtr parent, std::vector<Message>& messages) {
  for (xmlNodePtr child = xmlFirstElementChild(parent); child != nullptr;
       child = xmlNextElementSibling(child)) {
    messages.push_back({file + " " + std::string(name_of(child)),
                        document_of(child),
                        contract_of(name_of(child))});
  }
}

// The children of Header and Body, or the whole document if it is no envelope.
void add_messages(const fs::path& path, std::vector<Message>& messages) {
  const Document document = parse(path);
  if (!document) return;
  const xmlNodePtr root = xmlDocGetRootElement(document.get());
  const std::string file = path.filename().string();
  if (name_of(root) != "Envelope") {
    messages.push_back({file, document_of(root), contract_of(name_of(root))});
    return;
  }
  for (xmlNodePtr part = xmlFirstElementChild(root); part != nullptr;
       part = xmlNextElementSibling(part)) {
    add_children(file, part, messages);
  }
}

std::vector<Message> load_samples(const fs::path& shared) {
  std::vector<fs::path> paths;
  for (const char* folder : {"activity-request-1/samples", "eremiss-pilot/samples"}) {
    for (const auto& entry : fs::recursive_directory_iterator(shared / folder)) {
      if (entry.path().extension() == ".xml") paths.push_back(entry.path());
    }
  }
  std::ranges::sort(paths);
  std::vector<Message> messages;
  for (const fs::path& path : paths)
    add_messages(path, messages);
  return messages;
}

std::vector<Pair> load_schemas(const fs::path& shared) {
  std::vector<Pair> pairs;
  for (const Contract& contract : kContracts) {
    pairs.push_back({load_schema(shared / "activity-request-1/schemas" / contract.published),
                     load_schema(fs::path(RIVTA_SCHEMAS) / contract.ours)});
  }
  return pairs;
}

void compare(xmlDocPtr document, std::string_view label, const Pair& schemas, Count& count) {
  const bool expected = is_valid(document, schemas.published.get());
  const bool found = is_valid(document, schemas.ours.get());
  ++(expected ? count.valid : count.invalid);
  ++(expected == found ? count.passed : count.failed);
  if (expected == found) return;
  std::cout << "FAILED " << label << ": published says " << (expected ? "valid" : "invalid")
            << ", ours says " << (found ? "valid" : "invalid") << "\n";
  xmlDocDump(stdout, document);
}

void compare(const Message& message, const std::vector<Pair>& schemas, Count& count) {
  compare(message.document.get(), message.label, schemas[message.contract], count);
}

Count compare_all(const std::vector<Message>& messages, const std::vector<Pair>& schemas) {
  Count count;
  for (const Message& message : messages)
    compare(message, schemas, count);
  return count;
}

Count compare_mutants(const std::vector<Message>& originals,
                      const std::vector<Pair>& schemas,
                      std::size_t mutants,
                      Dice& dice) {
  Count count;
  std::uniform_int_distribution<std::size_t> any(0, originals.size() - 1);
  std::uniform_int_distribution<std::size_t> times(1, kMutationsPerMutant);
  while (count.passed + count.failed < mutants) {
    Message mutant = copy_of(originals[any(dice)]);
    std::string what;
    for (std::size_t i = times(dice); i > 0; --i) {
      what += " / " + std::string(mutate(mutant.root(), dice));
    }
    mutant.label += what;
    compare(mutant, schemas, count);
  }
  return count;
}

// Sweeps the first valid message of each kind.
Count compare_sweep(const std::vector<Message>& messages, const std::vector<Pair>& schemas) {
  Count count;
  std::vector<std::string> swept;
  for (const Message& message : messages) {
    const Pair& pair = schemas[message.contract];
    const std::string kind(name_of(message.root()));
    const bool is_new = std::ranges::find(swept, kind) == swept.end();
    if (!is_new || !is_valid(message.document.get(), pair.published.get())) continue;
    swept.push_back(kind);
    sweep(message.document.get(), [&](xmlDocPtr changed, std::string_view what) {
      compare(changed, message.label + " / " + std::string(what), pair, count);
    });
  }
  return count;
}

void report(std::string_view what, const Count& count) {
  std::cout << what << ": " << count.passed << " equal verdicts (" << count.valid << " valid, "
            << count.invalid << " invalid), " << count.failed << " differ\n";
}

// A run that compared too little proves nothing.
bool is_enough(const Count& mutants) {
  return mutants.valid + mutants.invalid >= kLeastMutants && mutants.valid >= kLeastValid &&
         mutants.invalid >= kLeastValid;
}

int run(const fs::path& shared, unsigned seed, std::size_t mutants) {
  const std::vector<Pair> schemas = load_schemas(shared);
  for (std::size_t i = 0; i < schemas.size(); ++i) {
    if (schemas[i].published && schemas[i].ours) continue;
    std::cout << "cannot load the schema of " << kContracts[i].name << "\n0 passed, 1 failed\n";
    return 1;
  }
  const std::vector<Message> samples = load_samples(shared);
  std::vector<Message> filled;
  for (const Message& sample : samples) {
    filled.push_back(copy_of(sample));
    fill_template(filled.back().root());
  }
  Dice dice(seed);

  const Count raw = compare_all(samples, schemas);
  const Count valid = compare_all(filled, schemas);
  const Count swept = compare_sweep(filled, schemas);
  const Count mutated = compare_mutants(filled, schemas, mutants, dice);

  report("samples as they are", raw);
  report("samples filled in", valid);
  report("single changes", swept);
  report("mutants, seed " + std::to_string(seed), mutated);
  std::size_t failed = raw.failed + valid.failed + swept.failed + mutated.failed;
  if (!is_enough(mutated)) {
    std::cout << "too few mutants, or too few of one verdict\n";
    ++failed;
  }
  std::cout << raw.passed + valid.passed + swept.passed + mutated.passed << " passed, " << failed
            << " failed\n";
  return failed == 0 ? 0 : 1;
}

}  // namespace
}  // namespace gateway::suites

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cout << "usage: rivta_xsd_suite SHARED_RIVTA_DIR [SEED [MUTANTS]]\n";
    return 2;
  }
  const auto number = [&](int at, unsigned long otherwise) {
    return argc > at ? std::strtoul(argv[at], nullptr, 10) : otherwise;
  };
  return gateway::suites::run(
      argv[1], static_cast<unsigned>(number(2, 1)), number(3, gateway::suites::kDefaultMutants));
}
