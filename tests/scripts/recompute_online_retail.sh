#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Recomputes decisions of examples/online-retail with SQL (sqlite3 3.38 or newer) and prints both
# results side by side: the newest decision of each kind, then how many were recomputed and differ.
# Ends with 1 if one differs.
#
#   tests/scripts/recompute_online_retail.sh WEND online_retail.csv.gz
set -euo pipefail
wend=$(realpath "${1:?which wend?}")
log=$(realpath "${2:?which log?}")
scripts=$(realpath "$(dirname "$0")")
pack=$(realpath "$scripts/../../examples/online-retail")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

"$wend" run "$pack" --events "$log" --map "$pack/mapping.json" --decisions decisions.jsonl --quiet
zcat "$log" | sed '1s/^\xEF\xBB\xBF//' >log.csv
sqlite3 recomputed.db >answer <<SQL
.bail on
.import --csv log.csv csv
update csv set CustomerID = replace(CustomerID, '.0', '');
create table decision_text (text text);
.mode list
.separator "\001" "\n"
.import decisions.jsonl decision_text
.headers on
.read $scripts/recompute_online_retail.sql
SQL
cat answer
[[ $(cat verdict) == 0 ]]
