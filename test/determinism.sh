#!/bin/bash
# One record, one hash: two builds of Koinon make the same records from the same commands.
#
#     test/determinism.sh build-check/koinon build-clang/koinon
#
# TAP on stdout, a test for each record of examples/. The records are those of the table in ./demo.
set -u
a=$1 b=$2
top=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# hashes KOINON NAME CONSTITUTION COMMANDS FOLDER: makes the record, with secrets and stamps that are
# the same every time, and prints the root of its tree and the hash of the living state.
hashes() {
    local koinon=$1 constitution=$top/$3 commands=$top/$4 folder=$5 first= status=0
    [ -f "$commands" ] && first=$(grep -o '"at" *: *"[^"]*"' "$commands" | head -n 1 | cut -d '"' -f 4)
    "$koinon" new "$folder" --constitution "$constitution" --seed determinism --stamps-as-given \
        --at "${first:-1917-03-01T00:00:00Z}" >"$folder.log" 2>&1 || return
    if [ -f "$commands" ]; then
        "$koinon" submit "$folder" <"$commands" >>"$folder.log" 2>&1 || status=$?
        [ $status -le 1 ] || return # 1: the law refused a line, here as there
    fi
    "$koinon" verify "$folder" --json 2>>"$folder.log" | python3 -c '
import json, sys
report = json.load(sys.stdin)
if report["holds"]:
    print(report["entries"], report["root"], report["state"])' 2>>"$folder.log"
}

compare() {
    local name=$1 one two
    one=$(hashes "$a" "$@" "$work/a-$name.koinon")
    two=$(hashes "$b" "$@" "$work/b-$name.koinon")
    if [ -n "$one" ] && [ "$one" = "$two" ]; then
        echo "ok $n same_head_hash_of_$name"
        return
    fi
    echo "not ok $n same_head_hash_of_$name"
    echo "# $a: ${one:-no record that holds}"
    echo "# $b: ${two:-no record that holds}"
    tail -n 5 "$work"/?-"$name".koinon.log | sed 's/^/# /'
    return 1
}

echo "TAP version 13"
examples=$("$top/demo" --list)
echo "1..$(echo "$examples" | wc -l)"
n=0 failed=0
while read -r name constitution commands; do
    n=$((n + 1))
    if [ ! -x "$a" ] || [ ! -x "$b" ]; then
        echo "ok $n same_head_hash_of_$name # SKIP $a and $b are not both built"
    elif [ ! -f "$top/$constitution" ]; then
        echo "ok $n same_head_hash_of_$name # SKIP no $constitution"
    else
        compare "$name" "$constitution" "$commands" || failed=1
    fi
done <<<"$examples"
exit $failed
