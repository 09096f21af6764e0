"""A witness that is not ours: Debian 13's sigsum-witness (package sigsum-go, looked for in PATH, else in
KOINON_SIGSUM) follows a log made of our tree, checkpoints and consistency proofs, refuses a fork, and
its cosignatures are read by us; and it follows a record of koinon itself, by `koinon witness`. A witness of
ours, which knows C2SP's documents only, does the same everywhere. Usage: WITNESS-LOG KOINON."""
import hashlib
import base64
import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time

import rfc6962
import rfc8032

LOG, KOINON = sys.argv[1:3]
UNION = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'examples', 'union',
                     'constitution.yaml')

number = 0


def check(good, what, said=''):
    global number
    number += 1
    print(('ok' if good else 'not ok'), number, '-', what)
    if not good:
        print('#', str(said)[:400].replace('\n', '\n# '))
    return good


def tool(name):
    return shutil.which(name, path=os.environ.get('KOINON_SIGSUM', '') + os.pathsep + os.environ['PATH'])


def log(*args, given=None):
    return subprocess.run([LOG, *args], input=given, capture_output=True, text=True, check=False)


def add(port, *request):
    """(status, body) of add-checkpoint."""
    c = http.client.HTTPConnection('127.0.0.1', port, timeout=20)
    c.request('POST', '/add-checkpoint', log('request', *request).stdout.encode())
    reply = c.getresponse()
    return reply.status, reply.read().decode()


def vkey(public, line):
    """The witness's key as a cosigner's vkey, under the name its signature bears."""
    name = line.split(' ')[1]
    raw = b'\x04' + base64.b64decode(public.split(' ')[1])[-32:]
    return '%s+%s+%s' % (name, hashlib.sha256(name.encode() + b'\n' + raw).digest()[:4].hex(),
                         base64.b64encode(raw).decode())


def follow(port, public):
    status, body = add(port, '0', '7')
    check(status == 200, 'it signs the first tree it sees', (status, body))
    good = log('cosigned', '7', vkey(public, body), given=body)
    check(good.returncode == 0, 'its cosignature holds', good)
    check(log('cosigned', '6', vkey(public, body), given=body).returncode == 1,
          'and holds for no other checkpoint')
    for old, new in [(7, 13), (13, 13), (13, 1000), (1000, 4096)]:
        status, body = add(port, str(old), str(new))
        check(status == 200 and log('cosigned', str(new), vkey(public, body), given=body).returncode == 0,
              'it takes the way from %d to %d' % (old, new), (status, body))
    status, body = add(port, '7', '13')
    check(status == 409 and body.strip() == '4096', 'an old one it refuses, and says where it is',
          (status, body))
    check(add(port, '4096', '4096', 'fork')[0] == 422, 'a fork it refuses')


# --- a record of koinon ------------------------------------------------------------------------------
def koinon(*args, given=None):
    return subprocess.run([KOINON, *args], input=given, capture_output=True, text=True, check=False)


def persons(at, first, n):
    lines = ''.join('{"do": "enter", "kind": "person", "name": "p-%d"}\n' % i for i in range(first, first + n))
    return koinon('submit', at, '--quiet', given=lines)


def post(port, body):
    c = http.client.HTTPConnection('127.0.0.1', port, timeout=20)
    c.request('POST', '/add-checkpoint', body.encode())
    reply = c.getresponse()
    return reply.status, reply.read().decode()


def size_of(at):
    with open(os.path.join(at, 'checkpoint'), encoding='utf-8') as f:
        return int(f.read().split('\n')[1])


class Served:
    """koinon serve, while it lasts."""
    def __init__(self, at):
        self.process = subprocess.Popen([KOINON, 'serve', '--listen', '127.0.0.1:0', at],
                                        stdout=subprocess.PIPE, text=True)
        url = self.process.stdout.readline().strip()
        self.host, self.name = url.split('/')[2], url.split('/')[-1]

    def get(self, path):
        c = http.client.HTTPConnection(self.host, timeout=20)
        c.request('GET', '/api/v1/%s/log%s' % (self.name, path))
        reply = c.getresponse()
        return reply.status, reply.read().decode()

    def end(self):
        self.process.terminate()
        self.process.wait()


def verified(at, *more):
    done = koinon('verify', at, '--json', *more)
    return done, json.loads(done.stdout) if done.stdout else {}


