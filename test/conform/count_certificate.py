#!/usr/bin/env python3
"""Certificates of every method: true ones are accepted, counterfeits are refused.

Elections are made from a seed. Each is counted by every method that takes its ballots, with the options that
change what is done; the certificate must be accepted. Then it is falsified in one place after another
(every number, name and list of it, as far as the time of a quick test goes: which ones, the seed says), and
each counterfeit must be refused. `koinon count --methods` says which methods there are: none may be missing."""
import copy
import itertools
import json
import os
import random
import re
import subprocess
import sys
import tempfile
from fractions import Fraction

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import check_ballots
import check_certificate
import check_groups
from check_common import Refused
from count_data import COUNT, DATA, find, folders, run, tap

SEED = int(os.environ.get('SEED', '1917'))
COUNTERFEITS = int(os.environ.get('COUNTERFEITS', '36'))  # of each certificate
NAMES = ['Ann', 'Béla', 'Chryssa', 'Dov', 'Eir "Eh"', 'Fu', 'Gro']
FOLDER = tempfile.TemporaryDirectory()


# ---- elections

def ranking(dice, n, equal, blanks):
    """Some of the candidates, the low numbers liked best, as words of a BLT ballot."""
    order = sorted(range(1, n + 1), key=lambda c: dice.random() * (1 + c / 3))[:dice.randint(1, n)]
    words = []
    for c in order:
        if words and equal and dice.random() < .25:
            words[-1] += f'={c}'
        elif blanks and dice.random() < .2:
            words += ['-', str(c)]
        else:
            words.append(str(c))
    return ' '.join(words)


def blt(dice, n, seats, ballots, equal=False, blanks=False, heavy=True):
    lines = [f'{n} {seats}']
    if dice.random() < .5:
        lines.append('[tie ' + ' '.join(map(str, dice.sample(range(1, n + 1), n))) + ']')
    if n > 4 and dice.random() < .4:
        lines.append(f'-{dice.randint(1, n)}')
    for _ in range(ballots):
        weight = dice.choice([1, 1, 2, 3, 7]) if heavy else 1
        lines.append(f'{weight} {ranking(dice, n, equal, blanks)} 0')
    lines += ['3 0', '0'] + [f'"{name}"' for name in NAMES_OF_BLT[:n]] + ['"An election"']
    return '\n'.join(lines) + '\n'


NAMES_OF_BLT = [name.replace('"', '') for name in NAMES]  # a name in quotes holds none


def condorcet(dice, n, seats):
    lines = ['#/Candidates: ' + ' ; '.join(NAMES_OF_BLT[:n]), f'#/Number of Seats: {seats}']
    for _ in range(dice.randint(3, 14)):
        order = dice.sample(NAMES_OF_BLT[:n], dice.randint(1, n))
        marks = [dice.choice([' > ', ' = ', ' > ']) for _ in order]
        lines.append(''.join(name + mark for name, mark in zip(order, marks))[:-3] + f' * {dice.randint(1, 9)}')
    return '\n'.join(lines) + '\n'


def preflib(dice, n):
    lines = ['# FILE NAME: made.toi', '# TITLE: An election']
    lines += [f'# ALTERNATIVE NAME {c}: {name}' for c, name in enumerate(NAMES_OF_BLT[:n], 1)]
    for _ in range(dice.randint(4, 12)):
        order = dice.sample(range(1, n + 1), dice.randint(2, n))
        lines.append(f'{dice.randint(1, 9)}: {order[0]},{{{",".join(map(str, order[1:]))}}}')
    return '\n'.join(lines) + '\n'


def debian(dice, n):
    lines = ['Tally Sheet for the votes cast', ''] + [
        f'Option {c}---->: {name}{" [2:1]" if c == 2 else ""}' for c, name in enumerate(NAMES_OF_BLT[:n], 1)]
    for voter in range(dice.randint(5, 25)):
        lines.append('V: ' + ''.join(dice.choice('123-') for _ in range(n)) + f'\tvoter{voter}')
    return '\n'.join(lines) + '\n'


def lists(dice, n):
    return ''.join(f'{name},{dice.choice([dice.randint(1, 40), dice.randint(1, 40) * 25])},{dice.randint(0, 5)}\n'
                   for name in NAMES_OF_BLT[:n])


