#!/usr/bin/env python3
"""Seats of parliaments and councils against the official numbers."""
import csv
import io
import os
import tempfile

from count_data import DATA, count, load, tap


def seats(rows, *given):
    with tempfile.NamedTemporaryFile('w', suffix='.csv', encoding='utf-8') as file:
        for row in rows:
            file.write(';'.join(str(cell) for cell in row) + '\n')
        file.flush()
        return count(file.name, *given)['seats_by_party']


def folder(name, *path):
    return os.path.join(DATA, 'apportionment', name, *path)


def parliament(election):
    got = seats(list(zip(election['parties'], election['votes'])), '--format', 'lists', '--method',
                'dhondt', '--seats', str(election['seats']), '--threshold', str(election['threshold']))
    want = dict(zip(election['parties'], election['official_seats']))
    return [] if got == want else [f'{got}, expected {want}']


def slovakia():
    with open(folder('sk_nr_2020', 'sk_nr_2020.csv'), encoding='utf-8') as file:
        rows = list(csv.reader(file, delimiter=';'))
    got = seats([(r[0], r[2], 2 if r[1] == '1' else 0) for r in rows], '--format', 'lists', '--method',
                'hagenbach-bischoff', '--quota-rounded', '--seats', '150', '--threshold', '5%',
                '--threshold-two', '7%', '--threshold-many', '10%')
    want = {r[0]: int(r[3]) for r in rows}
    return [] if got == want else [f'{got}, expected {want}']


def dutch():
    expected = load(folder('kiesraad_gr2022_P9', 'expected.json'))
    got = seats([(f'L{i}', v) for i, v in enumerate(expected['votes'])], '--format', 'lists',
                '--method', 'dutch', '--seats', str(expected['seats']))
    return [] if list(got.values()) == expected['expected'] else [f'{got}, expected {expected["expected"]}']


def uri():
    expected = load(folder('uri2020_biproportional', 'expected.json'))
    parties, districts = expected['parties'], expected['districts']
    votes, want = expected['votes'], expected['expected_seats']
    rows = [['party'] + districts, ['seats'] + expected['district_seats']]
    # The file's rows are parties and its columns districts, or the other way round: the margins tell.
    by_party = [sum(row) for row in zip(*want)] == expected['district_seats']
    cells = votes if by_party else list(zip(*votes))
    wanted = want if by_party else list(zip(*want))
    rows += [[p] + list(row) for p, row in zip(parties, cells)]
    got = seats(rows, '--format', 'districts', '--method', 'biproportional')
    want = {f'{p} / {d}': wanted[i][k] for i, p in enumerate(parties) for k, d in enumerate(districts)}
    return [] if got == want else [f'{got}, expected {want}']


# City council of 4 March 2018: votes and seats of the lists past the threshold, as the city published them.
CIRCLES = {'1+2': 12, '3': 15, '4+5': 13, '6': 10, '7+8': 16, '9': 16, '10': 12, '11': 22, '12': 9}
ZURICH = {'SP': [(37360, 4), (67129, 6), (49212, 5), (34296, 4), (71164, 4), (60063, 5), (52231, 5), (89477, 7),
                 (13192, 3)],
          'SVP': [(15856, 2), (19340, 1), (8339, 1), (8974, 1), (28050, 2), (33783, 3), (17789, 1), (55160, 4),
                  (8980, 2)],
          'FDP': [(23990, 2), (20529, 2), (13844, 1), (16857, 2), (69536, 5), (26712, 3), (23098, 2), (40194, 3),
                  (3826, 1)],
          'Greens': [(15007, 2), (26471, 2), (19388, 2), (12571, 1), (31442, 2), (20296, 2), (15534, 2), (28713, 2),
                     (4191, 1)],
          'glp': [(12551, 1), (19573, 2), (16442, 2), (11613, 1), (28414, 2), (16488, 1), (14630, 1), (31911, 3),
                  (2931, 1)],
          'AL': [(7668, 1), (22692, 2), (22136, 2), (7612, 1), (13659, 1), (10164, 1), (12054, 1), (12435, 1), (1954, 0)],
          'EVP/BDP': [(1841, 0), (2939, 0), (1152, 0), (2101, 0), (5655, 0), (9777, 1), (3374, 0), (13901, 2),
                      (2568, 1)]}


