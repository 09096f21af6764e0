#!/usr/bin/env python3
"""Instant run-off of New South Wales' districts.

The peer (pyrankvote) does not exclude in the order of the law (in Ballina it keeps a candidate with
679 votes and excludes one with 3708), so rounds between differ. What must agree is independent of
that order: the first preferences, the winner, and the votes of the same last candidates."""
import os

from count_data import DATA, count, find, folders, load, tap


def agrees(folder):
    result = count(find(folder, '.soi')[0], '--method', 'irv', '--until-two')
    expected = load(os.path.join(folder, 'expected.json'))
    rounds = [{c['name']: int(c['votes']) for c in r if c['votes']} for r in expected['rounds']]
    ours = [{n: int(v) for n, v in s['votes'].items() if int(v)} for s in result['stages']]
    complaints = []
    if result['winners'] != expected['winner']:
        complaints.append(f'elected {result["winners"]}, expected {expected["winner"]}')
    if result['valid'] != expected['ballots']:
        complaints.append(f'{result["valid"]} ballots, expected {expected["ballots"]}')
    if ours[0] != rounds[0]:
        complaints.append(f'first preferences {ours[0]}, expected {rounds[0]}')
    for row in ours:
        if sorted(row) == sorted(rounds[-1]) and row != rounds[-1]:
            complaints.append(f'last round {row}, expected {rounds[-1]}')
    return complaints


tap([(os.path.basename(f), lambda f=f: agrees(f)) for f in (folders('irv_nsw') if DATA else ())]
    or [('irv', list)])
