"""What the command line says to wrong input: each time what is wrong, where, and what would be right; an
exit status that a script can use; nothing left behind. Usage: KOINON."""
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile

KOINON = os.path.abspath(sys.argv[1])
EXAMPLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'examples')
UNION = os.path.join(EXAMPLES, 'union', 'constitution.yaml')
STORY = [{'do': 'enter', 'kind': 'region', 'name': 'attica'},
         {'do': 'enter', 'kind': 'branch', 'name': 'piraeus', 'within': 'attica'},
         {'do': 'enter', 'kind': 'person', 'name': 'maria'},
         {'do': 'enrol', 'person': 'maria', 'unit': 'piraeus'},
         {'do': 'declare', 'body': 'executive', 'person': 'maria', 'kind': 'president'}]

number = 0


def check(good, what, said=''):
    global number
    number += 1
    print(('ok' if good else 'not ok'), number, '-', what)
    if not good:
        print('#', str(said)[-800:].replace('\n', '\n# '))
    return good


def skip(what, why):
    global number
    number += 1
    print('ok', number, '-', what, '# SKIP', why)


def run(*args, given='', as_nobody=False):
    def nobody():
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
    return subprocess.run([KOINON, *args], input=given, capture_output=True, text=True, check=False,
                          timeout=60, preexec_fn=nobody if as_nobody else None)


def says(args, status, *words, given='', as_nobody=False):
    got = run(*args, given=given, as_nobody=as_nobody)
    text = got.stderr + got.stdout
    check(got.returncode == status and all(word in text for word in words)
          and 'Sanitizer' not in text and (not args or len(got.stderr.splitlines()) <= 8),
          'koinon %s: %s' % (' '.join(os.path.basename(a) for a in args), words[0] if words else status), got)


def answer(folder, command, *words, status=1):
    got = run('submit', folder, given=json.dumps(command) + '\n')
    said = json.loads(got.stdout.splitlines()[0])
    text = said.get('why', '') + said.get('error', '')
    check(got.returncode == status and all(word in text for word in words), '%s: %s' % (words[0], command), got)


def make(folder, name):
    at = os.path.join(folder, name)
    run('new', at, '--constitution', UNION)
    run('submit', at, given=''.join(json.dumps(c) + '\n' for c in STORY))
    return at


def folders(folder, union):
    other = os.path.join(folder, 'other')
    os.mkdir(other)
    file = os.path.join(folder, 'file')
    with open(file, 'w', encoding='utf-8') as out:
        out.write('x')
    more = {'show': ['bodies'], 'export': ['commands'], 'import': [file]}
    for verb in ('submit', 'log', 'verify', 'rehearse', 'show', 'export', 'import', 'serve'):
        says([verb, os.path.join(folder, 'none'), *more.get(verb, [])], 3, 'there is no folder')
        says([verb, other, *more.get(verb, [])], 3, 'not the folder of a federation')
        says([verb, file, *more.get(verb, [])], 3, 'is a file; a federation is a folder')
    says(['new', union, '--constitution', UNION], 3, 'is there already')
    says(['new', os.path.join(folder, 'no', 'x'), '--constitution', UNION], 4, 'no/x: No such file')
    says(['submit', union, folder], 4, 'Is a directory')
    says(['check', folder], 3, 'is a folder; a file is expected')
    says(['check', os.path.join(folder, 'none')], 3, 'No such file')
    says(['check', os.path.join(EXAMPLES, 'union', 'commands.jsonl')], 3, 'one file is one map')


def usage(folder, union):
    for args, *words in [
            ([], 'Verbs:'), (['shw'], 'did you mean show?'), (['enrol'], 'koinon help enrol'),
            (['help', 'verifi'], 'did you mean verify?'), (['log'], 'needs FOLDER'),
            (['log', union, '--form', '3'], 'did you mean --from?'), (['log', union, '--from'], 'needs a value'),
            (['log', union, '--from', 'x'], 'the number of an entry'), (['check', 'a', 'b'], 'does not take b'),
            (['check', '--quiet=1', 'a'], 'takes no value'), (['export', union, 'all'], 'none of commands'),
            (['export', union, 'commands', '--unit', 'piraeus'], '--unit is of members'),
            (['new', 'x'], '--constitution FILE is needed'),
            (['new', 'x', '--constitution', UNION, '--at', '2026-02-20T00:00:00Z'], '--stamps-as-given'),
            (['new', 'x', '--constitution', UNION, '--stamps-as-given', '--at', '2026-02-30T00:00:00Z'],
             'there is no such instant'),
            (['new', 'x', '--constitution', UNION, '--stamps-as-given', '--at', 'today'], 'expected a stamp'),
            (['sign'], 'needs --key'), (['verify'], 'needs FOLDER'),
            (['verify', '--receipt', union], 'as you had it from somebody you trust')]:
        says(args, 2, *words)
    check(run('-h').returncode == 0 and run('log', '-h').stdout == run('log', '--help').stdout
          == run('help', 'log').stdout and 'fields' not in run('help', 'commands').stderr, 'help in every way')
    check('needed' in run('help', 'enrol').stdout, 'help of a command has its fields')


