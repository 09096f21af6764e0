"""Every word that the records of examples/ use of their own has a Greek translation or a title in the
constitution: their pages are whole in Greek. Usage: KOINON."""
import json
import os
import re
import subprocess
import sys
import tempfile

KOINON = sys.argv[1]
ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
FOUNDED = ['--stamps-as-given', '--seed', 'x', '--at', '2026-01-05T06:00:00Z']


def run(*args):
    return subprocess.run([KOINON, *args], capture_output=True, text=True, check=False)


def words(name, folder):
    example = os.path.join(ROOT, 'examples', name)
    at = os.path.join(folder, name)
    run('new', at, '--constitution', os.path.join(example, 'constitution.yaml'), *FOUNDED)
    run('submit', at, os.path.join(example, 'commands.jsonl'), '--quiet')
    for line in run('log', at, '--json').stdout.splitlines():
        for effect in json.loads(line)['effects']:
            if effect['effect'] == 'word':
                yield effect['word']


def main():
    with open(os.path.join(ROOT, 'po', 'el.po'), encoding='utf-8') as po:
        known = set(re.findall(r'^msgid "(.*)"', po.read(), re.M))
    names = sorted(each.name for each in os.scandir(os.path.join(ROOT, 'examples')) if each.is_dir())
    with tempfile.TemporaryDirectory() as folder:
        for number, name in enumerate(names, 1):
            with open(os.path.join(ROOT, 'examples', name, 'constitution.yaml'), encoding='utf-8') as text:
                own = text.read()
            used = set(words(name, folder))
            # a reading (c14a), a name that the constitution gives, with a title or as it stands
            missing = sorted(w for w in used if w.replace('-', ' ') not in known
                             and not re.fullmatch(r'[a-z]\d\d[a-z]', w)
                             and not re.search(r'(?<![\w-])%s(?![\w-])' % re.escape(w), own))
            print('not ok' if missing or not used else 'ok', number, '-', name)
            if missing:
                print('#', ', '.join(missing))
    print('1..%d' % len(names))


main()
