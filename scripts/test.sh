#!/usr/bin/env bash
# Builds and runs every test that needs nothing but Debian and npm packages, and ends with a count:
# one GCC build with all tests, one ASan+UBSan build with the unit tests and one end-to-end run.
#
# usage: scripts/test.sh [--no-sanitizers]
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$root"

bash scripts/build.sh dev
if [[ "${1:-}" != "--no-sanitizers" ]]; then
  bash scripts/build.sh asan
  say "running the tests under ASan and UBSan"
  export ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1
  export UBSAN_OPTIONS=print_stacktrace=1
  step test-asan ctest --preset asan -j "$(cores)" --output-on-failure
  tail -n 5 build/logs/test-asan.log
fi
say "running all tests"
ctest --preset dev -j "$(cores)" --output-on-failure --progress 2>&1 | tee build/logs/test-dev.log |
  grep -vE '^ *(Start|[0-9]+/[0-9]+ Test .*Passed)' | tr '\r' '\n' | grep -vE '^\[?[0-9]+/[0-9]+' | tail -n 200
test "${PIPESTATUS[0]}" = 0 || die "tests failed; see build/logs/test-dev.log"
