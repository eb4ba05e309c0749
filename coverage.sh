#!/usr/bin/env bash
# The tests with coverage: a table here, and pages to click through in coverage/index.html. Arguments go to vitest.
# Only what runs inside the test runner is counted: the threads of the engine and the programs that tests start as
# processes (hub/client, node/data, src/sync, the lanes) show lower than they are tested.
set -euo pipefail
cd "$(dirname "$0")"
PATH=$PWD/node_modules/.bin:$PATH
npm run --silent build
vitest run --coverage "$@"
echo "Threads and processes that tests start are not counted."
echo "pages: $PWD/coverage/index.html"
