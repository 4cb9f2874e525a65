#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# summary.sh BUILD: adds up a run of ctest. A GoogleTest program counts by its cases, a script or replay as one.
# Reads BUILD/gtests.txt, BUILD/test-results/ctest.junit and BUILD/test-results/*.xml. Prints the output of what
# failed, then what was skipped and why; the last line is "N passed, N failed". Fails where one failed or none ran.
set -euo pipefail
out=$1
passed=0
failed=0
skipped=()

# unescape: text of an XML element as it was.
unescape() { sed -e 's/&lt;/</g; s/&gt;/>/g; s/&quot;/"/g; s/&apos;/'"'"'/g; s/&#x0A;/\n/g; s/&amp;/\&/g'; }

# output_of NAME: what the program printed, without the lines of cases that passed.
output_of() {
  awk -v want="$1" '
    /<testcase / { inside = index($0, "name=\"" want "\" ") > 0 }
    inside && /<system-out>/ { printing = 1; sub(/.*<system-out>/, "") }
    inside && printing {
      last = sub(/<\/system-out>.*/, "")
      if (/^\[ RUN  /) begun = $0
      else if (/^\[       OK/) begun = ""
      else if (!/^\[[-=]|^Using configuration|^OK, passed|^$/) {
        if (begun != "") print begun
        begun = ""
        print
      }
      if (last) { if (begun != "") print begun; printing = 0 }
    }' "$out/test-results/ctest.junit" | unescape | tail -n 200
}

report_failure() {
  printf -- '---- %s: %s\n' "$1" "$2"
  output_of "$1"
}

# count_cases NAME STATUS: adds the cases of a GoogleTest program to the sums.
count_cases() {
  local name=$1 status=$2 report=$out/test-results/$1.xml ok bad skip
  if [[ ! -s $report ]]; then
    failed=$((failed + 1))
    report_failure "$name" "ended without a report of its cases"
    return
  fi
  read -r ok bad skip < <(awk '
    /<testcase / { if (open) finish(); open = 1; result = /result="skipped"/ ? "skip" : /status="notrun"/ ? "off" : "ok" }
    /<failure/ { result = "bad" }
    function finish() { n[result]++ }
    END { if (open) finish(); print n["ok"] + 0, n["bad"] + 0, n["skip"] + 0 }' "$report")
  passed=$((passed + ok))
  if [[ $bad -gt 0 ]]; then
    failed=$((failed + bad))
    report_failure "$name" "$bad of its cases failed"
  elif [[ $status != run ]]; then
    failed=$((failed + 1))
    report_failure "$name" "its cases passed, and yet it failed"
  elif [[ $((ok + skip)) -eq 0 ]]; then
    failed=$((failed + 1))
    report_failure "$name" "ran no case"
  fi
  if [[ $skip -gt 0 ]]; then
    while IFS= read -r line; do skipped+=("$name: $line"); done < <(awk '
      /<testcase / { match($0, /name="[^"]*"/); title = substr($0, RSTART + 6, RLENGTH - 7) }
      /<skipped message=/ { sub(/.*message="/, ""); sub(/".*/, ""); sub(/^[^ ]*:[0-9]+&#x0A;/, ""); print title ": " $0 }
      ' "$report" | unescape | sed '/^$/d')
  fi
}

if [[ ! -s $out/test-results/ctest.junit ]]; then
  echo "no test ran: ctest left no report"
  echo "0 passed, 0 failed"
  exit 1
fi

while read -r name status; do
  if grep -qxF -- "$name" "$out/gtests.txt"; then
    count_cases "$name" "$status"
  else
    case $status in
      run) passed=$((passed + 1)) ;;
      skip) skipped+=("$name: $(output_of "$name" | sed '/^$/d' | tail -n 1)") ;;
      *)
        failed=$((failed + 1))
        report_failure "$name" "failed"
        ;;
    esac
  fi
done < <(awk '
  function finish() { if (name != "") print name, status }
  /<testcase / {
    finish()
    match($0, / name="[^"]*"/); name = substr($0, RSTART + 7, RLENGTH - 8)
    status = /status="run"/ ? "run" : "fail"
  }
  /<failure/ { status = "fail" }
  /<skipped message="SKIP_RETURN_CODE/ { status = "skip" }
  END { finish() }' "$out/test-results/ctest.junit")

if [[ ${#skipped[@]} -gt 0 ]]; then
  echo "${#skipped[@]} skipped:"
  printf '  %s\n' "${skipped[@]}"
fi
echo "$passed passed, $failed failed"
[[ $failed -eq 0 && $passed -gt 0 ]]
