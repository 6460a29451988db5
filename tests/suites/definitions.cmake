# examples_suite DIR: the published R4 examples through readers, writers and structure check.
add_executable(examples_suite
  "${CMAKE_CURRENT_LIST_DIR}/examples_suite.cpp"
  "${CMAKE_CURRENT_LIST_DIR}/known_differences.cpp"
  "${CMAKE_CURRENT_LIST_DIR}/tree_difference.cpp")
target_link_libraries(examples_suite PRIVATE gateway::validation gateway_options pugixml)
target_compile_definitions(examples_suite PRIVATE
  GATEWAY_DEFINITIONS="${GATEWAY_DEFINITIONS}"
  R4_PACKAGE="${PROJECT_SOURCE_DIR}/schemas/node_modules/hl7.fhir.r4.core"
  EXAMPLES_ROUND_TRIP="${CMAKE_CURRENT_LIST_DIR}/examples_round_trip.known"
  EXAMPLES_FINDINGS="${CMAKE_CURRENT_LIST_DIR}/examples_findings.known")
set_target_properties(examples_suite PROPERTIES
  RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests/suites")
add_dependencies(examples_suite definitions)
add_test(NAME suites.examples COMMAND examples_suite
  "${PROJECT_SOURCE_DIR}/schemas/node_modules/hl7.fhir.r4.examples")
set_tests_properties(suites.examples PROPERTIES LABELS suites TIMEOUT 600)
