#!/usr/bin/env python3
"""The command line as an operator meets it: kill -9 at any moment loses nothing that was answered, a
repeated request is harmless, two writers do not meet, and bad input names its place (koinon submit)."""
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile

KOINON, SOURCE = sys.argv[1], sys.argv[2]
CONSTITUTION = os.path.join(SOURCE, 'examples', 'union', 'constitution.yaml')
tests = []


def test(f):
    tests.append(f)
    return f


def run(*args, text=''):
    return subprocess.run([KOINON, *args], input=text, capture_output=True, text=True)


def new(folder):
    done = run('new', folder, '--constitution', CONSTITUTION, '--stamps-as-given', '--at',
               '2026-01-05T07:00:00Z', '--seed', 'test')
    assert done.returncode == 0, done.stderr


def log(folder):
    return [json.loads(line) for line in run('log', folder, '--json').stdout.splitlines()]


def persons(n):
    return [json.dumps({'do': 'enter', 'kind': 'person', 'name': f'p-{i}', 'id': f'{i + 1:032x}'})
            for i in range(n)]


@test
def kill_9_loses_nothing_that_was_answered(folder):
    lines, answered, seed = persons(3000), {}, random.randrange(1 << 32)
    rng = random.Random(seed)
    new(folder)
    for _ in range(12):
        p = subprocess.Popen([KOINON, 'submit', folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                             stderr=subprocess.DEVNULL, text=True)
        feeder = os.fork()
        if feeder == 0:
            try:
                p.stdin.write('\n'.join(lines))
                p.stdin.close()
            except OSError:
                pass
            os._exit(0)
        p.stdin.close()
        stop = rng.randrange(1, 2500)
        for n, line in enumerate(p.stdout):
            answer = json.loads(line)
            if 'entry' in answer:
                before = answered.setdefault(answer['line'], answer['entry'])
                assert before == answer['entry'], f'seed {seed}: line {answer["line"]} moved'
            if n == stop:
                os.kill(p.pid, signal.SIGKILL)
                break
        p.kill()
        p.wait()
        p.stdout.close()
        os.waitpid(feeder, 0)
    done = run('submit', folder, text='\n'.join(lines))
    assert done.returncode == 0, f'seed {seed}: {done.stderr}'
    entries = {e['seq']: e for e in log(folder)}
    for line, entry in answered.items():
        assert entries[entry]['command'].get('name') == f'p-{line - 1}', f'seed {seed}: line {line} lost'
    names = [e['command'].get('name') for e in entries.values() if e['command']['do'] == 'enter']
    assert sorted(names) == sorted(f'p-{i}' for i in range(3000)), f'seed {seed}: not each exactly once'
    assert run('verify', folder).returncode == 0


@test
def a_repeated_request_gets_the_first_answer(folder):
    new(folder)
    first = json.loads(run('submit', folder, text=persons(1)[0]).stdout)
    again = json.loads(run('submit', folder, text=persons(1)[0]).stdout)
    assert again['entry'] == first['entry'] and again['repeated']
    other = json.dumps({'do': 'enter', 'kind': 'person', 'name': 'else', 'id': f'{1:032x}'})
    assert 'another command' in json.loads(run('submit', folder, text=other).stdout)['error']


@test
def a_second_writer_is_told_who_writes(folder):
    new(folder)
    p = subprocess.Popen([KOINON, 'submit', folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                         text=True)
    p.stdin.write('\n'.join(persons(600)) + '\n')
    p.stdin.flush()
    p.stdout.readline()
    second = run('submit', folder, text='')
    assert second.returncode == 5 and str(p.pid) in second.stderr, second.stderr
    p.stdin.close()
    p.stdout.read()
    assert p.wait() == 0


@test
def bad_lines_name_their_place_and_the_run_goes_on(folder):
    new(folder)
    lines = ['{', '{"do": "fly"}', '{"do": "enter", "kind": "person"}', '{"do": "enter", "knd": 1}',
             '{"do":"enter","kind":"person","name":"a b"}', '{"do":"enter","kind":"person","name":7}',
             '{"do":"enter","kind":"person","name":"good","at":"2026-02-30T10:00:00Z"}',
             '{"do":"cast","in":"nothing","choice":["yes"]}', '# fine', '',
             '{"do":"enter","kind":"person","name":"good"}']
    done = run('submit', folder, text='\n'.join(lines))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [a['line'] for a in answers] == [1, 2, 3, 4, 5, 6, 7, 8, 11], done.stdout
    assert all('error' in a or 'refused' in a for a in answers[:-1]) and 'entry' in answers[-1]
    assert 'did you mean "kind"' in answers[3]['error'] and done.returncode == 1


@test
def what_is_no_record_is_named(folder):
    os.mkdir(folder)
    for verb in ('log', 'verify', 'submit'):
        done = run(verb, folder)
        assert done.returncode == 3 and folder in done.stderr, (verb, done.returncode, done.stderr)
    done = run('log', folder + '-none')
    assert done.returncode == 3 and folder + '-none' in done.stderr
    assert run('new', folder, '--constitution', CONSTITUTION).returncode == 3
    assert run('nonsense').returncode == 2 and run('log').returncode == 2


@test
def a_record_touched_by_hand_does_not_hold(folder):
    new(folder)
    run('submit', folder, text='\n'.join(persons(20)))
    path = os.path.join(folder, 'record.db')
    with open(path, 'r+b') as f:
        data = f.read()
        at = data.index(b'p-7')
        f.seek(at)
        f.write(b'q-7')
    done = run('verify', folder)
    assert done.returncode == 1 and 'first entry that does not hold  9' in done.stdout, done.stdout


@test
def who_kept_a_checkpoint_sees_whether_the_record_goes_on_from_it(folder):
    kept = folder + '-kept'
    new(folder)
    run('submit', folder, text='\n'.join(persons(20)))
    shutil.copy(os.path.join(folder, 'checkpoint'), kept)
    shutil.copytree(folder, folder + '-old')
    run('submit', folder, text='\n'.join(persons(50)))
    done = run('verify', folder, '--since', kept)
    assert done.returncode == 0 and 'begins with the' in done.stderr, done.stdout + done.stderr
    shutil.copy(os.path.join(folder, 'checkpoint'), kept + '-later')
    done = run('verify', folder + '-old', '--since', kept + '-later')
    assert done.returncode == 1 and 'entries are missing' in done.stdout, done.stdout
    # written anew, with the same keys: it holds by itself, but not for who kept what was signed
    anew = folder + '-anew'
    new(anew)
    run('submit', anew, text='\n'.join(persons(60)[30:]))
    assert run('verify', anew).returncode == 0
    done = run('verify', anew, '--since', kept)
    assert done.returncode == 1 and 'kept from before' in done.stdout, done.stdout
    # by other keys: the key that was kept decides, not the one in the folder
    other = folder + '-other'
    run('new', other, '--constitution', CONSTITUTION)
    done = run('verify', other, '--since', kept)
    assert done.returncode == 1 and 'not signed by' in done.stderr, done.stderr
    mine = os.path.join(folder, 'log.vkey')
    done = run('verify', other, '--since', kept, '--key', mine)
    assert done.returncode == 1 and 'DOES NOT HOLD' in done.stdout, done.stdout + done.stderr
    assert run('verify', folder, '--since', kept, '--key', mine).returncode == 0
    with open(kept, 'w') as f:
        f.write('nothing\n')
    assert run('verify', folder, '--since', kept).returncode == 3


@test
def a_rehearsal_leaves_nothing(folder):
    new(folder)
    before = log(folder)
    done = run('rehearse', folder, text='\n'.join(persons(600)))
    assert done.returncode == 0, done.stderr
    assert log(folder) == before
    assert os.listdir(os.path.dirname(folder)) == [os.path.basename(folder)]


def main():
    print(f'TAP version 13\n1..{len(tests)}')
    for number, f in enumerate(tests, 1):
        with tempfile.TemporaryDirectory() as top:
            try:
                f(os.path.join(top, 'x.koinon'))
                print(f'ok {number} {f.__name__}', flush=True)
            except Exception as problem:
                for line in f'{type(problem).__name__}: {problem}'.splitlines():
                    print(f'# {line}')
                print(f'not ok {number} {f.__name__}', flush=True)


main()
