"""The page of a count (`koinon count --html`): for each family of methods, in Greek and in English, a
whole page that names whom --json elects and has its numbers, and nothing from anywhere else.
Usage: KOINON-COUNT."""
import json
import os
import random
import subprocess
import sys
import tempfile
from html.parser import HTMLParser

COUNT = sys.argv[1]
VOID = {'meta', 'path', 'br', 'link', 'img', 'input', 'hr'}
METHODS = ['scottish', 'meek', 'warren', 'qpq', 'wigm', 'minneapolis', 'irv', 'schulze', 'ranked-pairs',
           'minimax', 'copeland', 'borda', 'plurality', 'block', 'approval']
GROUPED = [['scottish'], ['meek'], ['ers97'], ['qpq'], ['irv', '--winners', 'many-per-round'],
           ['irv', '--winners', 'sequential'], ['borda', '--tie', 'order'],
           ['scottish', '--countback']]
LISTS = ['dhondt', 'sainte-lague', 'hare', 'dutch', 'hagenbach-bischoff']
# Groups that no two of these elections keep by themselves; what a page says of who is doomed or guarded
GROUPS = ['--group', 'κάτω=3;4;5;6', '--min', 'κάτω=2', '--group', 'north <b>=1;2;3', '--max', 'north <b>=1']
STATES = {'doomed': ('can no longer be elected', 'δεν μπορεί πια να εκλεγεί'),
          'guarded': ('can no longer be excluded', 'δεν μπορεί πια να αποκλειστεί')}
ENGLISH = ['at least', 'at most', 'passed over', 'seats are left', 'together leave', 'cannot be', 'is vacant', 'quotient']
NAMES = ['Anna <b>', 'Βασίλης & υιοί', "D'Arcy", 'Eve "E"', 'Fo', 'Ge']

number = 0


def check(good, what):
    global number
    number += 1
    print(('ok' if good else 'not ok'), number, '-', what)
    return good


