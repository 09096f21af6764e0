"""Commands signed away from the record's machine: koinon sign, register-key, submit, verify. Who holds
the machine can enter them and can neither make nor change them. Usage: KOINON."""
import json
import os
import sqlite3
import subprocess
import sys
import tempfile

KOINON = sys.argv[1]
CLUB = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'examples', 'club',
                    'constitution.yaml')

number = 0


def check(good, what, said=''):
    global number
    number += 1
    print(('ok' if good else 'not ok'), number, '-', what)
    if not good:
        print('#', str(said)[:500].replace('\n', '\n# '))
    return good


def run(*args, given=None):
    return subprocess.run([KOINON, *args], input=given, capture_output=True, text=True, check=False)


def lines(*commands):
    return ''.join(json.dumps(c) + '\n' for c in commands)


class Club:
    def __init__(self, folder, name):
        self.at = os.path.join(folder, name)
        run('new', self.at, '--constitution', CLUB)
        self.submit(*[{'do': d, **({'kind': 'person', 'name': p} if d == 'enter' else {'person': p})}
                      for p in ('anna', 'bo', 'cora') for d in ('enter', 'enrol')])
        self.submit(*[{'do': 'declare', 'body': 'committee', 'person': p} for p in ('anna', 'bo')])
        log = self.log()
        self.record = log[0]['leaf']
        self.ids = {e['name']: e['id'] for entry in log for e in entry['effects']
                    if e['effect'] == 'thing' and e.get('name')}

    def submit(self, *commands):
        return run('submit', self.at, given=lines(*commands))

    def log(self):
        return [json.loads(x) for x in run('log', self.at, '--json').stdout.splitlines()]


def why(answer):
    return json.loads(answer.stdout.splitlines()[-1]).get('refused', '')


def follow(folder):
    club, key, other = Club(folder, 'a'), os.path.join(folder, 'anna.key'), os.path.join(folder, 'x.key')
    made = run('sign', '--new-key', key)
    public = made.stdout.strip()
    check(made.returncode == 0 and len(public) == 64 and os.stat(key).st_mode & 0o077 == 0
          and run('sign', '--new-key', key).returncode == 3,
          'a key is made, for its owner only, and never over another', made)
    run('sign', '--new-key', other)
    act = {'do': 'propose', 'kind': 'resolution', 'name': 'r-1', 'by': 'committee'}

    def sign(command, by=key, record=club.record, who='anna', body='committee'):
        return run('sign', '--key', by, '--record', record, '--as', str(club.ids[who]), '--for',
                   str(club.ids[body]), given=lines(command))
    named = json.loads(run('sign', '--key', key, '--record', club.at, '--as', 'anna', '--for',
                           'committee', given=lines(act)).stdout)
    check([named['as'], named['for']] == [club.ids['anna'], club.ids['committee']],
          'with a copy of the record, names are enough', named)
    for whom, where in [('ana', club.at), ('anna', club.record), ('0', club.at)]:
        got = run('sign', '--key', key, '--record', where, '--as', whom, given=lines(act))
        check(got.returncode == 3 and '"%s"' % whom in got.stderr, 'nobody is signed for by mistake', got)
    early = run('submit', club.at, given=sign(act).stdout)
    check(why(early) == 'BAD_SIGNATURE', 'a key that is not in the record counts for nothing', early)
    club.submit({'do': 'register-key', 'person': 'anna', 'key': public, 'as': 'anna'})
    signed = sign(act)
    check(signed.returncode == 0, 'a command is signed', signed)
    said = json.loads(signed.stdout)
    for what, change in [('another act', {'name': 'r-2'}), ('another actor', {'as': club.ids['bo']}),
                         ('herself instead of the committee', {'for': 0}),
                         ('another key of the request', {'id': '0' * 31 + '1'}),
                         ('another signature', {'signature': ('0' if said['signature'][0] != '0' else '1') + said['signature'][1:]})]:
        got = run('submit', club.at, given=lines({k: v for k, v in {**said, **change}.items() if v}))
        check(why(got) == 'BAD_SIGNATURE', 'changed into %s it is refused' % what, got)
    for what, line in [('with a key that is not hers', sign(act, by=other)),
                       ('for another record', sign(act, record='0' * 64))]:
        check(why(run('submit', club.at, given=line.stdout)) == 'BAD_SIGNATURE',
              'signed %s it is refused' % what)
    entered = run('submit', club.at, given=signed.stdout)
    check(entered.returncode == 0 and club.log()[-1]['auth'] == 'signed', 'as it was signed it is entered',
          entered)
    again = run('submit', club.at, given=signed.stdout)
    check('"repeated": true' in again.stdout, 'and once only', again)
    report = json.loads(run('verify', club.at, '--json').stdout)
    check(report['holds'] and report['signed'] == 1, 'verify checks it', report)
    club.submit({'do': 'revoke-key', 'person': 'anna', 'key': public, 'as': 'anna', 'why': 'lost'})
    late = run('submit', club.at, given=sign({**act, 'name': 'r-3'}).stdout)
    check(why(late) == 'BAD_SIGNATURE', 'a key that was revoked signs nothing more', late)
    for bad, words in [('{"do": "propose"', 'line 1'), ('{"do": "propos"}', 'propose'),
                       ('{"do": "accept", "in": "x", "as": "bo"}', '--as')]:
        got = run('sign', '--key', key, '--record', club.record, '--as', '5', given=bad + '\n')
        check(got.returncode == 3 and words in got.stderr, 'what cannot be signed is named', got)
    forge(club)


def forge(club):
    """The signature of an entry is changed in the file itself."""
    db = sqlite3.connect(os.path.join(club.at, 'record.db'))
    table = [r[0] for r in db.execute("select name from sqlite_master where type = 'table'")]
    log = club.log()
    seq = next(e['seq'] for e in log if e['auth'] == 'signed')
    done = False
    for name in table:
        columns = [r[1] for r in db.execute('pragma table_info(%s)' % name)]
        for row in db.execute('select rowid, * from %s' % name).fetchall():
            for column, value in zip(columns, row[1:]):
                if isinstance(value, bytes) and bytes.fromhex('5840') in value and not done \
                        and row[0] in (seq, seq + 1):
                    at = value.index(bytes.fromhex('5840')) + 10
                    value = value[:at] + bytes([value[at] ^ 1]) + value[at + 1:]
                    db.execute('update %s set %s = ? where rowid = ?' % (name, column), (value, row[0]))
                    done = True
    db.commit()
    db.close()
    got = run('verify', club.at)
    check(done and (got.returncode == 1 and ' %d:' % seq in got.stdout),
          'a signature that is changed in the file is found, with its entry', got)


def main():
    with tempfile.TemporaryDirectory() as folder:
        follow(folder)
    print('1..%d' % number)


main()
