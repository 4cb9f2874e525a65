#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# web_test.sh CHECK ROOT BUILD: the web interface. CHECK is one of
#   unit      the small tests beside its source
#   api       src/api/schema.d.ts is what docs/api/openapi.yaml makes
#   source    the form of its files, and no host of a registry in the list of packages
#   absent    nothing: the program has no pages that were built here
#   browser   every journey of web/e2e by Chromium against the program
# 77 where node, the packages or the browser are not there.
set -euo pipefail
check=$1
build=$3
cd "$2/web"
[[ $check != absent ]] || { echo "not run: the program was built without web/ (docs/operating/web.md)"; exit 77; }
command -v node >/dev/null || { echo "node is not here"; exit 77; }
[[ -d node_modules ]] || { echo "the packages of the web interface are not here: ./dev build"; exit 77; }

check_api() {
  local made
  made=$(mktemp)
  trap 'rm -f "$made"' RETURN
  node node_modules/openapi-typescript/bin/cli.js ../docs/api/openapi.yaml -o "$made" >/dev/null
  cmp "$made" src/api/schema.d.ts || { echo "src/api/schema.d.ts is old: npm run api in web/"; exit 1; }
}

check_source() {
  local file findings=0
  say() { echo "$*"; findings=1; }
  while IFS= read -r file; do
    head -n 2 "$file" | grep -q 'SPDX-License-Identifier: Apache-2.0' || say "$file: no SPDX line"
    [[ $(wc -l <"$file") -le 400 ]] || say "$file: more than 400 lines"
    LC_ALL=C.UTF-8 awk -v f="$file" 'length($0) > 120 && f !~ /css$/ { exit 1 }' "$file" || say "$file: a long line"
    ! grep -nE '(margin|padding|border)-(left|right)|text-align: *(left|right)|[^-](left|right): ' "$file" |
      grep -q . || say "$file: left or right; use start and end"
    [[ $file == e2e/* ]] || ! grep -n 'dangerouslySetInnerHTML\|innerHTML' "$file" | grep -q . || say "$file: text put in as HTML"
  done < <(find src e2e \( -name '*.ts' -o -name '*.tsx' -o -name '*.css' -o -name '*.mjs' \) ! -name schema.d.ts)
  ! grep -q '"resolved"' package-lock.json || say "package-lock.json names the host of a registry"
  [[ $findings -eq 0 ]]
}

case $check in
  unit) node node_modules/vitest/vitest.mjs run ;;
  api) check_api ;;
  source) check_source ;;
  browser) node e2e/run.mjs "$build" ;;
  *) echo "there is no check \"$check\""; exit 2 ;;
esac
