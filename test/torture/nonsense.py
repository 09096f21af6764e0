"""Nonsense, well formed: thousands of commands drawn at random over the examples' records. Whatever
anybody submits, the program answers; the record verifies and every view can be shown.
Usage: KOINON [seed] [commands]."""
import json
import os
import random
import re
import subprocess
import sys
import tempfile

KOINON = sys.argv[1]
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else 1
COMMANDS = int(sys.argv[3]) if len(sys.argv) > 3 else 400
ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
VIEWS = ('overview', 'acts', 'proceedings', 'bodies', 'units', 'powers', 'findings', 'things', 'authorities', 'recognition')
NEVER = {'found', 'tick', 'erase', 'adopt', 'state-hash'}
INSTANTS = ('2026-07-01', '2030-01-01 12:00', '1900', '9999-12-31', '0001-01-01', '1917-10-25 O.S.',
            '1917-02-23 Julian', 'before 2026-08', '2026-06..2026-09', 'soon', '')
QUANTITIES = (0, 1, -1, 2**31, 'about 500', '400..600', '> 10', '1/3', '9' * 18, '-5', 'many')

number = 0


def check(good, what, said=''):
    global number
    number += 1
    print(('ok' if good else 'not ok'), number, '-', what)
    if not good:
        print('#', str(said)[-3000:].replace('\n', '\n# '))
    return good


def run(*args, given=None):
    return subprocess.run([KOINON, *args], input=given, capture_output=True, text=True, check=False,
                          timeout=120)


def died(done):
    return done.returncode < 0 or done.returncode > 2 or 'Sanitizer' in done.stderr \
        or 'runtime error' in done.stderr


def tables():
    """The commands with what they need and may have, and the kind of each field: doc/entries.md."""
    with open(os.path.join(ROOT, 'doc', 'entries.md'), encoding='utf-8') as text:
        doc = text.read().split('## Effects')[0]
    commands = {}
    for entry in re.findall(r'^- \*\*`.*?(?=^- \*\*`|^#|\Z)', doc, re.M | re.S):
        words = re.findall(r'`([a-z-]+)`', entry)
        needs = re.search(r'Needs (.*?)\.', entry, re.S)
        commands[words[0]] = (re.findall(r'`([a-z-]+)`', needs.group(1)) if needs else [],
                              words[1:] + (['source', 'line', 'note', 'reading', 'after', 'before',
                                            'alternative-of'] if 'attested' in entry else []))
    return commands, dict(re.findall(r'^\| \d+ \| `([a-z-]+)` \| ([a-z ]+) \|', doc, re.M))