def biproportional(dice):
    parties, n = dice.randint(2, 5), dice.randint(2, 4)
    least, most = dice.choice([(10, 9999), (1, 4), (0, 3), (0, 2000)])  # small ones tie, empty ones leave no choice
    rows = ['party,' + ','.join(f'D{d}' for d in range(n)),
            'seats,' + ','.join(str(dice.randint(1, 6)) for _ in range(n))]
    rows += [name + ',' + ','.join(str(dice.randint(least, most)) for _ in range(n))
             for name in NAMES_OF_BLT[:parties]]
    two = ['--threshold', '1/7', '--threshold-district', '1/4']
    more = [['--threshold', '5%'], ['--threshold-district', '1/5'], two, two + ['--threshold-all'],
            ['--winner-takes-one'], ['--voters', 'exact'], ['--voters', 'votes', '--winner-takes-one'], [], []]
    return 'districts', '\n'.join(rows) + '\n', dice.choice(more) + dice.choice([[], ties(dice, False)])


def scores(dice, n, most):
    rows = [';'.join(NAMES_OF_BLT[:n])]
    for _ in range(dice.randint(3, 20)):
        rows.append(';'.join(dice.choice(['', *map(str, range(most + 1))]) for _ in range(n)) or ';')
    return '\n'.join(rows) + '\n'


def abc(dice, n, seats):
    sets = [dice.sample(range(n), dice.randint(1, n)) for _ in range(dice.randint(3, 12))]
    return f'num_cand: {n}\ncommitteesize: {seats}\nprofile: {sets}\n'


def ties(dice, backwards=True):
    rules = [r for r in (['backwards'], ['forwards'], []) if backwards or not r]
    last = dice.choice(['order', 'order-first', 'lot'])
    chosen = ','.join(dice.choice(rules) + [last])
    return ['--tie', chosen] + (['--seed', f'made {dice.random()}'] if last == 'lot' else [])


def one_pass(dice):
    equal = dice.choice([[], ['--equal', 'split'], ['--equal', 'full'], ['--equal', 'stop'],
                         ['--equal', 'split', '--arithmetic', 'fixed', '--places', '3']])
    return ('blt', blt(dice, dice.randint(2, 6), dice.randint(1, 3), dice.randint(1, 12), equal=True),
            equal + dice.choice([[], ties(dice, False)]))


def duel(dice):
    n, strength = dice.randint(2, 6), dice.choice([[], ['--strength', 'margins'], ['--strength', 'opposition']])
    form, text = dice.choice([('condorcet', condorcet(dice, n, 1)), ('preflib', preflib(dice, n)),
                              ('blt', blt(dice, n, 2, 9, equal=True))])
    return form, text, strength + dice.choice([[], ['--explicit', 'yes']]) + dice.choice([[], ties(dice, False)])


def averages(dice):
    more = [['--threshold', dice.choice(['5%', '1/20', '0.1'])], ['--base-seats', '1'],
            ['--threshold', '3%', '--threshold-two', '6%', '--threshold-many', '9%'], []]
    return 'lists', lists(dice, dice.randint(2, 6)), ['--seats', str(dice.randint(6, 30)), *dice.choice(more),
                                                      *ties(dice, False)]


def remainders(dice):
    form, text, options = averages(dice)
    if '--base-seats' in options:  # with full quotas on top they are more than there are
        options = options[:2] + options[4:]
    more = [['--quota-rounded', 'yes'], ['--threshold-seats', '1/2'], ['--absolute-majority', 'yes'], []]
    return form, text, options + dice.choice(more)


def committee(dice):
    n = dice.randint(2, 6)
    seats = dice.randint(1, min(n - 1, 4))
    return ('abc', abc(dice, n, seats), []) if dice.random() < .6 else ('blt', blt(dice, n, 1, 6, equal=True), [])


def decision(dice):
    return 'debian', debian(dice, dice.randint(2, 5)), dice.choice(
        [[], ['--electorate', str(dice.randint(1, 200))], ['--majority', '2/1,3/2', '--electorate', '9'],
         ['--quorum', '1/2', '--electorate', '100', '--default-option', '1']])


def graded(dice, most, options=()):
    return 'scores', scores(dice, dice.randint(2, 5), most), [*options, *dice.choice([[], ties(dice, False)])]


def arithmetic(dice):
    return dice.choice([[], [], ['--arithmetic', 'rational'], ['--arithmetic', 'guarded', '--places', '6'],
                        ['--arithmetic', 'fixed', '--places', str(dice.randint(1, 7))]])


