#!/usr/bin/env bash
# Measures a private suite in release mode and prints medians of ROUNDS (default 5) rounds.
#
#   import        rows per second of `laurel import acd` of a generated month into a new organization
#   leaderboard   milliseconds of `laurel leaderboard` over the month, process start included
#   scorecard     milliseconds of `laurel scorecard`, process start included
#   status        milliseconds of `laurel status`: the floor of the two above
#
# The numbers of one run are comparable with each other, not with those of another machine or day.
set -euo pipefail
cd "$(dirname "$0")/../.."

rounds=${ROUNDS:-5}
laurel=.build/release/laurel
folder=$(mktemp -d)
chmod 755 "$folder"
suite=(--directory "$folder/suite")
stop() {
  "$laurel" down "${suite[@]}" >/dev/null 2>&1 || true
  rm -rf "$folder"
}
trap stop EXIT

median() { sort -n | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'; }
milliseconds() {
  local start end
  start=$(date +%s%N)
  "$@" >/dev/null
  end=$(date +%s%N)
  echo $(((end - start) / 1000000))
}

echo "== starting a private suite"
"$laurel" up "${suite[@]}" --port-base 27400 --no-data >/dev/null
"$laurel" sample "$folder/month.tsv"
agent=$(tr -d '\r' <"$folder/month.tsv" |
  awk -F'\t' '$13 == "AGENT" && $17 != "NO_SERVER" { agent = $17 } END { print agent }')
rows=$(($(wc -l <"$folder/month.tsv") - 1))

for round in $(seq "$rounds"); do
  echo "== round $round of $rounds"
  organization=(--organization "bench-$round")
  took=$(milliseconds "$laurel" import acd "$folder/month.tsv" "${suite[@]}" "${organization[@]}")
  echo $((rows * 1000 / took)) >>"$folder/import"
  milliseconds "$laurel" leaderboard "${suite[@]}" "${organization[@]}" >>"$folder/leaderboard"
  milliseconds "$laurel" scorecard "$agent" "${suite[@]}" "${organization[@]}" >>"$folder/scorecard"
  milliseconds "$laurel" status "${suite[@]}" "${organization[@]}" >>"$folder/status"
done

echo
printf '%-14s %10s\n' "import" "$(median <"$folder/import") rows/s of $rows rows"
for name in leaderboard scorecard status; do
  printf '%-14s %10s\n' "$name" "$(median <"$folder/$name") ms"
done
