#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Asks ClickHouse the cases of tests/outside again and prints where its answers differ from those in the cases.
# Needs the packages clickhouse-server and clickhouse-client of Debian 12 (18.16). Ends with 1 if one differs.
#
#   tests/scripts/ask_clickhouse.sh build/wend_outside_tests
set -euo pipefail
program=$(realpath "${1:?which wend_outside_tests?}")
folder=$(mktemp -d)
trap 'kill "${server:-}" 2>/dev/null && wait "${server:-}" 2>/dev/null; rm -rf "$folder"' EXIT
cd "$folder"

mkdir data tmp formats
cat >users.xml <<XML
<yandex>
  <profiles><default/></profiles><quotas><default/></quotas>
  <users><default><password/><networks><ip>127.0.0.1</ip></networks>
    <profile>default</profile><quota>default</quota></default></users>
</yandex>
XML
cat >config.xml <<XML
<yandex>
  <logger><level>warning</level><log>$folder/log</log><errorlog>$folder/errors</errorlog></logger>
  <http_port>18223</http_port><tcp_port>19200</tcp_port><listen_host>127.0.0.1</listen_host>
  <path>$folder/data/</path><tmp_path>$folder/tmp/</tmp_path><format_schema_path>$folder/formats/</format_schema_path>
  <users_config>$folder/users.xml</users_config><mark_cache_size>5000000</mark_cache_size>
  <default_profile>default</default_profile><default_database>default</default_database><timezone>UTC</timezone>
</yandex>
XML
clickhouse-server --config-file="$folder/config.xml" >server.out 2>&1 &
server=$!
ask() { clickhouse-client --host 127.0.0.1 --port 19200 "$@"; }
for _ in $(seq 50); do ask --query 'select 1' >ready 2>&1 && break; sleep 0.2; done

"$program" --clickhouse questions.sql answers
ask --multiquery <questions.sql | sort >given
sort answers >held
echo "ClickHouse $(ask --query 'select version()'): $(cut -f1 held | sort -u | wc -l) cases, $(wc -l <held) answers"
if diff held given >differences; then
  echo "no difference"
else
  echo "< as the case says, > as ClickHouse says"
  cat differences
  exit 1
fi