def gregory(dice):
    n = dice.randint(3, 7)
    more = [[], [], ['--quota', dice.choice(['droop', 'droop-fraction', 'hare', 'hare-fraction'])],
            ['--batch', dice.choice(['yes', 'no'])]]
    text = blt(dice, n, dice.randint(1, n - 1), dice.randint(2, 25), equal=dice.random() < .3,
               blanks=dice.random() < .2)
    return 'blt', text, arithmetic(dice) + dice.choice(more) + dice.choice([[], ties(dice)])


def keeping(dice, equal=True):
    """Fractions grow without end, so with them keep factors are cut and elections are small."""
    n = dice.randint(3, 5)
    exact = dice.random() < .2
    how = ['--arithmetic', 'rational', '--keep-places', '6', '--omega', '3'] if exact and equal else dice.choice(
        [[], [], ['--arithmetic', 'fixed', '--places', '6'], ['--arithmetic', 'guarded', '--places', '8']])
    more = dice.choice([[], [], ['--batch', 'no'], ['--omega', '4']] +
                       ([['--equal', 'split'], ['--equalize', 'yes']] if equal else []))
    text = blt(dice, n, dice.randint(1, n - 1), dice.randint(2, 12), equal=equal and dice.random() < .5)
    return 'blt', text, how + (more if '--omega' not in how else []) + dice.choice([[], ties(dice)])


def plain(dice):
    n = dice.randint(3, 6)
    return 'blt', blt(dice, n, dice.randint(1, n - 1), dice.randint(2, 15)), dice.choice([[], ties(dice)])


def quotients(dice):
    form, text, options = plain(dice)
    return form, text, options + dice.choice([[], ['--arithmetic', 'rational'], ['--places', '5', '--guard', '2']])


def rounds(dice):
    n, several = dice.randint(3, 7), dice.random() < .6
    how = [['--winners', mode] for mode in ('many-per-round', 'one-per-round', 'bottoms-up', 'sequential')] + \
        [['--winners', 'bottoms-up-threshold', '--share', dice.choice(['1/4', '15%'])] +
         dice.choice([[], ['--cutoff', 'yes'], ['--first-round-quota', 'yes']])]
    more = [['--overvote', dice.choice(['exhaust', 'skip', 'multiple'])], ['--equal', 'wait'],
            ['--skips', str(dice.randint(0, 2))], ['--ranks', str(dice.randint(1, 4))], ['--duplicate-exhausts', 'yes'],
            ['--batch', 'yes'], ['--minimum-votes', str(dice.randint(1, 8))], ['--write-in', '2'],
            ['--stop-after', '2'], ['--quota', dice.choice(['droop-fraction', 'hare', 'hare-fraction'])],
            ['--places', str(dice.randint(0, 6))]]
    single = [['--until-two', 'yes'], ['--first-round-quota', 'yes']]
    chosen = sum(dice.sample(more + ([] if several else single), dice.randint(0, 3)), [])
    text = blt(dice, n, dice.randint(2, n - 1) if several else 1, dice.randint(3, 20), equal=dice.random() < .5,
               blanks=dice.random() < .5)
    return 'blt', text, (dice.choice(how) if several else []) + chosen + dice.choice([[], ties(dice)])


def hundredths(dice):
    n = dice.randint(3, 7)
    text = blt(dice, n, dice.randint(1, n - 1), dice.randint(2, 25), equal=dice.random() < .3)
    return 'blt', text, dice.choice([[], ties(dice)])


def levelling(dice):
    parties, n = dice.randint(2, 5), dice.randint(2, 4)
    rows = ['party,' + ','.join(f'D{d}' for d in range(n)),
            'seats,' + ','.join(str(dice.randint(3, 8)) for _ in range(n))]
    for name in NAMES_OF_BLT[:parties]:
        rows.append(','.join([name] + [f'{dice.randint(100, 3000)}:{dice.choice([0, 0, 1, 3])}' for _ in range(n)]))
    more = [['--threshold', '5%'], ['--threshold', '25%', '--threshold-direct', '2'], ['--minimum', 'direct'],
            ['--overhang', '2'], []]
    return 'districts', '\n'.join(rows) + '\n', dice.choice(more) + dice.choice([[], ties(dice, False)])