def zurich():
    rows = [['party', *CIRCLES], ['seats', *CIRCLES.values()]]
    rows += [[party] + [votes for votes, _ in lists] for party, lists in ZURICH.items()]
    got = seats(rows, '--format', 'districts', '--method', 'zurich')
    want = {f'{party} / {circle}': n for party, lists in ZURICH.items() for circle, (_, n) in zip(CIRCLES, lists)}
    return [] if got == want else [f'{got}, expected {want}']


# Seats of the lands of 2017: 598 by the German population of each, Sainte-Lague.
LANDS = {'Schleswig-Holstein': 22, 'Mecklenburg-Vorpommern': 13, 'Hamburg': 12, 'Niedersachsen': 59,
         'Bremen': 5, 'Brandenburg': 20, 'Sachsen-Anhalt': 17, 'Berlin': 24,
         'Nordrhein-Westfalen': 128, 'Sachsen': 32, 'Hessen': 43, 'Th\u00fcringen': 17,
         'Rheinland-Pfalz': 30, 'Bayern': 93, 'Baden-W\u00fcrttemberg': 76, 'Saarland': 7}
HOUSE_2017 = {'CDU': 200, 'CSU': 46, 'SPD': 153, 'AfD': 94, 'FDP': 80, 'DIE LINKE': 69, 'GR\u00dcNE': 67}
CONSTITUENCIES_2017 = {'CDU': 185, 'CSU': 46, 'SPD': 59, 'AfD': 3, 'DIE LINKE': 5, 'GR\u00dcNE': 1}


def bundestag():
    """The house of 2017: 299 constituencies won, 598 seats become 709."""
    with open(folder('de_bdt_2017', 'de_bdt_2017.csv'), encoding='utf-8-sig') as file:
        rows = list(csv.reader(file, delimiter=';'))
    parties = [(i, p) for i, p in enumerate(rows[0]) if i >= 2 and p]
    votes = {(p, land): 0 for _, p in parties for land in LANDS}
    won = dict(votes)
    for row in rows[2:]:
        first = {p: int(row[i] or 0) for i, p in parties}
        won[max(first, key=first.get), row[1]] += 1
        for i, p in parties:
            votes[p, row[1]] += int(row[i + 1] or 0)
    table = [['party', *LANDS], ['seats', *LANDS.values()]]
    table += [[p] + [f'{votes[p, land]}:{won[p, land]}' for land in LANDS] for _, p in parties]
    got = seats(table, '--format', 'districts', '--method', 'levelling', '--threshold', '5%',
                '--threshold-direct', '3')
    sums, complaints = {}, []
    for name, n in got.items():
        party, land = name.split(' / ')
        sums[party] = sums.get(party, 0) + n
        if n < won[party, land]:
            complaints.append(f'{name}: {n} seats, {won[party, land]} won')
    direct = {p: sum(won[p, land] for land in LANDS) for _, p in parties}
    for said, want in ((sums, HOUSE_2017), (direct, CONSTITUENCIES_2017)):
        if {p: n for p, n in said.items() if n} != want:
            complaints.append(f'{said}, expected {want}')
    return complaints


TESTS = [('zurich_2018', zurich)]
if DATA:
    for name in ('austria_nationalrat', 'knesset'):
        TESTS += [(f'{name}_{e["id"]}', lambda e=e: parliament(e)) for e in load(folder(name, 'expected.json'))]
    TESTS += [('slovakia_2020', slovakia), ('dutch_council_P9', dutch), ('uri_2020', uri),
              ('bundestag_2017', bundestag)]
tap(TESTS or [('lists', list)])
