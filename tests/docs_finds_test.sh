#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Shows that docs_test.sh can fail: a small tree without fault, then one fault each.
set -euo pipefail
script=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/docs_test.sh
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
tree=$scratch/tree
failed=0

fresh() {
  rm -rf "$tree"
  mkdir -p "$tree/docs/reference" "$tree/data" "$tree/src/base"
  cd "$tree"
  printf '# A\n[terms](docs/terms.md#time-to-crime) [out](https://example.org/x)\n`proofmark ledger verify`\n' >README.md
  printf '```\n[not a link](nowhere.md)\n$ proofmark import x.csv\n```\n' >CHANGELOG.md
  printf '# Terms\n## Mark\n## Time-to-crime\n' >docs/terms.md
  printf '### `stolen`\n### sold\n' >docs/reference/events.md
  printf '| `invalid` | 400 | 3 | wrong |\n' >docs/reference/errors.md
  printf '# source: x\ncode,label\nstolen,Stolen\nsold,Sold\n' >data/life_events.csv
  printf '# source: x\nname,value,what\ndropped,8,\nzero,7,\n' >data/match_weights.csv
  printf '| `dropped` | x |\n| `zero` | x |\n' >docs/reference/matching.md
  printf '    {Code::kInvalid, "invalid", "Wrong.", 400, 3},\n' >src/base/error.cc
  cat >program <<'TEXT'
#!/bin/sh
case "$1" in
  ledger) printf 'Subcommands:\n  verify   proves\n' ;;
  import) printf 'Options:\n  --x\n' ;;
  *) printf 'Subcommands:\n  ledger   the log\n  import   a file\n' ;;
esac
TEXT
  chmod +x program
}

# expect STATUS CHECK [SENTENCE] [PROGRAM]
expect() {
  local output status=0
  output=$(bash "$script" "$2" "$tree" "${4:-$tree/program}") || status=$?
  if [[ $status -ne $1 ]] || ! grep -qF -- "${3:-}" <<<"$output"; then
    printf '%s: expected %s and "%s"; got %s and:\n%s\n' "$2" "$1" "${3:-}" "$status" "$output"
    failed=1
  fi
}

fresh
for check in links commands events errors terms weights; do expect 0 "$check"; done
expect 77 commands "is not built" nowhere
fresh; echo '[x](docs/nowhere.md)' >>README.md; expect 1 links "README.md: the link docs/nowhere.md leads nowhere"
fresh; echo '[x](../README.md#b)' >>docs/terms.md; expect 1 links "names a heading that is not there"
fresh; echo 'Type `proofmark steal`.' >>docs/terms.md; expect 1 commands '`proofmark steal` is not in'
fresh; echo '`proofmark ledger burn`' >>README.md; expect 1 commands '`proofmark ledger burn` is not in'
fresh; echo 'lost,Lost' >>data/life_events.csv; expect 1 events "no heading for the event lost"
fresh; rm docs/reference/events.md; expect 1 events "is missing"
fresh; rm data/life_events.csv; expect 77 events "not there"
fresh; sed -i 's/400, 3/422, 3/' src/base/error.cc; expect 1 errors '| `invalid` | 422 | 3 |'
fresh; echo >src/base/error.cc; expect 1 errors "no row of a code"
fresh; echo '## mark' >>docs/terms.md; expect 1 terms 'the term "mark" has two headings'
fresh; echo 'doubled,9,' >>data/match_weights.csv; expect 1 weights "no row for the weight doubled"
fresh; rm docs/reference/matching.md; expect 1 weights "is missing"
exit $failed
