#!/usr/bin/env python3
"""The report (`--report`) as somebody reads it who lost: who was elected stands at the top, and of each candidate it
says what became of her, at which stage, with how many votes, and who was next; of each list what its last seat cost.
All of it is asked of --json and reckoned again here."""
import json
import os
import random
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from count_certificate import FOLDER, HARMLESS, MAKERS, RANKERS, SEED, grouped
from count_data import run, tap

ELECTIONS = int(os.environ.get('ELECTIONS', '6'))


def both(method, form, options):
    """(report, result) or None and why not."""
    arguments = [os.path.join(FOLDER.name, 'ballots'), '--method', method, '--format', form, *options]
    report, result = run(*arguments, '--report'), run(*arguments, '--json')
    if report.returncode or result.returncode:
        return None, report.stderr
    return report.stdout, json.loads(result.stdout)


def in_words(names):
    return ', '.join(names[:-1]) + (' and ' if len(names) > 1 else '') + names[-1] + '.' if names else 'nobody.'


def stage_of(result, key, name):
    """The last one; of seat by seat (rounds with notes) in the last pass. What is left when all is over is not
    excluded."""
    last = result['stages'][-1].get('note', '')
    return max((at for at, s in enumerate(result['stages'], 1) if name in s[key] and s['kind'] != 'end' and
                (not last.startswith('seat ') or s['note'] == last)), default=0)


def passed_on(stage):
    return stage['kind'] == 'exclusion' and any(t['from'] == stage['excluded'][0] for t in stage.get('transfers', []))


def excluded_line(result, name):
    """What must be said of who was excluded."""
    at = stage_of(result, 'excluded', name)
    stage = result['stages'][at - 1]
    shown = result['stages'][at - 2] if at > 1 and passed_on(stage) else stage
    said = f'excluded at stage {at} with {shown["votes"][name]}'
    for bound in stage.get('constraints', []):
        if bound['candidate'] == name and bound['state'] == 'doomed':
            return said + ', since she could no longer be elected: '
    return said


def lines_of(report):
    """{name: (place, what is said)}"""
    part = report.split('What became of each\n')[1].split('\n\n')[0]
    found = [re.fullmatch(r'  (?:(\d+)\. )?(.+?): (.*)', line) for line in part.split('\n') if line]
    return {m.group(2): (m.group(1), m.group(3)) for m in found}


def of_candidates(result, report):
    said, wrong, place = lines_of(report), [], 1
    for group in result['ranking']:
        for name in group:
            number, text = said.get(name, ('-', ''))
            if number != str(place):
                wrong.append(f'{name}: place {number}, she has {place}')
            if name in result['winners'] and 'elected' not in text.replace('not elected', ''):
                wrong.append(f'{name} was elected: {text}')
            if name not in result['winners'] and (text.startswith('elected') or text.endswith('; elected.')):
                wrong.append(f'{name} was not elected: {text}')
            if len(result['stages']) > 1 and name not in result['winners'] and stage_of(result, 'excluded', name):
                if not text.startswith(excluded_line(result, name)):
                    wrong.append(f'{name}: {text}, expected {excluded_line(result, name)}')
                wrong += next_of(result, name, text)
        place += len(group)
    return wrong


def next_of(result, name, text):
    """Who is said to have been next had more, was there, and is none who left before."""
    found = re.search(r'excluded at stage (\d+) with ([\d.]+); the next, (.+), had ([\d.]+)\.$', text)
    if not found:
        return []
    at, other = int(found.group(1)), found.group(3)
    if float(found.group(4)) <= float(found.group(2)):
        return [f'{name}: the next one has not more: {text}']
    gone = stage_of(result, 'excluded', other)
    return [f'{name}: {other} had left before'] if 0 < gone <= at else []


def of_duels(result, report):
    wrong = []
    for name, (_, text) in lines_of(report).items():
        beaten = {other for other, row in result['pairwise'].items()
                  if other != name and row[name] > result['pairwise'][name][other]}
        said = set(re.findall(r'(?:beaten by |, )([^,(]+) \(\d+ to \d+\)', text))
        if said != beaten:
            wrong.append(f'{name}: beaten by {beaten}, said {said}')
    return wrong


def of_lists(result, report):
    said = lines_of(report)
    return [f'{name}: {said.get(name)}, expected {seats}' for name, seats in result['seats_by_party'].items()
            if not said.get(name, ('', ''))[1].startswith(f'{seats} seat')]


def one(method, form, options):
    report, result = both(method, form, options)
    if report is None:
        return [] if re.search(HARMLESS, result) else [result]
    wrong = []
    if 'seats_by_party' not in result and f'Elected: {in_words(result["winners"])}\n' not in report[:2000]:
        wrong.append('who was elected is not at the top')
    lists = report.split('What became of each')[-1].split('\n\n')[0]
    if re.search(r'\(1 ballots\)|\(0 ballots\)', report) or re.search(r': 1 seats|\b1 votes\b', lists):
        wrong.append('one, and many words')
    if 'seats_by_party' in result:
        wrong += of_lists(result, report) if 'What became' in report else []
    elif 'pairwise' in result and 'ranking' in result:
        wrong += of_duels(result, report)
    elif 'ranking' in result:
        wrong += of_candidates(result, report)
    return wrong


def reported(method, groups):
    dice, wrong = random.Random(f'{SEED} report {method} {groups}'), []
    for _ in range(ELECTIONS):
        form, text, options = grouped(dice, method) if groups else MAKERS[method](dice)
        with open(os.path.join(FOLDER.name, 'ballots'), 'w', encoding='utf-8') as file:
            file.write(text)
        wrong += [f'{method} {" ".join(options)}: {each}' for each in one(method, form, options)]
    return wrong


def who_lost_by_how_much():
    with open(os.path.join(FOLDER.name, 'ballots'), 'w', encoding='utf-8') as file:
        file.write('4 2\n9 1 2 0\n6 2 0\n4 3 0\n3 4 2 0\n0\n"Ann"\n"Bea"\n"Cy"\n"Di"\n"Club"\n')
    report, result = both('scottish', 'blt', [])
    expected = ['  3. Cy: not elected: 4.00000 when the count ended.',
                '  4. Di: excluded at stage 3 with 3.00000; the next, Cy, had 4.00000.']
    return [f'{line!r} is not in {report}' for line in expected if line not in report]


tap([('who lost by how much', who_lost_by_how_much)] +
    [(f'{method}', lambda method=method: reported(method, False)) for method in MAKERS] +
    [(f'{method} with groups', lambda method=method: reported(method, True)) for method in RANKERS], data=False)
