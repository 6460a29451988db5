# usage: run_suite.sh RUNNER FOLDER
# Runs a suite; 77 (skipped) with the reason if its folder is not there.
if [ ! -d "$2" ]; then
  echo "skipped: $2 is not there; set BRYGGA_SHARED to the folder with the suites"
  exit 77
fi
exec "$1" "$2"
