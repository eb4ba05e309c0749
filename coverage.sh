#!/usr/bin/env bash
# The tests with coverage: a table here, and pages to click through in coverage/index.html. Arguments go to vitest.
set -euo pipefail
cd "$(dirname "$0")"
PATH=$PWD/node_modules/.bin:$PATH
npm run --silent build
vitest run --coverage "$@"
echo "pages: $PWD/coverage/index.html"