class Page(HTMLParser):
    """Text of it, and whether its tags close in order."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.text, self.bad, self.outside = [], [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append(tag)
        self.outside += [v for k, v in attrs if k in ('src', 'href', 'action')]

    def handle_startendtag(self, tag, attrs):
        self.outside += [v for k, v in attrs if k in ('src', 'href', 'action')]

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.bad.append(tag)

    def handle_data(self, data):
        if self.open and self.open[-1] != 'style':
            self.text.append(data)


def blt(seed):
    r = random.Random(seed)
    lines = ['%d 2' % len(NAMES)]
    for _ in range(60):
        ranks = r.sample(range(1, len(NAMES) + 1), r.randint(1, len(NAMES)))
        lines.append('%d %s 0' % (r.randint(1, 4), ' '.join(map(str, ranks))))
    quoted = ['"%s"' % n.replace('"', "''") for n in NAMES]
    return '\n'.join(lines + ['0'] + quoted + ['"A <title>"']) + '\n'


def numbers(result):
    """Every number of votes that stands in the stages, as written."""
    return {v for s in result.get('stages', []) for v in s.get('votes', {}).values()}


def one(folder, file, method, language, *more):
    at = os.path.join(folder, 'page.html')
    run = subprocess.run([COUNT, file, '--method', method, '--json', '--html', at, '--language',
                          language, *more], capture_output=True, text=True, check=False)
    if run.returncode:
        return [run.stderr.strip()]
    result = json.loads(run.stdout)
    source = open(at, encoding='utf-8').read()
    page = Page(source)
    text = ''.join(page.text)
    wrong = []
    if page.bad or page.open:
        wrong.append('tags out of order: %s %s' % (page.bad, page.open))
    if page.outside or 'url(http' in source or '@import' in source:
        wrong.append('asks for %s' % page.outside)
    if 'Content-Type' in text or '%1' in text or '{' in text:
        wrong.append('something of the machine shows')
    if ('Stage by stage' in text) and language == 'el':
        wrong.append('English on a Greek page')
    names = result.get('winners') or [n for n, k in result.get('seats_by_party', {}).items() if k]
    wrong += ['%s is not named' % n for n in names if n not in text]
    mark = ',' if language == 'el' else '.'
    wrong += ['%s is not there' % v for v in numbers(result) if v.replace('.', mark) not in text]
    return wrong


def grouped(folder, file, method, language, *more):
    """Who is doomed or guarded is said, with the group, at each stage where --json has it, and drawn."""
    if more == ('--countback',):
        run = subprocess.run([COUNT, file, '--method', method, '--json', *GROUPS], capture_output=True, text=True,
                             check=True)
        more = ('--countback', json.loads(run.stdout)['winners'][0])
    wrong = one(folder, file, method, language, *GROUPS, *more)
    run = subprocess.run([COUNT, file, '--method', method, '--json', *GROUPS, *more], capture_output=True, text=True,
                         check=False)
    if run.returncode:
        return [run.stderr]
    result = json.loads(run.stdout)
    source = open(os.path.join(folder, 'page.html'), encoding='utf-8').read()
    text = ''.join(Page(source).text)
    said = [c['state'] for s in result['stages'] for c in s.get('constraints', [])]
    for state, words in STATES.items():
        here = source.count('">%s</span>' % words[language == 'el'])
        if here != said.count(state):
            wrong.append('%s: %d times on the page, %d in the count' % (state, here, said.count(state)))
    passed = [s for s in result.get('seating', []) if not s['seated']]
    drawn = source.count('class="sign"')
    if bool(drawn) != bool(said) and '</svg>' in source:
        wrong.append('%d signs drawn for %d' % (drawn, len(said)))
    if language == 'el':
        wrong += ['%r on a Greek page' % words for words in ENGLISH if words in text]
    if 'κάτω' not in text or 'north <b>' not in text:
        wrong.append('a group is not named')
    SEEN.update(said + ['passed'] * len(passed))
    return wrong


def many(folder, file, candidates):
    """One after the other goes out: of more than a hundred the page has those to whom something happened."""
    with open(file, 'w', encoding='utf-8') as out:
        out.write('%d 1\n' % candidates)
        out.writelines('%d %d %d 0\n' % (c, c, c % candidates + 1) for c in range(1, candidates + 1))
        out.write('0\n' + ''.join('"N%d"\n' % c for c in range(1, candidates + 1)))
    wrong = one(folder, file, 'scottish', 'en')
    with open(os.path.join(folder, 'page.html'), encoding='utf-8') as page:
        source = page.read()
    changed, rows = source.count('Votes that changed at this stage'), source.count('<th scope="row">N')
    if (candidates > 100) != (changed > 50) or (rows < 8 * candidates) != (candidates > 100):
        wrong.append('%d candidates: %d tables of changes, %d rows' % (candidates, changed, rows))
    return wrong


SEEN = set()


def main():
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, 'e.blt')
        lists = os.path.join(folder, 'lists.csv')
        with open(lists, 'w', encoding='utf-8') as out:
            out.write('party,votes\nΕνωτικοί,4100\nGreens & Co,2300\n"A <b>",900\n')
        for language in ('en', 'el'):
            for method in METHODS:
                wrong = []
                for seed in range(3):
                    with open(file, 'w', encoding='utf-8') as out:
                        out.write(blt(seed))
                    more = ['--seats', '1'] if method == 'irv' else []
                    wrong += one(folder, file, method, language, *more)
                if not check(not wrong, '%s, %s' % (method, language)):
                    print('#', wrong[:5])
            for method in LISTS:
                wrong = one(folder, lists, method, language, '--seats', '9')
                if not check(not wrong, '%s, %s' % (method, language)):
                    print('#', wrong[:5])
            for method, *more in GROUPED:
                wrong = []
                for seed in range(6):
                    with open(file, 'w', encoding='utf-8') as out:
                        out.write(blt(seed))
                    wrong += grouped(folder, file, method, language, *more)
                if not check(not wrong, '%s with groups, %s' % (' '.join([method, *more]), language)):
                    print('#', wrong[:5])
        check(SEEN == {'doomed', 'guarded', 'passed'}, 'pages of doomed, guarded and passed over ones were made')
        for candidates in (100, 101):
            wrong = many(folder, file, candidates)
            if not check(not wrong, '%d candidates' % candidates):
                print('#', wrong[:5])
        bad = subprocess.run([COUNT, file, '--method', 'plurality', '--html', os.path.join(folder, 'x'),
                              '--language', 'xx'], capture_output=True, text=True, check=False)
        check(bad.returncode == 3 and 'no language "xx"' in bad.stderr, 'an unknown language is named')
    print('1..%d' % number)


main()
