# What Clang 19 needs to compile against the libraries of Debian 12. GCC is what we ship with; Clang
# compiles the tree to find what GCC does not say (scripts/check.sh clang).

# The library's own std::stable_sort uses a deprecated function; GCC reports ours.
target_compile_options(gateway_options INTERFACE -Wno-deprecated-declarations)

# RapidJSON 1.1.0 defines an assignment to constant members, which no compiler can use and Clang
# refuses to read. The tests that parse into a DOM use a copy of the header without it.
find_file(rapidjson_document rapidjson/document.h HINTS ${RapidJSON_INCLUDE_DIRS} REQUIRED NO_CACHE)
file(READ "${rapidjson_document}" text)
string(REPLACE "{ s = rhs.s; length = rhs.length; }" "= delete;" text "${text}")
string(REGEX REPLACE "#include \"([^\"]+)\"" "#include <rapidjson/\\1>" text "${text}")
set(GATEWAY_TEST_HEADERS "${CMAKE_BINARY_DIR}/clang-headers")
file(CONFIGURE OUTPUT "${GATEWAY_TEST_HEADERS}/rapidjson/document.h" CONTENT "${text}" @ONLY)
