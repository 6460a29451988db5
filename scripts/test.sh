#!/usr/bin/env bash
# Builds and runs every test that needs nothing but Debian and npm packages, and ends with a count:
# one GCC build with all tests, one ASan+UBSan build with the unit tests and one end-to-end run, and
# the program as it is released, which the optimiser's warnings may end.
#
# usage: scripts/test.sh [--no-sanitizers]
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$root"

bash scripts/build.sh release
bash scripts/build.sh dev
if [[ "${1:-}" != "--no-sanitizers" ]]; then
  bash scripts/build.sh asan
  say "running the tests under ASan and UBSan"
  export ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1
  export UBSAN_OPTIONS=print_stacktrace=1
  # Every unit test and one end-to-end run; 'scripts/check.sh asan' runs the rest too.
  step test-asan ctest --preset asan -j "$(cores)" -LE 'suites|disaster|scenario' --output-on-failure
  grep -E 'tests passed|^Total Test time' build/logs/test-asan.log
fi
say "running all tests; each is a line in build/logs/test-dev.log"
status=0
ctest --preset dev -j "$(cores)" --output-on-failure >build/logs/test-dev.log 2>&1 || status=$?
if ((status)); then grep -vE '^ *(Start +[0-9]+:|[0-9]+/[0-9]+ Test .* Passed )' build/logs/test-dev.log | tail -n 300; fi
say "all tests: $([[ $status == 0 ]] && echo passed || echo FAILED)"
# The runner's own count is the last thing to be seen.
grep -E 'tests passed|tests failed|^Total Test time' build/logs/test-dev.log
exit "$status"
