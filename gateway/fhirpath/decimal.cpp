#include "gateway/fhirpath/decimal.hpp"
