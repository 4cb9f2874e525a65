#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# summary.sh counts what ran, and nothing that failed, crashed or never ran can pass for a success.
set -euo pipefail
script=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/summary.sh
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failed=0

# expect STATUS LAST-LINE [SENTENCE]: runs summary.sh on what stands in the scratch folder, and empties it.
expect() {
  local output status=0
  output=$(bash "$script" "$scratch") || status=$?
  if [[ $status -ne $1 || $(tail -n 1 <<<"$output") != "$2" ]] || ! grep -qF -- "${3:-}" <<<"$output"; then
    printf 'expected %s, "%s", "%s"; got %s and:\n%s\n' "$1" "$2" "${3:-}" "$status" "$output"
    failed=1
  fi
}

# ran NAME STATUS [ELEMENT]...: starts a report of ctest with one test in it.
ran() {
  rm -rf "$scratch/test-results"
  mkdir -p "$scratch/test-results"
  echo "base_test" >"$scratch/gtests.txt"
  {
    echo '<testsuite name="(empty)" tests="1">'
    printf '<testcase name="%s" classname="%s" time="0.1" status="%s">\n' "$1" "$1" "$2"
    printf '%s\n' "${@:3}"
    echo '</testcase></testsuite>'
  } >"$scratch/test-results/ctest.junit"
}

cases() { printf '%s\n' '<testsuites>' "$@" '</testsuites>' >"$scratch/test-results/base_test.xml"; }
good='<testcase name="A" status="run" result="completed" time="0" classname="X" />'
bad='<testcase name="B" status="run" result="completed" time="0" classname="X">
<failure message="no" type=""></failure>
<failure message="again no" type=""></failure>
</testcase>'
skip='<testcase name="C" status="run" result="skipped" time="0" classname="X">
<skipped message="x.cc:3&#x0A;no network here&#x0A;"><![CDATA[x]]></skipped>
</testcase>'

ran base_test run; cases "$good" "$good"; expect 0 "2 passed, 0 failed"
ran base_test run; cases "$good" "$skip"; expect 0 "1 passed, 0 failed" "base_test: C: no network here"
ran base_test fail '<failure message=""/>' '<system-out>it &lt;broke&gt;' '</system-out>'; cases "$good" "$bad"
expect 1 "1 passed, 1 failed" "it <broke>"
ran base_test fail '<failure message=""/>'; expect 1 "0 passed, 1 failed" "without a report"
ran base_test run; expect 1 "0 passed, 1 failed" "without a report"
ran base_test fail '<failure message=""/>'; cases "$good"; expect 1 "1 passed, 1 failed" "and yet it failed"
ran base_test run; cases; expect 1 "0 passed, 1 failed" "ran no case"
ran layers run; expect 0 "1 passed, 0 failed"
ran layers fail '<failure message=""/>' '<system-out>same: not refused' '</system-out>'
expect 1 "0 passed, 1 failed" "same: not refused"
ran docs notrun '<skipped message="SKIP_RETURN_CODE=77"/>' '<system-out>no program yet' '</system-out>'
expect 1 "0 passed, 0 failed" "docs: no program yet"
ran gone notrun '<skipped message="Unable to find executable"/>'; expect 1 "0 passed, 1 failed"
rm -rf "$scratch/test-results"; expect 1 "0 passed, 0 failed" "no test ran"
exit $failed