STV = ['scottish', 'wigm', 'wigm-prf', 'wigm-prf-batch', 'cfer', 'cfer-batch', 'minneapolis', 'mpls']
MAKERS = {
    **dict.fromkeys(STV, gregory), 'meek': keeping, 'warren': lambda dice: keeping(dice, False), 'meek-prf': plain,
    'qpq': quotients, 'ers97': hundredths, 'irv': rounds,
    **dict.fromkeys(['plurality', 'block', 'approval'], one_pass),
    'limited': lambda dice: (lambda e: (e[0], e[1], e[2] + ['--marks', '2']))(one_pass(dice)),
    'borda': lambda dice: ('blt', blt(dice, 5, 2, 9, equal=True), dice.choice(
        [['--explicit', 'yes'], ['--from-zero', 'yes'], []]) + ties(dice, False)),
    'score': lambda dice: graded(dice, 5, dice.choice([[], ['--marks', '4']])),
    'cumulative': lambda dice: graded(dice, 3, ['--marks', '6', '--seats', '2']),
    'majority-judgment': lambda dice: graded(dice, 4),
    **dict.fromkeys(['schulze', 'ranked-pairs', 'minimax', 'copeland'], duel), 'debian': decision,
    **dict.fromkeys(['dhondt', 'sainte-lague', 'modified-sainte-lague', 'imperiali', 'danish', 'adams'], averages),
    **dict.fromkeys(['hare', 'droop', 'hagenbach-bischoff', 'dutch'], remainders),
    'imperiali-remainders': lambda dice: ('lists', lists(dice, 7), ['--seats', str(dice.randint(3, 9)),
                                                                    *ties(dice, False)]),
    'biproportional': biproportional,
    'levelling': levelling,
    **dict.fromkeys(['seqpav', 'phragmen', 'equal-shares'], committee),
}


# ---- groups

RANKERS = [*STV, 'ers97', 'meek', 'meek-prf', 'warren', 'qpq', 'irv', 'plurality', 'block', 'limited', 'approval',
           'borda', 'score', 'cumulative', 'majority-judgment', 'schulze', 'ranked-pairs', 'minimax', 'copeland']


def grouped(dice, method):
    """An election as above, with groups that can mostly be satisfied: one choice of candidates was drawn, and
    the bounds lie about what it has."""
    while True:
        form, text, options = MAKERS[method](dice)
        ballots = check_ballots.read(text.encode(), form)
        if not {'bottoms-up-threshold', '--stop-after'} & set(options):
            break
    names = [c for number, c in enumerate(ballots.names) if number not in ballots.withdrawn]
    seats = int(options[options.index('--seats') + 1]) if '--seats' in options else ballots.seats or 1
    choice, more = dice.sample(names, min(seats, len(names))), []
    for number in range(dice.randint(1, 3)):
        members = dice.sample(ballots.names, dice.randint(1, len(ballots.names)))
        have = len(set(members) & set(choice))
        more += ['--group', f'g{number}=' + ';'.join(members)]
        if dice.random() < .7:
            more += ['--min', f'g{number}={max(0, have - dice.choice([0, 0, 1]))}']
        if dice.random() < .7:
            more += ['--max', f'g{number}={have + dice.choice([0, 0, 1])}']
    return form, text, options + more


def every_choice():
    """The checker's own way to see whether seats can be filled, against every choice there is."""
    dice, complaints, seen = random.Random(SEED), [], set()
    for _ in range(300):
        n = dice.randint(2, 7)
        candidates, seats = list(range(n)), dice.randint(1, n)
        stated = [{'name': str(g), 'members': [str(c) for c in candidates if dice.random() < .5],
                   'min': dice.randint(0, 2), **dice.choice([{}, {'max': dice.randint(1, 3)}])} for g in range(3)]
        groups = check_groups.Groups([str(c) for c in candidates], stated, candidates, seats)
        elected = candidates[:dice.randint(0, seats)]
        still_open = [c for c in candidates if c not in elected and dice.random() < .8]

        def fits(choice):
            return all(group['min'] <= len(set(group['members']) & {str(c) for c in choice}) <= group.get('max', n)
                       for group in stated)

        found = groups.possible(elected, still_open)
        expected = any(fits([*elected, *more])
                       for more in itertools.combinations(still_open, seats - len(elected)))
        seen.add(expected)
        if found != expected:
            complaints.append(f'{stated}, {elected} elected, {still_open} open, {seats} seats: {found}')
    return complaints or ([] if len(seen) == 2 else ['only one answer was tried'])


