#!/usr/bin/env python3
"""Debian's votes against the official results, and Tideman's collection against Condorcet (PHP)."""
import os
from fractions import Fraction

from count_data import DATA, count, find, folders, load, tap


def debian(folder):
    expected = load(os.path.join(folder, 'expected.json'))
    given = ['--method', 'debian']
    if expected['quorum']:  # printed as a decimal: 3/2 of the root of a whole number of developers
        given += ['--electorate', str(round((float(expected['quorum'][0]['quorum']) / 1.5) ** 2))]
    ratios = {m['option']: m['needed'] for m in expected['majority']}
    given += ['--majority', ','.join(str(ratios.get(i + 1, 1)) for i in range(len(expected['options'])))]
    result = count(find(folder, '_tally.txt')[0], *given)
    names = list(result['pairwise'])
    complaints = []
    for a, row in expected['pairwise'].items():
        for b, votes in row.items():
            got = result['pairwise'][names[int(a) - 1]][names[int(b) - 1]]
            if got != votes:
                complaints.append(f'{a} over {b}: {got}, expected {votes}')
    winners = result['winners'] + result.get('tied_for_the_last_seats', [])
    if sorted(winners) != sorted(names[w - 1] for w in expected['winners']):
        complaints.append(f'{winners}, expected {expected["winners"]}')
    dropped = {int(r.split()[1]) for r in result.get('remarks', []) if ' is dropped' in r}
    theirs = {m['option'] for m in expected['majority'] if not m['passes']} | \
             {q['option'] for q in expected['quorum'] if not q['reached']}
    if dropped != theirs:
        complaints.append(f'dropped {dropped}, expected {theirs}')
    if expected['total_votes'] and result['ballots'] != expected['total_votes']:
        complaints.append(f'{result["ballots"]} votes, expected {expected["total_votes"]}')
    return complaints


METHODS = {'Schulze Winning': ['schulze'], 'Schulze Margin': ['schulze', '--strength', 'margins'],
           'Ranked Pairs Winning': ['ranked-pairs'],
           'Ranked Pairs Margin': ['ranked-pairs', '--strength', 'margins'],
           'Minimax Winning': ['minimax'], 'Minimax Margin': ['minimax', '--strength', 'margins'],
           'Minimax Opposition': ['minimax', '--strength', 'opposition'], 'Copeland': ['copeland'],
           'BordaCount': ['borda'], 'First-past-the-post voting': ['plurality', '--equal', 'split'],
           'Instant-runoff': ['irv', '--overvote', 'skip']}


def ranking(text):
    return [sorted(n.strip() for n in group.split('=')) for group in text.split('>')]


def tideman(folder, ending, mode):
    expected, complaints = load(os.path.join(folder, 'expected.json'))[mode], []
    for name, given in METHODS.items():
        if name not in expected:
            continue
        ballots = find(folder, ending)[0]
        extra = ['--explicit'] if mode == 'explicit' and given[0] not in ('plurality', 'irv') else []
        result = count(ballots, '--method', *given, *extra)
        theirs = ranking(expected[name]['Ranking'])
        ours = [sorted(group) for group in result['ranking']]
        stats = expected[name]['Stats']
        if name == 'Instant-runoff':
            # The peer ranks by removing winners, ours by exclusion; and with implicit ranking it
            # makes the only unranked candidate a last preference, which no ballot asked for.
            first = {n: Fraction(v) for n, v in result['stages'][0]['votes'].items()}
            same = result['winners'] == theirs[0] and (mode == 'implicit' or all(
                first[n] == v for n, v in stats['rounds']['1'].items()))
        elif name == 'First-past-the-post voting':
            same = all(abs(float(Fraction(result['stages'][0]['votes'][n])) - v) < 1e-6
                       for n, v in stats['1'].items()) and ours == theirs
        else:
            same = ours == theirs
        if not same:
            complaints.append(f'{mode} {name}: {result["ranking"]}, expected {expected[name]["Ranking"]}')
        if name == 'BordaCount' and any(Fraction(result['stages'][0]['votes'][n]) != Fraction(str(v))
                                        for n, v in stats.items()):
            complaints.append(f'{mode} points {result["stages"][0]["votes"]}, expected {stats}')
        if 'pairwise' in result:
            for a, row in expected['Pairwise'].items():
                for b, votes in row['win'].items():
                    if result['pairwise'][a][b] != votes:
                        complaints.append(f'{mode} {a} over {b}: {result["pairwise"][a][b]}, not {votes}')
    return complaints


TESTS = []
if DATA:
    TESTS += [('debian_' + os.path.basename(f), lambda f=f: debian(f)) for f in folders('debian')]
    TESTS += [(f'{os.path.basename(f)}_{mode}_{ending[1:]}', lambda f=f, e=ending, m=mode: tideman(f, e, m))
              for f in folders('condorcet_tideman') for mode in ('implicit', 'explicit')
              for ending in ('.cvotes', '.debian_votes')]
tap(TESTS or [('condorcet', list)])
