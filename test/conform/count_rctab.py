#!/usr/bin/env python3
"""RCTab's own configurations and cast vote records: every tally, threshold, decision and reason of
inactive ballots, round by round."""
import os
from fractions import Fraction

from count_data import DATA, count, find, folders, load, tap

REASONS = {'exhaustedChoices': 'exhausted_choices', 'overvotes': 'overvotes',
           'repeatedRankings': 'repeated_ranks', 'skippedRankings': 'skipped_ranks',
           'finalRoundSurplus': 'final_surplus'}


def round_agrees(ours, theirs):
    votes = {n: Fraction(v) for n, v in ours['votes'].items()}
    wrong = [f'{n} {float(votes[n])}, expected {v}' for n, v in theirs['tally'].items()
             if votes[n] != Fraction(v)]
    wrong += [f'{n} has votes and is not in the tally' for n, v in votes.items()
              if v and n not in theirs['tally']]
    if Fraction(ours['quota']) != Fraction(theirs['threshold']):
        wrong.append(f'threshold {ours["quota"]}, expected {theirs["threshold"]}')
    for reason, number in theirs['inactiveBallots'].items():
        if Fraction(ours['inactive'][REASONS[reason]]) != Fraction(number):
            wrong.append(f'{reason} {ours["inactive"][REASONS[reason]]}, expected {number}')
    elected = sorted(r['elected'] for r in theirs['tallyResults'] if 'elected' in r)
    excluded = sorted(r['eliminated'] for r in theirs['tallyResults'] if 'eliminated' in r)
    if sorted(ours['elected']) != elected:
        wrong.append(f'elected {ours["elected"]}, expected {elected}')
    if sorted(ours['excluded']) != excluded:
        wrong.append(f'excluded {ours["excluded"]}, expected {excluded}')
    return wrong


def agrees(folder):
    result = count('--rules', find(folder, '_config.json')[0])
    rounds = [r for path in find(folder, '_expected_detailed_report.json') for r in load(path)['results']]
    if len(rounds) != len(result['stages']):
        return [f'{len(result["stages"])} rounds, expected {len(rounds)}']
    for i, (ours, theirs) in enumerate(zip(result['stages'], rounds)):
        wrong = round_agrees(ours, theirs)
        if wrong:
            return [f'round {i + 1}: ' + '; '.join(wrong)]
    return []


tap([(os.path.basename(f), lambda f=f: agrees(f)) for f in (folders('rcv_rctab') if DATA else ())]
    or [('rctab', list)])
