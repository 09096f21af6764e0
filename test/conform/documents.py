"""What the documents tell a reader to type works as it stands there: every block of shell, the example of
every verb's help and man page, every verb and option that a document or a page names. Usage: KOINON."""
import base64
import glob
import os
import re
import signal
import subprocess
import sys
import tempfile

KOINON = os.path.abspath(sys.argv[1])
ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
EXAMPLES = os.path.join(ROOT, 'examples')
DOCUMENTS = sorted(glob.glob(os.path.join(ROOT, '*.md')) + glob.glob(os.path.join(ROOT, 'doc', '*.md'))
                   + glob.glob(os.path.join(ROOT, 'test', '*', '*.md')))
OURS = ('./demo', './check')  # run by whoever reads; here their options are looked at

number = 0


def check(good, what, said=''):
    global number
    number += 1
    print(('ok' if good else 'not ok'), number, '-', what)
    if not good:
        print('#', str(said)[-1500:].replace('\n', '\n# '))
    return good


def read(path):
    with open(path, encoding='utf-8') as file:
        return file.read()


def run(*args, given=None, cwd=None):
    return subprocess.run([KOINON, *args], input=given, capture_output=True, text=True, check=False, cwd=cwd)


def blocks(text):
    """(line, language, content) of each fenced block."""
    for found in re.finditer(r'^```(\w*)\n(.*?)^```', text, re.M | re.S):
        yield text.count('\n', 0, found.start()) + 1, found[1], found[2]


def record(folder, name):
    """An example as ./demo makes it."""
    commands = os.path.join(EXAMPLES, name, 'commands.jsonl')
    at = re.search(r'"at" *: *"([^"]*)"', read(commands))[1]
    made = os.path.join(folder, name + '.koinon')
    run('new', made, '--constitution', os.path.join(EXAMPLES, name, 'constitution.yaml'), '--seed', name,
        '--stamps-as-given', '--at', at)
    run('submit', made, commands, '--quiet')


def place(folder):
    """What a reader has who has cloned the project and run ./demo --build."""
    for name in ('examples', 'doc', 'share'):
        os.symlink(os.path.join(ROOT, name), os.path.join(folder, name))
    os.mkdir(os.path.join(folder, 'build'))
    os.symlink(KOINON, os.path.join(folder, 'build', 'koinon'))
    for name in ('union', '1917'):
        record(os.path.join(folder, 'build'), name)


def own_script(line):
    """A line that begins with ./demo or ./check: is the script there, and are its options?"""
    words = re.sub(r'#.*', '', line).split()
    path = os.path.join(ROOT, words[0])
    return os.access(path, os.X_OK) and all(word in read(path) for word in words[1:] if word.startswith('-'))


def every_block_runs():
    said = 0
    for path in DOCUMENTS:
        name, text = os.path.relpath(path, ROOT), read(path)
        with tempfile.TemporaryDirectory() as folder:
            if '```sh' in text:
                place(folder)
            shell = 'set -eu -o pipefail\nexport PATH=$PWD/build:$PATH\n'
            for line, language, content in blocks(text):
                if language != 'sh':
                    check(not re.search(r'^(\$ |koinon |\./)', content, re.M),
                          '%s:%d has no commands, or is marked sh' % (name, line), content)
                    continue
                own = [row for row in content.split('\n') if row.startswith(OURS)]
                if own:
                    check(all(map(own_script, own)), '%s:%d names scripts that are there' % (name, line), own)
                    continue
                done = subprocess.run(['bash', '-c', shell + content], cwd=folder, capture_output=True,
                                      text=True, timeout=60, check=False)
                said += 1
                check(done.returncode == 0, '%s:%d works as it stands there' % (name, line),
                      done.stdout[-500:] + done.stderr)
    check(said >= 7, 'blocks were found', said)


def every_verb():
    return re.findall(r'^    ([a-z]+) ', run('help').stdout, re.M)


