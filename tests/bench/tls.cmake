# load_client and bare_responder are for other measurements too. Not built by `all`.
include("${PROJECT_SOURCE_DIR}/tests/support/dev_ca.cmake")
add_library(load_client STATIC EXCLUDE_FROM_ALL load_client.cpp load_client.hpp)
target_link_libraries(load_client
  PRIVATE gateway_options OpenSSL::SSL OpenSSL::Crypto Threads::Threads)
add_library(bare_responder STATIC EXCLUDE_FROM_ALL bare_responder.cpp bare_responder.hpp)
target_link_libraries(bare_responder
  PRIVATE gateway_options Boost::boost OpenSSL::SSL OpenSSL::Crypto Threads::Threads)
add_executable(tls_bench EXCLUDE_FROM_ALL tls_bench.cpp)
target_link_libraries(tls_bench PRIVATE gateway::http gateway_options load_client bare_responder)
gateway_uses_dev_ca(tls_bench)
