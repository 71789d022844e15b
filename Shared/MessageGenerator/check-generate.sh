#!/bin/sh
# Fails when the committed message code is not what the generator makes from the proto files.
#
#   check-generate.sh PLUGIN
set -eu

root=$(CDPATH= cd -- "$(dirname -- "$0")/../.." && pwd)
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT

"$root/Shared/MessageGenerator/generate.sh" "$1" "$fresh"
status=0
for folder in \
  Shared/Messages/WellKnown/C Shared/Messages/WellKnown/Swift \
  Shared/Messages/Suite/C Shared/Messages/Suite/Swift \
  Tests/Shared/TestMessages/C Tests/Shared/TestMessages/Swift \
  Tests/Benchmarks/Messages/C Tests/Benchmarks/Messages/Swift \
  Tests/Interop/Messages/C Tests/Interop/Messages/Swift; do
  diff -r -q "$root/$folder" "$fresh/$folder" || status=1
done
if [ "$status" -ne 0 ]; then
  echo "Generated files are out of date; run: make generate" >&2
fi
exit "$status"