class Nonsense:
    def __init__(self, example, seed):
        self.rng = random.Random('%s %d' % (example, seed))
        self.commands, self.kinds = tables()
        folder = os.path.join(ROOT, 'examples', example)
        with open(os.path.join(folder, 'constitution.yaml'), encoding='utf-8') as text:
            constitution = text.read()
        with open(os.path.join(folder, 'commands.jsonl'), encoding='utf-8') as text:
            self.story = [json.loads(line) for line in text if line.strip().startswith('{')]
        self.words = sorted(set(re.findall(r'[a-z][a-z-]+', constitution)))
        self.seen = {}
        for command in self.story:
            for field, value in command.items():
                self.seen.setdefault((command['do'], field), []).append(value)
                self.seen.setdefault(field, []).append(value)
        self.names = sorted({c['name'] for c in self.story if isinstance(c.get('name'), str)}
                            | {c.get('body') for c in self.story if isinstance(c.get('body'), str)})
        self.recent = self.names[:9]
        self.things = 1500
        self.at = 0

    def reference(self):
        rng = self.rng
        one = rng.choice((rng.choice(self.names), rng.choice(self.recent), rng.choice(self.recent),
                          rng.randint(1, self.things)))
        return one if rng.random() < 0.85 else [one, rng.choice((0, 1, 2, 7, 2**31 - 1))]

    def word(self):
        rng = self.rng
        return rng.choice((rng.choice(self.words), rng.choice(self.names), 'yes', 'no', 'in-force'))

    def several(self, one):
        return [one() for _ in range(self.rng.choice((0, 1, 2, 3, 8, 512)))]

    def row(self):
        rng = self.rng
        return {'option': self.word(), 'votes': rng.choice((0, 1, 5, 2**31 - 1)), 'text': self.word(),
                'name': self.word(), 'n': rng.randint(0, 9), 'elected': rng.random() < 0.5}

    def rows(self):
        keys = self.rng.choice((('option', 'votes'), ('option', 'votes', 'elected'), ('text',),
                                ('name', 'text'), ('name', 'n'), ('option', 'n')))
        return [{k: row[k] for k in keys} for row in self.several(self.row)]

    def value(self, do, field):
        rng = self.rng
        known = self.seen.get((do, field))
        if field == 'entry' and rng.random() < 0.8:
            return max(0, self.at - rng.choice((0, 1, 2, 5, 40)))
        if known and rng.random() < 0.6:
            return rng.choice(known)
        if field in self.seen and rng.random() < 0.5:  # what another command says there
            return rng.choice(self.seen[field])
        made = {'number': lambda: rng.choice((0, 1, 2, 3, 17, 511, 2**31 - 1, 2**31, 2**62, -1)),
                'yes or no': lambda: rng.random() < 0.5,
                'text': lambda: rng.choice(('', 'a word', 'α' * 500, 'x' * 1000)),
                'word': self.word, 'reference': self.reference,
                'references': lambda: self.several(self.reference),
                'words': lambda: self.several(self.word),
                'date': lambda: rng.choice(INSTANTS), 'quantity': lambda: rng.choice(QUANTITIES),
                'bytes': lambda: 'A' * rng.choice((0, 4, 43)) + '=', 'title': self.word,
                'rows': self.rows, 'map': lambda: {self.word(): self.word()}}
        return made[self.kinds[field]]()

    def one(self, n):
        rng = self.rng
        do = rng.choice(sorted(set(self.commands) - NEVER))
        if rng.random() < 0.4:
            do = rng.choice([c['do'] for c in self.story if c['do'] not in NEVER])
        needs, may = self.commands[do]
        near = 12 if rng.random() < 0.5 else 200
        again = [c for c in self.story[max(0, self.at - near):self.at + near] if c['do'] == do]
        if again and rng.random() < 0.7:  # one that was accepted once, with a field or two changed
            command = dict(rng.choice(again))
            for field in rng.sample(may, min(len(may), rng.choice((0, 0, 1, 1, 2)))):
                command[field] = self.value(do, field)
        else:
            command = {'do': do}
            for field in may:
                if field in needs or rng.random() < 0.25:
                    command[field] = self.value(do, field)
            if rng.random() < 0.6:
                command['as'] = rng.choice(self.recent + self.seen.get('as', []))
            if rng.random() < 0.3:
                command['for'] = rng.choice(self.recent)
        command.pop('at', None)
        if 'name' in may and command.get('name') and rng.random() < 0.8:
            command['name'] = 'nonsense-%d' % n
            self.names.append(command['name'])
        return command

    def among(self, share):
        """The story as it is told, with nonsense in between while things are open."""
        for n, told in enumerate(self.story):
            self.at = n
            self.recent = (self.recent + [v for k, v in told.items()
                                          if isinstance(v, str) and v in self.names])[-40:]
            if self.rng.random() > 0.003:
                yield json.dumps(told) + '\n'
            while self.rng.random() < share:
                command = self.one(self.rng.randint(0, 10**9))
                yield json.dumps({**command, 'at': told['at']} if 'at' in told else command) + '\n'

    def afterwards(self, at):
        """And more of it when all that was open has long been due."""
        for _ in range(COMMANDS):
            yield json.dumps({**self.one(self.rng.randint(0, 10**9)), 'at': at}) + '\n'


def answered(at, name, given, when):
    done = run('submit', at, given=given)
    check(not died(done), '%s: nonsense %s is answered' % (name, when), done.stderr)
    print('#', done.stderr.strip()[-100:])
    verified = run('verify', at)
    check(verified.returncode == 0, name + ': the record verifies', verified.stdout + verified.stderr)


def example(name, folder):
    at = os.path.join(folder, name)
    text = os.path.join(ROOT, 'examples', name)
    run('new', at, '--constitution', os.path.join(text, 'constitution.yaml'), '--stamps-as-given',
        '--seed', name, '--at', '2026-01-05T06:00:00Z')
    nonsense = Nonsense(name, SEED)
    share = COMMANDS / (COMMANDS + len(nonsense.story))
    answered(at, name, ''.join(nonsense.among(share)), 'amid the story')
    answered(at, name, ''.join(nonsense.afterwards('2029-06-30T08:00:00Z')), 'years later')
    for view in VIEWS:
        shown = run('show', at, '--json', view)
        check(not died(shown), '%s: %s is shown' % (name, view), shown.stderr)


def main():
    with tempfile.TemporaryDirectory() as folder:
        for name in ('club', 'cooperative', 'union', '1917'):
            example(name, folder)
    print('1..%d' % number)


main()
