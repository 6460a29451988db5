#!/usr/bin/env bash
# The checks that take longer than scripts/test.sh may: run all of them before an issue is resolved.
#
# usage: scripts/check.sh all | asan | tsan | tidy | clang | headers | coverage | fuzz | disasters | bench | instructions |
#                         conformance
#   asan      every test, suites and disasters included, under ASan and UBSan
#   tsan      http, store, delivery and exchange under ThreadSanitizer
#   tidy      clang-tidy over gateway/ with .clang-tidy, every finding an error
#   clang     the whole tree compiled by Clang 19
#   headers   every public header compiled alone
#   coverage  lines and branches reached by the tests, per layer
#   fuzz      every fuzz target for FUZZ_SECONDS (60) seconds
#   disasters the gateway killed KILL_ROUNDS (200) times, and each kind of system call failing
#   bench     scripts/bench.sh
#   instructions  how many instructions validation takes, against the stored counts
#   conformance scripts/conformance.sh: the official HL7 validator over what we publish, store and send
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$root"

usage() { sed -n '2,/^set/p' "$0" | grep '^#' | cut -c3-; exit 2; }

configure() { step "configure-$1" cmake --preset "$@"; }

configure_clang() {
  step configure-clang cmake -S . -B build/clang -G Ninja -DCMAKE_BUILD_TYPE=Debug \
    -DCMAKE_C_COMPILER=clang-19 -DCMAKE_CXX_COMPILER=clang++-19
}

check_asan() {
  configure asan
  step build-asan cmake --build --preset asan
  step test-asan-all ctest --preset asan -j "$(cores)" --output-on-failure
  grep -E 'tests passed|^Total Test time' build/logs/test-asan-all.log
}

check_tsan() {
  configure tsan
  step build-tsan cmake --build --preset tsan --target http_tests store_tests delivery_tests exchange_tests
  TSAN_OPTIONS=halt_on_error=1 step test-tsan ctest --preset tsan -L 'http|store|delivery|exchange'
  tail -n 4 build/logs/test-tsan.log
}

check_tidy() {
  configure_clang
  # The table of search parameters is made with them.
  step tidy-definitions cmake --build build/clang --target definitions
  local sources
  mapfile -t sources < <(git ls-files 'gateway/*.cpp')
  printf '%s\n' "${sources[@]}" |
    step tidy xargs -P "$(cores)" -n 4 clang-tidy-19 -p build/clang --quiet
}

check_clang() {
  configure_clang
  step build-clang cmake --build build/clang
}

check_headers() {
  configure plain
  step headers cmake --build --preset plain --target all_verify_interface_header_sets
}

check_coverage() {
  configure coverage
  step build-coverage cmake --build --preset coverage
  step test-coverage ctest --test-dir build/coverage -j "$(cores)"
  step coverage gcovr --root . --filter gateway/ --exclude-throw-branches \
    --json build/logs/coverage.json build/coverage
  local layer
  for layer in gateway/*/; do
    gcovr --root . --filter "$layer" --add-tracefile build/logs/coverage.json --print-summary |
      awk -v layer="$(basename "$layer")" '/^(lines|branches):/ { text = text "  " $0 }
        END { printf "%-12s%s\n", layer, text }'
  done
}

check_fuzz() {
  bash scripts/build.sh release
  configure fuzz
  step build-fuzz cmake --build --preset fuzz
  local target name seconds=${FUZZ_SECONDS:-60}
  for target in build/fuzz/*_fuzz; do
    name=$(basename "$target")
    # What it learns is kept and tried first the next time.
    mkdir -p "build/fuzz/corpus/$name"
    step "fuzz-$name" "$target" -max_total_time="$seconds" -timeout=5 -rss_limit_mb=2048 \
      -artifact_prefix="build/fuzz/$name-" "build/fuzz/corpus/$name" "tests/fuzz/seeds/$name"
    grep -E '^Done [0-9]+ runs' "build/logs/fuzz-$name.log"
  done
}

check_disasters() {
  bash scripts/build.sh release
  # Hours on a busy machine: each tells how far it is.
  python3 tests/disasters/kill --rounds "${KILL_ROUNDS:-200}"
  python3 tests/disasters/faults
}

check_bench() { bash scripts/bench.sh; }

check_instructions() {
  step configure-release cmake --preset release -DGATEWAY_BUILD_TESTS=ON
  step build-instructions cmake --build --preset release --target validation_count
  python3 tests/bench/instructions.py build/release/tests/bench/validation_count
}

check_conformance() { bash scripts/conformance.sh; }

[[ $# -gt 0 ]] || usage
bash scripts/setup.sh --checks
for check in "$@"; do
  case $check in
    all) for one in asan tsan tidy clang headers coverage fuzz disasters bench instructions conformance; do "check_$one"; done ;;
    asan | tsan | tidy | clang | headers | coverage | fuzz | disasters | bench | instructions | conformance)
      "check_$check" ;;
    *) usage ;;
  esac
done
