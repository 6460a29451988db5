# gateway_test_tls: a client for tests over TLS, and where the development certificates are.
include_guard(GLOBAL)
include("${PROJECT_SOURCE_DIR}/tests/support/dev_ca.cmake")
add_library(gateway_test_tls STATIC EXCLUDE_FROM_ALL
  "${PROJECT_SOURCE_DIR}/tests/support/tls_client.cpp"
  "${PROJECT_SOURCE_DIR}/tests/support/tls_client.hpp")
gateway_uses_dev_ca(gateway_test_tls)
target_compile_definitions(gateway_test_tls INTERFACE
  GATEWAY_DEV_CA="${CMAKE_BINARY_DIR}/dev_ca"
  GATEWAY_DEV_CA_SCRIPT="${PROJECT_SOURCE_DIR}/certs/make_dev_ca.sh")
target_link_libraries(gateway_test_tls
  PRIVATE gateway_options PUBLIC OpenSSL::SSL OpenSSL::Crypto)
