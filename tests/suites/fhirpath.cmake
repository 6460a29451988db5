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

# fhirpath_js_suite DIR: the cases of fhirpath.js.
add_executable(fhirpath_js_suite
  "${CMAKE_CURRENT_LIST_DIR}/fhirpath_js_case.cpp"
  "${CMAKE_CURRENT_LIST_DIR}/fhirpath_js_suite.cpp"
  "${CMAKE_CURRENT_LIST_DIR}/json_agreement.cpp"
  "${CMAKE_CURRENT_LIST_DIR}/json_tree.cpp"
  "${CMAKE_CURRENT_LIST_DIR}/json_value.cpp"
  "${CMAKE_CURRENT_LIST_DIR}/known_differences.cpp")
target_link_libraries(fhirpath_js_suite PRIVATE
  gateway::conformance gateway::fhirpath gateway::fhir gateway_options yaml-cpp)
target_compile_definitions(fhirpath_js_suite PRIVATE
  GATEWAY_DEFINITIONS="${GATEWAY_DEFINITIONS}"
  FHIRPATH_JS_KNOWN="${CMAKE_CURRENT_LIST_DIR}/fhirpath_js.known")
set_target_properties(fhirpath_js_suite PROPERTIES
  RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests/suites")
add_dependencies(fhirpath_js_suite definitions)
