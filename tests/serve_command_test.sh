#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# serve_command_test.sh PROGRAM ROOT: two servers, processes of their own, on one PostgreSQL database, asked by curl as
# people would: each answers with what the other wrote; one is killed while it records, and nothing that it acknowledged
# is lost or doubled; the other is told to stop, and ends what it had begun.
set -euo pipefail
program=$1
root=$2
folder=$(mktemp -d /tmp/pm-srv-XXXXXX)
chmod 711 "$folder"
servers=()
finish() {
  for server in "${servers[@]}"; do kill -9 "$server" 2>/dev/null || true; done
  bash "$root/tests/postgres.sh" stop "$folder/pg" immediate
  rm -rf "$folder"
}
trap finish EXIT
failures=0
expect() { # WHAT WANTED GOT
  [[ $2 == "$3" ]] && return
  printf '%s\n  wanted %s\n  got    %s\n' "$1" "$2" "$3" | cut -c1-2000
  failures=$((failures + 1))
}
# The value of a text or number key on one line of JSON: the first that stands there.
value() { grep -oE "\"$1\":(\"[^\"]*\"|[0-9a-z]+)" | head -n 1 | sed -E "s/^\"$1\"://; s/^\"//; s/\"$//"; }

PROOFMARK_DB=$(bash "$root/tests/postgres.sh" start "$folder/pg")
export PROOFMARK_DB PROOFMARK_KEYS=$folder/keys
for authority in AA BB; do "$program" init --authority "$authority" --name "$authority" >/dev/null; done
person() { # LOGIN AUTHORITY: its token
  "$program" user add "$1" --authority "$2" --name "Somebody" --role tracing_officer >/dev/null
  "$program" user token "$1" --label test --days 2 --json | value token
}
finder=$(person a.finder AA)
owner=$(person b.owner BB)

# Sets `address` and `process`.
start() { # NAME
  "$program" serve --listen 127.0.0.1:0 --metrics off --log "$folder/$1.log" --json >"$folder/$1.out" 2>"$folder/$1.err" &
  process=$!
  servers+=("$process")
  for _ in {1..100}; do
    [[ ! -s $folder/$1.out ]] || break
    sleep 0.1
  done
  address=$(value address <"$folder/$1.out")
  [[ -n $address ]] || { cat "$folder/$1.err"; exit 1; }
}
ask() { # ADDRESS TOKEN METHOD PATH [BODY [KEY]]
  local more=()
  [[ $# -lt 5 ]] || more+=(-H "Content-Type: application/json" -d "$5")
  [[ $# -lt 6 ]] || more+=(-H "Idempotency-Key: $6")
  curl --silent --max-time 20 --cacert "$folder/keys/loopback.pem" -X "$3" "https://$1$4" -H "Authorization: Bearer $2" \
    -H "Proofmark-Purpose: trace" -H "Proofmark-Case: 26/118" -H "Proofmark-Basis: national_law" "${more[@]}" || true
}
pistol() { # NUMBER DATE
  printf '{"item":{"make":"TAURUS","type":"pistol"},"marks":[{"kind":"serial","text":"%s"}],"date":"%s",' "$1" "$2"
  printf '"handling":{"codes":["open_to_partners"],"onward":"ask_owner"}}'
}

start first
first=$address first_process=$process
start second
second=$address second_process=$process
expect "both are ready" "true true" \
  "$(curl -s --cacert "$folder/keys/loopback.pem" "https://$first/readyz" | value ready) $(curl -s --cacert "$folder/keys/loopback.pem" "https://$second/readyz" | value ready)"

lost=$(ask "$first" "$owner" POST /v1/commands/report_theft "$(pistol ABE573528 2024-03-01)" theft-0001 | value record)
expect "the other server has it" "$lost" \
  "$(ask "$second" "$finder" POST /v1/trace '{"serial":"ABE573?28","make":"TAURUS"}' | grep -oE "BB\.item\.[0-9A-Z]{26}" | head -n 1)"
found=$(pistol 'ABE573?28' 2026-06-02)
expect "the find is recorded" "false" \
  "$(ask "$second" "$finder" POST /v1/commands/record_recovery "{\"case\":{\"reference\":\"26/118\"},${found#\{}" find-0001 | value repeated)"
hit=$(ask "$first" "$finder" GET /v1/hits | value hit)
expect "the hit was confirmed" "false" \
  "$(ask "$first" "$finder" POST /v1/commands/confirm_hit "{\"hit\":\"$hit\",\"reason\":\"photographs\"}" verdict-1 | value repeated)"
expect "the owner is told by the other server" "found_elsewhere" "$(ask "$second" "$owner" GET /v1/alerts | value kind)"
expect "what somebody else may not see is not there" "not_found" \
  "$(ask "$second" "$owner" GET "/v1/cases/AA.case.01J9ZQ4V7M4W0T5YB3N2K8XH6D" | value code)"

# Killed while it records: what it acknowledged is there once, and whatever was asked for can be asked for again.
: >"$folder/acknowledged"
(
  for n in {1..200}; do
    record=$(ask "$first" "$finder" POST /v1/commands/report_loss "$(pistol "KX$((70000 + n * 13))" 2025-01-01)" "loss-key-$n" | value record)
    [[ -z $record ]] || echo "$n $record" >>"$folder/acknowledged"
    [[ -n $record ]] || exit 0
  done
) &
writer=$!
while [[ $(wc -l <"$folder/acknowledged") -lt 10 ]] && kill -0 "$writer" 2>/dev/null; do sleep 0.05; done
kill -9 "$first_process"
wait "$writer" || true
acknowledged=$(wc -l <"$folder/acknowledged")
[[ $acknowledged -ge 10 && $acknowledged -lt 200 ]] || { echo "it was not killed in the middle: $acknowledged"; failures=$((failures + 1)); }
while read -r n record; do
  answer=$(ask "$second" "$finder" POST /v1/commands/report_loss "$(pistol "KX$((70000 + n * 13))" 2025-01-01)" "loss-key-$n")
  expect "loss $n, asked for again" "true $record" "$(value repeated <<<"$answer") $(value record <<<"$answer")"
done <"$folder/acknowledged"
next=$((acknowledged + 1))
expect "the one that nobody acknowledged is done once" "KX$((70000 + next * 13))" \
  "$(ask "$second" "$finder" POST /v1/commands/report_loss "$(pistol "KX$((70000 + next * 13))" 2025-01-01)" "loss-key-$next" >/dev/null
     ask "$second" "$finder" POST /v1/trace "{\"serial\":\"KX$((70000 + next * 13))\"}" | grep -oE "KX$((70000 + next * 13))" | head -n 1)"

kill -TERM "$second_process"
code=0
wait "$second_process" || code=$?
expect "told to stop, it ends well" 0 "$code"
expect "every line of its log is one event" 0 "$(grep -cvE '^\{"time":"[^"]+","level":"[a-z]+","event":"[a-z_]+".*\}$' "$folder/second.log")"
"$program" ledger verify --quiet >/dev/null || { echo "the log does not verify"; failures=$((failures + 1)); }
[[ $failures -eq 0 ]]
