add_executable(rivta_xsd_suite
  "${CMAKE_CURRENT_LIST_DIR}/rivta_xsd_suite.cpp"
  "${CMAKE_CURRENT_LIST_DIR}/rivta_mutations.cpp"
  "${CMAKE_CURRENT_LIST_DIR}/rivta_sweep.cpp"
  "${CMAKE_CURRENT_LIST_DIR}/rivta_templates.cpp"
  "${CMAKE_CURRENT_LIST_DIR}/rivta_values.cpp")
target_link_libraries(rivta_xsd_suite PRIVATE gateway_options LibXml2::LibXml2)
target_compile_definitions(rivta_xsd_suite PRIVATE
  RIVTA_SCHEMAS="${PROJECT_SOURCE_DIR}/schemas/rivta")
set_target_properties(rivta_xsd_suite PROPERTIES
  RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests/suites")
