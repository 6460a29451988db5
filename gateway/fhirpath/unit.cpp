#include "gateway/fhirpath/unit.hpp"
