#!/bin/sh
# Makes test certificates for a cluster: certificates.sh DIR NAME... leaves DIR/NAME/keystore.p12 and truststore.p12 for
# each process, signed by an authority of their own whose key stays in DIR/authority.p12. Called again with other names,
# it adds them under the same authority. Needs keytool of a JDK.
set -eu
[ $# -ge 2 ] || { echo "usage: certificates.sh DIR NAME..." >&2; exit 2; }
: "${FAULTMESH_CERTIFICATES_PASSWORD:?must hold a password of at least six characters}"
export FAULTMESH_CERTIFICATES_PASSWORD
dir=$1
shift
for name in "$@"; do
  [ ! -e "$dir/$name" ] || { echo "certificates.sh: $dir/$name: is there already" >&2; exit 2; }
done
# Nobody else may read the keys.
umask 077
mkdir -p "$dir"
tool() { keytool -storetype PKCS12 -storepass:env FAULTMESH_CERTIFICATES_PASSWORD "$@" 2>/dev/null; }

authority=$dir/authority.p12
[ -f "$authority" ] || tool -genkeypair -keystore "$authority" -alias authority \
  -dname "CN=Faultmesh test authority" -keyalg RSA -keysize 3072 -validity 365 -ext bc:c
tool -exportcert -keystore "$authority" -alias authority -rfc -file "$dir/authority.pem"
for name in "$@"; do
  place=$dir/$name
  mkdir -p "$place"
  tool -genkeypair -keystore "$place/keystore.p12" -alias own -dname "CN=$name" -keyalg RSA -keysize 3072 -validity 365
  tool -certreq -keystore "$place/keystore.p12" -alias own |
    tool -gencert -keystore "$authority" -alias authority -validity 365 -rfc >"$place/own.pem"
  tool -importcert -noprompt -keystore "$place/keystore.p12" -alias authority -file "$dir/authority.pem"
  tool -importcert -noprompt -keystore "$place/keystore.p12" -alias own -file "$place/own.pem"
  tool -importcert -noprompt -keystore "$place/truststore.p12" -alias authority -file "$dir/authority.pem"
  rm "$place/own.pem"
done
