#!/usr/bin/env bash
# Makes a development PKI that looks like SITHS: a root CA, a function CA below it, one CRL per CA,
# a server certificate for this machine and a function certificate for each demo organisation.
#
#   certs/make_dev_ca.sh DIR                 make what is missing or about to expire
#   certs/make_dev_ca.sh DIR --extra         also DIR/extra: certificates and CRLs that must be refused
#   certs/make_dev_ca.sh DIR --revoke NAME   revoke DIR/NAME.pem and issue a new CRL
#
# Needs openssl only. Running it again changes nothing that is still good. See certs/README.md.
set -euo pipefail
umask 077
export LC_ALL=C

# name | HSA-id | locality | organisation
organisations='
bup-handen|SE2321000016-BUP1|Haninge|Demo Region
bup-huddinge|SE2321000016-BUP2|Huddinge|Demo Region
bumm-farsta|SE2321000016-BUMM1|Farsta|Demo Region
habilitering-sodertorn|SE2321000016-HAB1|Huddinge|Demo Region
socialtjanst-farsta|SE2120000142-SOC1|Farsta|Demo Stad
skola-farsta|SE2120000142-SKO1|Farsta|Demo Stad
'
ca_days=3650 leaf_days=397 crl_days=30
renew_leaf_seconds=$((30 * 86400)) renew_crl_days=10

script_folder=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

usage() { sed -n '2,10s/^# \{0,1\}//p' "$0" >&2; exit 2; }

dir='' extra=no revoke=''
while (($#)); do
  case $1 in
    --extra) extra=yes ;;
    --revoke) revoke=${2:-}; [[ $revoke ]] || usage; shift ;;
    -*) usage ;;
    *) [[ -z $dir ]] || usage; dir=$1 ;;
  esac
  shift
done
[[ $dir ]] || usage
command -v openssl >/dev/null || { echo 'openssl is missing: apt-get install openssl' >&2; exit 1; }

mkdir -p "$dir/ca"
dir=$(cd "$dir" && pwd)
cd "$dir"
exec 9>"$dir/ca/lock"
flock 9

# CA and SAN come from the environment of each openssl call.
cat >ca/openssl.cnf <<'CONFIG'
[req]
distinguished_name = name
prompt = no
utf8 = yes
string_mask = utf8only
[name]
CN = set by -subj
[ca]
default_ca = one
[one]
database = $ENV::CA/index.txt
new_certs_dir = $ENV::CA/issued
certificate = $ENV::CA/ca.pem
private_key = $ENV::CA/ca.key
rand_serial = yes
crlnumber = $ENV::CA/crlnumber
default_md = sha256
policy = anything
preserve = yes
unique_subject = no
copy_extensions = none
crl_extensions = crl
[anything]
countryName = optional
localityName = optional
organizationName = optional
commonName = optional
serialNumber = optional
[crl]
authorityKeyIdentifier = keyid:always
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[intermediate]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
[function]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth,clientAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
subjectAltName = $ENV::SAN
[server]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
subjectAltName = $ENV::SAN
CONFIG
export CA='' SAN=DNS:localhost
here_san=DNS:localhost,IP:127.0.0.1,IP:::1

# openssl writes its progress to stderr: show it only when it fails.
quietly() {
  "$@" 2>ca/openssl.log || { cat ca/openssl.log >&2; return 1; }
}

