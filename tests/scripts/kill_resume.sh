#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Kills runs at random points and resumes them, each time with another number of threads: the joined outputs must be
# those of a run on one thread that was left alone, byte for byte.
#
#   tests/scripts/kill_resume.sh WEND [POINTS] [EVENTS]
set -euo pipefail
wend=${1:?which wend?}
points=${2:-20}
events=${3:-300000}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

# A log in two files, one packed, with events that are refused: the same log for the same number.
write_log() {
  awk -v count="$1" -v seed="$2" -v source="$3" 'BEGIN {
    srand(seed)
    kinds[0] = "product_viewed"; kinds[1] = "cart_changed"; kinds[2] = "order_placed"
    for (i = 1; i <= count; i++) {
      kind = kinds[int(rand() * 3)]
      minute = int(i * 60000 / count)
      data = kind == "product_viewed" ? "\"product\":\"P-" int(rand() * 99) "\"" : \
             kind == "cart_changed" ? "\"items\":" int(rand() * 9) : "\"total\":\"" int(rand() * 300) ".90\""
      if (rand() < 0.01) data = "\"items\":\"many\""
      printf "{\"specversion\":\"1.0\",\"id\":\"%d\",\"source\":\"%s\",\"type\":\"%s\",\"subject\":\"c%d\",", \
             i, source, kind, int(rand() * 500)
      printf "\"time\":\"2026-03-%02dT%02d:%02d:%02dZ\",\"channel\":\"web\",\"data\":{%s}}\n", \
             1 + int(minute / 1440) % 28, int(minute / 60) % 24, minute % 60, 0, data
    }
  }'
}
# Always in a shell of its own, so that a kill hits the run itself.
become_run() {
  exec "$wend" run pack --quiet --events first.jsonl second.jsonl.gz --decisions "$1/decisions.jsonl" \
    --rejects "$1/rejects.jsonl" --state "$1/saved" --resume "$1/saved" --state-every-events 4000 \
    --threads "$2"
}
run() { (become_run "$1" "$2"); }

"$wend" init pack >/dev/null
rm pack/events.jsonl
write_log $((events / 2)) 1 till | awk '/03-0|03-1|03-2/' >first.jsonl
write_log $((events / 2)) 2 web | gzip -1 >second.jsonl.gz

mkdir whole
begin=$(date +%s%N)
run whole 1
took=$((($(date +%s%N) - begin) / 1000000))
[[ -s whole/decisions.jsonl && -s whole/rejects.jsonl ]] || { echo "the log decides or refuses nothing" >&2; exit 1; }

RANDOM=${WEND_SEED:-42}
for ((point = 1; point <= points; point++)); do
  rm -rf killed
  mkdir killed
  kills=$((1 + RANDOM % 3))
  for ((n = 0; n < kills; n++)); do
    become_run killed $((1 + n)) 2>/dev/null &
    process=$!
    sleep "$(awk -v ms="$((RANDOM * took / 32768))" 'BEGIN { print ms / 1000 }')"
    kill -9 "$process" 2>/dev/null || true
    wait "$process" 2>/dev/null || true
  done
  run killed 2
  for file in decisions.jsonl rejects.jsonl; do
    cmp "whole/$file" "killed/$file" || {
      echo "point $point: $file differs after $kills kills; again with WEND_SEED=${WEND_SEED:-42}" >&2
      exit 1
    }
  done
done
echo "$points points, $events events: resumed runs wrote the same $(wc -l <whole/decisions.jsonl) decisions and $(wc -l <whole/rejects.jsonl) rejects"
