#!/usr/bin/env python3
"""Committees from approvals against abcvoting: all tied committees of each rule."""
import itertools
import os
import re

from count_data import DATA, count, tap

RULES = {'seqpav': 'seqpav', 'seqphragmen': 'phragmen', 'equal-shares': 'equal-shares', 'av': 'approval'}


def expected(text, rule):
    """The committees of the irresolute form: the file lists them under resolute: false."""
    for block in re.split(r'\n- ', text)[1:]:
        if block.startswith(f'rule_id: {rule}\n') and 'resolute: false' in block:
            result = block.split('result:')[1].split('resolute:')[0]
            return sorted(sorted(int(c) for c in committee.split(','))
                          for committee in re.findall(r'\[([\d,\s]+)\]', result))
    return None


def committees(result, rule):
    if rule != 'av':
        return sorted(sorted(int(c) for c in members) for members in result['committees'])
    sure, tied = result['winners'], result.get('tied_for_the_last_seats', [])
    return sorted(sorted(int(c) for c in sure + list(more))
                  for more in itertools.combinations(tied, result['seats'] - len(sure)))


def agrees(path):
    with open(path, encoding='utf-8') as file:
        text = file.read()
    complaints = []
    for rule, method in RULES.items():
        want = expected(text, rule)
        got = committees(count(path, '--method', method), rule)
        if want is not None and got != want:
            complaints.append(f'{rule}: {got}, expected {want}')
    return complaints


FOLDER = os.path.join(DATA or '', 'approval_abcvoting')
tap([(name.split('.')[0], lambda n=name: agrees(os.path.join(FOLDER, n)))
     for name in sorted(os.listdir(FOLDER)) if name.endswith('.yaml')] if DATA else [('committee', list)])
