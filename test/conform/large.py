"""What is large: a sitting of thousands who check in and vote, a hall count of hundreds of rows, an
amendment that gives thousands of units a body each, a recall with thousands of signatures. Each is done
at 50 and at 5 000 (rows: 50 and 500): the rows that the law looks at, and the effects, grow no worse than
the size does; what is beyond a limit is refused in words; each record verifies. Usage: KOINON LAW-STEPS."""
import base64
import hashlib
import json
import os
import subprocess
import sys
import tempfile

KOINON, LAW_STEPS = sys.argv[1:3]
SMALL, LARGE = 50, 5000

PEOPLE = """koinon: 1
name: Large
time-zone: Europe/Athens
bodies:
  assembly:
    seats: every-member
    quorum: 1/2 of members
    called-by: [board]
  board:
    seats: {from: assembly, number: 3, method: block, ballot: open}
    term: 1y
    officers: [chair]
    accountable-to: assembly
    recall: {asked-by: 9/10 of electors, gathered-within: 30d, removes: group, ballot: open, again-after: 6m}
acts:
  resolution: {by: assembly}
adoption:
  by: members
  opening: {declared-by: board, checked-by: assembly, objections: 14d}
"""

UNITS = """koinon: 1
name: Large
time-zone: Europe/Athens
units:
  branch: {many: branches}
bodies:
  board:
    seats: {from: members, number: 3, method: block, ballot: open}
    term: 2y
    recall: none
    called-by: [board]
    quorum: none
  auditors:
    seats: {from: members, number: 1, method: plurality, ballot: open}
    term: 2y
    recall: none
    not-with: board
%sacts:
  amendment: {by: board, changes: constitution}
adoption:
  by: members
  opening: {declared-by: board, checked-by: auditors, objections: 1d}
"""
ASSEMBLIES = """  meeting: {for-each: branch, seats: every-member, quorum: none, called-by: [committee]}
  committee:
    for-each: branch
    seats: {from: meeting, number: %d, method: block, ballot: open}
    term: 1y
    recall: none
"""

number = 0


def check(good, what, said=''):
    global number
    number += 1
    print(('ok' if good else 'not ok'), number, '-', what)
    if not good:
        print('#', str(said)[:1500].replace('\n', '\n# '))
    return good


def run(*args, given=None):
    return subprocess.run([KOINON, *args], input=given, capture_output=True, text=True, check=False)


