#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# A run over a pipe that stays open: what is decided and saved is there at once, a signal ends it in
# order, and nobody else writes to its state. Prints one line when all of it holds.
#
#   tests/scripts/live_run.sh WEND
set -euo pipefail
wend=${1:?which wend?}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
fail() { echo "live_run: $*" >&2; exit 1; }

# until_true COMMAND...: up to ten seconds.
until_true() {
  for ((try = 0; try < 100; try++)); do
    if "$@" 2>/dev/null; then return; fi
    sleep 0.1
  done
  fail "never came true: $*"
}
# ends_with CODE PROCESS
ends_with() {
  local code=0
  wait "$2" || code=$?
  [[ $code == "$1" ]] || fail "ended with $code instead of $1"
}
# The last instant is open as long as more may come, so its decisions may be missing.
has_lines() { (($(wc -l <"$2") >= $1)); }
is_newer() { [[ $1 -nt $2 ]]; }

"$wend" init pack >/dev/null
for day in 1 2 3 4; do sed "s/03-02T/03-0${day}T/; s/\"id\":\"/&$day/" pack/events.jsonl; done >log.jsonl
"$wend" run pack --events log.jsonl --decisions whole.jsonl --quiet
head -c 2500 log.jsonl | head -n -1 >part.jsonl
"$wend" run pack --events part.jsonl --decisions before.jsonl --quiet
mkfifo pipe

# What the pipe has given so far is decided, and the state follows the clock.
options=(--quiet --decisions out.jsonl --state saved --resume saved)
"$wend" run pack --events - "${options[@]}" --state-every 0.01 <pipe &
run=$!
exec 3>pipe
head -c 2500 log.jsonl >&3
until_true has_lines $(($(wc -l <before.jsonl) - 1)) out.jsonl
touch -d '+1 second' mark
until_true is_newer saved/run.wendstate mark

# One run at a time.
code=0
"$wend" run pack --events log.jsonl "${options[@]}" 2>second || code=$?
[[ $code == 2 ]] && grep -q 'another run is saving' second || fail "two runs share a state"

# SIGINT and SIGTERM end a run that waits; it goes on from there.
kill -INT $run
ends_with 130 $run
exec 3>&-
"$wend" run pack --events - "${options[@]}" <pipe &
run=$!
exec 3>pipe
head -c 3000 log.jsonl >&3
sleep 0.5
kill -TERM $run
ends_with 143 $run
exec 3>&-
cat log.jsonl | "$wend" run pack --events - "${options[@]}"
cmp whole.jsonl out.jsonl

# The same while it sorts; nothing is lost, and the state stands at the beginning.
"$wend" run pack --events pipe --sort --quiet --decisions sorted.jsonl --state s --resume s 2>said &
run=$!
exec 3>pipe
cat log.jsonl >&3
until_true test -e s/run.wendstate
kill -INT $run
ends_with 130 $run
exec 3>&-
grep -q interrupted said || fail "no word of the interruption"
cat log.jsonl >pipe &
"$wend" run pack --events pipe --sort --quiet --decisions sorted.jsonl --state s --resume s
cmp whole.jsonl sorted.jsonl

# Packed streams: one member, several, one cut off.
gzip -c log.jsonl | "$wend" run pack --events - --decisions - --quiet | cmp - whole.jsonl
{ head -9 log.jsonl | gzip; tail -n +10 log.jsonl | gzip; } | "$wend" run pack --events - --decisions - --quiet | cmp - whole.jsonl
gzip -c log.jsonl >log.gz
code=0
head -c 200 log.gz | "$wend" run pack --events - --quiet 2>said || code=$?
[[ $code == 2 ]] && grep -q 'damaged or cut off' said || fail "a packed stream that is cut off is taken for its end"
echo "a live run decides, saves and ends in order"