def every_example_runs():
    """As the man page has it, in a folder that has the files it names."""
    verbs = every_verb()
    check(len(verbs) >= 13, 'koinon help lists the verbs', verbs)
    pages = re.search(r'^foreach verb : \[(.*?)\]', read(os.path.join(ROOT, 'meson.build')), re.M | re.S)
    check(pages and sorted(re.findall(r"'(\w+)'", pages[1])) == sorted(verbs), 'each verb has its man page',
          pages and pages[1])
    with tempfile.TemporaryDirectory() as folder:
        union = os.path.join(EXAMPLES, 'union')
        for name, text in (('union.yaml', read(os.path.join(union, 'constitution.yaml'))),
                           ('commands.jsonl', '{"do": "enter", "kind": "region", "name": "crete"}\n'),
                           ('plan.jsonl', '{"do": "enter", "kind": "region", "name": "epirus"}\n'),
                           ('members.csv', 'number,unit,name\n7001,piraeus,Zoe\n'),
                           ('votes.jsonl', '{"do": "propose", "kind": "order", "name": "o-1", "by": "executive"}\n')):
            with open(os.path.join(folder, name), 'w', encoding='utf-8') as out:
                out.write(text)
        environment = dict(os.environ, PATH=os.path.dirname(KOINON) + ':' + os.environ['PATH'])
        public = bytes.fromhex(run('sign', '--new-key', 'my.key', cwd=folder).stdout)
        with open(os.path.join(folder, 'witness.vkey'), 'w', encoding='utf-8') as out:
            out.write('ssh-ed25519 %s\n' % base64.b64encode(b'\0\0\0\x0bssh-ed25519\0\0\0\x20' + public).decode())
        for verb in verbs:
            if verb == 'count':
                continue
            if verb == 'check':  # new made an empty one; the rest wants a record with people in it
                subprocess.run(['rm', '-rf', 'union.koinon'], cwd=folder, check=True)
                run('new', 'union.koinon', '--constitution', 'union.yaml', cwd=folder)
                run('submit', 'union.koinon', given=''.join('{"do": %s}\n' % c for c in (
                    '"enter", "kind": "region", "name": "attica"',
                    '"enter", "kind": "branch", "name": "piraeus", "within": "attica"',
                    '"enter", "kind": "person", "name": "maria"')), cwd=folder)
            man = run('help', '--man', verb).stdout
            example = re.search(r'^\.SH EXAMPLE\n(koinon .*)$', man, re.M)
            if not check(example is not None and example[1] in run(verb, '--help').stdout,
                         'koinon %s has one example, in its help and in its man page' % verb, man):
                continue
            if verb == 'serve':
                check(serves(example[1], folder, environment), example[1])
                continue
            done = subprocess.run(['bash', '-c', example[1]], cwd=folder, env=environment, text=True,
                                  capture_output=True, timeout=60, check=False)
            check(done.returncode == 0, example[1], done.stdout[-500:] + done.stderr)


def serves(command, folder, environment):
    """It says where it is, and ends when it is told to; on a port that is free."""
    command = re.sub(r'127\.0\.0\.1:\d+', '127.0.0.1:0', command)
    with subprocess.Popen(['bash', '-c', 'exec ' + command], cwd=folder, env=environment, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as child:
        line = child.stdout.readline()
        child.send_signal(signal.SIGTERM)
        child.stdout.read()
    return line.startswith('http://127.0.0.1:') and child.returncode in (0, -signal.SIGTERM)


def places_that_name_commands():
    for path in DOCUMENTS + sorted(glob.glob(os.path.join(ROOT, 'templates', '*.html'))
                                   + glob.glob(os.path.join(ROOT, 'share', '*', '*.txt'))
                                   + glob.glob(os.path.join(ROOT, 'src', '*', '*.[ch]'))):
        yield os.path.relpath(path, ROOT), read(path)


def every_verb_and_option_that_is_named_is_there():
    helps = {verb: run(verb, '--help').stdout for verb in every_verb()}
    topics = set(helps) | {'commands'} | set(re.findall(r'^    ([a-z-]+) ', run('help', 'commands').stdout, re.M))
    wrong, seen = [], 0
    for name, text in places_that_name_commands():
        for found in re.finditer(r'(?<![\w./-])koinon ([a-z]+)((?: (?:--[a-z-]+|[A-Za-z0-9_./,\[\]|-]+))*)', text):
            verb, rest = found[1], found[2]
            if text[max(0, found.start() - 1):found.start()] not in ('`', '\n', '"') and '--' not in rest:
                continue
            seen += 1
            line = text.count('\n', 0, found.start()) + 1
            if verb == 'help':
                topic = rest.split()[:1]
                if topic and topic[0].isalpha() and topic[0].islower() and topic[0] not in topics and topic[0] != 'lists':
                    wrong.append('%s:%d koinon help %s' % (name, line, topic[0]))
                continue
            if verb not in helps and name.startswith('src/'):
                continue  # the first words of a file's format
            if verb not in helps:
                wrong.append('%s:%d there is no verb %s' % (name, line, verb))
                continue
            for option in re.findall(r'--[a-z][a-z-]*', rest):
                if option not in helps[verb] and option not in ('--help', '--seats', '--units'):
                    wrong.append('%s:%d koinon %s has no %s' % (name, line, verb, option))
    check(seen > 30 and not wrong, 'every verb and option that a document, page or source names is there',
          '\n'.join(wrong) or seen)


def main():
    every_block_runs()
    every_example_runs()
    every_verb_and_option_that_is_named_is_there()
    print('1..%d' % number)


main()
