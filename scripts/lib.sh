# Shared by the scripts in this folder; sourced, never run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
started=$SECONDS

# A compiler cache that another clone of the repository can use too, with precompiled headers.
export CCACHE_BASEDIR="$root" CCACHE_NOHASHDIR=true CCACHE_MAXSIZE=${CCACHE_MAXSIZE:-5G}
export CCACHE_SLOPPINESS=pch_defines,time_macros

# say TEXT: one line of progress with the seconds since the start.
say() { printf '[%4ds] %s\n' "$((SECONDS - started))" "$*"; }

# die TEXT: what went wrong and what to do about it.
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

# step NAME COMMAND...: runs a command, prints its time; its output goes to build/logs/NAME.log and
# is shown if it fails.
step() {
  local name=$1 log began=$SECONDS
  shift
  mkdir -p "$root/build/logs"
  log="$root/build/logs/$name.log"
  say "$name ..."
  if "$@" >"$log" 2>&1; then
    say "$name: done in $((SECONDS - began)) s"
  else
    local status=$?
    tail -n 80 "$log"
    say "$name: FAILED after $((SECONDS - began)) s; the whole output is in $log"
    return "$status"
  fi
}

cores() { nproc; }