# ---- certificates

def certificate_of(ballots, method, form, options):
    """The certificate, or what the program says instead."""
    at = os.path.join(FOLDER.name, 'certificate')
    named = [*(['--method', method] if method else []), *(['--format', form] if form else [])]
    done = subprocess.run([COUNT, *([ballots] if ballots else []), *named, *options, '--certificate', at],
                          capture_output=True, text=True)
    if done.returncode:
        return None, done.stderr.strip()
    with open(at, 'rb') as file:
        return check_certificate.load(file.read()), ''


def refused(data, certificate):
    """Why, or None."""
    try:
        check_certificate.check(data if isinstance(data, check_certificate.Source) else
                                check_certificate.Source(data), certificate)
    except Refused as why:
        return str(why)
    except check_certificate.FORM as why:
        return repr(why)
    return None


def leaves(value, path=()):
    """Paths of everything that can be falsified: scalars, and lists for their length and order."""
    if isinstance(value, dict):
        for key in value:
            yield from leaves(value[key], path + (key,))
            yield path + (key, 'drop')
    elif isinstance(value, list):
        for number, inside in enumerate(value):
            yield from leaves(inside, path + (number,))
        if value:
            yield path + ('shorter',)
        if any(one != value[0] for one in value):
            yield path + ('turned',)
    else:
        yield path


def falsified(value, names):
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if value in names:
        return names[(names.index(value) + 1) % len(names)]
    number = re.search(r'\d(?=\D*$)', value)
    if number:  # the last digit
        return value[:number.start()] + str((int(number.group()) + 1) % 10) + value[number.end():]
    return value + 'x'


def counterfeit(true, path):
    false = copy.deepcopy(true)
    at, last = false, path[-1]
    for key in path[:-2]:
        at = at[key]
    if last == 'drop':
        del at[path[-2]]
        return false
    at = at[path[-2]] if len(path) > 1 else at
    if last == 'shorter':
        at.pop()
    elif last == 'turned':
        at.reverse()
    else:
        at[last] = falsified(at[last], true.get('before', true)['candidates'])
    return false


FREE = ('options', 'format', 'party_divisors', 'district_divisors')


def counterfeits(dice, true, most, first=(), free=FREE):
    """What everybody would try first, then any place that the dice name. What is FREE is left alone: other options
    are another count, not a false one."""
    first = [*first, ('winners', 0), ('winners', 'shorter'), ('winners', 'turned'), ('quota',), ('ballots_sha256',),
             ('method',), ('seats',), ('valid',), ('stages', 'shorter'), ('stages', 'turned'), ('stages', 0, 'drop')]
    every = [path for path in leaves(true) if path[0] not in free]
    chosen = [path for path in first if path in every]
    chosen += [path for path in every if 'tie' in path][:8]
    chosen += dice.sample(every, min(len(every), most))
    # many divisors do; four times as large ones do not, unless seats stand whatever the votes
    if 'party_divisors' in true and 'winner-takes-one' not in true['options']:
        more = [str(4 * Fraction(divisor)) for divisor in true['party_divisors']]
        yield 'party_divisors', dict(true, party_divisors=more)
    for path in chosen:
        false = counterfeit(true, path)
        if false != true:
            yield path, false


HARMLESS = 'tied|tie |quota gives|no list|threshold|settle|no table|half a voter|is past the|not both can|' \
    'nobody (who )?is left|group g[0-9]: at least|no choice of'


def judged(dice, what, source, true, most=COUNTERFEITS, first=(), free=FREE):
    """Complaints, unless a true certificate is accepted and each counterfeit of it refused."""
    why = refused(source, true)
    if why:
        data = source.data if isinstance(source, check_certificate.Source) else source
        kept = os.path.join(tempfile.gettempdir(), 'refused-' + what.split()[0])
        with open(kept, 'wb') as file:
            file.write(data)
        return [f'{what}: a true certificate is refused: {why} (ballots in {kept})']
    return [f'{what}: accepted, with {path} falsified'
            for path, false in counterfeits(dice, true, most, first, free) if not refused(source, false)]