new_key() { quietly openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1"; }

new_request() { # key subject
  openssl req -new -config ca/openssl.cnf -key "$1" -subj "$2" -sha256
}

# Is there a certificate that stays valid for a while, and its key?
is_good() { # name
  [[ -s $1.key && -s $1.pem ]] && openssl x509 -in "$1.pem" -noout -checkend $renew_leaf_seconds >/dev/null
}

start_ca() { # folder: the files `openssl ca` keeps beside a CA's certificate
  mkdir -p "$1/issued"
  : >"$1/index.txt"
  echo 1000 >"$1/crlnumber"
}

make_root() { # folder common-name
  is_good "$1/ca" && return
  start_ca "$1"
  new_key "$1/ca.key"
  openssl req -x509 -new -config ca/openssl.cnf -extensions root -key "$1/ca.key" -sha256 \
    -days $ca_days -subj "/C=SE/O=Brygga DEV/CN=$2" -out "$1/ca.pem"
}

sign() { # folder-of-CA extensions [more arguments of openssl ca]; request on stdin
  local ca=$1 extensions=$2
  shift 2
  CA=$ca quietly openssl ca -batch -notext -config ca/openssl.cnf \
    -extensions "$extensions" -in /dev/stdin "$@"
}

make_intermediate() { # folder parent-folder common-name
  is_good "$1/ca" && return
  start_ca "$1"
  new_key "$1/ca.key"
  new_request "$1/ca.key" "/C=SE/O=Brygga DEV/CN=$3" | sign "$2" intermediate -days $ca_days >"$1/ca.pem"
}

# The certificate and, after it, the CAs that a peer needs to reach the root.
make_leaf() { # name folder-of-CA extensions subject san chain [more arguments of openssl ca]
  local name=$1 ca=$2 extensions=$3 subject=$4 san=$5 chain=$6
  shift 6
  local validity=(-days $leaf_days)
  (($#)) && validity=("$@")
  new_key "$name.key"
  new_request "$name.key" "$subject" | SAN=$san sign "$ca" "$extensions" "${validity[@]}" >"$name.new"
  cat $chain >>"$name.new"
  mv "$name.new" "$name.pem"
}

issue_crl() { # folder-of-CA [more arguments]
  local ca=$1
  shift
  local validity=(-crldays $crl_days)
  (($#)) && validity=("$@")
  CA=$ca quietly openssl ca -gencrl -config ca/openssl.cnf "${validity[@]}"
}

renew_crl() { # folder-of-CA
  [[ -s $1/crl.pem && -z $(find "$1/crl.pem" -mtime +$renew_crl_days) ]] && return
  issue_crl "$1" >"$1/crl.new"
  mv "$1/crl.new" "$1/crl.pem"
}

publish() { # file part...: replaces the file in one step, and only if it changes
  local file=$1
  shift
  cat "$@" >"$file.new"
  if cmp -s "$file.new" "$file"; then rm "$file.new"; else mv "$file.new" "$file"; fi
}

publish_lists() {
  renew_crl ca/root
  renew_crl ca/function
  publish trust.pem ca/root/ca.pem ca/function/ca.pem
  publish crl.pem ca/root/crl.pem ca/function/crl.pem
}

revoke_certificate() { # name
  [[ -s $1.pem ]] || { echo "$dir/$1.pem does not exist" >&2; exit 1; }
  CA=ca/function quietly openssl ca -config ca/openssl.cnf -revoke "$1.pem"
  rm -f ca/function/crl.pem
}

make_root ca/root 'Brygga DEV Root CA v1'
make_intermediate ca/function ca/root 'Brygga DEV Function CA v1'
chain=ca/function/ca.pem

# The gateway is a system too: it calls its receivers with this certificate.
is_good server || make_leaf server ca/function function \
  '/C=SE/L=Stockholm/O=Brygga DEV/CN=localhost/serialNumber=SE2321000016-GW1' "$here_san" $chain

while IFS='|' read -r name hsa_id locality organisation; do
  [[ -z $name ]] || is_good "$name" || make_leaf "$name" ca/function function \
    "/C=SE/L=$locality/O=$organisation/CN=$name.brygga.test/serialNumber=$hsa_id" \
    "DNS:$name.brygga.test,$here_san" $chain
done <<<"$organisations"

if [[ $revoke ]]; then revoke_certificate "$revoke"; fi
if [[ $extra == yes ]]; then source "$script_folder/refused_material.sh"; fi
publish_lists
if [[ $extra == yes ]]; then publish_extra_lists; fi
