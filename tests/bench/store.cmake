# store_bench: B2 and B13, against bare SQLite in the same run.
add_executable(store_bench "${CMAKE_CURRENT_LIST_DIR}/store_bench.cpp")
target_link_libraries(store_bench
  PRIVATE gateway::store gateway_options SQLite::SQLite3 fmt::fmt Threads::Threads)
set_target_properties(store_bench PROPERTIES
  RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests/bench")
