#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# user_command_test.sh PROGRAM: from a new node to a role that two persons agreed on, at the command line.
set -euo pipefail
program=$1
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
export PROOFMARK_DB=sqlite:$place/node.db PROOFMARK_BASIS=national_law

fail() {
  echo "user_command: $*"
  exit 1
}

# The field of an answer of one line of JSON.
field() { sed -nE "s/.*\"$1\":\"([^\"]*)\".*/\1/p"; }

# The code that an authenticator with this URI shows, STEPS of 30 seconds from now.
code_of() {
  python3 - "$1" "$2" <<'PY'
import base64, hashlib, hmac, struct, sys, time, urllib.parse
secret = urllib.parse.parse_qs(urllib.parse.urlparse(sys.argv[1]).query)["secret"][0]
key = base64.b32decode(secret + "=" * (-len(secret) % 8))
step = int(time.time()) // 30 + int(sys.argv[2])
digest = hmac.new(key, struct.pack(">Q", step), hashlib.sha1).digest()
at = digest[19] & 15
print("%06d" % ((struct.unpack(">I", digest[at:at + 4])[0] & 0x7FFFFFFF) % 1000000))
PY
}

command -v python3 >/dev/null || { echo "there is no python3 here, which plays the authenticator"; exit 77; }
"$program" init --authority XX --name "Test authority" --quiet >/dev/null
"$program" user add admin --name "Ana Canary" --role administrator --json >"$place/admin"
"$program" user add boss --name "Bo Canary" --role supervisor --json >"$place/boss"
"$program" user add clerk --name "Cy Canary" --role officer --json >"$place/clerk"
grep -q '"granted":true' "$place/boss" || fail "the first supervisor was not given the role"
grep -q '"granted":false' "$place/clerk" || fail "the console gave a role alone, though two persons can agree"
approval=$(field approval <"$place/clerk")
uri=$(field totp_uri <"$place/boss")
first=$(field password <"$place/boss")

# A first password gives no role.
if printf '%s\n%s\n' "$first" "$(code_of "$uri" 0)" | "$program" user approve "$approval" --as boss 2>"$place/why"; then
  fail "a first password approved"
fi
grep -q 'first password' "$place/why" || fail "it is not said that the password must be changed: $(cat "$place/why")"
printf '%s\n%s\n%s\n' "$first" "$(code_of "$uri" 1)" "an own one of the boss" >"$place/change"
if "$program" user password boss --own <"$place/change" 2>/dev/null; then fail "a password with the log-in name"; fi
"$program" user totp boss --json >"$place/totp"
uri=$(field totp_uri <"$place/totp")
printf '%s\n%s\n%s\n' "$first" "$(code_of "$uri" 0)" "tractor-lamp-orchid" | "$program" user password boss --own >/dev/null
if "$program" user approve "$approval" 2>/dev/null; then fail "the console approved"; fi
if printf 'tractor-lamp-orchid\n000000\n' | "$program" user approve "$approval" --as boss 2>/dev/null; then
  fail "approved with a wrong code"
fi
printf 'tractor-lamp-orchid\n%s\n' "$(code_of "$uri" 1)" | "$program" user approve "$approval" --as boss >/dev/null
"$program" user list --json | grep -q '"login":"clerk"[^}]*"roles":\["officer"\]' || fail "the role was not given"
"$program" user approvals | grep -q given || fail "the approval is not listed as given"
"$program" user revoke clerk officer --reason "moved" >/dev/null
"$program" user close clerk >/dev/null
"$program" user token admin --label export --days 3 --json | grep -qE '"token":"[0-9a-f]{64}"' || fail "no token"
if grep -rqa Canary "$place"/node.db "$place"/node.db.keys; then fail "a person's name stands in the database"; fi
"$program" ledger verify >/dev/null || fail "the log does not verify"
