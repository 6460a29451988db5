# Sourced by make_dev_ca.sh --extra: certificates and CRLs for tests, nearly all to be refused.
# Each differs from a good one in a single respect, so that a test knows why it is refused.

mkdir -p extra
ok_subject='/C=SE/L=Haninge/O=Demo Region/CN=extra.brygga.test'
ok_san=DNS:extra.brygga.test
hsa_id=SE2321000016-X

utc() { date -u -d "$1" +%Y%m%d%H%M%SZ; }

extra_leaf() { # name subject [more arguments of openssl ca]
  local name=$1 subject=$2
  shift 2
  is_made "$name" || make_leaf "extra/$name" ca/function function "$subject" "$ok_san" ca/function/ca.pem "$@"
}

# Expired ones stay expired: only their absence is a reason to make them.
is_made() { [[ -s extra/$1.pem && -s extra/$1.key ]]; }

extra_leaf expired "$ok_subject/serialNumber=${hsa_id}1" \
  -startdate "$(utc '-2 days')" -enddate "$(utc '-1 day')"
extra_leaf not-yet-valid "$ok_subject/serialNumber=${hsa_id}2" \
  -startdate "$(utc '+3000 days')" -enddate "$(utc '+3001 days')"
extra_leaf no-serial-number "/C=SE/L=Haninge/O=Demo Region/CN=${hsa_id}3"
extra_leaf two-serial-numbers "$ok_subject/serialNumber=${hsa_id}4/serialNumber=SE2321000016-BUP1"
extra_leaf lower-case-hsa-id "$ok_subject/serialNumber=se2321000016-x5"
if ! is_made revoked; then
  extra_leaf revoked "$ok_subject/serialNumber=${hsa_id}6"
  revoke_certificate extra/revoked
fi
is_made wrong-eku || make_leaf extra/wrong-eku ca/function server \
  "$ok_subject/serialNumber=${hsa_id}7" "$ok_san" ca/function/ca.pem

# openssl cannot be asked for a NUL in a name: take a certificate apart, change it and sign it again.
if ! is_made nul-serial-number; then
  extra_leaf unpatched "$ok_subject/serialNumber=SE2321000016-BUP1QX"
  openssl x509 -in extra/unpatched.pem -outform DER |
    openssl asn1parse -inform DER -strparse 4 -noout -out extra/body.der
  sed -i 's/SE2321000016-BUP1Q/SE2321000016-BUP1\x00/' extra/body.der
  openssl dgst -sha256 -sign ca/function/ca.key -out extra/signature.der extra/body.der
  body=$(stat -c %s extra/body.der) signature=$(stat -c %s extra/signature.der)
  total=$((body + 12 + 3 + signature))
  {
    printf "\\x30\\x82\\x$(printf %02x $((total >> 8)))\\x$(printf %02x $((total & 255)))"
    cat extra/body.der
    printf '\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02' # ecdsa-with-SHA256
    printf "\\x03\\x$(printf %02x $((signature + 1)))\\x00"
    cat extra/signature.der
  } | openssl x509 -inform DER >extra/nul-serial-number.pem
  cat ca/function/ca.pem >>extra/nul-serial-number.pem
  mv extra/unpatched.key extra/nul-serial-number.key
  rm extra/unpatched.pem extra/body.der extra/signature.der
fi

# A CA that nobody trusts, and one that bears the name of ours without having its key.
make_root ca/other 'Other Root CA'
is_made other-ca || make_leaf extra/other-ca ca/other function \
  "$ok_subject/serialNumber=SE2321000016-BUP1" "$ok_san" /dev/null
make_root ca/impostor 'Brygga DEV Function CA v1'
is_made impostor || make_leaf extra/impostor ca/impostor function \
  "$ok_subject/serialNumber=SE2321000016-BUP1" "$ok_san" /dev/null
if ! is_made self-signed; then
  new_key extra/self-signed.key
  SAN=$ok_san openssl req -x509 -new -config ca/openssl.cnf -extensions root -key extra/self-signed.key \
    -days $leaf_days -subj "$ok_subject/serialNumber=SE2321000016-BUP1" -out extra/self-signed.pem
fi

# Three CAs between root and leaf are the most that is accepted; `too-deep` has four.
above=ca/root chains=()
for level in 1 2 3 4; do
  make_intermediate ca/deep$level $above "Brygga DEV Deep CA $level"
  chains=(ca/deep$level/ca.pem "${chains[@]}") above=ca/deep$level
  case $level in 3) name=depth-limit ;; 4) name=too-deep ;; *) continue ;; esac
  is_made $name || make_leaf extra/$name $above function \
    "$ok_subject/serialNumber=${hsa_id}8" "$ok_san" "${chains[*]}"
done

publish_extra_lists() {
  local level
  for level in 1 2 3 4; do renew_crl ca/deep$level; done
  publish extra/crl-deep.pem crl.pem ca/deep{1,2,3,4}/crl.pem
  publish extra/trust-deep.pem trust.pem ca/deep{1,2,3,4}/ca.pem
  publish extra/crl-without-function.pem ca/root/crl.pem
  [[ -s extra/crl-expired.pem ]] || {
    issue_crl ca/function -crl_lastupdate "$(utc '-2 days')" -crl_nextupdate "$(utc '-1 day')" >extra/expired.crl
    publish extra/crl-expired.pem ca/root/crl.pem extra/expired.crl
  }
  renew_crl ca/impostor
  publish extra/crl-forged.pem ca/root/crl.pem ca/impostor/crl.pem
  renew_crl ca/other
  publish extra/crl-other.pem crl.pem ca/other/crl.pem
}
