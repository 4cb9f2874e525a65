#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# postgres_command_test.sh PROGRAM VERIFIER ROOT: the commands answer on PostgreSQL as they do on SQLite, but for
# identifiers, digests and times; and what cannot be opened is named, without its password.
set -euo pipefail
program=$1
verifier=$2
root=$3
folder=$(mktemp -d /tmp/pm-cmd-XXXXXX)
trap 'bash "$root/tests/postgres.sh" stop "$folder/pg" immediate; rm -rf "$folder"' EXIT
failures=0
bin=$(find /usr/lib/postgresql -mindepth 3 -maxdepth 3 -path "*/bin/psql" 2>/dev/null | sort -V | tail -n 1)
chmod 711 "$folder"
url=$(bash "$root/tests/postgres.sh" start "$folder/pg")
sql() { "$bin" -X -q -v ON_ERROR_STOP=1 -d "$url" -c "$1" >/dev/null; }
at() { sed "s#/postgres?#/$1?#" <<<"$url"; }

expect() { # WHAT WANTED GOT
  [[ $2 == "$3" ]] && return
  printf '%s\n  wanted %s\n  got    %s\n' "$1" "$2" "$3" | cut -c1-3000
  failures=$((failures + 1))
}

{
  echo 'id,serial,make,calibre,case,date,holder'
  for n in {1..60}; do echo "$n,K$((100003 + n * 3701)),TAURUS,9mm,C$((n / 4)),2019-07-11,Holder $n"; done
  echo '61,ABE57?528,TAURUS,9mm,C99,2019-99-11,Holder'
} >"$folder/register.csv"
sed -E '1!s/^([0-9]+),/F\1,/' <(head -n 6 "$folder/register.csv") >"$folder/found.csv"
mapping() { # SOURCE KIND
  printf '{"source":"%s","format":"csv","fields":{"source_id":"id","make":"make","calibre":"calibre","case":"case"},' "$1"
  printf '"marks":[{"kind":"serial","columns":["serial"]}],"sealed":["holder"],'
  printf '"events":[{"kind":"%s","date":"date","from_party":["holder"]}]}\n' "$2"
}
mapping wanted stolen >"$folder/wanted.json"
mapping found recovered >"$folder/found.json"

# What differs from node to node: identifiers, digests, signatures, times, and the folder.
plain() {
  sed -E -e 's/[0-9A-HJKMNP-TV-Z]{26}/ID/g' -e 's/[0-9a-f]{64}/DIGEST/g' -e 's/[0-9a-f]{32}/HEX/g' \
    -e 's#[A-Za-z0-9+/]{40,}=*#BASE64#g' -e 's/20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z/TIME/g' \
    -e 's/20[0-9]{2}-[0-9]{2}-[0-9]{2}"/DAY"/g' -e "s#$folder/[a-z]+#FOLDER#g" -e 's/[0-9a-f]{8}\+/KEY+/g' -e 's/key [0-9a-f]{8} /key KEY /' \
    -e 's/"(seconds|micros)":[0-9.]+/"\1":0/g'
}

