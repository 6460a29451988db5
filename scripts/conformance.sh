#!/usr/bin/env bash
# The official HL7 validator (Java) judges our definitions and examples, our search parameters, and what the gateway
# stored and sent in the demo; and is compared with our own validator over 500 examples of R4. Without a terminology
# server, and without the network once everything is fetched.
#
# usage: scripts/conformance.sh [--binary FILE]
#   --binary  a gateway that is built already, instead of building the release
#
# Exit status 1 if there is an error in what is ours. Where Java, Maven or the registries of Maven and npm are out of
# reach it says `skipped` and why, with exit status 0. What it fetches (160 MB of jars, 6 MB of packages) lies in
# build/judge; the report with every finding is build/judge/report.txt.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

binary=
[[ "${1:-}" == --binary ]] && binary=$(realpath "${2:?--binary needs a file}")
cd "$root"
judge=$root/build/judge
maven_plugin=org.apache.maven.plugins:maven-dependency-plugin:3.6.1
packages=(hl7.fhir.xver-extensions@0.1.0 hl7.terminology.r4@7.0.1 hl7.fhir.uv.extensions.r4@5.3.0-ballot-tc1)
# What the two clients say when they reach no registry.
unreachable='Could not transfer|UnknownHost|Unknown host|unreachable|timed out|EAI_AGAIN|ENOTFOUND|ECONN|ETIMEDOUT'

skip() { say "conformance: skipped: $*"; exit 0; }

fetch_jars() {
  local new=$judge/lib.new
  rm -rf "$new"
  mvn --batch-mode --quiet --file tests/judge/pom.xml "$maven_plugin:copy-dependencies" \
    -DincludeScope=runtime -DoutputDirectory="$new" && mv "$new" "$judge/lib"
}

fetch_packages() {
  local new=$judge/packages.new
  rm -rf "$new"
  mkdir -p "$new"
  npm pack --loglevel error --pack-destination "$new" "${packages[@]}" && mv "$new" "$judge/packages"
}

# fetch NAME COMMAND: into build/judge/NAME, unless it is there and made from the same pins.
fetch() {
  local name=$1 pins
  pins=$(printf '%s ' "$maven_plugin" "${packages[@]}"; cat tests/judge/pom.xml)
  if [[ -d $judge/$name && -f $judge/$name.pins && $(<"$judge/$name.pins") == "$pins" ]]; then
    return
  fi
  rm -rf "${judge:?}/$name" "$judge/home"
  if ! step "judge-$name" "$2"; then
    grep -Eq "$unreachable" "build/logs/judge-$name.log" || die "$name cannot be fetched; see the log above"
    skip "the registry that has $name cannot be reached"
  fi
  printf '%s' "$pins" >"$judge/$name.pins"
}

for tool in java javac mvn npm; do
  command -v "$tool" >/dev/null || skip "$tool is not installed"
done
mkdir -p "$judge"
fetch lib fetch_jars
fetch packages fetch_packages
bash scripts/setup.sh
if [[ -z $binary ]]; then
  bash scripts/build.sh release
  binary=build/release/brygga
fi
step judge-cache python3 tests/judge/package_cache.py \
  schemas/node_modules/hl7.fhir.r4.examples "$judge/packages" "$judge/home"
step judge-demo python3 tests/demo/play.py --binary "$binary" --folder "$judge/demo" --keep "$judge/kept"
nice -n 10 python3 tests/judge/judge.py \
  --work "$judge" --schemas schemas --kept "$judge/kept" --validator "$binary"
