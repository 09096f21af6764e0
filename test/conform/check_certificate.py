#!/usr/bin/env python3
"""Is this certificate a true account of a count of these ballots?

    python3 check_certificate.py BALLOTS CERTIFICATE

prints `accepted` with what was counted, by what rule and for whom, and ends with 0; or `refused:` with the
first thing that is wrong, and ends with 1. Written from the rules alone: it reads the ballots itself, in
whole numbers and fractions, and asks of each step whether the rule gives it. It needs Python 3.9 and
nothing else, and knows nothing of the program that wrote the certificate (doc/counting.md has the form).

What it cannot know: whether these options are those the election was called with, and whether the file is
the one that was sealed. Both are printed; compare them."""
import hashlib
import json
import sys

import check_ballots
import check_committee
import check_duels
import check_ers97
import check_gregory
import check_lists
import check_meek
import check_points
import check_rounds
from check_common import Options, Refused, Said, require, same

ONE_PASS = 'seats tie order seed equal group'
STV = 'seats arithmetic places guard quota batch tie order seed group'
DUELS = 'seats strength explicit tie order seed group'
LISTS = 'seats units threshold threshold-two threshold-many base-seats tie order seed'
METHODS = {
    'plurality': (check_points, ONE_PASS), 'block': (check_points, ONE_PASS),
    'limited': (check_points, ONE_PASS + ' marks'), 'approval': (check_points, ONE_PASS),
    'borda': (check_points, ONE_PASS + ' explicit from-zero'),
    'score': (check_points, 'seats tie order seed marks group'),
    'cumulative': (check_points, 'seats tie order seed marks group'),
    'majority-judgment': (check_points, 'seats tie order seed group'),
    'schulze': (check_duels, DUELS), 'ranked-pairs': (check_duels, DUELS), 'minimax': (check_duels, DUELS),
    'copeland': (check_duels, DUELS), 'debian': (check_duels, 'electorate quorum majority default-option'),
    'seqpav': (check_committee, 'seats'), 'phragmen': (check_committee, 'seats'),
    'equal-shares': (check_committee, 'seats'),
    **{name: (check_lists, LISTS) for name in check_lists.AVERAGES},
    **{name: (check_lists, LISTS + ' quota-rounded threshold-seats absolute-majority')
       for name in ('hare', 'droop', 'hagenbach-bischoff', 'imperiali-remainders', 'dutch')},
    'biproportional': (check_lists, 'districts tie order seed'),
    'levelling': (check_lists, 'seats districts threshold threshold-direct minimum overhang tie order seed'),
    'ers97': (check_ers97, 'seats tie order seed group'),
    **{name: (check_gregory, STV) for name in check_gregory.RULES},
    'meek': (check_meek, STV + ' omega keep-places equal equalize'), 'warren': (check_meek, STV + ' omega'),
    'meek-prf': (check_meek, 'seats tie order seed group'),
    'qpq': (check_meek, 'seats arithmetic places guard tie order seed group'),
    'irv': (check_rounds, 'seats winners quota places tie order seed batch cutoff until-two first-round-quota '
            'stop-after minimum-votes share write-in overvote equal skips ranks duplicate-exhausts group'),
}


FORM = (TypeError, ValueError, KeyError, IndexError, AttributeError, ArithmeticError, RecursionError)


def no_twice(pairs):
    keys = [key for key, _ in pairs]
    require(len(set(keys)) == len(keys), f'a key stands twice: {keys}')
    return dict(pairs)


def load(data):
    try:
        certificate = json.loads(data.decode('utf-8', 'surrogateescape'), object_pairs_hook=no_twice)
    except ValueError as error:
        raise Refused(f'the certificate is not JSON: {error}') from error
    require(isinstance(certificate, dict), 'the certificate is no object')
    return certificate


def check(data, certificate):
    """Refused, or nothing."""
    said = Said(certificate)
    same(said.take('certificate'), 1, 'the form of the certificate')
    same(said.take('ballots_sha256'), hashlib.sha256(data).hexdigest(), 'the ballots\' SHA-256')
    ballots = check_ballots.read(data, said.take('format'))
    same(said.take('candidates'), ballots.names, 'candidates')
    require(len(set(ballots.names)) == len(ballots.names), 'two candidates of one name')
    same(said.take('withdrawn'), [ballots.names[c] for c in sorted(ballots.withdrawn)], 'withdrawn')
    method = said.take('method')
    require(method in METHODS, f'no method {method!r}')
    checker, known = METHODS[method]
    options = Options(said.take('options'), known)
    same(said.take('ballots'), ballots.total(), 'ballots')
    if method not in ('biproportional', 'levelling'):
        same(said.take('seats'), checker.seats_of(ballots, options), 'seats')
    checker.check(method, ballots, options, said)
    said.end()


def main(arguments):
    if len(arguments) != 2:
        print(__doc__)
        return 2
    try:
        with open(arguments[0], 'rb') as file:
            data = file.read()
        with open(arguments[1], 'rb') as file:
            certificate = load(file.read())
        check(data, certificate)
    except Refused as why:
        print(f'refused: {why}')
        return 1
    except FORM as why:
        print(f'refused: the certificate has not the form of one: {type(why).__name__}: {why}')
        return 1
    shown = ', '.join(f'{key} {value}' for key, value in certificate['options'].items()) or 'none'
    print('accepted')
    print(f'  ballots: {certificate["ballots"]}, SHA-256 {certificate["ballots_sha256"]}')
    print(f'  method: {certificate["method"]}; seats: {certificate["seats"]}; options: {shown}')
    if certificate['winners']:
        print(f'  elected: {", ".join(certificate["winners"])}')
    return 0


if __name__ == '__main__':
    sys.stdout.reconfigure(errors='surrogateescape')
    sys.exit(main(sys.argv[1:]))
