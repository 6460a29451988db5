#!/usr/bin/env bash
# Installs what is missing, builds, starts the gateway on https://localhost:8443/fhir and plays the main
# job between six demo organisations with real messages. Then it keeps serving until Ctrl-C.
#
# usage: scripts/run.sh [--once]
#   --once   end after the table of promises
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$root"

keep=(--keep-serving)
[[ "${1:-}" == "--once" ]] && keep=()
bash scripts/build.sh release
say "starting the gateway and the six organisations"
exec python3 tests/demo/play.py --binary build/release/brygga --folder build/demo --port 8443 "${keep[@]}"
