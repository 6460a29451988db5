# Precompiled headers: the standard headers that nearly every source includes and, for the test
# programs, GoogleTest. None of ours: a change in one would compile everything again.
#
# A source names everything it uses all the same: scripts/check.sh tidy, clang and headers do without
# them, so that nothing comes to lean on them. On in the presets that build programs, off elsewhere:
# then a compiler cache shares objects between build folders anywhere, because the path of the
# precompiled header is not in the command. Figures: docs/adr/0008-precompiled-headers.md.
option(GATEWAY_PCH "Precompile the standard headers and GoogleTest" OFF)

set(standard_headers
  <algorithm> <array> <atomic> <chrono> <cstddef> <cstdint> <expected> <filesystem> <functional>
  <map> <memory> <mutex> <optional> <set> <span> <string> <string_view> <utility> <vector>)

# gateway_precompile(<provider> <header>...): an object library without code of its own whose
# precompiled headers others use. It has the options and definitions that its users share and no
# more: GCC refuses a precompiled header that was compiled with others.
function(gateway_precompile provider)
  if(NOT GATEWAY_PCH)
    return()
  endif()
  file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/${provider}.cpp" CONTENT "")
  add_library(${provider} OBJECT "${CMAKE_BINARY_DIR}/${provider}.cpp")
  target_link_libraries(${provider} PRIVATE gateway_options)
  target_precompile_headers(${provider} PRIVATE ${ARGN})
endfunction()

# gateway_use_precompiled(<target> <provider>)
function(gateway_use_precompiled target provider)
  if(GATEWAY_PCH)
    target_precompile_headers(${target} REUSE_FROM ${provider})
  endif()
endfunction()

# The compiler cache needs to see which precompiled header a source has used. That it may reuse an
# object that was made with one is said in scripts/lib.sh.
if(GATEWAY_PCH)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(gateway_options INTERFACE -fpch-preprocess)
  else()
    target_compile_options(gateway_options INTERFACE "SHELL:-Xclang -fno-pch-timestamp")
  endif()
  if(GATEWAY_CCACHE AND NOT "$ENV{CCACHE_SLOPPINESS}" MATCHES "pch_defines")
    message(STATUS "ccache will reuse nothing: build with scripts/build.sh, or export "
      "CCACHE_SLOPPINESS=pch_defines,time_macros")
  endif()
endif()

gateway_precompile(gateway_layer_headers ${standard_headers})
# Test programs are position-independent executables, layers position-independent libraries; the
# compilers keep these two apart.
gateway_precompile(gateway_test_headers ${standard_headers} <gmock/gmock.h> <gtest/gtest.h>)
if(GATEWAY_PCH)
  find_package(GTest REQUIRED)
  target_link_libraries(gateway_test_headers PRIVATE GTest::gmock)
  set_target_properties(gateway_test_headers PROPERTIES POSITION_INDEPENDENT_CODE OFF)
  target_compile_options(gateway_test_headers PRIVATE -fPIE)
endif()
