# The published cases of primitive values.
add_executable(primitives_suite
  "${CMAKE_CURRENT_LIST_DIR}/primitives_suite.cpp"
  "${CMAKE_CURRENT_LIST_DIR}/known_differences.cpp")
target_link_libraries(primitives_suite PRIVATE gateway::fhir gateway_options)
target_compile_definitions(primitives_suite PRIVATE
  PRIMITIVES_KNOWN="${CMAKE_CURRENT_LIST_DIR}/primitives.known")
set_target_properties(primitives_suite PROPERTIES
  RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests/suites")

set(primitives_shared "${PROJECT_SOURCE_DIR}/../shared")
if(DEFINED ENV{BRYGGA_SHARED})
  set(primitives_shared "$ENV{BRYGGA_SHARED}")
endif()
add_test(NAME suites.primitives
  COMMAND primitives_suite "${primitives_shared}/suites/primitives")
set_tests_properties(suites.primitives PROPERTIES LABELS suites SKIP_RETURN_CODE 77)
