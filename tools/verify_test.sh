#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# proofmark_verify as an auditor meets it: its answers, its exit codes, and that no database is linked in.
#   verify_test.sh PROGRAM FOLDER_OF_EXAMPLES
set -u
program=$1
examples=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

# expect CODE PATTERN ARGUMENTS...: the exit code, and a pattern in what was printed
expect() {
  local code=$1 pattern=$2
  shift 2
  "$program" "$@" >"$work/out" 2>&1 <"${input:-$work/input}"
  local got=$?
  if [ "$got" != "$code" ] || ! grep -q -- "$pattern" "$work/out"; then
    echo "proofmark_verify $*: exit $got, expected $code and \"$pattern\" in:"
    cat "$work/out"
    failed=1
  fi
}

cp "$examples/example.bundle" "$work/input"
expect 0 "the keys came from the bundle itself" "$examples/example.bundle"
expect 0 "compared with the keys given" "$examples/example.bundle" --key "$examples/example.vkey"
expect 0 '^  ok$' "$examples/example.bundle" --key "$examples/example.vkey"
expect 0 "3 events and 2 sealed parts checked" -
expect 0 '"ok":true' - --json

sed 's/A12345/A12346/' "$examples/example.bundle" >"$work/changed"
expect 1 "line 3, seq 0: the event is not the one" "$work/changed"
expect 1 '"line":3,"seq":0,"why":' "$work/changed" --json
expect 1 "NOT proved" "$work/changed"
sed 's/BR-RJ\/1+b3289b4a/BR-RJ\/1+b3289b4b/' "$examples/example.bundle" >"$work/changed"
expect 1 "not a verifier key" "$work/changed"
# A key of somebody else: everything agrees, and nothing is proved.
echo 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW' >"$work/other.vkey"
expect 1 "not one of the keys given" "$examples/example.bundle" --key "$work/other.vkey"

expect 2 usage:
expect 2 usage: --nonsense "$examples/example.bundle"
expect 2 usage: "$examples/example.bundle" --key
: >"$work/empty"
expect 2 "no verifier key" "$examples/example.bundle" --key "$work/empty"
expect 3 "not a bundle" "$work/empty"
expect 3 "not a bundle" "$examples/make_vectors.py"
expect 4 "missing" "$work/missing"
expect 4 "missing" "$examples/example.bundle" --key "$work/missing"

# One event: the example's first, in a log of three.
proof=$examples/example_proof.json
grep -m 1 '^{"actor"' "$examples/example.bundle" | tr -d '\n' >"$work/event"
expect 0 "proved: event 0 of BR-RJ is in the log of 3 events" --proof "$proof" --key "$examples/example.vkey"
input=$proof expect 0 "proved" --proof - --key "$examples/example.vkey" --event "$work/event"
expect 1 "no key given is that of BR-RJ" --proof "$proof" --key "$work/other.vkey"
sed 's/"leaf":"./"leaf":"0/' "$proof" >"$work/changed"
expect 1 "NOT proved" --proof "$work/changed" --key "$examples/example.vkey"
expect 1 "the event given is not the one" --proof "$proof" --key "$examples/example.vkey" --event "$examples/example.vkey"
expect 2 usage: --proof "$proof"
expect 3 "proof: " --proof "$examples/example_stolen.json" --key "$examples/example.vkey"
expect 4 "missing" --proof "$work/missing" --key "$examples/example.vkey"

for _ in $(seq 150); do echo '{}'; done >"$work/many"
expect 3 "150 findings, 100 printed" "$work/many"

if readelf -d "$program" | grep NEEDED | grep -iE 'sqlite|libpq'; then
  echo "proofmark_verify is linked with a database"
  failed=1
fi
# Statically linked code would not show above.
if grep -qa 'SQLite format 3' "$program"; then
  echo "proofmark_verify contains a database"
  failed=1
fi
exit $failed
