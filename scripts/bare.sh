#!/usr/bin/env bash
# What a newcomer meets: makes a minimal Debian 12 (debootstrap), puts a clone of the committed state
# into it, and runs a command there as the README says, twice; prints the time of each.
#
# usage: scripts/bare.sh [--keep] [COMMAND...]      default: scripts/run.sh --once
#   --keep   use the system of an earlier call, with what it has installed
#
# Needs root, debootstrap and Debian's mirror. The system lies in BARE_FOLDER (/var/tmp/brygga-bare).
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$root"

keep=0
[[ "${1:-}" == "--keep" ]] && { keep=1; shift; }
(($#)) || set -- scripts/run.sh --once
system=${BARE_FOLDER:-/var/tmp/brygga-bare}
[[ $(id -u) == 0 ]] || die "run this as root: it makes a system of its own with chroot"
command -v debootstrap >/dev/null || die "install debootstrap first"

leave() { for mounted in proc sys dev; do umount -l "$system/$mounted" 2>/dev/null || true; done; }
trap leave EXIT
leave
if ((!keep)); then
  rm -rf --one-file-system "$system"
  step debootstrap debootstrap --variant=minbase bookworm "$system" http://deb.debian.org/debian
fi
# A container image has no machine's name service and no services to start.
cp /etc/resolv.conf "$system/etc/resolv.conf"
printf '127.0.0.1 localhost\n::1 localhost\n' >"$system/etc/hosts"
printf '#!/bin/sh\nexit 101\n' >"$system/usr/sbin/policy-rc.d"
chmod 755 "$system/usr/sbin/policy-rc.d"
for mounted in proc sys dev; do
  mount --rbind "/$mounted" "$system/$mounted"
  mount --make-rslave "$system/$mounted"
done

# Behind a proxy that looks into TLS, what the host trusts beside Debian's CAs is trusted here too.
trusted=()
if compgen -G '/usr/local/share/ca-certificates/*.crt' >/dev/null; then
  mkdir -p "$system/usr/local/share/ca-certificates"
  cp /usr/local/share/ca-certificates/*.crt "$system/usr/local/share/ca-certificates/"
  trusted=(NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt)
fi

rm -rf "$system/srv/brygga"
git clone -q "$root" "$system/srv/brygga/main"
[[ -d "$root/../shared" ]] && cp -rL "$root/../shared" "$system/srv/brygga/shared"
for round in first second; do
  began=$SECONDS
  chroot "$system" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 "${trusted[@]}" \
    bash -c 'cd /srv/brygga/main && exec "$@"' bash "$@"
  say "the $round time: $((SECONDS - began)) s"
done
