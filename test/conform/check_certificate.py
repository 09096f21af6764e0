#!/usr/bin/env python3
"""Is this certificate a true account of a count of these ballots?

    python3 check_certificate.py BALLOTS CERTIFICATE
    python3 check_certificate.py RULES CERTIFICATE [BALLOTS]    when it was counted by a file of rules

prints `accepted` with what was counted, by what rule and for whom, and ends with 0; or `refused:` with the
first thing that is wrong, and ends with 1. Written from the rules alone: it reads the ballots itself, in
whole numbers and fractions, and asks of each step whether the rule gives it. It needs Python 3.9 and
nothing else, and knows nothing of the program that wrote the certificate (doc/counting.md has the form).

What it cannot know: whether these options are those the election was called with, and whether the file is
the one that was sealed. Both are printed; compare them."""
import json
import os
import sys
import zipfile

import check_ballots
import check_committee
import check_duels
import check_ers97
import check_gregory
import check_lists
import check_meek
import check_points
import check_records
import check_rounds
from check_common import Options, Refused, Said, require, same
from check_groups import groups_of

ONE_PASS = 'seats tie order seed equal group'
MARKS = ONE_PASS + ' arithmetic places'
STV = 'seats arithmetic places guard quota batch tie order seed group'
DUELS = 'seats strength explicit tie order seed group'
LISTS = 'seats units threshold threshold-two threshold-many base-seats tie order seed'
METHODS = {
    'plurality': (check_points, MARKS), 'block': (check_points, MARKS),
    'limited': (check_points, MARKS + ' marks'), 'approval': (check_points, MARKS),
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
    'biproportional': (check_lists, 'districts threshold threshold-district threshold-all winner-takes-one voters '
                       'tie order seed'),
    'levelling': (check_lists, 'seats districts threshold threshold-direct minimum overhang tie order seed'),
    'ers97': (check_ers97, 'seats tie order seed group'),
    **{name: (check_gregory, STV) for name in check_gregory.RULES},
    'meek': (check_meek, STV + ' omega keep-places equal equalize'), 'warren': (check_meek, STV + ' omega'),
    'meek-prf': (check_meek, 'seats tie order seed group'),
    'qpq': (check_meek, 'seats arithmetic places guard tie order seed group'),
    'irv': (check_rounds, 'seats winners quota places tie order seed batch cutoff until-two first-round-quota '
            'stop-after minimum-votes share write-in overvote equal skips ranks duplicate-exhausts group'),
}


FORM = (TypeError, ValueError, KeyError, IndexError, AttributeError, ArithmeticError, RecursionError, StopIteration,
        zipfile.BadZipFile)


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


class Source:
    """What a certificate is of: ballots, or a file of rules with the ballots that it names beside it (MORE is where
    they are when it names none)."""

    def __init__(self, data, folder='', more=None):
        self.data, self.folder, self.more = data, folder, more

    def beside(self, path):
        if path is None:
            require(self.more, 'the rules name no ballots: give their file')
            return check_records.bytes_of(self.more)
        return check_records.bytes_of(os.path.join(self.folder, path))


def ballots_of(source, said):
    """(ballots, method, options by the rules); None and None without rules."""
    if 'rules_sha256' not in said.values:
        same(said.take('ballots_sha256'), check_records.sha256(source.data), 'the ballots\' SHA-256')
        return check_ballots.read(source.data, said.take('format')), None, None
    same(said.take('rules_sha256'), check_records.sha256(source.data), 'the rules\' SHA-256')
    rules = check_records.json_of(source.data)
    if check_records.is_rctab(rules):
        ballots, options, files = check_records.rctab(rules, source.folder)
        same(said.take('format'), 'rctab', 'format')
        same(said.take('records'), files, 'record')
        return ballots, None, options
    method, path, form = check_records.own(rules)
    data = source.beside(path)
    same(said.take('ballots_sha256'), check_records.sha256(data), 'the ballots\' SHA-256')
    said_form = said.take('format')
    require(form in (None, said_form), f'the rules say the ballots are {form}')
    ballots = check_ballots.read(data, said_form)
    return ballots, method, check_records.own_options(rules, ballots.names)


def check_options(found, besides, certified):
    """What the rules state and what was set besides make the options."""
    if found is None:
        return
    require('group' not in besides or 'group' not in found, 'groups besides those of the rules')

    def number(key, value):
        return check_records.share_of(value) if key in check_records.SHARES else \
            [check_records.share_of(each) for each in value] if key == 'majority' else value

    found = {key: number(key, value) for key, value in {**found, **besides}.items()}
    same({key: number(key, value) for key, value in certified.items()}, found, 'options by the rules')