def real_record(at, ask, name, origin):
    """Asked by ASK (body -> status, body), the witness called NAME follows the record AT."""
    first = size_of(at)
    asked = koinon('witness', at, '--ask', name)
    check(asked.returncode == 0 and asked.stdout.startswith('old 0\n\n' + origin),
          'what is asked first begins with nothing, under the name the witness expects', asked)
    status, body = ask(asked.stdout)
    taken = koinon('witness', at, '--take', '-', given=body)
    check(status == 200 and taken.returncode == 0 and 'up to %d ' % first in taken.stdout,
          'the witness cosigns the record, and that is understood', (status, body, taken))
    _, report = verified(at)
    check(report['holds'] and [(c['size'], name in c['by']) for c in report['cosigned']] == [(first, True)],
          'verify says who cosigned it and up to where', report)
    persons(at, 1000, 300)
    second = size_of(at)
    asked = koinon('witness', at, '--ask', name)
    check(asked.stdout.startswith('old %d\n' % first), 'next the way from there is shown', asked)
    status, body = ask(asked.stdout)
    # the record grows before the answer is there
    persons(at, 2000, 5)
    taken = koinon('witness', at, '--take', '-', given=body)
    _, report = verified(at)
    check(status == 200 and taken.returncode == 0 and report['holds']
          and report['cosigned'][0]['size'] == second < report['entries'],
          'it takes it; an answer that comes late is understood too', (status, body, taken, report))
    status, body = ask(koinon('witness', at, '--ask', name, '--old', '3').stdout)
    taken = koinon('witness', at, '--take', '-', given=body)
    check(status == 409 and taken.returncode == 3 and '--old %d' % second in taken.stderr,
          'asked from elsewhere it says where it is, and koinon how to ask', (status, body, taken))
    status, body = ask(koinon('witness', at, '--ask', name).stdout)
    bad = body[:-10] + ('A' if body[-10] != 'A' else 'B') + body[-9:]
    wrong = koinon('witness', at, '--take', '-', given=bad)
    check(wrong.returncode == 1 and 'none of the checkpoints' in wrong.stderr,
          'a signature that was changed is not kept', wrong)
    koinon('witness', at, '--take', '-', given=body)
    served(at, name)
    rewritten(at, second)


def served(at, name):
    s = Served(at)
    try:
        status, notes = s.get('/cosigned')
        check(status == 200 and name in notes and notes.count('\n\n') == 2,
              'the served log has the checkpoint that was cosigned', (status, notes))
        own = s.get('/checkpoint')[1]
        check(own in notes + own and own.split('\n')[1] in notes, 'and the last one', (own, notes))
    finally:
        s.end()


def rewritten(at, size):
    """Whoever keeps the machine writes the record anew, signs it, and leaves what was cosigned."""
    with open(os.path.join(at, 'cosigned'), encoding='utf-8') as f:
        kept = f.read()
    other = at + '-other'
    shutil.copytree(at, other)
    with open(os.path.join(other, 'cosigned'), 'w', encoding='utf-8') as f:
        f.write(kept.replace('\n%d\n' % size_of(at), '\n%d\n' % (size_of(at) - 1)))
    done = koinon('verify', other)
    check(done.returncode == 1 and 'cosigned' in done.stderr, 'a cosigned checkpoint that was changed is seen',
          done)
    shutil.rmtree(other)
    koinon('new', other, '--constitution', UNION)
    persons(other, 5000, size + 200)
    for name in ('cosigned', 'witnesses', 'keys'):
        shutil.copy(os.path.join(at, name), os.path.join(other, name))
    for name in ('checkpoint', 'log.vkey', 'leaves'):
        os.remove(os.path.join(other, name))
    persons(other, 9000, 1)
    done = koinon('verify', other)
    check(done.returncode == 1 and 'it was split, or written anew' in done.stdout
          and ' %d: ' % (size_of(at) - 1) in done.stdout,
          'a record that was written anew and signed does not hold against what was cosigned', done)


# --- a witness of ours: C2SP tlog-witness with RFC 8032 and RFC 6962 and nothing else -------------------
class Witness:
    def __init__(self, vkey):
        self.origin, rest = vkey.strip().split('+', 1)
        self.public = base64.b64decode(rest.split('+', 1)[1])[1:]
        self.name, self.size, self.root = 'witness.example/w1', 0, None
        self.secret = hashlib.sha512(b'the secret of a witness, for a test').digest()[:32]
        raw = b'\x04' + rfc8032.public_of(self.secret)
        self.ident = hashlib.sha256(self.name.encode() + b'\n' + raw).digest()[:4]
        self.vkey = '%s+%s+%s' % (self.name, self.ident.hex(), base64.b64encode(raw).decode())

    def ask(self, body):
        head, rest = body.split('\n\n', 1)
        old, path = int(head.split('\n')[0][4:]), [base64.b64decode(h) for h in head.split('\n')[1:]]
        text, line = rest.split('\n\n')
        text += '\n'
        origin, size, root = text.split('\n')[:3]
        size, root = int(size), base64.b64decode(root)
        signature = base64.b64decode(line.split(' ')[2])[4:]
        if origin != self.origin or not rfc8032.holds(self.public, text.encode(), signature):
            return 403, ''
        if old != self.size:
            return 409, '%d\n' % self.size
        if old and not rfc6962.consistent(old, self.root, size, root, path):
            return 422, ''
        self.size, self.root = size, root
        when = int(time.time())
        signed = rfc8032.sign(self.secret, b'cosignature/v1\ntime %d\n' % when + text.encode())
        return 200, '\u2014 %s %s\n' % (self.name, base64.b64encode(
            self.ident + when.to_bytes(8, 'big') + signed).decode())


