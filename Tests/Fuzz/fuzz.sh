#!/usr/bin/env bash
# Builds the fuzz targets that are named and runs each for FUZZ_SECONDS.
#
# Inputs that were found to reach new code are kept in .build/fuzz/corpus, so that the next run goes
# on from there; those that crash are written to .build/fuzz/findings, and the script fails.
set -euo pipefail

cd "$(dirname "$0")/../.."
folder=.build/fuzz
mkdir -p "$folder/findings"
export LAUREL_FUZZ=1
# Crashes are told by AddressSanitizer and libFuzzer; the backtraces of Swift would only delay them.
export SWIFT_BACKTRACE=enable=no

# The dictionary of a target.
dictionary() {
  case "$1" in
  message-json) echo json ;;
  message-*) echo messages ;;
  *) echo http2 ;;
  esac
}

failed=()
for target in "$@"; do
  swift build -c release --scratch-path "$folder" --product "fuzz-$target"
  mkdir -p "$folder/corpus/$target"
  echo "== fuzz-$target, ${FUZZ_SECONDS:-30} s"
  "$folder/release/fuzz-$target" -max_total_time="${FUZZ_SECONDS:-30}" -timeout=10 \
    -rss_limit_mb=2048 -max_len=8192 -print_final_stats=1 -verbosity=0 \
    -dict="Tests/Fuzz/Corpus/$(dictionary "$target").dict" \
    -artifact_prefix="$folder/findings/$target-" \
    "$folder/corpus/$target" "Tests/Fuzz/Corpus/$target" || failed+=("$target")
done
if ((${#failed[@]})); then
  echo "findings of: ${failed[*]} (in $folder/findings)" >&2
  exit 1
fi
