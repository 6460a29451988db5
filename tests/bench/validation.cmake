# validation_bench: B5.
add_executable(validation_bench "${CMAKE_CURRENT_LIST_DIR}/validation_bench.cpp"
  "${PROJECT_SOURCE_DIR}/tests/support/package_source.cpp")
target_link_libraries(validation_bench PRIVATE gateway::validation gateway::codec gateway_options)
target_compile_definitions(validation_bench PRIVATE
  GATEWAY_DEFINITIONS="${GATEWAY_DEFINITIONS}"
  R4_PACKAGE="${PROJECT_SOURCE_DIR}/schemas/node_modules/hl7.fhir.r4.corexml")
set_target_properties(validation_bench PROPERTIES
  RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests/bench")
add_dependencies(validation_bench definitions)
