#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Writes the online-retail log TIMES times over, each copy 378 days after the one before, as one file in
# the order of time: the input of the throughput figure in docs/decisions.
#
#   tests/scripts/repeat_online_retail.sh online_retail.csv.gz 20 > online_retail_20.csv
set -euo pipefail
log=${1:?which online_retail.csv.gz?}
times=${2:-20}
{ zcat "$log" 2>/dev/null || true; } | head -1
for ((copy = 0; copy < times; copy++)); do
  zcat "$log" | TZ=UTC awk -v days=$((378 * copy)) '
    NR == 1 { next }
    match($0, /,20[0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:/) {
      day = substr($0, RSTART + 1, 10)
      if (!(day in shifted)) {
        seconds = mktime(substr(day, 1, 4) " " substr(day, 6, 2) " " substr(day, 9, 2) " 12 0 0")
        shifted[day] = strftime("%Y-%m-%d", seconds + days * 86400)
      }
      $0 = substr($0, 1, RSTART) shifted[day] substr($0, RSTART + 11)
    }
    { print }'
done
