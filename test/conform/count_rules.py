#!/usr/bin/env python3
"""Configurations of the Universal RCV Tabulator as people write and mistake them: nothing that is said is passed over in
silence. The elections are our own; those of the tabulator are in count_rctab.py."""
import json
import os
import tempfile

from count_data import run, tap

RULES = {'tiebreakMode': 'useCandidateOrder', 'overvoteRule': 'exhaustImmediately',
         'winnerElectionMode': 'singleWinnerMajority', 'numberOfWinners': '1',
         'decimalPlacesForVoteArithmetic': '4', 'maxSkippedRanksAllowed': 'unlimited', 'maxRankingsAllowed': 'max'}
SOURCE = {'filePath': 'votes.csv', 'provider': 'ess', 'firstVoteColumnIndex': '2', 'firstVoteRowIndex': '2',
          'overvoteLabel': 'overvote', 'skippedRankLabel': 'undervote'}
HEAD = 'id,1st,2nd,3rd\n'
BOTTOM = {'winnerElectionMode': 'bottomsUpUsingPercentageThreshold', 'numberOfWinners': '0',
          'multiSeatBottomsUpPercentageThreshold': '25'}
SHARES = [('A', 5), ('B,A', 3), ('C,B', 2), ('D', 2)]


def counted(votes, rules=None, source=None, names='ABCD'):
    with tempfile.TemporaryDirectory() as folder:
        lines = [line for line, times in votes for _ in range(times)]
        with open(os.path.join(folder, 'votes.csv'), 'w', encoding='utf-8') as file:
            file.write(HEAD + ''.join(f'{n},{line}\n' for n, line in enumerate(lines, 1)))
        config = {'outputSettings': {'contestName': 'Own'}, 'cvrFileSources': [{**SOURCE, **(source or {})}],
                  'candidates': [{'name': name} for name in names], 'rules': {**RULES, **(rules or {})}}
        path = os.path.join(folder, 'config.json')
        with open(path, 'w', encoding='utf-8') as file:
            json.dump(config, file)
        return run('--rules', path, '--json')


def stages(*arguments, **named):
    done = counted(*arguments, **named)
    if done.returncode:
        raise AssertionError(done.stderr)
    return json.loads(done.stdout)['stages']


def differs(got, want):
    return [] if got == want else [f'{got}, expected {want}']


def numbers_are_read_as_texts_are():
    rules = {'numberOfWinners': 2, 'winnerElectionMode': 'multiWinnerAllowMultipleWinnersPerRound',
             'maxSkippedRanksAllowed': 0}
    got = stages([('A', 5), (',B', 4), ('C', 1)], rules, {'firstVoteColumnIndex': 2, 'firstVoteRowIndex': 2})
    return differs([got[0]['votes'], got[0]['quota'], got[0]['inactive']['skipped_ranks']],
                   [{'A': '5.0000', 'B': '0.0000', 'C': '1.0000', 'D': '0.0000'}, '3.0000', '4.0000'])


def blanks_can_be_undeclared_write_ins():
    source, rules = {'treatBlankAsUndeclaredWriteIn': True}, {'maxRankingsAllowed': 2}
    got = stages([(',A', 3), ('undervote,B', 2), ('B', 1)], rules, source)
    return differs([got[0]['votes']['Undeclared Write-ins'], got[0]['votes']['B'], got[0]['excluded'],
                    got[1]['votes']['A']], ['3', '3', ['Undeclared Write-ins'], '3'])


def undeclared_write_ins_never_win():
    source, rules = {'undeclaredWriteInLabel': 'UWI'}, {'winnerElectionMode': 'bottomsUp', 'numberOfWinners': '3'}
    got = stages([('A', 2), ('B', 1), ('UWI', 0)], rules, source, 'AB')
    return differs([got[0]['excluded'], sorted(got[-1]['elected'])], [['Undeclared Write-ins'], ['A', 'B']])


