#include "gateway/fhirpath/temporal.hpp"
