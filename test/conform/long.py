"""Consequences longer than one entry: a body of 5 000 seats is made, dismissed and recalled as a group.
What one entry cannot hold goes on in ticks at the same instant, nothing comes between, and the record
verifies. Usage: KOINON."""
import json
import os
import subprocess
import sys
import tempfile

KOINON = sys.argv[1]
SEATS = 5000
CONSTITUTION = """koinon: 1
name: Very many seats
time-zone: Europe/Athens
bodies:
  assembly:
    seats: every-member
    quorum: none
    called-by: [board]
    sits: every 1y
  board:
    seats: {from: assembly, number: %d, method: plurality, ballot: open}
    term: 1y
    officers: [chair]
    accountable-to: assembly
    recall: {asked-by: 1/50 of electors, gathered-within: 30d, removes: group, ballot: open, again-after: 6m}
powers:
  - {who: assembly, may: dismiss, whom: board, majority: simple}
adoption:
  by: members
  opening: {declared-by: board, checked-by: assembly, objections: 14d}
""" % SEATS

number = 0


def check(good, what, said=''):
    global number
    number += 1
    print(('ok' if good else 'not ok'), number, '-', what)
    if not good:
        print('#', str(said)[:600].replace('\n', '\n# '))
    return good


def run(*args, given=None):
    return subprocess.run([KOINON, *args], input=given, capture_output=True, text=True, check=False)


def lines(commands, at, name='p-1'):
    return ''.join(json.dumps({**c, 'at': at}) + '\n' for c in commands)


def members():
    for i in range(SEATS):
        yield {'do': 'enter', 'kind': 'person', 'name': 'p-%d' % i}
        yield {'do': 'enrol', 'person': 'p-%d' % i}


def opening():
    for i in range(SEATS):
        yield {'do': 'declare', 'body': 'board', 'person': 'p-%d' % i}
    yield {'do': 'check-opening', 'outcome': 'in-order'}


DISMISSED = [{'do': 'open-sitting', 'in': 'a-1'},
             {'do': 'check-in', 'in': 'a-1', 'person': 'p-1', 'as': 'p-1'},
             {'do': 'exercise', 'power': 'dismiss', 'by': 'assembly', 'on': 'board', 'name': 'all-go',
              'for': 'assembly', 'as': 'p-1'},
             {'do': 'cast', 'in': 'all-go-vote', 'choice': ['yes'], 'as': 'p-1'},
             {'do': 'close', 'in': 'all-go-vote'},
             {'do': 'close-sitting', 'in': 'a-1'}]


def recalled():
    yield {'do': 'recall', 'body': 'board', 'name': 'away', 'why': 'All of them.', 'as': 'p-0'}
    for i in range(1, SEATS // 50):
        yield {'do': 'sign', 'in': 'away', 'as': 'p-%d' % i}
    yield {'do': 'cast', 'in': 'away-vote', 'choice': ['yes'], 'as': 'p-7'}


def new(folder, name):
    at = os.path.join(folder, name)
    text = os.path.join(folder, 'constitution.yaml')
    with open(text, 'w', encoding='utf-8') as out:
        out.write(CONSTITUTION)
    made = run('new', at, '--constitution', text, '--stamps-as-given', '--seed', name, '--at',
               '2026-01-01T08:00:00Z')
    entered = run('submit', at, '--quiet', given=lines(members(), '2026-01-02T08:00:00Z')
                  + lines(opening(), '2026-01-02T09:00:00Z'))
    body = json.loads(run('show', at, '--json', 'body', 'board').stdout)
    check(made.returncode == 0 and entered.returncode == 0
          and (body['seats'], body['filled']) == (SEATS, SEATS), '%d seats are made and filled' % SEATS,
          made.stderr + entered.stdout[:300])
    return at


def entries(at):
    return [json.loads(line) for line in run('log', at, '--json').stdout.splitlines()]


def ended(at, how):
    """The instants and entries in which seats fell, and that nothing came between."""
    log = entries(at)
    fell = [(e['seq'], e['stamp']) for e in log for x in e['effects']
            if x['effect'] == 'mandate-end' and x['how'] == how]
    seqs = sorted({s for s, _ in fell})
    between = [log[s]['command']['do'] for s in range(seqs[0] + 1, seqs[-1] + 1)]
    return len(fell), len({t for _, t in fell}), len(seqs), set(between), max(len(e['effects']) for e in log)


def main():
    with tempfile.TemporaryDirectory() as folder:
        at = new(folder, 'dismissed')
        run('submit', at, '--quiet', given=lines(
            [{'do': 'convene', 'body': 'assembly', 'name': 'a-1', 'opens': '2026-03-01 10:00',
              'by': 'board', 'for': 'board'}], '2026-02-20T08:00:00Z'))
        done = run('submit', at, '--quiet', given=lines(DISMISSED, '2026-03-01T08:00:00Z'))
        n, instants, parts, between, longest = ended(at, 724)
        body = json.loads(run('show', at, '--json', 'body', 'board').stdout)
        check(done.returncode == 0 and body['filled'] == 0, 'the assembly dismisses all of them', done)
        check((n, instants) == (SEATS, 1) and parts > 1 and between == {'tick'} and longest <= 4096,
              'at one instant, in several entries, and nothing came between',
              (n, instants, parts, between, longest))
        check(run('verify', at).returncode == 0, 'the record verifies')
        at = new(folder, 'recalled')
        signed = run('submit', at, '--quiet', given=lines(recalled(), '2026-03-01T08:00:00Z'))
        voted = run('submit', at, '--quiet',
                    given=lines([{'do': 'close', 'in': 'away-vote'}], '2026-03-20T08:00:00Z'))
        n, instants, parts, between, longest = ended(at, 721)
        check(signed.returncode == 0 and voted.returncode == 0 and (n, instants) == (SEATS, 1)
              and parts > 1 and between == {'tick'} and longest <= 4096,
              'a group of as many is recalled in the same way', (signed.stdout, voted, n, parts, between))
        check(run('verify', at).returncode == 0, 'the record verifies')
    print('1..%d' % number)


main()
