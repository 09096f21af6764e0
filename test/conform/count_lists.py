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


TESTS = []
if DATA:
    for name in ('austria_nationalrat', 'knesset'):
        TESTS += [(f'{name}_{e["id"]}', lambda e=e: parliament(e)) for e in load(folder(name, 'expected.json'))]
    TESTS += [('slovakia_2020', slovakia), ('dutch_council_P9', dutch), ('uri_2020', uri)]
tap(TESTS or [('lists', list)])
