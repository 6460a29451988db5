# validator_suite CASES.tsv DIR: the reference implementation's validator cases.
add_executable(validator_suite
  "${CMAKE_CURRENT_LIST_DIR}/known_differences.cpp"
  "${CMAKE_CURRENT_LIST_DIR}/validator_locations.cpp"
  "${CMAKE_CURRENT_LIST_DIR}/validator_suite.cpp"
  "${PROJECT_SOURCE_DIR}/tests/support/package_source.cpp")
target_link_libraries(validator_suite PRIVATE gateway::validation gateway::codec gateway_options)
target_compile_definitions(validator_suite PRIVATE
  GATEWAY_DEFINITIONS="${GATEWAY_DEFINITIONS}"
  VALIDATOR_KNOWN="${CMAKE_CURRENT_LIST_DIR}/validator.known"
  R4_PACKAGE="${PROJECT_SOURCE_DIR}/schemas/node_modules/hl7.fhir.r4.core")
set_target_properties(validator_suite PROPERTIES
  RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests/suites")
add_dependencies(validator_suite definitions)
