# patch_suite DIR: the published cases of FHIRPath Patch and JSON Patch.
add_executable(patch_suite
  "${CMAKE_CURRENT_LIST_DIR}/patch_suite.cpp"
  "${CMAKE_CURRENT_LIST_DIR}/tree_difference.cpp")
target_link_libraries(patch_suite PRIVATE
  gateway::conformance gateway::fhirpath gateway::codec gateway_options pugixml)
target_compile_definitions(patch_suite PRIVATE GATEWAY_DEFINITIONS="${GATEWAY_DEFINITIONS}")
set_target_properties(patch_suite PROPERTIES
  RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests/suites")
add_dependencies(patch_suite definitions)
