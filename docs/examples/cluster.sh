#!/bin/sh
# A coordinator and two workers on this machine: cluster.sh SCENARIO OUT [OPTION...]. Nobody but users of this machine can
# join. The exit code is the coordinator's: after 5 the same command goes on.
set -eu
[ $# -ge 2 ] || { echo "usage: cluster.sh SCENARIO OUT [OPTION...]" >&2; exit 2; }
scenario=$1
out=$2
shift 2
# In a checkout or an archive the program lies two folders up.
beside=$(cd "$(dirname "$0")/../.." && pwd)/faultmesh
[ -x "$beside" ] || beside=faultmesh
faultmesh=${FAULTMESH:-$beside}
address=127.0.0.1:${PORT:-25520}
"$faultmesh" worker --join "$address" --threads "${THREADS:-1}" &
first=$!
"$faultmesh" worker --join "$address" --threads "${THREADS:-1}" &
second=$!
code=0
"$faultmesh" coordinator "$scenario" --listen "$address" --out "$out" "$@" || code=$?
# Workers end with the run. Where it failed or was complete already, they would wait for a coordinator.
grace=0
[ $code -ne 0 ] || grace=10
(sleep $grace && kill $first $second) >/dev/null 2>&1 &
watch=$!
wait $first $second || true
kill $watch 2>/dev/null || true
exit $code
