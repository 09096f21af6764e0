"""What comes in and what can be taken along: koinon import, export, schema. Usage: KOINON."""
import csv
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile

KOINON = sys.argv[1]
ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
UNION = os.path.join(ROOT, 'examples', 'union', 'constitution.yaml')
FOUNDED = ['--stamps-as-given', '--seed', 'x', '--at', '2026-01-05T06:00:00Z']

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


class Place:
    def __init__(self, folder):
        self.folder = folder
        self.n = 0

    def new(self, constitution=UNION, commands=''):
        self.n += 1
        at = os.path.join(self.folder, 'f%d' % self.n)
        run('new', at, '--constitution', constitution, *FOUNDED)
        run('submit', at, '--quiet', given=commands)
        return at

    def file(self, text, encoding='utf-8'):
        self.n += 1
        at = os.path.join(self.folder, 't%d.csv' % self.n)
        with open(at, 'wb') as out:
            out.write(text.encode(encoding))
        return at


UNITS = ''.join(json.dumps(c, ensure_ascii=False) + '\n' for c in [
    {'do': 'enter', 'kind': 'region', 'name': 'attica'},
    {'do': 'enter', 'kind': 'branch', 'name': 'piraeus', 'within': 'attica',
     'title': {'el': 'Πειραιάς', 'en': 'Piraeus'}},
    {'do': 'enter', 'kind': 'branch', 'name': 'athens', 'within': 'attica',
     'title': {'el': 'Αθήνα', 'en': 'Athens'}}])
LIST = ('\ufeffΑριθμός;Ονοματεπώνυμο;Παράρτημα;Ομάδες;email\r\n'
        '7001;"Παπαδοπούλου; ""Μαρία""";Πειραιάς;women;maria@example.org\r\n'
        '7002; Nikos N. ;athens;;\r\n'
        '\r\n'
        '7003;Elsa;ATHENS;women, ;\r\n').replace('ATHENS', 'Athens')


def entries(at):
    return len(run('log', at, '--json').stdout.splitlines())


def members(at, *more):
    return list(csv.DictReader(io.StringIO(run('export', at, 'members', *more).stdout)))


def brought_in(p):
    at, file = p.new(commands=UNITS), p.file(LIST)
    before = entries(at)
    dry = run('import', at, file, '--dry-run')
    check(dry.returncode == 0 and json.loads(dry.stdout)['new'] == 3 and entries(at) == before,
          'a dry run says what would be entered, and enters nothing', dry)
    done = run('import', at, file)
    check(done.returncode == 0 and json.loads(done.stdout)['enrolled'] == 3
          and entries(at) == before + 6,
          'a list with a byte order mark, semicolons, quotes and Greek headings comes in', done)
    rows = {r['number']: r for r in members(at)}
    check([rows[n]['unit'] for n in ('7001', '7002', '7003')] == ['piraeus', 'athens', 'athens']
          and rows['7001']['name'] == 'Παπαδοπούλου; "Μαρία"' and rows['7002']['name'] == 'Nikos N.'
          and rows['7001']['groups'] == 'women', 'units by title, names whole, groups', rows)
    log = run('log', at, '--json').stdout
    check('Παπαδοπούλου' not in log and '"7001"' not in log and 'maria@' not in log,
          'the record names nobody and knows no number of the list')
    again = run('import', at, file)
    check(again.returncode == 0 and entries(at) == before + 6
          and json.loads(again.stdout)['known'] == 3, 'the same list twice changes nothing', again)
    moved = run('import', at, p.file('number,unit,email\n7001,athens,new@example.org\n'))
    check(json.loads(moved.stdout)['elsewhere'] == 1 and 'another unit' in moved.stderr
          and [r['email'] for r in members(at, '--unit', 'piraeus')] == ['new@example.org']
          and entries(at) == before + 6,
          'who is in another unit is named, not moved; what the vault has of her is renewed', moved)
    name = [r for r in members(at, '--unit', 'piraeus')][0]
    record = next(c['command']['person'] for c in map(json.loads, log.splitlines())
                  if c['command'] and c['command']['do'] == 'enrol' and c['command']['unit'] == 'piraeus')
    run('submit', at, given=json.dumps({'do': 'leave', 'person': record, 'unit': 'piraeus'}) + '\n')
    gone = members(at, '--unit', 'piraeus')
    back = run('import', at, p.file('number,unit,groups\n7001,piraeus,women\n'))
    check(gone == [] and json.loads(back.stdout)['enrolled'] == 1
          and members(at, '--unit', 'piraeus') == [name], 'who left and is on the list again comes back', back)
    other = p.new(commands=UNITS)
    back = p.file(run('export', at, 'members').stdout)
    check(run('import', other, back).returncode == 0 and members(other) == members(at),
          'what export wrote, import reads: the same list')
    check(run('verify', at).returncode == 0, 'the record verifies')