def a_share_is_of_the_votes_that_count_now():
    """Of 12 votes 25% are 3. D goes and her 2 with her; of the 10 left 2.5 are asked."""
    got = stages(SHARES, {**BOTTOM, 'tiebreakMode': 'useCandidateOrder'})
    return differs([[s['quota'] for s in got], [s['excluded'] for s in got], sorted(got[-1]['elected'])],
                   [['3', '5/2', '5/2'], [['D'], ['C'], []], ['A', 'B']]) if len(got) == 3 else [f'{len(got)} rounds']


def the_share_can_be_the_first_rounds():
    got = stages(SHARES, {**BOTTOM, 'doesFirstRoundDetermineThreshold': True})
    return differs([s['quota'] for s in got], ['3'] * len(got))


def all_below_the_share_can_go_at_once():
    got = stages(SHARES, {**BOTTOM, 'cutoffElimination': True})
    return differs([sorted(got[0]['excluded']), sorted(got[1]['elected'])], [['C', 'D'], ['A', 'B']])


REFUSED = {
    'an unknown mode': ({'winnerElectionMode': 'fastest'}, {}, 'winnerElectionMode is "fastest", expected one of'),
    'no mode': ({'winnerElectionMode': ''}, {}, 'winnerElectionMode is ""'),
    'an unknown overvote rule': ({'overvoteRule': 'guess'}, {}, 'overvoteRule is "guess"'),
    'an unknown tie mode': ({'tiebreakMode': 'coin'}, {}, 'tiebreakMode is "coin"'),
    'a number in words': ({'numberOfWinners': 'three'}, {}, 'numberOfWinners is "three", expected a whole number'),
    'no winner': ({'numberOfWinners': 0}, {}, 'numberOfWinners: expected a whole number from 1 on'),
    'a share above all': ({**BOTTOM, 'multiSeatBottomsUpPercentageThreshold': '101'}, {}, 'expected 1 to 100'),
    'a switch that is none': ({'batchElimination': 'maybe'}, {}, 'batchElimination: expected true or false'),
    'column 0': ({}, {'firstVoteColumnIndex': '0'}, 'firstVoteColumnIndex is "0", expected a whole number from 1 on'),
    'an unknown provider': ({}, {'provider': 'abacus'}, 'provider "abacus" is not read'),
    'no file': ({}, {'filePath': 'other.csv'}, 'other.csv: No such file'),
    'nobody with the least': ({'minimumVoteThreshold': '9'}, {}, 'nobody who is left has the least of 9 votes'),
}


def refused(rules, source, words):
    done = counted([('A,B', 3), ('B', 2)], rules, source)
    return [] if done.returncode in (3, 4) and words in done.stderr else [f'{done.returncode}: {done.stderr}']


def a_quote_that_does_not_end_names_its_line():
    done = counted([('A,B', 2), ('"B,A', 1), ('A', 1)])
    words = 'line 4: the quote that begins here does not end'
    return [] if done.returncode in (3, 4) and words in done.stderr else [f'{done.returncode}: {done.stderr}']


def names_in_quotes_are_names():
    got = stages([('"A" , "B"', 2), ('"C, the ""third"""', 3)], names=['A', 'B', 'C, the "third"'])
    return differs(got[0]['votes'], {'A': '2', 'B': '0', 'C, the "third"': '3'})


tap([(test.__name__, test) for test in (
    numbers_are_read_as_texts_are, blanks_can_be_undeclared_write_ins, undeclared_write_ins_never_win,
    a_share_is_of_the_votes_that_count_now, the_share_can_be_the_first_rounds, all_below_the_share_can_go_at_once,
    a_quote_that_does_not_end_names_its_line, names_in_quotes_are_names)] +
    [(name.replace(' ', '_') + '_is_refused', lambda case=case: refused(*case)) for name, case in REFUSED.items()],
    data=False)
