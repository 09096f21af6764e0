"""The union of examples/union: every command is accepted, the record verifies, and what a living
federation must do is in its effects. Usage: KOINON."""
import json
import os
import subprocess
import sys
import tempfile

KOINON = sys.argv[1]
ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
EXAMPLE = os.path.join(ROOT, 'examples', 'union')
IN_FORCE, LAPSED, WAITING, CARRIED, SUCCEEDED, RECALLED = 503, 508, 502, 600, 608, 721
WALK_OUT = 413

number = 0


def check(good, what):
    global number
    number += 1
    print(('ok' if good else 'not ok'), number, '-', what)
    return good


def run(*args):
    return subprocess.run([KOINON, *args], capture_output=True, text=True, check=False)


def main():
    with tempfile.TemporaryDirectory() as folder:
        at = os.path.join(folder, 'union')
        run('new', at, '--constitution', os.path.join(EXAMPLE, 'constitution.yaml'),
            '--stamps-as-given', '--seed', 'union', '--at', '2026-01-05T06:00:00Z')
        entered = run('submit', at, os.path.join(EXAMPLE, 'commands.jsonl'), '--quiet')
        if not check(entered.returncode == 0, 'every command is accepted'):
            print('#', entered.stdout[:2000].replace('\n', '\n# '))
        check(run('verify', at).returncode == 0, 'the record verifies')
        log = run('log', at, '--json')
    entries = [json.loads(line) for line in log.stdout.splitlines()]
    effects = [(entry, e) for entry in entries for e in entry['effects']]
    ids = {e['name']: e['id'] for _, e in effects if e['effect'] == 'thing' and e.get('name')}

    def states(name):
        return [e['state'] for _, e in effects
                if e['effect'] == 'state' and e['id'] == ids[name] and e['part'] == 0]

    def outcome(name):
        return [e['outcome'] for _, e in effects if e['effect'] == 'closed' and e['id'] == ids[name]]

    recalled = [e for _, e in effects if e['effect'] == 'mandate-end' and e['how'] == RECALLED]
    check(outcome('recall-volos') == [SUCCEEDED] and len(recalled) == 5
          and all(e['cause'] == ids['recall-volos'] for e in recalled),
          'M15 five seats end by one recall, in the entry that decides it')
    check(len({e['at'] for e in recalled}) == 1 and outcome('committee-volos') != [],
          'M14 M26 those recalled are followed by those elected after them')
    check(WAITING in states('payment-1') and states('payment-1')[-1] == LAPSED
          and states('payment-2')[-1] == IN_FORCE,
          'M37 a payment that needs a countersignature waits and falls; a small one is in force')
    check(states('order-1') == [500, 501, WAITING, IN_FORCE] and states('veto-piraeus') != [],
          'M31 an order waits for its veto')
    out = [e for _, e in effects if e['effect'] == 'step' and e['kind'] == WALK_OUT
           and e['in'] == ids['congress-2026']]
    check(len(out) == 2 and all(e['text'] for e in out), 'M72 two walk out, with their reason')
    votes = [e for _, e in effects if e['effect'] == 'step' and e['in'] == ids['vote-resolution-1']]
    check(len(votes) == 11 and all(e['who'] for e in votes) and 'report-2026' in ids,
          'M16 each vote of a delegate is under her name; the executive reports')
    check(outcome('vote-resolution-1') == [CARRIED] and states('resolution-1')[-1] == IN_FORCE,
          'M09 M109 the congress debates a motion, votes on it, and it is in force')
    print('1..%d' % number)


main()
