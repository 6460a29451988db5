#include "gateway/rivta/xsd_check.hpp"

#include <algorithm>
#include <array>
#include <system_error>

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlschemas.h>
#include <libxml/xmlschemastypes.h>

namespace gateway::rivta {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSchemaNamespace = "http://www.w3.org/2001/XMLSchema";

template <auto function>
struct FreeWith {
  template <typename T>
  void operator()(T* object) const noexcept {
    function(object);
  }
};
using ParserContext = std::unique_ptr<xmlSchemaParserCtxt, FreeWith<xmlSchemaFreeParserCtxt>>;
using ValidContext = std::unique_ptr<xmlSchemaValidCtxt, FreeWith<xmlSchemaFreeValidCtxt>>;
using Document = std::unique_ptr<xmlDoc, FreeWith<xmlFreeDoc>>;

xmlParserInputPtr refuse(const char*, const char*, xmlParserCtxtPtr) {
  return nullptr;
}

// Open while schemas are compiled. The imports were checked before; this keeps out whatever a
// schema could name in another way.
xmlParserInputPtr open_schema_file(const char* url, const char*, xmlParserCtxtPtr context) {
  const std::string_view place = url == nullptr ? "" : url;
  const bool is_local = place.find("://") == place.npos && place.find("..") == place.npos;
  if (!is_local || !place.ends_with(".xsd")) return nullptr;
  return xmlNewInputFromFile(context, url);
}

// Opens the door for the time of its life.
class OpenDoor {
 public:
  OpenDoor() { xmlSetExternalEntityLoader(open_schema_file); }
  ~OpenDoor() { xmlSetExternalEntityLoader(refuse); }
  OpenDoor(const OpenDoor&) = delete;
  OpenDoor& operator=(const OpenDoor&) = delete;
};

// Our words for libxml2's codes.
struct Rule {
  int code;
  std::string_view name;
};
constexpr auto kRules = std::to_array<Rule>({
    {XML_SCHEMAV_ELEMENT_CONTENT, "unexpected-or-missing-element"},
    {XML_SCHEMAV_CVC_ELT_1, "unknown-element"},
    {XML_SCHEMAV_CVC_COMPLEX_TYPE_2_1, "content-not-allowed"},
    {XML_SCHEMAV_CVC_COMPLEX_TYPE_2_2, "element-in-text"},
    {XML_SCHEMAV_CVC_COMPLEX_TYPE_2_3, "text-between-elements"},
    {XML_SCHEMAV_CVC_COMPLEX_TYPE_3_2_1, "unknown-attribute"},
    {XML_SCHEMAV_CVC_COMPLEX_TYPE_3_2_2, "unknown-attribute"},
    {XML_SCHEMAV_CVC_COMPLEX_TYPE_4, "missing-attribute"},
    {XML_SCHEMAV_CVC_DATATYPE_VALID_1_2_1, "wrong-type"},
    {XML_SCHEMAV_CVC_MAXLENGTH_VALID, "too-long"},
    {XML_SCHEMAV_CVC_PATTERN_VALID, "pattern"},
    {XML_SCHEMAV_CVC_ENUMERATION_VALID, "unknown-code"},
    {XML_SCHEMAV_CVC_TYPE_3_1_1, "attribute-not-allowed"},
    {XML_SCHEMAV_CVC_TYPE_3_1_2, "element-in-text"},
    {XML_SCHEMAV_CVC_ELT_3_1, "nil-not-allowed"},
    {XML_SCHEMAV_CVC_ELT_4_2, "unknown-type"},
    {XML_SCHEMAV_CVC_ELT_4_3, "unknown-type"},
});

std::string_view rule_name(int code) {
  const auto found = std::ranges::find(kRules, code, &Rule::code);
  return found == kRules.end() ? "invalid" : found->name;
}

xmlNode* element_at(const xmlError& error) {
  xmlNode* node = static_cast<xmlNode*>(error.node);
  if (node != nullptr && node->type == XML_ATTRIBUTE_NODE) node = node->parent;
  return node != nullptr && node->type == XML_ELEMENT_NODE ? node : nullptr;
}

struct Collector {
  const std::vector<std::string>& declared;
  std::vector<XsdFinding> findings = {};
};

// The error's own text repeats the value: it is not looked at. The name of an element is content
// too unless a schema declares it.
void collect(void* to, xmlErrorPtr error) {
  Collector& collector = *static_cast<Collector*>(to);
  if (error->level < XML_ERR_ERROR || collector.findings.size() >= XsdCheck::kMaxFindings) return;
  XsdFinding finding;
  finding.rule = rule_name(error->code);
  if (xmlNode* const node = element_at(*error)) {
    const std::string name = reinterpret_cast<const char*>(node->name);
    if (std::ranges::binary_search(collector.declared, name)) finding.element = name;
    finding.line = XmlElement(node).line();
  }
  // A wrong value is told twice by libxml2, by its facet and by its type; once is enough.
  const bool repeats = finding.rule == "wrong-type" && !collector.findings.empty() &&
                       collector.findings.back().line == finding.line &&
                       collector.findings.back().element == finding.element;
  if (!repeats) collector.findings.push_back(std::move(finding));
}

void ignore(void*, xmlErrorPtr) {}

bool is_plain_name(std::string_view location) {
  return location.ends_with(".xsd") && location.find_first_of("/\\:%") == location.npos &&
         !location.starts_with('.');
}

// Gathers declared names and checks that imports stay in the folder.
Result<void> read_declarations(XmlElement element, std::vector<std::string>& names) {
  if (element.is(kSchemaNamespace, "element") && !element.attribute("name").empty()) {
    names.push_back(element.attribute("name"));
  }
  const std::string location = element.attribute("schemaLocation");
  if (!location.empty() && !is_plain_name(location)) {
    return fail(ErrorKind::invalid, "XSD-LOCATION", "A schema names a place outside its folder.");
  }
  for (XmlElement child = element.first_child(); child; child = child.next()) {
    GATEWAY_CHECK(read_declarations(child, names));
  }
  return {};
}

Result<void> read_folder(const fs::path& folder, std::vector<std::string>& names) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() != ".xsd") continue;
    const Document document(xmlReadFile(
        entry.path().c_str(), nullptr, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING));
    if (!document) {
      return fail(ErrorKind::invalid, "XSD-SCHEMA", "A schema file is not well-formed XML.");
    }
    GATEWAY_CHECK(read_declarations(XmlElement(xmlDocGetRootElement(document.get())), names));
  }
  if (error) return fail(ErrorKind::not_found, "XSD-FILE", "The folder of schemas cannot be read.");
  return {};
}

}  // namespace

