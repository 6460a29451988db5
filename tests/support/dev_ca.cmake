# Development certificates for tests: made by every build that needs them, in well under a second,
# so that neither they nor their CRLs are ever out of date. Tests that revoke work on a copy.
include_guard(GLOBAL)
add_custom_target(gateway_dev_ca
  COMMAND "${PROJECT_SOURCE_DIR}/certs/make_dev_ca.sh" "${CMAKE_BINARY_DIR}/dev_ca" --extra
  COMMENT "Development certificates"
  VERBATIM)

# gateway_uses_dev_ca(<target>): the certificates exist before <target> is used, and
# tests/support/dev_ca.hpp knows where.
function(gateway_uses_dev_ca target)
  add_dependencies(${target} gateway_dev_ca)
  target_compile_definitions(${target} PRIVATE
    GATEWAY_DEV_CA="${CMAKE_BINARY_DIR}/dev_ca"
    GATEWAY_DEV_CA_SCRIPT="${PROJECT_SOURCE_DIR}/certs/make_dev_ca.sh")
endfunction()
