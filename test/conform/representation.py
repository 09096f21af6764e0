"""A league of halls: what its electors can see of their delegates, and what each seat stands for. Usage:
KOINON CONSTITUTION."""
import json
import os
import subprocess
import sys
import tempfile

KOINON, CONSTITUTION = sys.argv[1:3]
number = 0


def check(good, what):
    global number
    number += 1
    print(('ok' if good else 'not ok'), number, '-', what)


def run(*args, stdin=None):
    return subprocess.run([KOINON, *args], input=stdin, capture_output=True, text=True, check=False)


def commands():
    for hall, members in (('north', 60), ('south', 24)):
        yield {'do': 'enter', 'kind': 'hall', 'name': hall}
        for n in range(members):
            yield {'do': 'enter', 'kind': 'person', 'name': f'{hall}-{n}'}
            yield {'do': 'enrol', 'person': f'{hall}-{n}', 'unit': hall}
        for n in range(3):
            yield {'do': 'declare', 'body': 'congress', 'person': f'{hall}-{n}',
                   'sender': 'hall-meeting/' + hall}
    yield {'do': 'declare', 'body': 'council', 'person': 'north-3', 'kind': 'president'}
    yield {'do': 'declare', 'body': 'council', 'person': 'south-3'}
    for n in (5, 6, 7):
        yield {'do': 'declare', 'body': 'auditors', 'person': f'north-{n}'}
    yield {'do': 'check-opening', 'outcome': 'in-order'}
    yield {'do': 'tick-wait'}
    council = {'as': 'north-3', 'for': 'council'}
    yield {'do': 'propose', 'kind': 'resolution', 'name': 'q-1', 'by': 'council', **council}
    yield {'do': 'convene', 'body': 'congress', 'name': 'k-1', 'by': 'council', **council}
    congress = {'as': 'north-0', 'for': 'congress'}
    yield {'do': 'open-sitting', 'in': 'k-1'}
    for who in ('north-0', 'north-1', 'north-2', 'south-0', 'south-1', 'south-2'):
        yield {'do': 'check-in', 'in': 'k-1', 'as': who}
    yield {'do': 'put', 'name': 'v-1', 'on': 'q-1', 'in': 'k-1', **congress}
    yield {'do': 'INSTRUCT', 'who': 'north-0', 'choice': ['yes']}
    yield {'do': 'INSTRUCT', 'who': 'north-1', 'choice': ['yes']}
    for who, choice in (('north-0', 'yes'), ('north-1', 'no'), ('south-0', 'no')):
        yield {'do': 'cast', 'in': 'v-1', 'choice': [choice], 'as': who}
    yield {'do': 'close', 'in': 'v-1', **congress}


def mandates(folder):
    """The id of each delegate's mandate, read off the record."""
    log = run('log', folder, '--json').stdout.splitlines()
    effects = [e for line in log for e in json.loads(line)['effects']]
    names = {e['id']: e['name'] for e in effects if e['effect'] == 'thing' and e.get('name')}
    return {(names[e['person']], names[e['body']]): e['id'] for e in effects
            if e['effect'] == 'mandate'}


def submit(folder, lines):
    done = run('submit', folder, '--quiet', stdin='\n'.join(json.dumps(c) for c in lines) + '\n')
    if done.returncode:
        print('#', done.stdout[:800].replace('\n', '\n# '), done.stderr[:400])
    return done.returncode == 0


def build(folder):
    run('new', folder, '--constitution', CONSTITUTION, '--seed', 'representation',
        '--stamps-as-given', '--at', '2026-01-05T07:00:00Z')
    day, second, good, batch, told = 5, 0, True, [], False
    for c in commands():
        if c['do'] == 'tick-wait':
            day, second = 9, 0
            continue
        if c['do'] == 'INSTRUCT':
            good &= submit(folder, batch)
            batch = []
            c = {'do': 'instruct', 'mandate': mandates(folder)[(c['who'], 'congress')],
                 'on': 'q-1', 'text': 'For it.', 'choice': c['choice']}
            told = True
        second += 1
        batch.append({**c, 'at': f'2026-01-{day:02d}T08:{second // 60:02d}:{second % 60:02d}Z'})
    return good and submit(folder, batch) and told


PAST = """koinon: 1
past: true
name: Old chambers
time-zone: Europe/Athens
entities: [electors]
bodies:
  conference: {seats: {from: electors, number: 2}}
  chamber: {seats: {from: conference, how: appointed, sits-in: conference, number: not-stated}}
"""


