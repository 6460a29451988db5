# ig_suite FOLDER [EXAMPLES]: an implementation guide, its definitions and its examples.
add_executable(ig_suite "${CMAKE_CURRENT_LIST_DIR}/ig_suite.cpp")
target_link_libraries(ig_suite PRIVATE gateway::validation gateway::codec gateway_options)
target_compile_definitions(ig_suite PRIVATE
  GATEWAY_DEFINITIONS="${GATEWAY_DEFINITIONS}"
  R4_PACKAGE="${PROJECT_SOURCE_DIR}/schemas/node_modules/hl7.fhir.r4.core")
set_target_properties(ig_suite PROPERTIES
  RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests/suites")
add_dependencies(ig_suite definitions)

# Definitions and examples; what the demo sends; that docs/ig is what the definitions make.
add_test(NAME suites.ig COMMAND ig_suite "${PROJECT_SOURCE_DIR}/schemas/brygga")
add_test(NAME suites.ig_partner COMMAND Python3::Interpreter
  "${CMAKE_CURRENT_LIST_DIR}/ig_partner.py" $<TARGET_FILE:ig_suite> "${PROJECT_SOURCE_DIR}")
add_test(NAME suites.ig_tables COMMAND Python3::Interpreter
  "${PROJECT_SOURCE_DIR}/scripts/ig_tables.py" --check "${PROJECT_SOURCE_DIR}")
set_tests_properties(suites.ig suites.ig_partner suites.ig_tables PROPERTIES LABELS suites TIMEOUT 300)
