// XsdCheck: are messages valid by the XSDs of a service contract?
//
// The published contracts say what is valid; schemas/rivta says the same in our words. Findings say
// where and which rule, never what stood there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/rivta/xsd_document.hpp"

struct _xmlSchema;  // NOLINT(*-reserved-identifier,cert-dcl*,*-identifier-naming): libxml2's

namespace gateway::rivta {

// Makes libxml2 ready for threads and shut: after the construction it opens no file and no address.
// Schemas are loaded through XsdCheck::load(), which opens the door for their folder only.
//
// THREADS: made and destroyed by one thread while no other uses libxml2; one in a process.
class XmlLibrary {
 public:
  XmlLibrary();
  ~XmlLibrary();
  XmlLibrary(const XmlLibrary&) = delete;
  XmlLibrary& operator=(const XmlLibrary&) = delete;
};

struct XsdFinding {
  std::uint32_t line = 0;  // from 1; 0 if unknown
  std::string_view rule;   // our word for the rule, static: "pattern", "missing-element"
  std::string element;     // its name, if it is one that the schemas declare; else empty
};

// The compiled schemas of one folder, by the file that declares a contract's root element.
//
// THREADS: validate() may be called from any thread.
// LIFETIME: an XmlLibrary outlives it.
class XsdCheck {
 public:
  static constexpr std::size_t kMaxFindings = 20;

  // Compiles `contracts` (file names in `folder`). They may import files of the same folder by
  // their plain names, and nothing else. REQUIRES: no other thread uses libxml2 meanwhile.
  //
  // Errors: not_found (XSD-FILE), invalid (XSD-LOCATION: an import leads out of the folder;
  //         XSD-SCHEMA: not a schema).
  static Result<XsdCheck> load(const XmlLibrary& library,
                               const std::filesystem::path& folder,
                               const std::vector<std::string>& contracts);

  // Findings of `element` by the schema in the file `contract`; none if it is valid.
  // REQUIRES: `contract` was loaded.
  std::vector<XsdFinding> validate(std::string_view contract, XmlElement element) const;

 private:
  struct Free {
    void operator()(_xmlSchema* schema) const noexcept;
  };
  XsdCheck() = default;

  std::map<std::string, std::unique_ptr<_xmlSchema, Free>, std::less<>> schemas_;
  std::vector<std::string> declared_;  // names of elements, sorted
};

}  // namespace gateway::rivta