def new_record(folder, name):
    at = os.path.join(folder, name)
    koinon('new', at, '--constitution', UNION)
    persons(at, 0, 40)
    return at


def with_ours(folder):
    at = new_record(folder, 'ours.koinon')
    with open(os.path.join(at, 'log.vkey'), encoding='utf-8') as f:
        w = Witness(f.read())
    vkey = os.path.join(folder, 'w.vkey')
    with open(vkey, 'w', encoding='utf-8') as f:
        f.write(w.vkey + '\n')
    nobody = koinon('witness', at, '--ask', 'w1')
    check(nobody.returncode == 3 and 'no witness is pinned' in nobody.stderr, 'first its key is pinned', nobody)
    pinned = [koinon('witness', at, '--pin', vkey) for _ in range(2)]
    check(pinned[0].returncode == 0 and pinned[1].returncode == 3, 'once', pinned)
    log = koinon('witness', at, '--pin', os.path.join(at, 'log.vkey'))
    check(log.returncode == 3 and 'key of a log' in log.stderr, "a log's key is no witness's", log)
    real_record(at, w.ask, 'w1', w.origin + '\n')
    s = Served(at)
    try:
        own = s.get('/checkpoint')[1]
        check(own.count('\u2014') == 2 and w.name in own, 'its checkpoint has the cosignature', own)
        receipt = s.get('/receipt/1')[1]
        check(w.name in receipt, 'and receipts have it', receipt)
        with open(os.path.join(folder, 'r'), 'w', encoding='utf-8') as f:
            f.write(receipt)
        held = koinon('verify', '--receipt', os.path.join(folder, 'r'), '--key',
                      os.path.join(at, 'log.vkey'), '--witnesses', vkey)
        check(held.returncode == 0 and 'cosigned' in held.stdout and w.name in held.stdout,
              'which a receipt is checked for', held)
    finally:
        s.end()
    with open(vkey, 'w', encoding='utf-8') as f:
        f.write(w.vkey.replace('w1', 'w2') + '\n')
    wrong = koinon('verify', at, '--witnesses', vkey)
    check(wrong.returncode == 1 and 'id does not fit' in wrong.stderr, 'a key that is not one is named', wrong)


def with_sigsum(folder, witness, keygen):
    at = new_record(folder, 'sigsum.koinon')
    key = os.path.join(folder, 'sw')
    subprocess.run([keygen, 'generate', '-o', key], check=True)
    with open(os.path.join(at, 'log.vkey'), encoding='utf-8') as f:
        public = base64.b64decode(f.read().split('+', 2)[2])[1:]
    with open(os.path.join(folder, 'slog.pub'), 'w', encoding='utf-8') as f:
        f.write('ssh-ed25519 %s\n' % base64.b64encode(
            b'\0\0\0\x0bssh-ed25519\0\0\0\x20' + public).decode())
    with Running(folder, witness, key, os.path.join(folder, 'slog.pub'), 'sstate') as port:
        pinned = koinon('witness', at, '--pin', key + '.pub')
        check(pinned.returncode == 0 and 'sigsum.org/v1/witness/' in pinned.stderr,
              'a sigsum witness is pinned by its key as sigsum-key writes it', pinned)
        real_record(at, lambda body: post(port, body), 'sigsum.org/v1/witness/',
                    'sigsum.org/v1/tree/' + hashlib.sha256(public).hexdigest() + '\n')


class Running:
    """sigsum-witness, while it lasts: its port."""
    def __init__(self, folder, witness, key, log_key, state):
        with socket.socket() as s:
            s.bind(('127.0.0.1', 0))
            self.port = s.getsockname()[1]
        self.args = [witness, '-k', key, '--log-key=' + log_key,
                     '--state-file=' + os.path.join(folder, state), '127.0.0.1:%d' % self.port]

    def __enter__(self):
        self.server = subprocess.Popen(self.args, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                       env={**os.environ, 'GODEBUG': 'httpmuxgo121=0'})
        for _ in range(100):
            with socket.socket() as s:
                if s.connect_ex(('127.0.0.1', self.port)) == 0:
                    break
            time.sleep(0.05)
        return self.port

    def __exit__(self, *error):
        self.server.terminate()
        self.server.wait()


def main():
    witness, keygen = tool('sigsum-witness'), tool('sigsum-key')
    with tempfile.TemporaryDirectory() as folder:
        with_ours(folder)
        if not witness or not keygen:
            print('# the rest needs sigsum-witness (Debian 13: sigsum-go)')
        else:
            key, log_key = os.path.join(folder, 'w'), os.path.join(folder, 'log.pub')
            subprocess.run([keygen, 'generate', '-o', key], check=True)
            with open(log_key, 'w', encoding='utf-8') as out:
                out.write(log('key').stdout)
            with Running(folder, witness, key, log_key, 'state') as port:
                follow(port, open(key + '.pub', encoding='utf-8').read())
            with_sigsum(folder, witness, keygen)
    print('1..%d' % number)


main()