def verdicts(folder):
    """koinon check ends with a line that says whether it is good."""
    last = run('check', UNION).stdout.splitlines()[-1]
    check(last.endswith('constitution.yaml: nothing is wrong with it, 3 notes'), 'a good constitution', last)
    last = run('check', UNION, '--language', 'el').stdout.splitlines()[-1]
    check(last.endswith(': κανένα πρόβλημα, 3 σημειώσεις'), 'in Greek', last)
    bad = os.path.join(folder, 'bad.yaml')
    with open(UNION, encoding='utf-8') as text, open(bad, 'w', encoding='utf-8') as out:
        out.write(text.read().replace('changes: constitution', 'changes: nothing', 1))
    got = run('check', bad)
    check(got.returncode in (1, 3) and 'nothing is wrong' not in got.stdout, 'a bad one', got)
    check(run('check', UNION, '--quiet').stdout == '', 'nothing is said of a good one with --quiet')


def counts():
    ballots = os.path.join(EXAMPLES, 'committee.blt')
    for args, *said in [
            ([ballots, '--method', 'scotish-stv'], 'did you mean scottish-stv?'),
            ([ballots, '--method', 'scottish-stv', '--seets', '3'], 'did you mean --seats?'),
            ([ballots, '--method', 'scottish-stv', '--seats', '0'], 'expected at least 1'),
            ([ballots, '--method', 'scottish-stv', '--seats', 'x'], 'a whole number'),
            ([ballots, '--method', 'scottish-stv', '--html', 'x', '--language', 'xx'], 'there are: en, el'),
            ([UNION, '--method', 'scottish-stv'], 'line 3: expected the number of candidates')]:
        says(['count', *args], 3, *said)
    check(run('count').returncode == 2 and run('count', ballots).returncode == 2, 'koinon count needs a method')


def words(union):
    """Names and dates with slips of the pen."""
    for command, *said in [
            ({'do': 'entr'}, 'did you mean "enter"'), ({'do': 'enter', 'nam': 'x'}, 'did you mean "name"'),
            ({'do': 'enrol', 'person': 'mria', 'unit': 'piraeus'}, 'did you mean "maria"?'),
            ({'do': 'enrol', 'person': 'maria', 'unit': 'pireaus'}, 'did you mean "piraeus"?'),
            ({'do': 'declare', 'body': 'executve', 'person': 'maria'}, 'did you mean "executive"?'),
            ({'do': 'propose', 'kind': 'order', 'name': 'o', 'by': 'executive', 'as': 'marja'}, 'did you mean "maria"?'),
            ({'do': 'enrol', 'person': 'zzzzzzzz', 'unit': 'piraeus'}, 'there is no "zzzzzzzz" in this record'),
            ({'do': 'enter', 'kind': 'person', 'name': 'maria'}, 'is taken already (person)'),
            ({'do': 'enter', 'kind': 'person', 'name': 'n', 'when': '2026-02-30'}, '2026-02-30 does not exist'),
            ({'do': 'enter', 'kind': 'person', 'name': 'n', 'when': '30/2/2026'}, 'write year-month-day'),
            ({'do': 'enter', 'kind': 'person', 'name': 'n', 'at': '2026-02-30T00:00:00Z'}, 'an instant that exists'),
            ({'do': 'enter', 'kind': 'person', 'name': 'n', 'at': '30 February'}, 'a stamp like'),
            ({'do': 'enter', 'kind': 'person', 'name': 'n', 'at': '2026-02-20T00:00:00Z'}, 'leave "at" out')]:
        answer(union, command, *said)
    for args, *said in [
            (['bodys'], 'there is no view "bodys"'), (['body'], 'body needs a name'),
            (['bodies', 'x'], 'takes no name'), (['body', 'executive', '--at', '2026-02-30'], 'does not exist'),
            (['body', 'executive', '--at', '30.2.2026'], 'write year-month-day')]:
        says(['show', union, *args], 3, *said)
    for args, *said in [(['body', 'executve'], 'the nearest is "executive"'), (['person', 'mari'], '"maria"'),
                        (['entry', '999'], 'the last is'), (['bodies', '--order', 'x'], 'no legal order')]:
        says(['show', union, *args], 1, *said)
    charter = next(line for line in run('log', union).stdout.splitlines() if '"adopt"' in line)
    check(len(charter) < 400 and 'bytes)' in charter and len(run('log', union, '--json').stdout) > 8000,
          'the log for people does not print the bytes of a constitution', charter)


