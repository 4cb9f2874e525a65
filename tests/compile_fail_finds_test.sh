#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# compile_fail_finds_test.sh COMPILER: compile_fail.sh fails where it should.
set -euo pipefail
script=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/compile_fail.sh
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failed=0

# expect STATUS SENTENCE: runs compile_fail.sh on standard input.
expect() {
  local output status=0
  cat >"$scratch/x.cc"
  output=$(bash "$script" "$compiler" "$scratch/x.cc" -std=c++20) || status=$?
  if [[ $status -ne $1 ]] || ! grep -qF -- "$2" <<<"$output"; then
    printf 'expected %s and "%s"; got %s and:\n%s\n' "$1" "$2" "$status" "$output"
    failed=1
  fi
}

compiler=$1
expect 0 "error:" <<<$'#ifdef PM_MISUSE\nint x = "text";\n#endif'
expect 1 "the misuse is not refused" <<<$'#ifdef PM_MISUSE\nint x = 1;\n#endif'
expect 1 "does not compile" <<<$'int x = "text";'
expect 1 "for a reason elsewhere" <<<$'#ifdef PM_MISUSE\n#line 1 "other.h"\nint x = "text";\n#endif'
exit $failed
