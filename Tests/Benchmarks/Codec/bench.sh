#!/bin/sh
# Counts allocations in a process of their own, because counting takes time, then measures.
# Arguments go to `codec-bench measure`.
set -eu
cd "$(dirname "$0")"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cc -O2 -shared -fPIC -fno-builtin -o "$work/count_allocations.so" ../RPC/Allocations/count_allocations.c
truncate -s 16 "$work/counters"
LD_PRELOAD=$work/count_allocations.so COUNT_ALLOCATIONS_FILE=$work/counters \
  .build/release/codec-bench count-allocations "$work/counters" >"$work/allocations"
.build/release/codec-bench measure --allocations "$work/allocations" "$@"
