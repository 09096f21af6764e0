#!/usr/bin/env python3
"""Meek's method with equal ranks, and block votes, against the logs of stv-rs, every vote of every
action."""
import os
import re
from fractions import Fraction

from count_data import DATA, count, find, folders, load, tap

METHODS = {
    'meek fixed9': ['meek', '--arithmetic', 'fixed', '--places', '9', '--omega', '6', '--batch', 'no'],
    'meek approx': ['meek', '--arithmetic', 'rational', '--omega', '6', '--keep-places', '6',
                    '--batch', 'no'],
    'block fixed9': ['block', '--equal', 'split'],
}


def blocks(path):
    """Votes by name after each action that lists them; those named together have none."""
    found, now = [], None
    for line in open(path, encoding='utf-8'):
        if line.startswith('Action:'):
            now = {}
            found.append(now)
        match = re.match(r'\t(?:Elected|Hopeful|Defeated):\s+(.*) \((.*)\)$', line)
        if match and now is not None and match[2] not in ('0', '0.000000000'):
            now[match[1]] = Fraction(match[2])
    return [block for block in found if block]


def distinct(rows):
    kept = []
    for row in rows:
        if not kept or kept[-1] != row:
            kept.append(row)
    return kept


def agrees(folder, log):
    name = os.path.basename(log)
    given = list(METHODS[('block' if name.startswith('block') else 'meek') +
                         (' approx' if 'approx' in name else ' fixed9')])
    if 'equalize' in name:
        given.append('--equalize')
    result = count(find(folder, '.blt')[0], '--method', *given)
    expected = load(os.path.join(folder, 'expected.json'))[name]
    complaints = []
    if sorted(result['winners']) != sorted(expected):
        complaints.append(f'elected {result["winners"]}, expected {expected}')
    theirs = distinct(blocks(log))
    ours = distinct({n: Fraction(v) for n, v in stage['votes'].items() if Fraction(v)}
                    for stage in result['stages'])
    if len(ours) != len(theirs):
        complaints.append(f'{len(ours)} stages, expected {len(theirs)}')
    for i, (our, their) in enumerate(zip(ours, theirs)):
        if our != their:
            complaints.append(f'stage {i + 1}: {our}, expected {their}')
            break
    return complaints


TESTS = []
for folder in folders('meek_block_stvrs') if DATA else ():
    for log in find(folder, '.log'):
        TESTS.append((os.path.basename(log)[:-4], lambda f=folder, l=log: agrees(f, l)))
tap(TESTS or [('meek', list)])
