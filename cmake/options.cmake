# gateway_options: the warnings, sanitizers and hardening that every target of ours is built with.
add_library(gateway_options INTERFACE)
target_include_directories(gateway_options INTERFACE "${PROJECT_SOURCE_DIR}")
target_compile_options(gateway_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
  -Wnon-virtual-dtor -Wold-style-cast -Wswitch-enum
  $<$<BOOL:${GATEWAY_WERROR}>:-Werror>
  -fstack-protector-strong)
target_compile_definitions(gateway_options INTERFACE _GLIBCXX_ASSERTIONS)
if(GATEWAY_SANITIZE)
  target_compile_options(gateway_options INTERFACE
    -fsanitize=${GATEWAY_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(gateway_options INTERFACE -fsanitize=${GATEWAY_SANITIZE})
elseif(NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
  target_compile_definitions(gateway_options INTERFACE _FORTIFY_SOURCE=2)
  target_link_options(gateway_options INTERFACE -pie -Wl,-z,relro,-z,now)
endif()
# ThreadSanitizer cannot see the fences by which asio makes a handler's writes visible, and GCC refuses
# them. The queue's mutex does the same for it.
if(GATEWAY_SANITIZE MATCHES "thread")
  target_compile_definitions(gateway_options INTERFACE BOOST_ASIO_DISABLE_FENCED_BLOCK)
endif()
# GCC 12 reports false positives of these inside the standard library's own strings at -O2; which ones
# depends on what it inlines. Clang, the analyser and AddressSanitizer look for the same faults.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(gateway_options INTERFACE -Wno-restrict
    $<$<NOT:$<CONFIG:Debug>>:-Wno-array-bounds> $<$<NOT:$<CONFIG:Debug>>:-Wno-stringop-overflow -Wno-stringop-overread>)
endif()
