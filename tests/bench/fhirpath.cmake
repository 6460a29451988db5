# fhirpath_bench: B6.
add_executable(fhirpath_bench "${CMAKE_CURRENT_LIST_DIR}/fhirpath_bench.cpp"
  "${PROJECT_SOURCE_DIR}/tests/support/package_source.cpp")
target_link_libraries(fhirpath_bench
  PRIVATE gateway::conformance gateway::fhirpath gateway_options pugixml)
target_compile_definitions(fhirpath_bench PRIVATE GATEWAY_DEFINITIONS="${GATEWAY_DEFINITIONS}")
set_target_properties(fhirpath_bench PROPERTIES
  RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests/bench")
