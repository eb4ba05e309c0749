#!/usr/bin/env bash
# Everything about the code that a machine can judge without running it: one name a check, the first failure ends it.
set -euo pipefail
cd "$(dirname "$0")/.."
PATH=$PWD/node_modules/.bin:$PATH

check() {
  echo "== $1"
  shift
  "$@"
}

check 'types, and the arrows between the projects (tsc)' tsc -b
check 'format, names and lint (biome)' biome check --error-on-warnings
check 'promises (oxlint)' oxlint --deny-warnings
check 'nothing unused (knip)' knip
check 'the package as npm would publish it (publint)' publint --strict --pack npm
echo '== all checks hold'