XmlLibrary::XmlLibrary() {
  xmlInitParser();
  xmlSchemaInitTypes();
  xmlSetExternalEntityLoader(refuse);
}

XmlLibrary::~XmlLibrary() {
  xmlSchemaCleanupTypes();
  xmlCleanupParser();
}

void XsdCheck::Free::operator()(_xmlSchema* schema) const noexcept {
  xmlSchemaFree(schema);
}

Result<XsdCheck> XsdCheck::load(const XmlLibrary&,
                                const fs::path& where,
                                const std::vector<std::string>& contracts) {
  std::error_code not_there;
  const fs::path folder = fs::canonical(where, not_there);
  if (not_there) return fail(ErrorKind::not_found, "XSD-FILE", "The folder of schemas is missing.");
  const OpenDoor door;
  XsdCheck check;
  GATEWAY_CHECK(read_folder(folder, check.declared_));
  std::ranges::sort(check.declared_);
  for (const std::string& contract : contracts) {
    const fs::path file = folder / contract;
    std::error_code error;
    if (!fs::is_regular_file(file, error)) {
      return fail(ErrorKind::not_found, "XSD-FILE", "A schema file is missing: " + contract);
    }
    const ParserContext parser(xmlSchemaNewParserCtxt(file.c_str()));
    if (parser) xmlSchemaSetParserStructuredErrors(parser.get(), ignore, nullptr);
    std::unique_ptr<xmlSchema, Free> schema(parser ? xmlSchemaParse(parser.get()) : nullptr);
    if (!schema) {
      return fail(ErrorKind::invalid, "XSD-SCHEMA", "A schema cannot be compiled: " + contract);
    }
    check.schemas_.emplace(contract, std::move(schema));
  }
  return check;
}

std::vector<XsdFinding> XsdCheck::validate(std::string_view contract, XmlElement element) const {
  const ValidContext context(xmlSchemaNewValidCtxt(schemas_.find(contract)->second.get()));
  Collector collector{declared_};
  if (!context) return {{.line = 0, .rule = "not-checked", .element = {}}};
  xmlSchemaSetValidStructuredErrors(context.get(), collect, &collector);
  const int verdict = xmlSchemaValidateOneElement(context.get(), element.node());
  if (verdict != 0 && collector.findings.empty()) {
    collector.findings.push_back({.line = 0, .rule = "invalid", .element = {}});
  }
  if (verdict == 0) collector.findings.clear();
  return std::move(collector.findings);
}

}  // namespace gateway::rivta
