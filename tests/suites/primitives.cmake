# The published cases of primitive values.
add_executable(primitives_suite
  "${CMAKE_CURRENT_LIST_DIR}/primitives_suite.cpp"
  "${CMAKE_CURRENT_LIST_DIR}/known_differences.cpp")
target_link_libraries(primitives_suite PRIVATE gateway::fhir gateway_options)
target_compile_definitions(primitives_suite PRIVATE
  PRIMITIVES_KNOWN="${CMAKE_CURRENT_LIST_DIR}/primitives.known")
set_target_properties(primitives_suite PROPERTIES
  RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests/suites")
