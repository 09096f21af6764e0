"""A witness that is not ours: Debian 13's sigsum-witness (package sigsum-go, looked for in PATH, else in
KOINON_SIGSUM) follows a log made of our tree, checkpoints and consistency proofs, refuses a fork, and
its cosignatures are read by us. Skipped where it is not installed. Usage: WITNESS-LOG."""
import hashlib
import base64
import http.client
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time

LOG = sys.argv[1]

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


def main():
    witness, keygen = tool('sigsum-witness'), tool('sigsum-key')
    if not witness or not keygen:
        print('1..0 # SKIP sigsum-witness is not installed (Debian 13: sigsum-go)')
        return
    with tempfile.TemporaryDirectory() as folder:
        at = lambda name: os.path.join(folder, name)
        subprocess.run([keygen, 'generate', '-o', at('w')], check=True)
        with open(at('log.pub'), 'w', encoding='utf-8') as out:
            out.write(log('key').stdout)
        with socket.socket() as s:
            s.bind(('127.0.0.1', 0))
            port = s.getsockname()[1]
        server = subprocess.Popen(
            [witness, '-k', at('w'), '--log-key=' + at('log.pub'), '--state-file=' + at('state'),
             '127.0.0.1:%d' % port], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, 'GODEBUG': 'httpmuxgo121=0'})
        try:
            for _ in range(100):
                with socket.socket() as s:
                    if s.connect_ex(('127.0.0.1', port)) == 0:
                        break
                time.sleep(0.05)
            follow(port, open(at('w.pub'), encoding='utf-8').read())
        finally:
            server.terminate()
            server.wait()
    print('1..%d' % number)


main()