def past(folder, text):
    """A record of the past refuses nothing a source says: what does not fit is a finding."""
    with open(text, 'w', encoding='utf-8') as file:
        file.write(PAST)
    made = run('new', folder, '--constitution', text, '--seed', 'past', '--stamps-as-given',
               '--at', '2026-01-05T07:00:00Z')
    lines = [{'do': 'enter', 'kind': 'person', 'name': n} for n in ('anna', 'basil', 'clio', 'dora')]
    lines += [{'do': 'appoint', 'body': 'conference', 'person': n, 'sender': 'electors',
               'when': '1917-09-14'} for n in ('anna', 'basil', 'clio')]
    lines += [{'do': 'appoint', 'body': 'chamber', 'person': n, 'when': '1917-09-19'}
              for n in ('anna', 'dora')]
    for n, line in enumerate(lines):
        line.update({'source': 'A history', 'line': 7, 'at': f'2026-01-05T08:00:{n:02d}Z'})
    if made.returncode or not submit(folder, lines):
        return {made.stderr: None}
    return {f['id']: f['says'] for f in
            json.loads(run('show', folder, 'findings', '--json').stdout)['findings']}


def ranked(folder):
    """An election by the single transferable vote: its page counts it again from the ballots."""
    run('new', folder, '--constitution', os.path.join(os.path.dirname(CONSTITUTION), 'ranked.yaml'),
        '--seed', 'ranked', '--stamps-as-given', '--at', '2026-01-05T07:00:00Z')
    people = ['ada', 'ben', 'cleo', 'dan', 'eva'] + [f'm-{n}' for n in range(20)]
    lines = [{'do': 'enter', 'kind': 'house', 'name': 'main'}]
    for p in people:
        lines += [{'do': 'enter', 'kind': 'person', 'name': p},
                  {'do': 'enrol', 'person': p, 'unit': 'main'}]
    lines.append({'do': 'call-election', 'body': 'council', 'name': 'e-1'})
    lines += [{'do': 'nominate', 'in': 'e-1', 'person': p} for p in people[:5]]
    ballots = [['ada', 'ben']] * 9 + [['cleo', 'dan']] * 4 + [['eva', 'cleo']] * 3
    ballots += [['dan']] * 2 + [['ben', 'eva']] * 2
    lines += [{'do': 'cast', 'in': 'e-1', 'choice': b, 'as': f'm-{n}'}
              for n, b in enumerate(ballots)]
    lines.append({'do': 'close', 'in': 'e-1'})
    for n, line in enumerate(lines):
        line['at'] = f'2026-01-05T08:{n // 60:02d}:{n % 60:02d}Z'
    done = submit(folder, lines) and run('verify', folder).returncode == 0
    return done and json.loads(run('show', folder, 'proceeding', 'e-1', '--json').stdout)['count']


def main():
    with tempfile.TemporaryDirectory() as top:
        folder = os.path.join(top, 'league')
        check(build(folder), 'every command is accepted')
        check(run('verify', folder).returncode == 0, 'the record verifies')

        def show(*args):
            return json.loads(run('show', folder, *args, '--json').stdout)
        unit, body = show('unit', 'north'), show('body', 'congress')
        findings = [f['id'] for f in show('findings')['findings']]
        about = show('body', 'hall-committee/north')
        count = ranked(os.path.join(top, 'ranked'))
        check(count['agrees'] and count['quota'] == '6.00000' and count['method'] == 'scottish-stv'
              and [p['who']['name'] for p in count['places'] if p['elected']]
              == ['ada', 'ben', 'cleo'],
              'M14 the page counts an election again and comes out where the record does')
        first, second = count['stages'][:2]
        check({r['who']['name']: r['votes'] for r in first['votes']}['ada'].split('.')[0] == '9'
              and [e['who']['name'] for e in first['elected']] == ['ada']
              and second['stage'] == 'surplus',
              'M14 stage by stage: first preferences, then the surplus of who passed the quota')
        old = past(os.path.join(top, 'past'), os.path.join(top, 'past.yaml'))
    check(old.get('over-quota-conference-1', {}).get('a2') == 3,
          'M20 three for a group of two: told, and a finding')
    outside = [s['a1']['name'] for i, s in old.items() if i.startswith('not-in-base')]
    check(outside == ['dora'], 'M21 who sits in a derived body from outside is a finding')
    votes = {v['who']['name']: v for v in unit['votes']}
    check(sorted(votes) == ['north-0', 'north-1'] and votes['north-1']['choice'] == 'no'
          and votes['north-1']['proceeding']['name'] == 'v-1',
          'M16 each roll-call vote is reachable from the page of those who sent her')
    check(votes['north-0']['as_instructed'] and votes['north-1']['against_instruction']
          and votes['north-1']['instructed'] == 'yes',
          'M16 what she was told stands beside what she did')
    rows = {r['of']['name']: r for r in body['audit']}
    check([rows[h]['per_seat'] for h in ('north', 'south')] == ['20', '8']
          and [rows[h]['seat_share'] for h in ('north', 'south')] == ['1/2', '1/2']
          and [rows[h]['base_share'] for h in ('north', 'south')] == ['5/7', '2/7'],
          'M18 M19 half the seats each, five sevenths of the members: exact')
    check('malapportioned-congress' in findings, 'M19 over twice as many for a delegate is a finding')
    check((about['distance']['least'], body['distance']['least']) == (2, 2),
          'M08 a congress of the halls is two steps from the members')
    check(not any(f.startswith('over-quota') for f in findings) and about['quotas']['total'] == 2,
          'M20 quotas with one electorate each make a total')
    print('1..%d' % number)


main()
