#!/bin/sh
# Writes share/zones.tsv: NAME TAB RULE, one line a time zone, in the order of bytes.
#
#     tools/zones.sh [FOLDER] > share/zones.tsv        FOLDER: /usr/share/zoneinfo
#
# RULE is the POSIX rule that each compiled file of the IANA time zone database ends with: what holds
# from now on (RFC 8536, section 3.3). Names of old are there too, so that a constitution that says
# Asia/Calcutta is understood. The database is in the public domain (its file LICENSE says so).
set -eu
LC_ALL=C
export LC_ALL
folder=${1:-/usr/share/zoneinfo}
version=$(sed -n '1s/^# version //p' "$folder/tzdata.zi" 2>/dev/null || true)

echo "# time zones: name, POSIX rule; from the IANA time zone database${version:+ $version} (public domain)"
echo "# made by tools/zones.sh"
cd "$folder"
find . \( -type f -o -type l \) | sed 's|^\./||' | sort |
    while read -r name; do
        case $name in
        posix/* | right/* | posixrules | localtime | Factory | *.tab | *.zi | leap*) continue ;;
        esac
        [ "$(head -c 4 "$name")" = TZif ] || continue
        rule=$(tail -n 1 "$name")
        [ -n "$rule" ] && printf '%s\t%s\n' "$name" "$rule"
    done
