# codec_bench: B3 and B4, against RapidJSON and pugixml in the same run.
find_package(benchmark QUIET)
if(benchmark_FOUND)
  add_executable(codec_bench "${CMAKE_CURRENT_LIST_DIR}/codec_bench.cpp")
  target_link_libraries(codec_bench
    PRIVATE gateway::codec gateway::conformance gateway_options benchmark::benchmark pugixml)
  target_compile_definitions(codec_bench PRIVATE GATEWAY_DEFINITIONS="${GATEWAY_DEFINITIONS}")
  set_target_properties(codec_bench PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests/bench")
endif()
