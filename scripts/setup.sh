#!/usr/bin/env bash
# Installs what Brygga needs to be built and tested on Debian 12: Debian packages, and the FHIR
# definitions from npm. Does nothing that is done already; says what it does.
#
# usage: scripts/setup.sh [--checks]
#   --checks   also what scripts/check.sh needs (clang, clang-tidy, valgrind, gcovr)
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

packages=(
  # compilers and build
  g++ cmake ninja-build ccache pkg-config python3 ca-certificates
  # libraries (docs/architecture.md says what each is for)
  libboost-dev libssl-dev libcpprest-dev rapidjson-dev libpugixml-dev libhowardhinnant-date-dev
  libutf8proc-dev libxml2-dev libre2-dev libsqlite3-dev libspdlog-dev libfmt-dev libcli11-dev
  libyaml-cpp-dev zlib1g-dev tzdata
  # tests
  libgtest-dev libgmock-dev libbenchmark-dev openssl curl jq
)
[[ "${1:-}" == "--checks" ]] &&
  packages+=(clang-19 clang-tidy-19 clang-format-19 libclang-rt-19-dev valgrind strace gcovr)
# Node is needed to fetch the definitions. A node from another source is as good.
command -v npm >/dev/null || packages+=(nodejs npm)

[[ -r /etc/os-release ]] && grep -q '^VERSION_ID="12"' /etc/os-release ||
  say "warning: this is not Debian 12; package names may differ"

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
if ((${#missing[@]})); then
  say "installing from Debian: ${missing[*]}"
  sudo=()
  if [[ $(id -u) != 0 ]]; then
    command -v sudo >/dev/null || die "run this as root, or install sudo; missing: ${missing[*]}"
    sudo=(sudo)
  fi
  export DEBIAN_FRONTEND=noninteractive
  step apt-update "${sudo[@]}" apt-get update -q
  step apt-install "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -q --no-install-recommends "${missing[@]}"
else
  say "Debian packages: all there"
fi

stamp="$root/schemas/node_modules/.brygga-lock"
if [[ -f "$stamp" ]] && cmp -s "$stamp" "$root/schemas/package-lock.json"; then
  say "FHIR definitions: all there"
else
  say "fetching the FHIR definitions named in schemas/package.json from npm (about 120 MB)"
  step npm-definitions npm ci --prefix "$root/schemas" --ignore-scripts --no-audit --no-fund
  cp "$root/schemas/package-lock.json" "$stamp"
fi
