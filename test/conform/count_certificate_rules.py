#!/usr/bin/env python3
"""Certificates of counts by a file of rules (our own form, RCTab's) and of countbacks: true ones are accepted,
counterfeits are refused, as are other rules and other ballots. Elections are made as in count_certificate.py."""
import copy
import json
import os
import random
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import check_certificate
import count_certificate
from count_certificate import COUNTERFEITS, FOLDER, FREE, HARMLESS, MAKERS, RANKERS, SEED, certificate_of, grouped, \
    judged, refused
from count_data import COUNT, DATA, TOP, find, folders, run, tap
from re import search

ELECTIONS = int(os.environ.get('ELECTIONS', '3'))


def place(name):
    return os.path.join(FOLDER.name, name)


def write(name, text):
    with open(place(name), 'w', encoding='utf-8') as file:
        file.write(text if isinstance(text, str) else json.dumps(text, ensure_ascii=False))
    return place(name)


def source(name, more=None):
    with open(place(name), 'rb') as file:
        return check_certificate.Source(file.read(), FOLDER.name, more)


# ---- countbacks

FIRST = [('countback', key) for key in ('vacates', 'follows', 'rule', 'ballots_again')] + [
    ('countback', 'sit', 'turned'), ('countback', 'sit', 'shorter'), ('countback', 'drop'), ('again', 'drop'),
    ('before', 'winners', 0), ('before', 'winners', 'shorter'), ('again', 'withdrawn', 'shorter'),
    ('again', 'ranking', 0, 0), ('again', 'winners', 0), ('before', 'options', 'drop')]


def vacancy(dice, method, groups):
    """(complaints, was it counted, was somebody passed over)"""
    form, text, options = grouped(dice, method) if groups else MAKERS[method](dice)
    ballots = write('ballots', text)
    plain, error = certificate_of(ballots, method, form, options)
    if plain is None or not plain['winners']:
        return ([] if plain or search(HARMLESS, error) else [error]), False, False
    options = [*options, '--countback', dice.choice(plain['winners'])]
    true, error = certificate_of(ballots, method, form, options)
    if true is None:
        fine = search(HARMLESS + "|nobody is left|keeps the groups|contradict|more seats", error)
        return ([] if fine else [f'{method} {options}: {error}']), False, False
    if true['before'] != {key: value for key, value in plain.items() if key in true['before']}:
        return ['the first count is another than by itself'], True, False
    data = text.encode()
    complaints = judged(dice, f'{method} {" ".join(options)}', data, true, COUNTERFEITS, FIRST)
    complaints += [f'{method}: {why} is no countback' for why in swapped(data, true)]
    return complaints, True, 'passed_over' in true['countback']


def swapped(data, true):
    """What is true of one of the counts is not of the other."""
    turned = dict(true, before=true['again'], again=true['before'])
    twice = dict(true, again=true['before'])
    plain = {**{key: true[key] for key in ('certificate', 'ballots_sha256', 'format')}, **true['again']}
    for why, false in (('the second count first', turned), ('the first count twice', twice),
                       ('the second count by itself', plain)):
        if not refused(data, false):
            yield why


