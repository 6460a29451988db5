# usage: run_suite.sh RUNNER PATH...
# Runs a suite; 77 (skipped) with the reason if its first path is not there.
runner=$1
shift
if [ ! -e "$1" ]; then
  echo "skipped: $1 is not there; set BRYGGA_SHARED to the folder with the suites"
  exit 77
fi
exec "$runner" "$@"
