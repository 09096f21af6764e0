#!/usr/bin/env python3
"""Every page that doc/mechanisms.md names is there, in the records that ./demo serves.

    seen.py KOINON
"""
import os
import re
import subprocess
import sys
import tempfile

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
KOINON = os.path.abspath(sys.argv[1])
ADDRESS = re.compile(r'\| (/f/(\w+)(?:/([\w-]+)(?:/([\w/-]+))?)?) \|')
VIEWS = {None: 'overview', 'record': 'entries'}


def make(folder, name):
    example = os.path.join(TOP, 'examples', name)
    with open(os.path.join(example, 'commands.jsonl'), encoding='utf-8') as file:
        at = re.search(r'"at" *: *"([^"]*)"', file.read())[1]
    subprocess.run([KOINON, 'new', folder, '--constitution', os.path.join(example, 'constitution.yaml'),
                    '--seed', 'seen', '--stamps-as-given', '--at', at], check=True, capture_output=True)
    with open(os.path.join(example, 'commands.jsonl'), encoding='utf-8') as commands:
        subprocess.run([KOINON, 'submit', folder, '--quiet'], stdin=commands, capture_output=True,
                       check=False)


def shows(folder, view, name):
    done = subprocess.run([KOINON, 'show', folder, VIEWS.get(view, view), *([name] if name else []),
                           '--public', '--json'], capture_output=True, text=True, check=False)
    return '' if done.returncode == 0 and len(done.stdout) > 100 else done.stderr or 'nothing to be seen'


def main():
    with open(os.path.join(TOP, 'doc/mechanisms.md'), encoding='utf-8') as file:
        named = sorted({m.groups() for m in map(ADDRESS.search, file) if m})
    with tempfile.TemporaryDirectory() as folder:
        at = {name: os.path.join(folder, f'{name}.koinon') for name in {m[1] for m in named}}
        for name, record in at.items():
            make(record, name)
        complaints = [f'{address}: {why}' for address, record, view, name in named
                      if (why := shows(at[record], view, name))]
        planted = shows(at['1917'], 'body', 'no-such-body')
    print('TAP version 13\n1..3')
    print(('ok' if len(named) > 50 else 'not ok') + ' 1 the_page_names_addresses')
    for line in complaints:
        print(f'# {line.strip()}')
    print(('not ok' if complaints else 'ok') + ' 2 every_address_is_there')
    print(('ok' if planted else 'not ok') + ' 3 an_address_that_is_not_there_is_found')
    return 1 if complaints or not planted or len(named) <= 50 else 0


sys.exit(main())
