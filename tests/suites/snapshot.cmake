# snapshot_suite DIR...: HL7's snapshot tests, and the profiles of FHIR packages made again.
add_executable(snapshot_suite
  "${CMAKE_CURRENT_LIST_DIR}/snapshot_suite.cpp"
  "${CMAKE_CURRENT_LIST_DIR}/snapshot_difference.cpp"
  "${CMAKE_CURRENT_LIST_DIR}/known_differences.cpp"
  "${PROJECT_SOURCE_DIR}/tests/support/package_source.cpp")
target_link_libraries(snapshot_suite PRIVATE
  gateway::conformance gateway::codec gateway_options pugixml)
target_compile_definitions(snapshot_suite PRIVATE
  GATEWAY_DEFINITIONS="${GATEWAY_DEFINITIONS}"
  R4_PACKAGE="${PROJECT_SOURCE_DIR}/schemas/node_modules/hl7.fhir.r4.core"
  R4B_PACKAGE="${PROJECT_SOURCE_DIR}/schemas/node_modules/hl7.fhir.r4b.corexml"
  SNAPSHOT_KNOWN="${CMAKE_CURRENT_LIST_DIR}/snapshot.known")
set_target_properties(snapshot_suite PROPERTIES
  RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests/suites")
add_dependencies(snapshot_suite definitions)
