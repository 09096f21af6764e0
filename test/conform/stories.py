"""The smaller examples, the club and the federation of co-operatives: every command is accepted, the
record verifies, and it ends as the story says. Usage: KOINON."""
import json
import os
import subprocess
import sys
import tempfile

KOINON = sys.argv[1]
ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')

number = 0


def check(good, what):
    global number
    number += 1
    print(('ok' if good else 'not ok'), number, '-', what)
    return good


def run(*args):
    return subprocess.run([KOINON, *args], capture_output=True, text=True, check=False)


class Story:
    def __init__(self, name, folder):
        example = os.path.join(ROOT, 'examples', name)
        self.at = os.path.join(folder, name)
        run('new', self.at, '--constitution', os.path.join(example, 'constitution.yaml'),
            '--stamps-as-given', '--seed', name, '--at', '2026-01-05T06:00:00Z')
        entered = run('submit', self.at, os.path.join(example, 'commands.jsonl'), '--quiet')
        if not check(entered.returncode == 0, name + ': every command is accepted'):
            print('#', entered.stdout[:2000].replace('\n', '\n# '))
        check(run('verify', self.at).returncode == 0, name + ': the record verifies')

    def show(self, *what):
        return json.loads(run('show', self.at, '--json', *what).stdout)

    def outcome(self, name):
        return self.show('proceeding', name).get('outcome')

    def states(self):
        return {a['act'].get('name'): a['state'] for a in self.show('acts')['acts']}


def club(s):
    check(s.show('overview')['counts']['members'] == 40,
          'a club has no units: its members are the federation\'s; one left and one joined')
    check((s.outcome('vote-budget-february'), s.outcome('vote-budget-march'))
          == ('no-quorum', 'carried'),
          'six of forty are too few; three weeks later eleven decide')
    check(s.states() == {'budget-2026': 'in-force', 'early-closing': 'annulled',
                         'doors-stay-open': 'in-force'},
          'the assembly annuls what the committee decided')
    check(s.outcome('recall-committee') == 'failed' and s.show('body', 'committee')['filled'] == 5,
          'a recall that is voted down leaves the seats; a by-election fills the empty one')


    told = [(c['who'].get('name'), c.get('place'), c.get('seat', {}).get('ended_how'))
            for c in s.show('proceeding', 'committee-2026')['candidates']]
    check(told[0] == ('alice', 1, None) and told[4] == ('bernd', 5, 'resigned') and told[5][1:] == (None, None),
          'the page of the election says who was elected, in what order, and whose seat has ended since')


def void_vote(s):
    """Who resigns while a ballot is open has voted for nothing, and her page says so."""
    lines = [dict(do='convene', body='committee', name='c-oct', opens='2026-10-10 19:00', by='committee',
                  at='2026-09-25T08'), dict(do='open-sitting')]
    lines += [{'do': 'check-in', 'person': p, 'as': p} for p in ('alice', 'hana', 'george', 'ivan')]
    lines += [dict(do='propose', kind='resolution', name='new-oars', by='committee'),
              dict(do='put', name='vote-oars', on='new-oars'),
              {'do': 'cast', 'in': 'vote-oars', 'choice': ['no'], 'as': 'ivan'},
              {'do': 'resign', 'person': 'ivan', 'body': 'committee', 'as': 'ivan'},
              {'do': 'close', 'in': 'vote-oars'}]
    for minute, line in enumerate(lines):
        if line['do'] in ('open-sitting', 'check-in', 'put'):
            line['in'] = 'c-oct'
        if 'as' not in line:
            line.update({'as': 'alice', 'for': 'committee'})
        line['at'] = f'{line.get("at", "2026-10-10T16")}:{minute:02d}:00Z'
    subprocess.run([KOINON, 'submit', s.at, '--quiet'], text=True, capture_output=True, check=False,
                   input='\n'.join(json.dumps(line) for line in lines))
    told = [(v['proceeding']['name'], v.get('void'), v.get('void_why')) for v in s.show('person', 'ivan')['votes']]
    check(told == [('vote-oars', True, 'seat-fell'), ('vote-early-closing', None, None)],
          'a vote voided because the seat fell is shown as such on the page of who cast it')


def cooperative(s):
    check((s.outcome('vote-surplus-a'), s.outcome('vote-surplus-b')) == ('lost', 'carried'),
          'most members without most societies decide nothing; both together do')
    judged = [(m['part'], m['whole'], m['needed'], m['reached'])
              for m in s.show('proceeding', 'vote-surplus-a')['majorities']]
    check(judged == [(439, 699, 261, True), (2, 4, 3, False)],
          'and each majority stands there with its numbers')
    states = s.states()
    check((states['surplus-a'], states['surplus-b']) == ('rejected', 'waiting'),
          'the surplus that was carried waits its thirty days')
    check((states['cold-store'], states['shop-hours']) == ('in-force', 'in-force'),
          'a purchase that was countersigned; an order that one of two addressees vetoed for itself')
    seats = s.show('body', 'congress')
    check(seats['filled'] == 5 + 9, 'five delegates, and the board by office')


def main():
    with tempfile.TemporaryDirectory() as folder:
        s = Story('club', folder)
        club(s)
        void_vote(s)
        cooperative(Story('cooperative', folder))
    print('1..%d' % number)


main()
