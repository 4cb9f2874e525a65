#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# compile_fail.sh COMPILER FILE FLAG...: FILE must compile, and must not with PM_MISUSE defined, for a reason that
# stands in FILE itself. A Result that nobody reads counts as an error.
set -euo pipefail
compiler=$1
file=$2
shift 2

compile() { "$compiler" -fsyntax-only -Werror=unused-result "$@" "$file" 2>&1; }

if ! output=$(compile "$@"); then
  printf 'the legal version of %s does not compile:\n%s\n' "$file" "$output"
  exit 1
fi
if output=$(compile -DPM_MISUSE "$@"); then
  echo "$file compiles with PM_MISUSE: the misuse is not refused"
  exit 1
fi
if ! grep -q "^$file:.*error:" <<<"$output"; then
  printf 'the misuse in %s fails for a reason elsewhere:\n%s\n' "$file" "$output"
  exit 1
fi
grep -m 1 "^$file:.*error:" <<<"$output"
