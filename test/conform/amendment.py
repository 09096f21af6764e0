#!/usr/bin/env python3
"""A constitution is amended from the file in which people wrote it: proposed, voted on, adopted, and read
on the pages; another text than the one that was voted on is not adopted."""
import json
import os
import subprocess
import sys
import tempfile

KOINON = os.path.abspath(sys.argv[1])
TEXT = """koinon: 1
name: A choir
time-zone: Europe/Athens
bodies:
  board:
    seats: {from: members, number: %d, method: block, ballot: open}
    term: 2y
    recall: none
    called-by: [board]
    quorum: none
  auditors: {seats: {from: members, number: 1, method: plurality, ballot: open}, term: 2y, recall: none}
acts:
  amendment: {by: board, changes: constitution}
adoption:
  by: members
  opening: {declared-by: board, checked-by: auditors, objections: 1d}
"""
BOARD = {'for': 'board', 'as': 'ann'}
number = 0


def check(good, what, said=''):
    global number
    number += 1
    print(('ok' if good else 'not ok'), number, '-', what)
    if not good:
        print('#', str(said)[:1500].replace('\n', '\n# '))


def run(*args, given=None):
    return subprocess.run([KOINON, *args], input=given, capture_output=True, text=True, check=False)


def written(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, 'w', encoding='utf-8') as out:
        out.write(text)
    return path


def say(at, day, *commands):
    return run('submit', at, given=''.join(json.dumps({**c, 'at': '2026-01-%02dT09:00:00Z' % day}) + '\n'
                                           for c in commands))


def main():
    with tempfile.TemporaryDirectory() as folder:
        at = os.path.join(folder, 'choir')
        old, new = written(folder, 'old.yaml', TEXT % 3), written(folder, 'new.yaml', TEXT % 5)
        other, wrong = written(folder, 'other.yaml', TEXT % 7), written(folder, 'wrong.yaml', TEXT.replace('term:', 'trm:') % 5)
        run('new', at, '--constitution', old, '--stamps-as-given', '--at', '2026-01-01T08:00:00Z')
        names = ('ann', 'bo', 'cy', 'dee')
        opened = say(at, 2, *({'do': 'enter', 'kind': 'person', 'name': n} for n in names),
                     *({'do': 'enrol', 'person': n} for n in names),
                     *({'do': 'declare', 'body': 'board', 'person': n} for n in names[:3]),
                     {'do': 'declare', 'body': 'auditors', 'person': 'dee'},
                     {'do': 'check-opening', 'outcome': 'in-order'})
        check(opened.returncode == 0, 'a choir opens its record', opened)
        amendment = {'do': 'propose', 'kind': 'amendment', 'name': 'larger', 'by': 'board', **BOARD}
        bad = say(at, 5, {**amendment, 'constitution': wrong})
        check(bad.returncode == 1 and 'wrong.yaml:7:5' in bad.stdout and 'term' in bad.stdout,
              'a text with a mistake is not proposed: its place is named', bad)
        none = say(at, 5, {**amendment, 'constitution': os.path.join(folder, 'none.yaml')})
        check(none.returncode == 1 and 'none.yaml' in none.stdout, 'nor is a file that is not there', none)
        voted = say(at, 6, {**amendment, 'constitution': new}, {'do': 'convene', 'body': 'board', 'name': 's', 'by': 'board', **BOARD},
                    {'do': 'open-sitting', 'in': 's', **BOARD},
                    *({'do': 'check-in', 'in': 's', 'as': n} for n in names[:3]),
                    {'do': 'put', 'on': 'larger', 'name': 'v', 'in': 's', **BOARD},
                    *({'do': 'cast', 'in': 'v', 'choice': ['yes'], 'as': n} for n in names[:3]),
                    {'do': 'close', 'in': 'v', **BOARD})
        check(voted.returncode == 0, 'the board votes for the text', voted)
        swapped = say(at, 7, {'do': 'adopt', 'act': 'larger', 'constitution': other})
        check(swapped.returncode == 1 and 'not the text that was voted on' in swapped.stdout,
              'another text than that is not adopted', swapped)
        adopted = say(at, 7, {'do': 'adopt', 'act': 'larger', 'constitution': new})
        check(adopted.returncode == 0, 'the text that was voted on is adopted', adopted)
        check(run('export', at, 'constitution').stdout == TEXT % 5, 'its words come out as they were written')
        verified = json.loads(run('verify', at, '--json').stdout)
        check(verified['holds'], 'text and canonical bytes say the same', verified)
    print('1..%d' % number)


main()