# All commands on one database; each with its exit code and its answer.
go_through() { # NAME DATABASE
  local keys=$folder/$1.keys code
  run() {
    code=0
    "$program" --db "$2" --keys "$keys" --json --case 'case 7' "${@:3}" >"$folder/answer" 2>"$folder/said" || code=$?
    printf '== %s: %s\n' "${*:3}" "$code"
    plain <"$folder/answer"
    plain <"$folder/said"
  }
  on() { run "" "$db" "$@"; }
  local db=$2
  on init --authority AA --name 'Police of A'
  on init --authority BB --name 'Police of B'
  on init --authority AA --name 'Police of A'
  on import items "$folder/register.csv" --mapping "$folder/wanted.json" --authority AA
  on import items "$folder/register.csv" --mapping "$folder/wanted.json" --authority AA
  on import items "$folder/found.csv" --mapping "$folder/found.json" --authority BB
  on show 7
  on show C3
  on show nothing
  on trace --serial 'K1?3704' --make TAURUS
  on hit list
  on retention erase 7 --by staff:4711 --ground court_order --reference '4 Js 112/30'
  on show 7
  on retention list
  on ledger verify
  on ledger checkpoint --authority AA
  on ledger prove 3 --authority AA
  on ledger rebuild
  on ledger export --authority AA --out "$folder/$1.bundle"
  printf '== proofmark_verify\n'
  code=0
  "$verifier" "$folder/$1.bundle" --key "$keys/AA.pub" 2>&1 | plain || code=$?
  echo "$code"
}
sql 'CREATE DATABASE node'
go_through sqlite "sqlite:$folder/node.db" >"$folder/sqlite.out"
go_through server "$(at node)" >"$folder/server.out"
sed -i 's/sqlite\.bundle/node.bundle/g' "$folder/sqlite.out"
sed -i 's/server\.bundle/node.bundle/g' "$folder/server.out"
expect "the answers of all commands" "" "$(diff "$folder/sqlite.out" "$folder/server.out" | head -n 40)"
expect "how many commands" 20 "$(grep -c '^== ' "$folder/server.out")"
expect "commands that failed" "$(printf '== init --authority AA --name Police of A: 3\n== show nothing: 3')" \
  "$(grep -E '^== .*: [234]$' "$folder/server.out")"

# Wrong places. A password is in each URL, and in no answer.
refused() { # WHAT CODE URL WORDS
  local code=0 said
  said=$("$program" --db "$3" --keys "$folder/no.keys" --json "${@:5}" 2>&1) || code=$?
  expect "$1: exit code" "$2" "$code"
  grep -qi -- "$4" <<<"$said" || expect "$1: what is said" "$4" "$said"
  for secret in s3cret s3 cret; do
    ! grep -q "$secret" <<<"$said" || expect "$1: a password is repeated" "" "$said"
  done
}
secret() { sed -E 's#//([a-z]+)@#//\1:s3cret@#' <<<"$(at "$1")"; }
sql "CREATE DATABASE empty"
sql "CREATE DATABASE ascii ENCODING SQL_ASCII TEMPLATE template0"
sql "CREATE DATABASE latin ENCODING LATIN1 LOCALE 'C' TEMPLATE template0"
sql "CREATE ROLE looker LOGIN"
looker=$(sed -E 's#//[a-z]+@#//looker:s3cret@#' <<<"$(at node)")
server=${url#*host=}
refused "no server" 4 "postgresql://u:s3cret@/node?host=$folder/nowhere" "does not let us in" ledger verify
refused "no host" 4 "postgresql://u:s3cret@localhost:1/node" "does not let us in" ledger verify
refused "no database" 4 "$(secret missing)" "missing" ledger verify
refused "SQL_ASCII" 2 "$(secret ascii)" "SQL_ASCII; make one in UTF8" ledger verify
refused "LATIN1" 2 "$(secret latin)" "LATIN1; make one in UTF8" init --authority AA --name A
refused "not initialised" 3 "$(secret empty)" "proofmark init" ledger verify
refused "a user who may not write" 4 "$looker" "permission denied" show 7
refused "an unknown scheme" 2 "mysql://u:s3cret@host/node" "sqlite:" ledger verify
refused "a password with a slash" 3 "postgresql://u:s3/cret@/node?host=$server" "%XX" ledger verify
refused "a password with a percent sign" 3 "postgresql://u:s3%zzcret@/node?host=$server" "%XX" ledger verify
refused "a port that is none" 4 "postgresql://u:s3cret@localhost:port/node" "does not let us in" ledger verify
refused "a password as an option" 3 "postgresql:///node?host=$server&password=s3%cret" "%XX" ledger verify
expect "a refused start leaves no keys" "" "$(ls "$folder/no.keys" 2>/dev/null || true)"

[[ $failures -eq 0 ]]
