#!/usr/bin/env bash
# Builds and runs every test that needs nothing but Debian and npm packages, and ends with a count:
# one GCC build with all tests, one ASan+UBSan build with the unit tests and one end-to-end run, and
# the program as it is released, which the optimiser's warnings may end.
#
# usage: scripts/test.sh [--no-sanitizers]
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$root"

# run_tests PRESET ARGUMENT...: every test's line goes to build/logs/test-PRESET.log; what failed is shown
# with its own output, and the runner's count is the last thing to be seen.
run_tests() {
  local log=build/logs/test-$1.log status=0
  ctest --preset "$1" -j "$(cores)" --output-on-failure "${@:2}" >"$log" 2>&1 || status=$?
  if ((status)); then grep -vE '^ *(Start +[0-9]+:|[0-9]+/[0-9]+ Test .* Passed )' "$log" | tail -n 300; fi
  say "test-$1: $([[ $status == 0 ]] && echo passed || echo FAILED)"
  grep -E 'tests passed|tests failed|^Total Test time' "$log"
  return "$status"
}

bash scripts/build.sh release
bash scripts/build.sh dev
if [[ "${1:-}" != "--no-sanitizers" ]]; then
  bash scripts/build.sh asan
  say "running the tests under ASan and UBSan"
  export ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1
  export UBSAN_OPTIONS=print_stacktrace=1
  # Every unit test and one end-to-end run; 'scripts/check.sh asan' runs the rest too.
  run_tests asan -LE 'suites|disaster|scenario'
fi
say "running all tests; each is a line in build/logs/test-dev.log"
run_tests dev
