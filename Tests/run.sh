#!/usr/bin/env bash
# Runs `swift test` with the given arguments. When it fails, the output ends with what failed and why:
# the log of some thousand tests that ran side by side does not show that.
set -uo pipefail
log=$(mktemp)
trap 'rm -f "$log"' EXIT
swift test "$@" 2>&1 | tee "$log"
status=$?
if [ "$status" -ne 0 ]; then
  echo "== what failed"
  grep -aE '✘ Test|↳ |^error: |Fatal error' "$log" | grep -avE '↳ (Testing Library|Target Platform)' | cut -c1-600 | tail -40
fi
exit "$status"
