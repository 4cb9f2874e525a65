#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# marks_command_test.sh PROGRAM: `marks read` answers a batch line by line, in order, and a bad line costs that line.
set -euo pipefail
program=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failures=0

expect() { # WHAT WANTED GOT
  [[ $2 == "$3" ]] && return
  printf '%s\n  wanted %s\n  got    %s\n' "$1" "$2" "$3"
  failures=$((failures + 1))
}

cat >"$folder/in.jsonl" <<'TEXT'
{"ref": "7", "text": "5053* (*8 ou 6) revelado", "type": "revolver"}

{"ref": 8, "text": "KAB441 (ferrolho)", "type": "PISTOLA"}
{"ref": 9, "type": "pistol"}
not json
{"ref": 10, "text": 5}
[1]
{"text": "eliminado", "language": "pt"}
TEXT
printf '{"ref": "long", "text": "%s"}\n' "$(head -c 70000 /dev/zero | tr '\0' A)" >>"$folder/in.jsonl"

code=0
"$program" marks read --batch "$folder/in.jsonl" >"$folder/out.jsonl" || code=$?
expect "exit code with bad lines" 1 "$code"
expect "one answer a line" 8 "$(wc -l <"$folder/out.jsonl")"
line() { sed -n "$1p" "$folder/out.jsonl"; }
expect "the first answer" '{"ref":"7","remarks":["*8 ou 6","revelado"],"serials":[{"kind":"serial","legibility":"partial","pattern":"5053[68]","positions":[],"text":"5053*","treatment":"restored"}],"state":"partial"}' "$(line 1)"
expect "the type as written" '"slide"' "$(line 2 | grep -o '"slide"')"
expect "without a text" '{"error":{"code":"invalid","field":"text","message":"line 4: \"text\" is missing"},"ref":9}' "$(line 3)"
expect "no JSON" '"ref":null' "$(line 4 | grep -o '"ref":null')"
expect "a number for a text" '{"error":{"code":"invalid","field":"text","message":"line 6: \"text\" must be a text"},"ref":10}' "$(line 5)"
expect "no object" '{"error":{"code":"invalid","field":"","message":"line 7: a line must hold one JSON object"},"ref":null}' "$(line 6)"
expect "a state" '"state":"obliterated"' "$(line 7 | grep -o '"state":"[a-z]*"')"
expect "a line too long" '"code":"too_large"' "$(line 8 | grep -o '"code":"[a-z_]*"')"

code=0
printf '{"ref": 1, "text": "50533"}\n' | "$program" marks read --batch - >"$folder/out.jsonl" || code=$?
expect "exit code" 0 "$code"
expect "from standard input" 1 "$(wc -l <"$folder/out.jsonl")"

code=0
"$program" marks read --batch "$folder/missing" >/dev/null 2>&1 || code=$?
expect "a missing file" 3 "$code"
code=0
"$program" marks read >/dev/null 2>&1 || code=$?
expect "neither text nor file" 2 "$code"
expect "for a person" "partial" "$("$program" marks read '5053?' | head -1)"

[[ $failures -eq 0 ]]
