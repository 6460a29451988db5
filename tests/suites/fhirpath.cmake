# fhirpath_suite TESTS.xml INPUT_DIR: HL7's tests of FHIRPath.
add_executable(fhirpath_suite
  "${CMAKE_CURRENT_LIST_DIR}/fhirpath_suite.cpp"
  "${CMAKE_CURRENT_LIST_DIR}/known_differences.cpp")
target_link_libraries(fhirpath_suite PRIVATE
  gateway::conformance gateway::fhirpath gateway::codec gateway_options pugixml)
target_compile_definitions(fhirpath_suite PRIVATE
  GATEWAY_DEFINITIONS="${GATEWAY_DEFINITIONS}"
  FHIRPATH_KNOWN="${CMAKE_CURRENT_LIST_DIR}/fhirpath.known")
set_target_properties(fhirpath_suite PROPERTIES
  RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests/suites")
add_dependencies(fhirpath_suite definitions)
