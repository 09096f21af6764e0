"""What the tests about the code itself share: the files of the project, and TAP.

A rule is a function that returns complaints ('file:line what'). Every rule is first tried on a planted
mistake: a rule that does not find it is itself a failed test.
"""
import os
import re
import subprocess
import sys

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def read(path):
    with open(os.path.join(TOP, path), encoding='utf-8', errors='replace') as file:
        return file.read()


def project_files():
    """Paths of what is committed or about to be; without git (an archive), everything but builds."""
    listed = subprocess.run(['git', '-c', 'safe.directory=*', 'ls-files', '-z', '--cached',
                             '--others', '--exclude-standard'], cwd=TOP, capture_output=True)
    if listed.returncode == 0:
        paths = listed.stdout.decode().split('\0')
        return sorted({path for path in paths if path and os.path.isfile(os.path.join(TOP, path))})
    paths = []
    for where, folders, names in os.walk(TOP):
        folders[:] = [each for each in folders
                      if not each.startswith('build') and each not in ('.git', 'node_modules')]
        paths += [os.path.relpath(os.path.join(where, name), TOP) for name in names]
    return sorted(paths)


def c_files(*folders):
    return [path for path in project_files()
            if path.endswith(('.c', '.h')) and path.startswith(tuple(f + '/' for f in folders))]


TOKEN = re.compile(r'''/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*\'''', re.S)


def blank(text):
    return re.sub(r'[^\n]', ' ', text)


def code_only(text):
    """The text with comments, strings and characters blanked; lines stay where they are."""
    return TOKEN.sub(lambda found: blank(found[0]), text)


def strings(text):
    """(line, content) of every string literal; neighbours are joined, as the compiler joins them."""
    found, end, line = [], None, 0
    for token in TOKEN.finditer(text):
        if token[0][0] != '"':
            continue
        content = token[0][1:-1]
        if end is not None and not text[end:token.start()].strip():
            found[-1] = (line, found[-1][1] + content)
        else:
            line = text.count('\n', 0, token.start()) + 1
            found.append((line, content))
        end = token.end()
    return found


def tap(tests):
    """Runs [(name, function)]; a function returns a list of complaints. Prints TAP, then exits."""
    print(f'TAP version 13\n1..{len(tests)}')
    failed = False
    for number, (name, run) in enumerate(tests, 1):
        try:
            complaints = run()
        except Skip as skip:
            print(f'ok {number} {name} # SKIP {skip}')
            continue
        for complaint in complaints:
            print('# ' + str(complaint).replace('\n', '\n# '))
        print(f'{"not ok" if complaints else "ok"} {number} {name}', flush=True)
        failed = failed or bool(complaints)
    sys.exit(1 if failed else 0)


class Skip(Exception):
    pass


def finds(rule, *planted):
    """Complains when the rule finds nothing in a planted mistake (arguments of the rule)."""
    return [f'{rule.__name__} finds nothing in {mistake!r}' for mistake in planted
            if not rule(*mistake)]
