#!/usr/bin/env bash
# Builds Brygga: build/release/brygga and build/release/definitions.bin.
#
# usage: scripts/build.sh [PRESET [TARGET...]]    presets: release (default), dev, asan, tsan
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

preset=${1:-release}
shift || true
cd "$root"
bash scripts/setup.sh
extra=()
[[ $preset == release && $# == 0 ]] && extra=(-DGATEWAY_BUILD_TESTS=OFF)
step "configure-$preset" cmake --preset "$preset" "${extra[@]}"
# The compiler is the long part: show how far it has come.
say "compiling $preset (about 10 minutes the first time on two cores)"
export NINJA_STATUS='[%f/%t %es] '
set +e
cmake --build --preset "$preset" ${1:+--target "$@"} 2>&1 | tee "$root/build/logs/build-$preset.log" |
  grep --line-buffered -E '^\[[0-9]*0/[0-9]+ |error|FAILED|warning'
status=${PIPESTATUS[0]}
set -e
[[ $status == 0 ]] || die "the build failed; see build/logs/build-$preset.log"
say "built: build/$preset"
