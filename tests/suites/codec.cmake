# The published suites of JSON and XML. Each takes the folder of the suite as its argument.
function(gateway_codec_suite name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LIBRARIES")
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name}
    PRIVATE gateway::codec gateway_test_support gateway_options ${arg_LIBRARIES})
  set_target_properties(${name} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests/suites")
endfunction()

gateway_codec_suite(json_suite SOURCES "${CMAKE_CURRENT_LIST_DIR}/codec_json_suite.cpp")
target_compile_definitions(json_suite PRIVATE
  CODEC_JSON_SUITE_VERDICTS="${CMAKE_CURRENT_LIST_DIR}/codec_json_suite.txt")
gateway_codec_suite(xml_suite
  SOURCES "${CMAKE_CURRENT_LIST_DIR}/codec_xml_suite.cpp"
  LIBRARIES pugixml)
