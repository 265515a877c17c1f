#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# How fast is `wend run` over a long log, and does its memory stay level? Writes the UCI Online Retail
# log N times behind itself, each repetition 374 days later (the log spans 373), and runs the example
# pack over it: rows per second of thread-CPU time, with parsing, decisions and rejects on the bill, and
# resident memory at the end of 2 and of N repetitions, which must be within 5 %.
#
#   tests/scripts/repeat_online_retail.sh WEND LOG [N] [TIER]
#
# LOG is online_retail.csv or online_retail.csv.gz. It is not in the repository, so this is not part of
# the suite. Needs about 50 MB of disk per repetition (folder: TMPDIR). Exit code 1: memory grew.
set -euo pipefail
wend=$(realpath "${1:?which wend?}")
log=$(realpath "${2:?which log?}")
repetitions=${3:-20}
tier=${4:-native}
example=$(realpath "$(dirname "$0")/../../examples/online-retail")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

unpacked() { case $log in *.gz) gzip -dc "$log" ;; *) cat "$log" ;; esac; }

# One repetition: every date moved by so many days. A date is looked up once: the log has 305 of them.
shifted() {
  awk -v shift_days="$1" '
    function days_of(y, m, d,   era, of_era, of_year) {
      if (m <= 2) y--
      era = int(y / 400); of_era = y - era * 400
      of_year = int((153 * (m + (m > 2 ? -3 : 9)) + 2) / 5) + d - 1
      return era * 146097 + of_era * 365 + int(of_era / 4) - int(of_era / 100) + of_year - 719468
    }
    function date_of(days,   era, day, y, of_year, m) {
      days += 719468
      era = int(days / 146097); day = days - era * 146097
      y = int((day - int(day / 1460) + int(day / 36524) - int(day / 146096)) / 365)
      of_year = day - (365 * y + int(y / 4) - int(y / 100))
      m = int((5 * of_year + 2) / 153)
      day = of_year - int((153 * m + 2) / 5) + 1
      y += era * 400; m += m < 10 ? 3 : -9
      return sprintf("%04d-%02d-%02d", m <= 2 ? y + 1 : y, m, day)
    }
    NR > 1 && match($0, /,20[0-9][0-9]-[0-9][0-9]-[0-9][0-9] /) {
      date = substr($0, RSTART + 1, 10)
      if (!(date in moved)) moved[date] = date_of(days_of(substr(date, 1, 4) + 0, substr(date, 6, 2) + 0, substr(date, 9, 2) + 0) + shift_days)
      print substr($0, 1, RSTART) moved[date] substr($0, RSTART + 11)
    }' "$folder/log.csv"
}

write_repetitions() {
  head -n 1 "$folder/log.csv"
  for ((i = 0; i < $1; i++)); do shifted $((i * 374)); done
}

# The summary goes to standard output, the resident bytes to the file `resident`.
measured() {
  echo "== $1 repetitions"
  "$wend" run "$example" --map "$example/mapping.json" --events "$folder/$1.csv" --tier "$tier" \
    --decisions "$folder/decisions.jsonl" --rejects "$folder/rejects.jsonl" 2>&1 | tee "$folder/summary"
  echo "rejects     $(wc -l < "$folder/rejects.jsonl") lines"
  sed -n 's/.*; \([0-9.,]*\) MB resident.*/\1/p' "$folder/summary" | tr -d , > "$folder/resident.$1"
}

unpacked > "$folder/log.csv"
write_repetitions 2 > "$folder/2.csv"
measured 2
rm "$folder/2.csv"
[ "$repetitions" = 2 ] && exit 0
write_repetitions "$repetitions" > "$folder/$repetitions.csv"
measured "$repetitions"
awk -v before="$(cat "$folder/resident.2")" -v after="$(cat "$folder/resident.$repetitions")" 'BEGIN {
  growth = (after / before - 1) * 100
  printf "memory      %s MB after 2, %s MB after the last: %+.1f %%\n", before, after, growth
  exit growth > 5 ? 1 : 0
}'
