#include "gateway/fhirpath/temporal.hpp"

#include <gtest/gtest.h>
