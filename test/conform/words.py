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


# What stays as it is in Greek: methods by their authors' names, a currency, where a text says so itself.
LATIN = re.compile(r"[A-Za-z][A-Za-z'-]{2,}")
KEPT = {'STV', 'Meek', 'Warren', 'approval', 'EUR'}


def explained(constitution):
    """English words in the Greek explanation of a constitution."""
    said = run('check', '--language', 'el', constitution).stdout
    own = [line for line in said.splitlines() if not line.startswith(constitution)]
    return sorted({w for line in own for w in LATIN.findall(line)} - KEPT) if len(own) > 10 else ['nothing is said']


def titles(commands):
    """Titles in one language only; another spelling of a name is no title."""
    with open(commands, encoding='utf-8') as lines:
        told = [json.loads(line) for line in lines if line.startswith('{')]
    return sorted(c.get('name', '?') for c in told if c['do'] != 'rename' and isinstance(c.get('title'), (dict, str))
                  and not (isinstance(c['title'], dict) and {'en', 'el'} <= c['title'].keys()))


def findings(known):
    """Kinds of findings without Greek."""
    folder = os.path.join(ROOT, 'src', 'view')
    kinds = set()
    for name in os.listdir(folder):
        if name.startswith('finding'):
            with open(os.path.join(folder, name), encoding='utf-8') as text:
                kinds |= set(re.findall(r'finding_new\(\s*\w+,\s*"([a-z-]+)"|ret_kind = "([a-z-]+)"', text.read()))
    return sorted(k for pair in kinds for k in pair if k and k.replace('-', ' ') not in known)


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
    checks = [(f'{name}, explained in Greek', explained(os.path.join(ROOT, 'examples', name, 'constitution.yaml')))
              for name in names]
    checks += [(f'{name}, titles in both languages', titles(os.path.join(ROOT, 'examples', name, 'commands.jsonl')))
               for name in names]
    checks.append(('kinds of findings', findings(known)))
    for number, (what, missing) in enumerate(checks, len(names) + 1):
        print('not ok' if missing else 'ok', number, '-', what)
        if missing:
            print('#', ', '.join(missing))
    print('1..%d' % (len(names) + len(checks)))


main()
