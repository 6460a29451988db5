#include "gateway/validation/profile/vital_signs.hpp"

#include <algorithm>
#include <array>

namespace gateway::validation {
namespace {

using fhir::Node;

// Codes are separated by spaces.
struct VitalSign {
  std::string_view profile;
  std::string_view loinc;
  std::string_view snomed;
};

constexpr std::array kVitalSigns = {
    VitalSign{"http://hl7.org/fhir/StructureDefinition/vitalspanel", "85353-1", "46680005"},
    VitalSign{"http://hl7.org/fhir/StructureDefinition/resprate",
              "9279-1 76170-0 76172-6 76171-8 19840-8 33438-3 76270-8 11291-2",
              ""},
    VitalSign{"http://hl7.org/fhir/StructureDefinition/heartrate",
              "60978-4 73795-7 73799-9 76476-1 76477-9 8867-4 8889-8 8890-6 8891-4 8892-2 8893-0 "
              "40443-4 55425-3 68999-2 11328-2 69000-8 8886-4",
              "249043002 444981005 399017001 251670001 429525003 429614003"},
    VitalSign{"http://hl7.org/fhir/StructureDefinition/oxygensat",
              "2708-6 19224-5 20564-1 2709-4 2710-2 2713-6 51733-4 59408-5 59417-6 89276-0 97549-0",
              "103228002 442349007 442476006 442440005 431314004 442734002 713194001"},
    VitalSign{"http://hl7.org/fhir/StructureDefinition/bodytemp",
              "8310-5 60834-9 60835-6 60836-4 60838-0 60955-2 61009-7 75539-7 75987-8 76010-8 "
              "76011-6 76278-1 8309-7 8328-7 8329-5 8330-3 8331-1 8332-9 8333-7 8334-5 91371-5 "
              "98657-0 98663-8",
              "386725007 276885007 300076005 1222808002 364246006 307047009 708499008 431598003 "
              "698831002 698832009 415882003 415974002 415929009 415945006"},
    VitalSign{"http://hl7.org/fhir/StructureDefinition/bodyheight",
              "8302-2 3137-7 3138-5 8306-3 8308-9",
              "1153637007 1162419008 50373000 1162418000 1230278008 1162392001 1162417005"},
    VitalSign{"http://hl7.org/fhir/StructureDefinition/headcircum",
              "9843-4 8287-5",
              "363812007 169876006 1269262007 363811000"},
    VitalSign{"http://hl7.org/fhir/StructureDefinition/bodyweight",
              "29463-7 3141-9 3142-7 75292-3 79348-9 8350-1 8351-9",
              "735395000 425024002 424927000 784399000 1162416001 1162415002"},
    VitalSign{"http://hl7.org/fhir/StructureDefinition/bmi", "39156-5 59574-4 89270-3", "60621009"},
    VitalSign{"http://hl7.org/fhir/StructureDefinition/bp",
              "85354-9 35094-2 8459-0 76534-7 55284-4 8480-6",
              "86290005 271625008 271306003 251076008 163033001 163035008 386534000 386536003 "
              "271649006 271650006 407556006 407554009 716579001 399304008"},
};

bool has_word(std::string_view words, std::string_view word) {
  while (!words.empty()) {
    const std::string_view first = words.substr(0, words.find(' '));
    if (first == word) return true;
    words.remove_prefix(std::min(words.size(), first.size() + 1));
  }
  return false;
}

std::string_view profile_of(Node code,
                            std::string_view system,
                            std::string_view VitalSign::* codes) {
  for (const Node coding : code.children("coding")) {
    if (coding.child("system").value() != system) continue;
    const std::string_view value = coding.child("code").value();
    const auto* found = std::ranges::find_if(
        kVitalSigns, [&](const VitalSign& sign) { return has_word(sign.*codes, value); });
    if (found != kVitalSigns.end()) return found->profile;
  }
  return {};
}

}  // namespace

std::string_view implied_profile(Node resource) {
  if (resource.type_name() != "Observation") return {};
  const Node code = resource.child("code");
  const std::string_view loinc = profile_of(code, "http://loinc.org", &VitalSign::loinc);
  return loinc.empty() ? profile_of(code, "http://snomed.info/sct", &VitalSign::snomed) : loinc;
}

}  // namespace gateway::validation
