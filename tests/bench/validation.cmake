# validation_bench: B5. validation_count: for instructions.py.
foreach(name validation_bench validation_count)
  add_executable(${name} "${CMAKE_CURRENT_LIST_DIR}/${name}.cpp")
  target_link_libraries(${name} PRIVATE gateway::validation gateway::codec gateway_options)
  target_compile_definitions(${name} PRIVATE
    GATEWAY_DEFINITIONS="${GATEWAY_DEFINITIONS}"
    R4_PACKAGE="${PROJECT_SOURCE_DIR}/schemas/node_modules/hl7.fhir.r4.core"
    OUR_PACKAGE="${PROJECT_SOURCE_DIR}/schemas/brygga")
  set_target_properties(${name} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests/bench")
  add_dependencies(${name} definitions)
endforeach()