def two_writers(union):
    with subprocess.Popen([KOINON, 'submit', union], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True) as first:
        first.stdin.write('{"do": "state-hash"}\n')
        first.stdin.flush()
        check('TICK_ONLY' in first.stdout.readline(), 'who writes on is answered while its input stays open')
        got = run('submit', union, given='{"do": "state-hash"}\n')
        check(got.returncode == 5 and 'process %d' % first.pid in got.stderr, 'a second writer is told who writes', got)
        says(['verify', union], 0, 'the record holds')
        says(['show', union, 'bodies'], 0, 'Executive')
        first.stdin.close()
    check(run('submit', union, given='').returncode == 0, 'and writes when the first is done')


def newer(folder, union):
    later = os.path.join(folder, 'later.koinon')
    shutil.copytree(union, later)
    with sqlite3.connect(os.path.join(later, 'record.db')) as db:
        db.execute('pragma user_version = 99')
    for verb, *more in (('submit',), ('verify',), ('show', 'bodies')):
        says([verb, later, *more], 3, 'made by a later Koinon')


def read_only(folder, union):
    if os.geteuid() != 0:
        skip('a folder that may only be read', 'only root can become somebody else here')
        return
    try:
        run('--version', as_nobody=True)
    except (PermissionError, subprocess.SubprocessError):
        skip('a folder that may only be read', 'others may not run the program where it is')
        return
    kept = os.path.join(folder, 'kept.koinon')
    shutil.copytree(union, kept)
    subprocess.run(['chmod', '-R', 'a+rX,go-w', kept], check=True)
    os.chmod(folder, 0o755)
    for name in ('keys', 'vault.keys'):
        os.chmod(os.path.join(kept, name), 0o600)
    says(['verify', kept], 0, 'the record holds', as_nobody=True)
    says(['show', kept, 'bodies'], 0, 'Executive', as_nobody=True)
    says(['log', kept], 0, 'attica', as_nobody=True)
    says(['submit', kept], 4, 'Permission denied', as_nobody=True)
    says(['rehearse', kept], 4, 'Permission denied', as_nobody=True)
    says(['export', kept, 'members'], 4, 'Permission denied', as_nobody=True)


def full_disk(folder):
    disk = os.path.join(folder, 'disk')
    os.mkdir(disk)
    if os.geteuid() != 0 or subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', disk],
                                           capture_output=True, check=False).returncode:
        skip('a full disk', 'may not mount a small disk here')
        return
    try:
        union = make(disk, 'a.koinon')
        many = ''.join('{"do":"enter","kind":"person","name":"p-%d"}\n' % i for i in range(20000))
        says(['submit', union, '--quiet'], 4, 'no room left on the disk', 'what was acknowledged is safe', given=many)
        says(['verify', union], 0, 'the record holds')
        says(['rehearse', union], 4, 'no room left')
        says(['export', union, 'commands', '--output', os.path.join(disk, 'out')], 4, 'No space left')
        check(os.listdir(disk) == ['a.koinon'], 'nothing half done is left', os.listdir(disk))
        subprocess.run(['mount', '-o', 'remount,size=30m', disk], check=True)
        check(run('submit', union, '--quiet', given=many).returncode == 1, 'and it goes on when there is room')
        says(['verify', union], 0, 'the record holds')
    finally:
        subprocess.run(['umount', disk], check=False)


def main():
    with tempfile.TemporaryDirectory() as folder:
        union = make(folder, 'union.koinon')
        folders(folder, union)
        usage(folder, union)
        words(union)
        counts()
        verdicts(folder)
        two_writers(union)
        newer(folder, union)
        read_only(folder, union)
        full_disk(folder)
    print('1..%d' % number)


main()
