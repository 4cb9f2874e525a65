#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# file_command_test.sh PROGRAM: a picture is attached to a record at the console, told in its dossier, and written again
# byte for byte; what is no picture, and a file that is there already, are refused.
set -euo pipefail
program=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failures=0
expect() { # WHAT WANTED GOT
  [[ $2 == "$3" ]] && return
  printf '%s\n  wanted %s\n  got    %s\n' "$1" "$2" "$3" | cut -c1-2000
  failures=$((failures + 1))
}
value() { grep -oE "\"$1\":(\"[^\"]*\"|[0-9a-z]+)" | head -n 1 | sed -E "s/^\"$1\"://; s/^\"//; s/\"$//"; }

export PROOFMARK_DB=sqlite:$folder/node.db PROOFMARK_CASE=26/118
"$program" init --authority AA --name AA >/dev/null
order='{"case":{"reference":"26/118"},"item":{"make":"TAURUS"},"marks":[{"kind":"serial","text":"A1"}],"date":"2026-06-02"}'
record=$("$program" command record_recovery - <<<"$order" | value record)
# The smallest PNG there is: one pixel.
base64 -d >"$folder/pixel.png" <<<'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

file=$("$program" file attach "$record" "$folder/pixel.png" --shows serial --scale --note "left side" --key photo-0001 --json | value file)
expect "the file has a name" "AA.file." "${file:0:8}"
expect "run again, it is there once" "$file" \
  "$("$program" file attach "$record" "$folder/pixel.png" --shows serial --scale --note "left side" --key photo-0001 --json | value file)"
expect "the dossier tells it" "image/png" "$("$program" show "$record" --json | value media_type)"
expect "its name is told" "pixel.png" "$("$program" show "$record" --json | value file_name)"
"$program" file get "$file" --out "$folder/again.png" >"$folder/said"
expect "byte for byte" "" "$(cmp "$folder/pixel.png" "$folder/again.png" 2>&1)"
expect "for its reader alone" "600" "$(stat -c %a "$folder/again.png")"
expect "its digest is said" "1" "$(grep -c "$(sha256sum <"$folder/pixel.png" | cut -c1-64)" "$folder/said")"

code=0
"$program" file get "$file" --out "$folder/again.png" 2>"$folder/error" || code=$?
expect "never over a file" "3" "$code"
echo "<svg onload='alert(1)'/>" >"$folder/photo.jpg"
code=0
"$program" file attach "$record" "$folder/photo.jpg" 2>"$folder/error" || code=$?
expect "no picture" "3" "$code"
expect "and why" "1" "$(grep -c "no JPEG and no PNG" "$folder/error")"
code=0
"$program" file get AA.file.01J9ZQ4V7M4W0T5YB3N2K8XH6D --out "$folder/none.png" 2>"$folder/error" || code=$?
expect "no such file" "3" "$code"
expect "nothing is written" "no" "$([[ -e $folder/none.png ]] && echo yes || echo no)"
case_id=$("$program" show 26/118 --json | grep -oE 'AA\.case\.[0-9A-Z]{26}' | head -n 1)
expect "a case takes one too" "AA.file." "$("$program" file attach "$case_id" - --json <"$folder/pixel.png" | value file | cut -c1-8)"
# A bundle with sealed parts has it; erased, it is gone.
"$program" ledger export --sealed --out "$folder/bundle" --quiet
expect "its pieces are in a bundle" "2" "$(grep -c '^{"sealed":.*"part":"content"' "$folder/bundle")"
"$program" retention erase "$file" --part content --ground not_needed --by staff:7 >/dev/null
code=0
"$program" file get "$file" --out "$folder/gone.png" 2>"$folder/error" || code=$?
expect "erased, it is not written" "3 1" "$code $(grep -c "was erased" "$folder/error")"
expect "and told to be erased" "erased" "$("$program" show "$record" --json | value content)"
expect "the log proves" "0" "$("$program" ledger verify >/dev/null; echo $?)"
[[ $failures -eq 0 ]]
