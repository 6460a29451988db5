#!/usr/bin/env bash
# Measures what docs/performance.md has budgets for, each figure beside its bound in the same run.
# Quote ratios: the machine is shared, and the clients run on the same cores.
#
# usage: scripts/bench.sh [SECONDS per measurement, default 5]
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$root"
seconds=${1:-5}

bash scripts/setup.sh
step configure-release cmake --preset release -DGATEWAY_BUILD_TESTS=ON
step build-bench cmake --build --preset release --target \
  brygga codec_bench fhirpath_bench validation_bench store_bench tls_bench gateway_bench
bench=build/release/tests/bench
say "B3, B4: reading and writing the published examples"
"$bench/codec_bench" "$root/schemas/node_modules/hl7.fhir.r4.examples"
say "B6: FHIRPath"
suite="${BRYGGA_SHARED:-$root/../shared}/suites/fhirpath"
if [[ -e $suite/tests-fhir-r4.xml ]]; then
  "$bench/fhirpath_bench" "$suite/tests-fhir-r4.xml" "$suite/input"
else
  say "skipped: $suite is not there; set BRYGGA_SHARED to the folder with the suites"
fi
say "B5: validation"
"$bench/validation_bench" "$root/schemas/node_modules/hl7.fhir.r4.examples" "$root/schemas/brygga/examples"
say "B2 and B13 in the store alone"
"$bench/store_bench"
say "B1, B10 without the gateway behind the listener"
build/release/tls_bench "$((seconds * 1000))"
say "B1, B2, B11 over mutual TLS"
python3 tests/bench/prepare_stand.py build/release/brygga build/bench
"$bench/gateway_bench" build/bench "$seconds"
