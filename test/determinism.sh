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

# head_hash KOINON NAME CONSTITUTION COMMANDS FOLDER: makes the record, prints the hash of its head.
head_hash() {
    "$1" new "$5" --constitution "$top/$3" >"$5.log" 2>&1 &&
        "$1" submit "$5" <"$top/$4" >>"$5.log" 2>&1 &&
        "$1" show "$5" --json 2>>"$5.log" |
        python3 -c 'import json, sys; print(json.load(sys.stdin)["head"]["hash"])' 2>>"$5.log"
}

compare() {
    local name=$1 one two
    one=$(head_hash "$a" "$@" "$work/a-$name.koinon")
    two=$(head_hash "$b" "$@" "$work/b-$name.koinon")
    if [ -n "$one" ] && [ "$one" = "$two" ]; then
        echo "ok $n same_head_hash_of_$name"
        return
    fi
    echo "not ok $n same_head_hash_of_$name"
    echo "# $a: ${one:-no hash}"
    echo "# $b: ${two:-no hash}"
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
    elif [ ! -f "$top/$constitution" ] || [ ! -f "$top/$commands" ]; then
        echo "ok $n same_head_hash_of_$name # SKIP no $constitution with $commands"
    else
        compare "$name" "$constitution" "$commands" || failed=1
    fi
done <<<"$examples"
exit $failed
