#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Does the order in which events come change what is decided when certain? Runs the packs of two examples, with a
# lateness of two days, over their logs: in order, shuffled within the lateness, and shuffled with every tenth event
# repeated. The three files of decisions must be the same bytes.
#
#   tests/scripts/shuffle_real_logs.sh WEND ONLINE_RETAIL_LOG [COMPLETE_JOURNEY_FOLDER]
#
# The logs are not in the repository (examples/*/README.md says where they are), so this is not part of the suite. The
# country of the customers of Online Retail is left out: the door makes profile events of it as rows come.
# Exit code 1: some decision differs.
set -euo pipefail
wend=$(realpath "${1:?which wend?}")
retail=$(realpath "${2:?which log?}")
journey=${3:+$(realpath "$3")}
examples=$(realpath "$(dirname "$0")/../../examples")
lateness=172800  # seconds
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

unpacked() { case $1 in *.gz) gzip -dc "$1" ;; *) cat "$1" ;; esac; }

# An example's pack, with lateness, and every rule certain.
late_pack() {
  mkdir -p "$folder/$1"
  sed "s/^\(  grain .*\)/\1\n  lateness   $lateness seconds up to 10000 events/" "$examples/$1/schema.wend" > "$folder/$1/schema.wend"
  awk 'BEGIN { RS = ""; ORS = "\n\n" } { print /^rule / ? $0 "\n  decide   when certain" : $0 }' "$examples/$1/rules.wend" > "$folder/$1/rules.wend"
}

# Lines `SECONDS,ROW,...` to the same without their time, in the order of arrival: at their time, or delayed by up to
# the lateness (less the hour by which wall time may jump); or each tenth of them twice.
in_order() { sort -t, -s -k1,1n | cut -d, -f2-; }
delayed() {
  awk -v most="$lateness" -v repeats="$1" 'BEGIN { srand(20261122) }
    { at = index($0, ","); time = substr($0, 1, at - 1) + 0; rest = substr($0, at)
      print int(time + rand() * (most - 3600)) rest
      if (repeats && NR % 10 == 0) print int(time + rand() * (most - 3600)) rest }' | in_order
}

days_function='function days_of(y, m, d,   era, of_era, of_year) {
  if (m <= 2) y--
  era = int(y / 400); of_era = y - era * 400
  of_year = int((153 * (m + (m > 2 ? -3 : 9)) + 2) / 5) + d - 1
  return era * 146097 + of_era * 365 + int(of_era / 4) - int(of_era / 100) + of_year - 719468
}
function seconds_of(date) { return days_of(substr(date, 1, 4) + 0, substr(date, 6, 2) + 0, substr(date, 9, 2) + 0) * 86400 }
function seconds_in(time) { return seconds_of(time) + substr(time, 12, 2) * 3600 + substr(time, 15, 2) * 60 + substr(time, 18, 2) }'

# FILE HEADER: writes FILE in each of the three orders.
three_orders() {
  cat > "$folder/timed"
  for order in in_order shuffled repeated; do
    mkdir -p "$folder/$order"
    echo "Row,$2" > "$folder/$order/$1"
  done
  in_order < "$folder/timed" >> "$folder/in_order/$1"
  delayed 0 < "$folder/timed" >> "$folder/shuffled/$1"
  delayed 1 < "$folder/timed" >> "$folder/repeated/$1"
}

# PACK UNTIL FILES...: runs the pack over the files in each order, and compares.
compare() {
  local pack=$1 until=$2 order
  shift 2
  for order in in_order shuffled repeated; do
    echo "== $pack, $order"
    (cd "$folder/$order" && "$wend" run "$folder/$pack" --map "$folder/$pack/mapping.json" --events "$@" \
      --until "$until" --decisions "$folder/$pack.$order" 2>&1) | grep -e '^events' -e '^refused' -e '^decisions' -e '^bounds' -e '^lateness' -e '^speed'
    cmp "$folder/$pack.in_order" "$folder/$pack.$order" || exit 1
  done
  echo "the same $(wc -l < "$folder/$pack.in_order") decisions in each order"
}

late_pack online-retail
sed -e '/"profile":/d' -e 's/"source": "online-retail",/&\n  "id": "Row", "sequence": "Row",/' "$examples/online-retail/mapping.json" > "$folder/online-retail/mapping.json"
unpacked "$retail" | awk "$days_function"'
  NR > 1 && match($0, /,20[0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9:]+,/) {
    print seconds_in(substr($0, RSTART + 1, 19)) "," NR "," $0
  }' | three_orders online_retail.csv "$(unpacked "$retail" | head -n 1 | tr -d '\r')"
compare online-retail 2013-01-01T00:00:00Z online_retail.csv
[ -n "$journey" ] || exit 0

late_pack complete-journey
sed 's/^\( *\)"source": "[^"]*",/&\n\1"id": "Row", "sequence": "Row",/' "$examples/complete-journey/mapping.json" > "$folder/complete-journey/mapping.json"
cp "$journey/campaign_descriptions.csv.gz" "$folder/complete-journey/"
unpacked "$journey/transactions_sample.csv.gz" | awk -F, "$days_function"' NR > 1 { print seconds_in($11) "," NR "," $0 }' |
  three_orders transactions_sample.csv "$(unpacked "$journey/transactions_sample.csv.gz" | head -n 1)"
unpacked "$journey/campaign_descriptions.csv.gz" > "$folder/descriptions"
unpacked "$journey/campaigns.csv.gz" | awk -F, "$days_function"'
  FILENAME != "-" { start[$1] = $3; next }
  FNR > 1 { print seconds_of(start[$1]) "," FNR "," $0 }' "$folder/descriptions" - |
  three_orders campaigns.csv "$(unpacked "$journey/campaigns.csv.gz" | head -n 1)"
unpacked "$journey/coupon_redemptions.csv.gz" | awk -F, "$days_function"' NR > 1 { print seconds_of($4) "," NR "," $0 }' |
  three_orders coupon_redemptions.csv "$(unpacked "$journey/coupon_redemptions.csv.gz" | head -n 1)"
unpacked "$journey/demographics.csv.gz" | awk 'NR > 1 { print "0," NR "," $0 }' |
  three_orders demographics.csv "$(unpacked "$journey/demographics.csv.gz" | head -n 1)"
compare complete-journey 2018-12-01T00:00:00Z transactions_sample.csv campaigns.csv coupon_redemptions.csv demographics.csv