def check_count(ballots, said, method=None, found=None, besides=None):
    """One count of these ballots; (its winners, ranking, options)."""
    same(said.take('candidates'), ballots.names, 'candidates')
    require(len(set(ballots.names)) == len(ballots.names), 'two candidates of one name')
    same(said.take('withdrawn'), [ballots.names[c] for c in sorted(ballots.withdrawn)], 'withdrawn')
    stated = said.take('method')
    require(stated in METHODS, f'no method {stated!r}')
    require(method in (None, stated), f'the rules say the method is {method}')
    checker, known = METHODS[stated]
    options = Options(said.take('options'), known)
    check_options(found, besides or {}, options.said)
    same(said.take('ballots'), ballots.total(), 'ballots')
    if stated not in ('biproportional', 'levelling'):
        same(said.take('seats'), checker.seats_of(ballots, options), 'seats')
    checker.check(stated, ballots, options, said)
    said.end()
    return options


def check_vacancy(ballots, stated, before, again, options):
    """Who follows: the first of the new ranking who has no seat, with groups the first with whom they keep their
    bounds beside those who sit."""
    names, gone = ballots.names, stated.take('vacates')
    require(gone in before['winners'], f'{gone} was not elected by these ballots')
    same(stated.take('rule'), 'all ballots again as if she had not stood', 'rule')
    same(stated.take('ballots_again'), ballots.total(), 'ballots again')
    sit = [name for name in before['winners'] if name != gone]
    same(stated.take('sit'), sit, 'those who keep their seats')
    left = [names.index(name) for group in again['ranking'] for name in group if name not in sit]
    standing = [c for c in range(len(names)) if c not in ballots.withdrawn]
    groups = groups_of(names, options, standing, len(sit) + 1)
    sitting, passed = [names.index(name) for name in sit], []
    still_open = [c for c in standing if c not in sitting]
    while left and groups and groups.doomed(left[0], sitting, still_open):
        c = left.pop(0)
        passed.append({'candidate': names[c], **groups.reason(c, sitting, still_open, True)})
    require(left, 'nobody is left to fill the seat')
    same(stated.take('passed_over', []), passed, 'passed over')
    same(stated.take('follows'), names[left[0]], 'follows')
    stated.end()


def check_countback(ballots, said, *stated):
    vacancy, before, again = (said.take(key) for key in ('countback', 'before', 'again'))
    said.end()
    first = check_count(ballots, Said(before), *stated)
    ballots.withdrawn.add(ballots.names.index(vacancy['vacates']))
    same(again['options'], before['options'], 'options of the second count')
    same(again['method'], before['method'], 'method of the second count')
    check_count(ballots, Said(again))
    check_vacancy(ballots, Said(vacancy), before, again, first)


def check(source, certificate):
    """Refused, or nothing."""
    said = Said(certificate)
    same(said.take('certificate'), 1, 'the form of the certificate')
    ballots, *stated = ballots_of(source, said)
    require('besides' not in certificate or stated[1] is not None, 'besides: there is no file of rules')
    stated.append(said.take('besides', {}))
    (check_countback if 'countback' in certificate else check_count)(ballots, said, *stated)


def print_accepted(certificate):
    count = certificate.get('before', certificate)
    shown = ', '.join(f'{key} {value}' for key, value in count['options'].items()) or 'none'
    print('accepted')
    if 'rules_sha256' in certificate:
        print(f'  rules: SHA-256 {certificate["rules_sha256"]}')
        besides = ', '.join(f'{key} {value}' for key, value in certificate.get('besides', {}).items())
        if besides:
            print(f'  set besides the rules: {besides}')
    for record in certificate.get('records', []):
        print(f'  records: {record["file"]}, SHA-256 {record["sha256"]}')
    sha256 = f', SHA-256 {certificate["ballots_sha256"]}' if 'ballots_sha256' in certificate else ''
    print(f'  ballots: {count["ballots"]}{sha256}')
    print(f'  method: {count["method"]}; seats: {count["seats"]}; options: {shown}')
    if 'countback' in certificate:
        vacancy = certificate['countback']
        print(f'  vacates: {vacancy["vacates"]}; follows: {vacancy["follows"]}')
    elif count['winners']:
        print(f'  elected: {", ".join(count["winners"])}')


def main(arguments):
    if len(arguments) not in (2, 3):
        print(__doc__)
        return 2
    try:
        certificate = load(check_records.bytes_of(arguments[1]))
        folder = os.path.dirname(arguments[0])
        check(Source(check_records.bytes_of(arguments[0]), folder, *arguments[2:]), certificate)
        require(len(arguments) == 2 or 'rules_sha256' in certificate, 'two files, and no rules')
    except Refused as why:
        print(f'refused: {why}')
        return 1
    except FORM as why:
        print(f'refused: the certificate has not the form of one: {type(why).__name__}: {why}')
        return 1
    print_accepted(certificate)
    return 0


if __name__ == '__main__':
    sys.stdout.reconfigure(errors='surrogateescape')
    sys.exit(main(sys.argv[1:]))
