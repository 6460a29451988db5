# The outside libraries, found once. Which layer may use which is said in gateway/<layer>/CMakeLists.txt
# and checked by tests/architecture.
find_package(Threads REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)
find_package(Boost 1.74 REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(RapidJSON REQUIRED)
find_package(pugixml REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(CLI11 REQUIRED)
find_package(LibXml2 REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(ZLIB REQUIRED)
find_package(cpprestsdk REQUIRED)

# Those that only pkg-config knows: without its compiler options, which a precompiled header would
# have to share.
pkg_check_modules(re2 REQUIRED re2)
add_library(re2::re2 INTERFACE IMPORTED GLOBAL)
target_include_directories(re2::re2 SYSTEM INTERFACE ${re2_INCLUDE_DIRS})
target_link_libraries(re2::re2 INTERFACE ${re2_LINK_LIBRARIES} Threads::Threads)
pkg_check_modules(utf8proc REQUIRED libutf8proc)
add_library(utf8proc::utf8proc INTERFACE IMPORTED GLOBAL)
target_include_directories(utf8proc::utf8proc SYSTEM INTERFACE ${utf8proc_INCLUDE_DIRS})
target_link_libraries(utf8proc::utf8proc INTERFACE ${utf8proc_LINK_LIBRARIES})
