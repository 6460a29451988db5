# bare_store: the bound of B2. store_bench: B2 and B13 against it in the same run.
add_library(bare_store STATIC EXCLUDE_FROM_ALL "${CMAKE_CURRENT_LIST_DIR}/bare_store.cpp")
target_link_libraries(bare_store PRIVATE gateway::store gateway_options SQLite::SQLite3)

add_executable(store_bench "${CMAKE_CURRENT_LIST_DIR}/store_bench.cpp")
target_link_libraries(store_bench
  PRIVATE gateway::store gateway_options bare_store fmt::fmt Threads::Threads)
set_target_properties(store_bench PROPERTIES
  RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests/bench")
