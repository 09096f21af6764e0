"""What the tests on real elections share: where the data lie, how koinon-count is run, and TAP.

The data may not be redistributed. They are looked for in $KOINON_COUNTING, else in ../shared/counting
beside the project (also above a worktree); a test whose data are absent is skipped.
"""
import json
import os
import subprocess
import sys

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PLACES = [os.environ.get('KOINON_COUNTING', '')] + [
    os.path.join(TOP, *up, 'shared', 'counting') for up in (['..'], ['..', '..'])]
DATA = next((place for place in PLACES if place and os.path.isdir(place)), None)
COUNT = sys.argv[1] if len(sys.argv) > 1 else os.path.join(TOP, 'build', 'koinon-count')


def run(*arguments):
    return subprocess.run([COUNT, *arguments], capture_output=True, text=True)


def count(*arguments):
    """The result as JSON, or an exception with what the program said."""
    done = run(*arguments, '--json')
    if done.returncode:
        raise AssertionError(f'{" ".join(arguments)}: {done.stderr.strip()}')
    return json.loads(done.stdout)


def folders(kind):
    at = os.path.join(DATA, kind)
    return [os.path.join(at, name) for name in sorted(os.listdir(at))
            if os.path.isdir(os.path.join(at, name)) and not name.startswith('_')]


def find(folder, ending):
    return sorted(os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(ending))


def load(path):
    with open(path, encoding='utf-8') as file:
        return json.load(file)


def tap(tests, data=True):
    """Runs [(name, function)]; a function returns complaints, and raises nothing but by mistake. DATA: the
    tests need the real elections."""
    print(f'TAP version 13\n1..{len(tests)}')
    failed = False
    for number, (name, test) in enumerate(tests, 1):
        if data and DATA is None:
            print(f'ok {number} {name} # SKIP no data: set KOINON_COUNTING')
            continue
        try:
            complaints = test()
        except AssertionError as error:
            complaints = [str(error)]
        for complaint in complaints[:10]:
            print('# ' + str(complaint).replace('\n', '\n# '))
        print(f'{"not ok" if complaints else "ok"} {number} {name}', flush=True)
        failed = failed or bool(complaints)
    sys.exit(1 if failed else 0)
