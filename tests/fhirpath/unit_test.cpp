#include "gateway/fhirpath/unit.hpp"

#include <gtest/gtest.h>
