#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# backup_command_test.sh PROGRAM: the drill of docs/operating/backup.md on the command line, exit codes included.
set -euo pipefail
program=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
failed=0

# wants CODE TEXT COMMAND...: the command ends with this exit code and says this text.
wants() {
  local code=$1 text=$2 said=0 out
  shift 2
  out=$("$program" "$@" 2>&1) || said=$?
  [[ $said -eq $code && $out == *"$text"* ]] && return
  echo "proofmark $*: exit $said, not $code, or without \"$text\": $out"
  failed=1
}

cat >map.json <<'JSON'
{"source":"r","format":"csv","fields":{"source_id":"id"},"marks":[{"kind":"serial","columns":["serial"]}],"sealed":["holder"]}
JSON
printf 'id,serial,holder\n1,ABE573528,Maria\n2,XKZ1,Jo\n' >one.csv
printf 'id,serial,holder\n3,Q81,Ana\n' >two.csv

export PROOFMARK_DB=sqlite:node.db
wants 0 "" init --authority AA --name "Police of AA"
wants 0 "" import items one.csv --mapping map.json
wants 0 "read again and compared" backup --to b
wants 3 "is not empty" backup --to b
wants 0 "" import items two.csv --mapping map.json
"$program" ledger checkpoint >notes
wants 0 "" ledger export --sealed --out bundle

cp -r node.db.keys drill.db.keys # the key folder survived; a copy, so that the node can go on signing
export PROOFMARK_DB=sqlite:drill.db
wants 1 "its end is lost" restore --from b --checkpoint notes
wants 3 "is not empty" restore --from b
wants 4 "takes no events" import items two.csv --mapping map.json
wants 0 "new" ledger import bundle
wants 0 "" ledger verify --checkpoint notes
wants 0 "proofmark/AA/2" ledger checkpoint
wants 3 "waits for" ledger reopen --by staff:1 --because "disk lost"

export PROOFMARK_DB=sqlite:lost.db
wants 1 "nobody knows" restore --from b
wants 0 "goes on in epoch 2" ledger reopen --by staff:1 --because "disk lost"
wants 0 "" import items two.csv --mapping map.json
wants 0 "" ledger verify

export PROOFMARK_DB=sqlite:moved.db
wants 3 "only its owner writes" ledger import bundle
wants 0 "sealed parts" --keys node.db.keys ledger import bundle --name "Police of AA"
wants 0 "" --keys node.db.keys ledger verify --checkpoint notes
exit "$failed"
