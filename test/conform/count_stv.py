#!/usr/bin/env python3
"""Scottish wards and the rules of STV against reference counts, every vote of every stage.

The peer (droop) differs from the rules' texts in two places, both allowed here and nowhere else:
it transfers an elected candidate's empty surplus or the last excluded one's papers when the rule says
that no further transfer is made. Such a row changes nobody's election; ours ends before it.
"""
import os
import re
from fractions import Fraction

from count_data import DATA, count, find, folders, load, tap

METHODS = {'scotland': ['scottish'], 'wigm-prf-batch': ['wigm-prf-batch'], 'wigm-prf': ['wigm-prf'],
           'cfer-batch': ['cfer-batch'], 'cfer': ['cfer'], 'mpls': ['mpls'], 'wigm': ['wigm'],
           'meek': ['meek'], 'meek-prf': ['meek-prf'], 'warren': ['warren'], 'qpq': ['qpq']}
STOPS_EARLY = ('scotland', 'wigm-prf', 'wigm-prf-batch', 'cfer', 'cfer-batch', 'mpls')


def arguments(name):
    rule = max((r for r in METHODS if re.search(rf'-{r}-(o\d|fixed|guarded|rational)', name)), key=len)
    given = list(METHODS[rule])
    found = re.search(r'-o(\d+)-', name)
    if found and rule != 'meek-prf':
        given += ['--omega', found[1]]
    found = re.search(r'-(guarded|rational)', name)
    if found and rule in ('wigm', 'meek', 'warren'):
        given += ['--arithmetic', found[1]]
    return rule, given


def rows(path):
    """Votes as the peer wrote them, one row a change, and the quota."""
    lines = open(path, encoding='utf-8').read().rstrip('\n').split('\n')
    head = lines[0].split('\t')
    value = 'quotient' if any(h.endswith('.quotient') for h in head) else 'vote'
    names, votes, quota = [], [], None
    for line in lines[1:]:
        cells = line.split('\t')
        if len(cells) < len(head):
            continue
        quota = cells[2] if quota is None else quota
        names = [cells[i] for i, h in enumerate(head) if h.endswith('.name')]
        row = {cells[i - 2]: cells[i]
               for i, h in enumerate(head) if h.endswith('.' + value)}
        if not votes or votes[-1] != row:
            votes.append(row)
    return names, votes, quota


def places(text):
    return len(text.split('.')[1]) if '.' in text else 0


def same(ours, theirs):
    """A fraction of ours is compared rounded half up to the places of theirs."""
    if '/' not in ours and '.' in ours:
        return ours == theirs
    scale = 10 ** places(theirs)
    return (Fraction(ours) * scale * 2 + 1) // 2 == Fraction(theirs) * scale


def stages(result):
    votes = []
    for stage in result['stages']:
        if not votes or votes[-1] != stage['votes']:
            votes.append(stage['votes'])
    return votes


def agrees(folder, dump, blt):
    rule, given = arguments(os.path.basename(dump))
    result = count(blt, '--method', *given)
    names, theirs, quota = rows(dump)
    expected = load(os.path.join(folder, 'expected.json'))[os.path.basename(dump)[:-len('.dump.txt')]]
    ours, complaints = stages(result), []
    if rule == 'qpq':
        theirs = theirs[1:] # a row of zeros before anything is counted
    if sorted(result['winners']) != sorted(expected['elected']):
        complaints.append(f'elected {result["winners"]}, expected {expected["elected"]}')
    extra = 1 if rule in STOPS_EARLY and len(theirs) == len(ours) + 1 else 0
    if len(theirs) != len(ours) + extra:
        complaints.append(f'{len(ours)} stages, expected {len(theirs)}')
    for i, (our, their) in enumerate(zip(ours, theirs)):
        wrong = [f'{n} {our[n]}, expected {their[n]}' for n in names if not same(our[n], their[n])]
        if wrong:
            complaints.append(f'stage {i + 1}: ' + '; '.join(wrong))
            break
    return complaints


TESTS = []
for kind in ('stv_scotland', 'stv_rules') if DATA else ():
    for folder in folders(kind):
        for dump in find(folder, '.dump.txt'):
            TESTS.append((os.path.basename(dump)[:-len('.dump.txt')],
                          lambda f=folder, d=dump: agrees(f, d, find(f, '.blt')[0])))
tap(TESTS or [('stv', list)])