class Record:
    """A record whose commands are told at one stamp after another."""
    def __init__(self, folder, name, constitution):
        self.at, self.day = os.path.join(folder, name), 1
        text = os.path.join(folder, name + '.yaml')
        with open(text, 'w', encoding='utf-8') as out:
            out.write(constitution)
        made = run('new', self.at, '--constitution', text, '--stamps-as-given', '--seed', name, '--at',
                   '2026-01-01T08:00:00Z')
        assert made.returncode == 0, made.stderr

    def say(self, commands, days=0):
        self.day += days
        at = '2026-%02d-%02dT09:00:00Z' % (1 + self.day // 28, 1 + self.day % 28)
        return run('submit', self.at, '--quiet', given=''.join(
            json.dumps({**c, 'at': at}) + '\n' for c in commands))

    def size(self):
        return json.loads(run('verify', self.at, '--json').stdout)['entries']

    def holds(self):
        done = run('verify', self.at, '--json')
        return done.returncode == 0 and json.loads(done.stdout)['holds']

    def cost(self, first):
        """Of the entries from FIRST on: {command: (n, steps, effects, most)}."""
        out = subprocess.run([LAW_STEPS, self.at, str(first)], capture_output=True, text=True, check=True)
        rows = [json.loads(line) for line in out.stdout.splitlines()]
        return {r['do']: (r['n'], r['steps'], r['effects'], r['most']) for r in rows}


def people(folder, name, n):
    r = Record(folder, name, PEOPLE)
    done = r.say([c for i in range(n) for c in ({'do': 'enter', 'kind': 'person', 'name': 'p-%d' % i},
                                               {'do': 'enrol', 'person': 'p-%d' % i})]
                 + [{'do': 'declare', 'body': 'board', 'person': 'p-%d' % i} for i in range(3)]
                 + [{'do': 'check-opening', 'outcome': 'in-order'}], 1)
    assert done.returncode == 0, done.stdout[:500]
    return r


def sitting(folder, n):
    """All check in, all vote, one more than half of them for it."""
    r = people(folder, 'sitting-%d' % n, n)
    board = {'for': 'board', 'as': 'p-0'}
    first = r.size()
    done = [r.say([{'do': 'convene', 'body': 'assembly', 'name': 'a-1', 'opens': '2026-02-20 10:00', 'by': 'board',
                    **board}], 14),
            r.say([{'do': 'open-sitting', 'in': 'a-1'}]
                  + [{'do': 'check-in', 'in': 'a-1', 'person': 'p-%d' % i, 'as': 'p-%d' % i} for i in range(n)]
                  + [{'do': 'propose', 'kind': 'resolution', 'name': 'r-1', 'by': 'assembly', 'for': 'assembly',
                      'as': 'p-1'},
                     {'do': 'put', 'on': 'r-1', 'name': 'v-1', 'in': 'a-1', 'for': 'assembly', 'as': 'p-1'}]
                  + [{'do': 'cast', 'in': 'v-1', 'choice': ['yes' if i <= n // 2 else 'no'], 'as': 'p-%d' % i}
                     for i in range(n)]
                  + [{'do': 'close', 'in': 'v-1', 'for': 'assembly', 'as': 'p-1'},
                     {'do': 'close-sitting', 'in': 'a-1', 'for': 'assembly', 'as': 'p-1'}], 32)]
    vote = json.loads(run('show', r.at, '--json', 'proceeding', 'v-1').stdout)
    said = [d.stdout[:600] for d in done]
    check(all(d.returncode == 0 for d in done) and vote.get('outcome') == 'carried',
          'a sitting of %d checks in and votes' % n, (said, vote))
    return r, first


def recall(folder, n):
    """Nine tenths sign; the seats of the board are put to the vote, and fall."""
    r = people(folder, 'recall-%d' % n, n)
    first = r.size()
    need = n * 9 // 10
    done = [r.say([{'do': 'recall', 'body': 'board', 'name': 'away', 'why': 'All of them.', 'as': 'p-0'}]
                  + [{'do': 'sign', 'in': 'away', 'as': 'p-%d' % i} for i in range(1, need)]
                  + [{'do': 'cast', 'in': 'away-vote', 'choice': ['yes'], 'as': 'p-%d' % i} for i in range(n)], 30),
            r.say([{'do': 'close', 'in': 'away-vote'}], 20)]
    body = json.loads(run('show', r.at, '--json', 'body', 'board').stdout)
    check(all(d.returncode == 0 for d in done) and body['filled'] == 0,
          'a recall that %d sign succeeds' % need, ([d.stdout[:600] for d in done], body))
    return r, first


def certified(folder, n):
    """An election in the hall with N candidates, counted there: a row each."""
    r = people(folder, 'certified-%d' % n, n)
    speaker = {'for': 'assembly', 'as': 'p-1'}
    done = [r.say([{'do': 'convene', 'body': 'assembly', 'name': 'a-1', 'opens': '2026-02-20 10:00', 'by': 'board',
                    'for': 'board', 'as': 'p-0'}], 14),
            r.say([{'do': 'open-sitting', 'in': 'a-1'}]
                  + [{'do': 'check-in', 'in': 'a-1', 'person': 'p-%d' % i, 'as': 'p-%d' % i} for i in range(n)]
                  + [{'do': 'call-election', 'body': 'board', 'name': 'e-1', 'by': 'assembly', **speaker}], 32)]
    first = r.size()
    rows = [{'option': 'p-%d' % i, 'votes': n - i} for i in range(n)]
    done += [r.say([{'do': 'nominate', 'in': 'e-1', 'person': 'p-%d' % i, 'as': 'p-%d' % i} for i in range(n)]
                   + [{'do': 'certify', 'in': 'e-1', 'result': rows, **speaker}])]
    holders = [s['holder']['name'] for s in json.loads(run('show', r.at, '--json', 'body', 'board').stdout)['seat_rows']]
    check(all(d.returncode == 0 for d in done) and holders == ['p-0', 'p-1', 'p-2'],
          'a count of %d rows is certified' % n, ([d.stdout[:600] for d in done], holders))
    return r, first


def too_many_rows(folder):
    r = people(folder, 'rows', 3)
    done = r.say([{'do': 'certify', 'in': 'e-1', 'result': [{'option': 'p-%d' % i, 'votes': 0} for i in range(513)]}])
    check(done.returncode == 1 and '512' in done.stdout, 'more rows than a command may have are refused in words',
          done.stdout[:500])


def canonical(folder, name, text):
    """The command that adopts this text, as `koinon new` makes it."""
    there = Record(folder, 'text-' + name, text)
    return json.loads(run('log', there.at, '--json', '--from', '1', '--to', '2').stdout)['command']


def amend(r, folder, name, text):
    """The board votes for the text, and it is adopted. What was said, and where the adoption stands."""
    adopted = canonical(folder, name, text)
    digest = hashlib.sha256(base64.b64decode(adopted['charter'])).hexdigest()
    board = {'for': 'board', 'as': 'p-0'}
    said = r.say([{'do': 'propose', 'kind': 'amendment', 'name': name, 'by': 'board', 'hash': digest, **board},
                  {'do': 'put', 'on': name, 'name': 'v-' + name, **board}]
                 + [{'do': 'cast', 'in': 'v-' + name, 'choice': ['yes'], 'as': 'p-%d' % i} for i in range(3)]
                 + [{'do': 'close', 'in': 'v-' + name, **board}])
    first = r.size()
    return [said, r.say([{**adopted, 'act': name}], 1)], first


def branches(folder, name, n):
    r = Record(folder, name, UNITS % '')
    board = {'for': 'board', 'as': 'p-0'}
    done = [r.say([{'do': 'enter', 'kind': 'branch', 'name': 'b-%d' % i} for i in range(n)]
                  + [c for i in range(4) for c in ({'do': 'enter', 'kind': 'person', 'name': 'p-%d' % i},
                                                  {'do': 'enrol', 'person': 'p-%d' % i, 'unit': 'b-0'})]
                  + [{'do': 'declare', 'body': 'board' if i < 3 else 'auditors', 'person': 'p-%d' % i}
                     for i in range(4)] + [{'do': 'check-opening', 'outcome': 'in-order'}], 1),
            r.say([{'do': 'convene', 'body': 'board', 'name': 's-1', 'opens': '2026-01-20 10:00', 'by': 'board',
                    **board}], 5),
            r.say([{'do': 'open-sitting', 'in': 's-1'}]
                  + [{'do': 'check-in', 'in': 's-1', 'person': 'p-%d' % i, 'as': 'p-%d' % i} for i in range(3)], 15)]
    assert all(d.returncode == 0 for d in done), [d.stdout[:500] for d in done]
    return r


def bodies(r):
    """How many there are, with those that have ended."""
    return json.loads(run('show', r.at, '--json', 'bodies').stdout)['count']


def seats_of(r, names):
    """Of these bodies."""
    return [json.loads(run('show', r.at, '--json', 'body', n).stdout).get('seats') for n in names]


def amended(folder, n):
    """N branches get an assembly and a committee each, by one amendment; they are struck out and come back."""
    r = branches(folder, 'amended-%d' % n, n)
    done, first = amend(r, folder, 'am-%d' % n, UNITS % (ASSEMBLIES % 2))
    sample = ['committee/b-%d' % i for i in (0, 1, n // 2, n - 2, n - 1)]
    got = (bodies(r), seats_of(r, sample))
    check(all(d.returncode == 0 for d in done) and got == (2 + 2 * n, [2] * 5),
          'an amendment gives %d branches an assembly and a committee each' % n,
          ([d.stdout[:600] for d in done], got))
    return r, first


def taken_along(folder):
    """What a record with an amendment was told makes the same record elsewhere."""
    r, _ = amended(folder, 5)
    there = Record(folder, 'elsewhere', UNITS % '')
    done = run('submit', there.at, '--quiet', given=run('export', r.at, 'commands').stdout)
    effects = [[json.loads(line)['effects'] for line in run('log', x.at, '--json').stdout.splitlines()]
               for x in (r, there)]
    check(done.returncode == 0 and effects[0] == effects[1],
          'its commands make the same record elsewhere, the amendment too', done)


def struck_and_back(folder, n=900):
    r = branches(folder, 'back', n)
    done, _ = amend(r, folder, 'am-in', UNITS % (ASSEMBLIES % 2))
    gone, _ = amend(r, folder, 'am-out', UNITS % '')
    sample = ['committee/b-%d' % i for i in (0, n - 1)]
    ended = [json.loads(run('show', r.at, '--json', 'body', b).stdout)['ended'] for b in sample]
    back, _ = amend(r, folder, 'am-again', UNITS % (ASSEMBLIES % 3))
    lives = [json.loads(run('show', r.at, '--json', 'body', b).stdout)['ended'] for b in sample]
    got = (bodies(r), ended, lives, seats_of(r, sample))
    check(all(d.returncode == 0 for d in done + gone + back)
          and got == (2 + 2 * n, [True] * 2, [False] * 2, [3] * 2) and r.holds(),
          'struck out they end, and come back when the text has them again',
          ([d.stdout[:300] for d in done + gone + back], got))


def very_many_seats(folder):
    r = branches(folder, 'seats', 3)
    done, first = amend(r, folder, 'am-seats', UNITS % (ASSEMBLIES % LARGE))
    got = seats_of(r, ['committee/b-%d' % i for i in range(3)])
    longest = max(len(json.loads(line)['effects']) for line in
                  run('log', r.at, '--json', '--from', str(first)).stdout.splitlines())
    check(all(d.returncode == 0 for d in done) and got == [LARGE] * 3
          and longest <= 4096 and r.holds(),
          'committees of %d seats are made whole, in entries of the size there may be' % LARGE, (got, longest))


# --- what it costs ---------------------------------------------------------------------------------------
def total(cost):
    return sum(c[1] for c in cost.values()), sum(c[2] for c in cost.values())


def linear(what, do, folder, small, large, once):
    """ONCE: commands whose cost may grow with the size, because they look at everybody once."""
    records = [do(folder, n) for n in (small, large)]
    costs = [r.cost(first) for r, first in records]
    (steps, effects), (more_steps, more_effects) = map(total, costs)
    times = large / small
    check(more_steps <= 1.3 * times * steps and more_effects <= 1.3 * times * effects,
          '%s: %d times as many cost %.0f times the rows looked at, and %.0f times the effects'
          % (what, times, more_steps / steps, more_effects / effects), costs)
    grown = {k: (costs[0][k][3], v[3]) for k, v in costs[1].items()
             if k in costs[0] and k not in once and v[3] > 2 * costs[0][k][3] + 50}
    check(not grown, '%s: what each one says costs the same' % what, grown)
    check(all(r.holds() for r, _ in records), '%s: the records verify' % what)


def main():
    with tempfile.TemporaryDirectory() as folder:
        linear('a sitting', sitting, folder, SMALL, LARGE, ('close', 'put', 'close-sitting'))
        linear('a recall', recall, folder, SMALL, LARGE, ('close', 'recall', 'sign'))
        linear('a count in the hall', certified, folder, SMALL, 500, ('certify',))
        linear('an amendment', amended, folder, SMALL, LARGE, ('adopt', 'tick'))
        too_many_rows(folder)
        very_many_seats(folder)
        struck_and_back(folder)
        taken_along(folder)
    print('1..%d' % number)


main()
