#include "gateway/fhirpath/decimal.hpp"

#include <gtest/gtest.h>