def refused(p):
    at = p.new(commands=UNITS)
    before = entries(at)
    bad = p.file('number,unit,class,groups,arrears\n1,pireus,x,wimen,two\n2,athens,,,\n2,athens,,,\n'
                 ',athens,,,\n')
    done = run('import', at, bad)
    places = ['2:3', '2:10', '2:12', '2:18', '3:1', '4:1', '5:1']
    check(done.returncode == 3 and entries(at) == before and 'did you mean "piraeus"' in done.stderr
          and sum(':%s:' % q in done.stderr for q in places) == 6 and 'women' in done.stderr,
          'each mistake is named with line and column, and nothing is written', done.stderr)
    some = run('import', at, bad, '--skip-bad')
    check(some.returncode == 1 and json.loads(some.stdout)['bad'] == 3 and len(members(at)) == 1,
          '--skip-bad leaves those lines out, and says so', some)
    greek = LIST.lstrip('\ufeff')
    wrong = run('import', at, p.file(greek, 'windows-1253'))
    check(wrong.returncode == 3 and 'not UTF-8' in wrong.stderr and '--encoding' in wrong.stderr,
          'a file in another encoding is refused with the remedy', wrong.stderr)
    check(run('import', at, p.file(greek, 'windows-1253'), '--encoding', 'windows-1253').returncode == 0
          and len(members(at)) == 4, 'and read when it is said', members(at))
    for text, what in [('', 'an empty file'), ('name\nx\n', 'a list without numbers'),
                       ('number,unit\n1,"athens\n', 'a quote without an end'),
                       ('number,number\n1,2\n', 'a column twice'),
                       ('number,unit\n' + '9' * 5000 + ',athens\n', 'a cell that is too long')]:
        done = run('import', at, p.file(text))
        check(done.returncode == 3 and done.stderr and 'AddressSanitizer' not in done.stderr,
              what + ' is refused', done)


def audited(p, at, again):
    key, copy, other = (os.path.join(p.folder, name) for name in ('auditor', 'copy', 'other'))
    run('export', at, 'auditor-key', '--output', key)
    run('new', again, '--constitution', os.path.join(ROOT, 'examples', 'club', 'constitution.yaml'))
    run('export', again, 'auditor-key', '--output', other)
    shutil.copytree(at, copy)
    for name in ('keys', 'vault.keys', 'vault.db'):
        os.remove(os.path.join(copy, name))
    seen = [json.loads(run('verify', copy, '--json', *more).stdout) for more in ([], ['--auditor-key', key])]
    check(all(s['holds'] and s['pseudonyms'] > 0 for s in seen) and seen[0]['members-known'] == 0
          and seen[1]['members-known'] == seen[1]['pseudonyms'],
          'with the auditor\'s key each pseudonym in a copy is found to be an elector\'s', seen)
    wrong = run('verify', copy, '--auditor-key', other)
    check(wrong.returncode == 1 and 'not sealed with these keys' in wrong.stdout, 'another record\'s does not fit', wrong)
    with open(key, encoding='utf-8') as file:
        text = file.read()
    with open(key, 'w', encoding='utf-8') as file:
        file.write(text.replace('secret: ', 'secret: 0', 1))
    broken = run('verify', copy, '--auditor-key', key)
    check(broken.returncode == 3 and 'is wrong' in broken.stderr, 'a key with a wrong character is refused', broken)


def taken_along(p):
    example = os.path.join(ROOT, 'examples', 'club')
    at = os.path.join(p.folder, 'club')
    run('new', at, '--constitution', os.path.join(example, 'constitution.yaml'), *FOUNDED)
    run('submit', at, os.path.join(example, 'commands.jsonl'), '--quiet')
    commands = run('export', at, 'commands').stdout
    again = p.new(os.path.join(example, 'constitution.yaml'), commands)
    def effects(folder):
        entries = [json.loads(line) for line in run('log', folder, '--json').stdout.splitlines()]
        for entry in entries:
            for effect in entry['effects']: # each record has pseudonyms of its own
                if effect['effect'] == 'pseudonym':
                    del effect['pseudonym']
        return [entry['effects'] for entry in entries]
    check(len(commands.splitlines()) > 100 and effects(at) == effects(again),
          'the commands of a record make the same record elsewhere')
    audited(p, at, os.path.join(p.folder, 'stranger'))
    text = run('export', at, 'constitution').stdout
    check(text == open(os.path.join(example, 'constitution.yaml'), encoding='utf-8').read(),
          'the constitution comes out as it was adopted')
    out = os.path.join(p.folder, 'out.csv')
    first = run('export', at, 'members', '--output', out)
    check(first.returncode == 0 and os.stat(out).st_mode & 0o077 == 0
          and run('export', at, 'members', '--output', out).returncode == 3,
          'a list is readable by its owner only, and never written over')
    full = []
    for verb in (['log', at], ['show', at, 'acts'], ['verify', at], ['export', at, 'commands'], ['help']):
        with open('/dev/full', 'w', encoding='utf-8') as nowhere:
            full.append(subprocess.run([KOINON, *verb], stdout=nowhere, stderr=subprocess.PIPE,
                                       check=False).returncode)
    check(full == [4] * 5, 'an answer that a full disk did not take is no success', full)
    check(run('export', at, 'everything').returncode == 2
          and 'did you mean' in run('exprt').stderr + run('export', at, 'members', '--unt', 'x').stderr,
          'a wrong word gets the right one')
    schema = json.loads(run('schema').stdout)
    check('bodies' in json.dumps(schema) and '$schema' in schema, 'the schema of constitutions is JSON')


def main():
    with tempfile.TemporaryDirectory() as folder:
        place = Place(folder)
        brought_in(place)
        refused(place)
        taken_along(place)
    print('1..%d' % number)


main()