def vacancies(method):
    dice, complaints, counted, passed = random.Random(f'{SEED} vacancy {method}'), [], 0, 0
    for number in range(2 * ELECTIONS):
        more, was, over = vacancy(dice, method, number % 2 == 1)
        complaints += more
        counted += was
        passed += over
    return complaints or ([] if counted >= ELECTIONS // 2 else [f'only {counted} could be counted'])


def bounds_hold_for_who_follows():
    """A sits for the women and goes; C would be first, but the seat is a woman's: C is passed over, D follows."""
    write('ballots', '5 2\n9 1 0\n8 2 0\n5 3 0\n4 4 0\n1 5 0\n0\n"A"\n"B"\n"C"\n"D"\n"E"\n""\n')
    true, error = certificate_of(place('ballots'), 'plurality', 'blt', [
        '--seats', '2', '--group', 'women=A,D', '--min', 'women=1', '--countback', 'A'])
    if true is None:
        return [error]
    said = true['countback']
    with open(place('ballots'), 'rb') as file:
        data = file.read()
    expected = ('D', ['B'], 'D')
    found = (said['follows'], said['sit'], true['again']['winners'][-1])
    wrong = [] if found == expected else [f'{found}, expected {expected}']
    without = copy.deepcopy(true)
    without['countback']['follows'] = 'C'
    return wrong + ([] if refused(data, without) else ['C follows against the bound'])


# ---- our own form

def loosely(dice, options):
    """The same options as somebody might write them."""
    stated = {}
    for key, value in options.items():
        if key == 'group':
            value = [{key: each for key, each in group.items() if key != 'min' or each} for group in value]
            for group in value:
                group['members'] = dice.sample(group['members'], len(group['members']))
        elif key == 'tie' and dice.random() < .5:
            value = ','.join(value)
        elif isinstance(value, int) and dice.random() < .5:
            value = {True: 'yes', False: 'no'}[value] if isinstance(value, bool) else str(value)
        stated[key] = value
    return stated


def ruled(dice, method):
    """(complaints, was it counted)"""
    form, text, options = grouped(dice, method) if method in RANKERS and dice.random() < .6 else MAKERS[method](dice)
    ballots = write('ballots', text)
    plain, error = certificate_of(ballots, method, form, options)
    if plain is None:
        return ([] if search(HARMLESS, error) else [error]), False
    stated, besides = loosely(dice, plain['options']), []
    if 'seed' in stated and dice.random() < .7:  # it is drawn when the rules have long been written
        besides = ['--seed', stated.pop('seed')]
    named = dice.random() < .6
    rules = {'rules': 1, 'method': method, 'options': stated, **({'ballots': 'ballots', 'format': form} if named else {})}
    path, what = write('rules', rules), f'{method} by rules'
    true, error = certificate_of(None if named else ballots, None, None if named else form, ['--rules', path, *besides])
    if true is None:
        return [f'{what}: {error}: {rules}'], True
    given = source('rules', None if named else ballots)
    wrong = [] if {**plain, 'besides': 0, 'rules_sha256': 0} == {'besides': 0, **true, **{
        'besides': 0, 'rules_sha256': 0}} else [f'{what}: another count than by the same options']
    wrong += judged(dice, what, given, true, COUNTERFEITS, [('rules_sha256',), ('besides', 'drop')],
                    [key for key in FREE if key not in ('options', 'format' if named else '')])
    return wrong + other_files(what, rules, true, given), True


def other_files(what, rules, true, given):
    """The same certificate beside rules that say something else."""
    wrong = []
    for change in ({'options': {**rules['options'], 'seats': 1 + true['seats'], 'districts': [1]}}, {'method': 'nobody'},
                   {'rules': 2}):
        data = json.dumps({**rules, **change}).encode()
        false = dict(true, rules_sha256=check_certificate.check_records.sha256(data))
        if not refused(check_certificate.Source(data, FOLDER.name, given.more), false):
            wrong.append(f'{what}: accepted for rules with {change}')
    if not refused(given.data, true):
        wrong.append(f'{what}: accepted without its ballots')
    return wrong


def by_rules(method):
    dice, complaints, counted = random.Random(f'{SEED} rules {method}'), [], 0
    for _ in range(ELECTIONS):
        more, was = ruled(dice, method)
        complaints += more
        counted += was
    return complaints or ([] if counted else ['none could be counted'])


MISTAKES = {
    'no such key': ({'extra': 1}, [], 'unknown key "extra"; there are rules, title, method'),
    'no method': ({'method': None}, [], '"method": expected a text'),
    'another version': ({'rules': 2}, [], '"rules": expected 1'),
    'an unknown option': ({'options': {'seets': 2}}, [], 'no option --seets'),
    'a bound outside its group': ({'options': {'min': 'w=1'}}, [], '"min": expected it in its group'),
    'a group without members': ({'options': {'group': [{'name': 'w'}]}}, [], 'expected groups of "name", "members"'),
    'a bound that is no number': ({'options': {'group': [{'name': 'w', 'members': ['Ann'], 'min': '1'}]}}, [],
                                  'expected groups of "name", "members"'),
    'a mistyped bound': ({'options': {'group': [{'name': 'w', 'members': ['Ann'], 'mim': 1}]}}, [],
                         'expected groups of "name", "members"'),
    'a member who does not stand': ({'options': {'group': [{'name': 'w', 'members': ['Zoe']}]}}, [],
                                    '"Zoe": expected a candidate, each once'),
    'two groups of one name': ({'options': {'group': [{'name': 'w', 'members': ['Ann']}] * 2}}, [],
                               '"w": expected each group once'),
    'groups beside those of the rules': ({'options': {'group': [{'name': 'w', 'members': ['Ann']}]}},
                                         ['--min', 'w=1'], '--min: the groups stand in'),
    'another method': ({}, ['--method', 'meek'], 'says the method is scottish, not meek'),
    'two files of ballots': ({}, ['ballots'], 'one file more'),
    'no ballots': ({'ballots': None}, [], 'expected a text'),
    'a value that is none': ({'options': {'seats': 1.5}}, [], '"seats": expected a text, a whole number'),
}


def mistake(change, arguments, words):
    write('ballots', count_certificate.blt(random.Random(SEED), 3, 1, 5))
    path = write('rules', {'rules': 1, 'method': 'scottish', 'ballots': 'ballots', **change})
    done = run('--rules', path, *[place(a) if a == 'ballots' else a for a in arguments])
    return [] if done.returncode == 3 and words in done.stderr and 'rules' in done.stderr else \
        [f'{done.returncode}: {done.stderr}']


def the_program_takes_rules():
    write('ballots', count_certificate.blt(random.Random(SEED), 5, 2, 12))
    rules = write('rules', {'rules': 1, 'method': 'scottish'})
    _, error = certificate_of(place('ballots'), None, 'blt', ['--rules', rules, '--seats', '2'])

    def checked(*files):
        done = subprocess.run([sys.executable, '-B', check_certificate.__file__, *files], capture_output=True, text=True)
        return done.returncode, done.stdout

    code, said = checked(rules, place('certificate'), place('ballots'))
    wrong = [error] if error else []
    wrong += [] if code == 0 and 'set besides the rules: seats 2' in said else [said]
    code, said = checked(rules, place('certificate'))
    return wrong + ([] if code == 1 and 'the rules name no ballots' in said else [said])


def the_document_shows_rules_that_are_taken():
    with open(os.path.join(TOP, 'doc', 'counting.md'), encoding='utf-8') as file:
        text = file.read()
    block = text[text.index('    {"rules": 1,'):].split('\n\n')[0]
    rules = write('rules', '\n'.join(line[4:] for line in block.split('\n')))
    names = ['Anna', 'Maria', 'Yorgos', 'Petros', 'Nikos', 'Rania', 'Eva', 'Lia']
    lines = ['8 5'] + [f'{10 - c} {c} {c % 8 + 1} {(c + 2) % 8 + 1} 0' for c in range(1, 9)]
    write('ward.blt', '\n'.join([*lines, '0', *(f'"{name}"' for name in names), '"Ward"']) + '\n')
    true, error = certificate_of(None, None, None, ['--rules', rules])
    if true is None:
        return [error]
    given = source('rules')
    return judged(random.Random(SEED), 'the document', given, true, COUNTERFEITS)


# ---- RCTab

VOTES = 'id,1st,2nd,3rd\n' + ''.join(f'{n},{row}\n' for n, row in enumerate(
    ['A,B,C', 'A,B', 'B,C', 'B|C,A', 'C,,A', 'overvote,A', 'UWI,B', 'D,D,A', 'C,B', 'A', 'D,C', 'undervote,B', 'B,D',
     ',C,A', 'E,A'], 1))
SOURCE = {'filePath': 'votes.csv', 'provider': 'ess', 'firstVoteColumnIndex': 2, 'firstVoteRowIndex': '2',
          'overvoteLabel': 'overvote', 'skippedRankLabel': 'undervote', 'undeclaredWriteInLabel': 'UWI',
          'overvoteDelimiter': '|'}
MODES = ['multiWinnerAllowMultipleWinnersPerRound', 'multiWinnerAllowOnlyOneWinnerPerRound', 'bottomsUp', 'multiPassIrv',
         'bottomsUpUsingPercentageThreshold', 'singleWinnerMajority']
TIES = ['random', 'previousRoundCountsThenRandom', 'useCandidateOrder', 'generatePermutation']


def configuration(dice):
    mode = dice.choice(MODES)
    rules = {'winnerElectionMode': mode, 'tiebreakMode': dice.choice(TIES), 'randomSeed': str(dice.randint(1, 10 ** 9)),
             'overvoteRule': dice.choice(['exhaustImmediately', 'alwaysSkipToNextRank', 'exhaustIfMultipleContinuing']),
             'numberOfWinners': '1' if mode == 'singleWinnerMajority' else dice.choice(['2', 3]),
             'multiSeatBottomsUpPercentageThreshold': '20', 'decimalPlacesForVoteArithmetic': dice.choice(['4', 2]),
             'maxSkippedRanksAllowed': dice.choice(['unlimited', '0', 1]), 'maxRankingsAllowed': dice.choice(['max', 3]),
             'hareQuota': dice.random() < .3, 'nonIntegerWinningThreshold': dice.random() < .5,
             'batchElimination': dice.random() < .3, 'exhaustOnDuplicateCandidate': dice.random() < .5,
             'cutoffElimination': dice.random() < .3, 'minimumVoteThreshold': dice.choice(['', 0, 2])}
    people = [{'name': name, 'excluded': name == 'E' and dice.random() < .5} for name in 'ABCDE']
    people[0]['aliases'] = ['Alpha']
    return {'outputSettings': {'contestName': 'Own'}, 'cvrFileSources': [
        {**SOURCE, 'treatBlankAsUndeclaredWriteIn': dice.random() < .2}], 'candidates': people, 'rules': rules}


def by_configuration():
    dice, complaints, counted = random.Random(f'{SEED} rctab'), [], 0
    write('votes.csv', VOTES)
    for _ in range(10 * ELECTIONS):
        config = configuration(dice)
        besides = ['--group', 'g=A,B', '--max', 'g=1'] if dice.random() < .3 and \
            config['rules']['winnerElectionMode'] != 'bottomsUpUsingPercentageThreshold' else []
        path = write('config.json', config)
        true, error = certificate_of(None, None, None, ['--rules', path, *besides])
        if true is None:
            complaints += [] if search(HARMLESS, error) else [f'{config["rules"]}: {error}']
            continue
        counted += 1
        first = [('records', 0, 'sha256'), ('records', 0, 'file'), ('records', 'shorter'), ('records', 'drop'),
                 ('rules_sha256',), ('besides', 'drop')]
        complaints += judged(dice, f'rctab {config["rules"]} {besides}', source('config.json'), true, COUNTERFEITS,
                             first, ())
    return complaints or ([] if counted > 7 * ELECTIONS else [f'only {counted} were counted'])


def configured(folder):
    path = find(folder, '_config.json')[0]
    true, error = certificate_of(None, None, None, ['--rules', path])
    if true is None:
        return [error]
    with open(path, 'rb') as file:
        given = check_certificate.Source(file.read(), folder)
    return judged(random.Random(SEED), os.path.basename(folder), given, true, 8, [('records', 0, 'sha256')])


# One of each kind of records: a workbook, a table of ranks, the common data format, Dominion; and a tie by chance.
REAL = ['excluded_test', 'generic_csv_test', 'test_set_multi_winner_fractional_threshold', 'dominion_alaska',
        'tiebreak_previous_round_counts_then_random_test', '2015_portland_mayor']

OURS = os.path.join(TOP, 'test', 'data', 'rctab')  # Hart, Clear Ballot, XML

if __name__ == '__main__':
    real = [f for f in (folders('rcv_rctab') if DATA else ()) if os.path.basename(f) in REAL]
    real += sorted(f.path for f in os.scandir(OURS) if f.is_dir() and not f.name.startswith('_'))
    tap([('the program takes rules', the_program_takes_rules),
         ('the document shows rules that are taken', the_document_shows_rules_that_are_taken),
         ('bounds hold for who follows', bounds_hold_for_who_follows)] +
        [(f'countback by {method}', lambda method=method: vacancies(method)) for method in RANKERS] +
        [(f'{method} by rules', lambda method=method: by_rules(method)) for method in MAKERS] +
        [(name.replace(' ', '_') + '_is_refused', lambda case=case: mistake(*case))
         for name, case in MISTAKES.items()] +
        [('rctab, made', by_configuration)] +
        [(os.path.basename(f), lambda f=f: configured(f)) for f in real], data=False)
