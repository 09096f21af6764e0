#!/usr/bin/env python3
"""A small record (views/league.jsonl under test/scene/league.yaml) as data and as pages.

    views.py KOINON           TAP
    views.py KOINON --write   writes what comes out into views/; look at the difference

The pages of the record are walked from the first to the last link: each must be there, whole, quick and
must not name a member who holds no mandate.
"""
import html
import http.client
import os
import re
import subprocess
import sys
import tempfile
import urllib.parse

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'views')
KOINON, WRITE = sys.argv[1], '--write' in sys.argv
DATA = [['overview'], ['bodies'], ['body', 'council'], ['body', 'congress'], ['unit', 'north'],
        ['person', 'cora'], ['acts'], ['act', 'o-1'], ['proceeding', 'v-o-1'], ['powers'],
        ['entry', '30'], ['findings'], ['about']]
PAGES = [('overview', '/f/league?lang=en'), ('body', '/f/league/body/council?lang=el'),
         ('act', '/f/league/act/o-1?lang=en'), ('proceeding', '/f/league/proceeding/v-o-1?lang=en'),
         ('before', '/f/league/act/o-1?lang=en&at=2026-02-01'), ('missing', '/f/league/act/o-2?lang=el')]
HIDDEN = re.compile(r'quiet-member|Quiet member', re.I)
PAGES_MAX = 600


def make(folder):
    def run(*args, stdin=None):
        done = subprocess.run([KOINON, *args], stdin=stdin, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
    run('new', folder, '--constitution', os.path.join(HERE, '../../scene/league.yaml'), '--seed', 'golden',
        '--stamps-as-given', '--at', '2026-01-05T07:00:00Z')
    with open(os.path.join(HERE, 'league.jsonl'), encoding='utf-8') as commands:
        run('submit', folder, '--quiet', stdin=commands)


def settled(text):
    """Without what changes when a style, or how an entry is hashed, does."""
    text = re.sub(r'\?v=[0-9a-f]+', '?v=', text)
    return re.sub(r'\b[0-9a-f]{16,64}\b', 'HASH', text)


def compare(name, text):
    """What differs from the file, as a list of complaints."""
    path = os.path.join(HERE, name)
    if WRITE:
        with open(path, 'w', encoding='utf-8') as file:
            file.write(text)
        return []
    with open(path, encoding='utf-8') as file:
        want = file.read().split('\n')
    for number, (one, other) in enumerate(zip(want + [''], text.split('\n') + ['']), 1):
        if one != other:
            at = next((i for i, (a, b) in enumerate(zip(one, other)) if a != b), min(len(one), len(other)))
            return [f'{name}:{number} expected ...{one[max(at - 60, 0):at + 100]}',
                    f'{name}:{number} found    ...{other[max(at - 60, 0):at + 100]}']
    return []


def data(folder):
    complaints = []
    for view in DATA:
        done = subprocess.run([KOINON, 'show', folder, *view, '--json', '--public'], capture_output=True,
                              text=True)
        text = settled(done.stdout).replace(',"', ',\n"')
        if done.returncode or HIDDEN.search(text):
            complaints.append(f'show {" ".join(view)}: {done.stderr or "names a hidden member"}')
        complaints += compare('-'.join(view) + '.json', text)
    return complaints


class Server:
    def __init__(self, folder):
        self.errors = tempfile.TemporaryFile('w+')
        self.process = subprocess.Popen([KOINON, 'serve', '--listen', '127.0.0.1:0', folder],
                                        stdout=subprocess.PIPE, stderr=self.errors, text=True)
        address = re.match(r'http://([^/]+)/', self.process.stdout.readline())
        self.connection = http.client.HTTPConnection(address[1], timeout=20)

    def get(self, path):
        self.connection.request('GET', path)
        reply = self.connection.getresponse()
        return reply.status, reply.read().decode('utf-8')

    def stop(self):
        self.process.terminate()
        self.process.wait(20)
        self.errors.seek(0)
        return self.errors.read().split('\n')[:-1]


def pages(server):
    complaints = []
    for name, path in PAGES:
        status, text = server.get(path)
        if status != (404 if name == 'missing' else 200):
            complaints.append(f'{path}: {status}')
        complaints += compare(name + '.html', settled(text))
    return complaints


def walk(server):
    complaints, seen, ahead = [], set(), ['/f/league?lang=en', '/f/league?lang=el']
    while ahead and len(seen) < PAGES_MAX:
        path = ahead.pop()
        if path in seen:
            continue
        seen.add(path)
        status, text = server.get(path)
        if status != 200 or HIDDEN.search(text):
            complaints.append(f'{path}: {status if status != 200 else "names a hidden member"}')
        for link in re.findall(r'href="(/[^"#]*)', text):
            link = link.replace('&amp;', '&')
            if not link.startswith('/static/') and link not in seen:
                ahead.append(link)
    if len(seen) < 100:
        complaints.append(f'only {len(seen)} pages are linked')
    return complaints


LOOKED_AT = {'at': '2026-11-30', 'known': '2026-12-01', 'lang': 'el'}
LISTS = ['', '/bodies', '/units', '/acts', '/proceedings', '/powers', '/things', '/record', '/record/30', '/findings',
         '/about', '/authorities', '/recognition', '/person/cora', '/unit/north']


def keeping(server):
    """From a page looked at as of a date, as known then, in a language, every link goes on so."""
    complaints, links = [], 0
    for path in LISTS + [re.sub(r'^/f/league|\?.*', '', path) for name, path in PAGES if name != 'missing']:
        status, text = server.get(f'/f/league{path}?' + urllib.parse.urlencode(LOOKED_AT))
        if status != 200:
            complaints.append(f'{path}: {status}')
        for tag, link in re.findall(r'<a ([^>]*)href="(/f/[^"]*)', text):
            links += 1
            query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(html.unescape(link)).query))
            lost = {name for name, value in LOOKED_AT.items() if query.get(name) != value}
            # what a link is there to change: the language, or back to today
            meant = {'lang'} if 'hreflang' in tag else {'at', 'known'} if 'button quiet' in tag else set()
            if lost - meant:
                complaints.append(f'{path}: {link} loses {", ".join(sorted(lost))}')
    return complaints if links > 200 else complaints + [f'only {links} links']


def main():
    tests = []
    with tempfile.TemporaryDirectory() as place:
        folder = os.path.join(place, 'league.koinon')
        make(folder)
        tests.append(('views_are_the_same_data_as_before', data(folder)))
        server = Server(folder)
        tests.append(('pages_are_the_same_as_before', pages(server)))
        tests.append(('every_link_leads_to_a_page_that_names_nobody_it_may_not', walk(server)))
        tests.append(('links_keep_the_dates_and_the_language', keeping(server)))
        tests.append(('no_template_misses_a_value', server.stop()))
    print(f'TAP version 13\n1..{len(tests)}')
    for number, (name, complaints) in enumerate(tests, 1):
        for complaint in complaints[:20]:
            print('#', complaint)
        print('not ok' if complaints else 'ok', number, name)
    return any(complaints for _, complaints in tests)


sys.exit(main())