def trial(dice, method, ballots, form, options, most=COUNTERFEITS):
    """(complaints, was it counted)"""
    with open(ballots, 'rb') as file:
        data = file.read()
    true, error = certificate_of(ballots, method, form, options)
    if true is None:
        return ([] if re.search(HARMLESS, error) else [f'{method} {options}: {error}']), False
    complaints = judged(dice, f'{method} {" ".join(options)}', data, true, most)
    if not refused(data + b'\n', true):
        complaints.append(f'{method}: accepted for other ballots')
    return complaints, True


def made(method, elections, groups=False):
    dice, complaints, counted = random.Random(f'{SEED} {method}'), [], 0
    for number in range(elections):
        form, text, options = grouped(dice, method) if groups else MAKERS[method](dice)
        at = os.path.join(FOLDER.name, 'ballots')
        with open(at, 'w', encoding='utf-8') as file:
            file.write(text)
        more, was = trial(dice, method, at, form, options)
        complaints += [f'election {number}: {one}' for one in more]
        counted += was
    return complaints or ([] if 2 * counted >= elections else [f'only {counted} of {elections} could be counted'])


def every_method():
    listed = re.findall(r'^(\S+)$', run('--methods').stdout, re.M)
    return [f'{method}: no certificate of it is tested' for method in listed if method not in MAKERS] + \
        ([] if len(listed) > 30 else ['--methods lists too few'])


def program():
    """As an outsider runs it: what it prints, and how it ends."""
    ballots, at = os.path.join(FOLDER.name, 'ballots'), os.path.join(FOLDER.name, 'certificate')
    with open(ballots, 'w', encoding='utf-8') as file:
        file.write(blt(random.Random(SEED), 5, 2, 12))
    certificate, _ = certificate_of(ballots, 'scottish', 'blt', [])

    def checked():
        done = subprocess.run([sys.executable, '-B', check_certificate.__file__, ballots, at], capture_output=True,
                              text=True)
        return done.returncode, done.stdout.split('\n')[0]

    first = checked()
    certificate['stages'][0]['votes']['Ann'] = '1.00000'
    with open(at, 'w', encoding='utf-8') as file:
        json.dump(certificate, file)
    second = checked()
    return ([] if first == (0, 'accepted') else [f'a true one: {first}']) + \
        ([] if second[0] == 1 and second[1].startswith('refused: stage 1: votes: Ann: it says') else
         [f'a counterfeit: {second}'])


def nobody_but_write_ins_is_left():
    """Seat by seat: of three seats the last pass has only the write-ins, who are out of it at once."""
    ballots = os.path.join(FOLDER.name, 'ballots')
    with open(ballots, 'w', encoding='utf-8') as file:
        file.write('3 3\n5 1 0\n3 2 0\n2 3 0\n0\n"Ann"\n"Bea"\n"Others"\n""\n')
    return real(ballots, 'irv', ['--winners', 'sequential', '--write-in', 'Others'])


def real(path, method, options=()):
    complaints, counted = trial(random.Random(SEED), method, path, '', list(options), 6)
    return complaints + ([] if counted else [f'{method}: not counted'])


# Real elections, where their data are: (folder, ending, methods, how many)
REAL = [('stv_scotland', '.blt', ['scottish'], 13), ('debian', '_tally.txt', ['debian'], 9),
        ('condorcet_tideman', '.cvotes', ['schulze', 'ranked-pairs'], 2),
        ('approval_abcvoting', '.yaml', ['phragmen', 'equal-shares'], 3)]


def real_tests():
    for kind, ending, methods, most in REAL if DATA else ():
        found = [path for folder in folders(kind) or [os.path.join(DATA, kind)] for path in find(folder, ending)]
        for path in found[:most]:
            for method in methods:
                yield f'{method} {os.path.basename(path)}', lambda path=path, method=method: real(path, method)


ELECTIONS = int(os.environ.get('ELECTIONS', '8'))
GROUPED = max(4, ELECTIONS // 2)
if __name__ == '__main__':
    tap([('every method is tested', every_method), ('the program accepts and refuses', program),
         ('groups: every choice', every_choice), ('nobody but write-ins is left', nobody_but_write_ins_is_left)] +
        [(method, lambda method=method: made(method, ELECTIONS)) for method in MAKERS] +
        [(f'{method} with groups', lambda method=method: made(method, GROUPED, True)) for method in RANKERS] +
        list(real_tests()), data=False)
