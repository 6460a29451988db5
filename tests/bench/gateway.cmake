# gateway_bench: the whole gateway against its bounds. Not built by `all`.
add_executable(gateway_bench EXCLUDE_FROM_ALL
  "${CMAKE_CURRENT_LIST_DIR}/gateway_bench.cpp"
  "${CMAKE_CURRENT_LIST_DIR}/receiver.cpp"
  "${CMAKE_CURRENT_LIST_DIR}/stored_rows.cpp")
target_link_libraries(gateway_bench
  PRIVATE gateway::app gateway_options load_client bare_responder bare_store SQLite::SQLite3)
set_target_properties(gateway_bench PROPERTIES
  RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests/bench")
