"""A monitor of the served log that knows C2SP's documents (tlog-tiles, tlog-checkpoint, signed-note,
tlog-proof) and RFC 6962 and nothing of this program: it follows a growing record over HTTP, checks the
signature of each checkpoint, computes the root from the tiles, checks inclusion and consistency, and
holds a receipt against it. Usage: KOINON."""
import base64
import hashlib
import http.client
import json
import os
import subprocess
import sys
import tempfile

from rfc6962 import by_inclusion, consistent, tree
from rfc8032 import holds

KOINON = sys.argv[1]
ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
UNION = os.path.join(ROOT, 'examples', 'union', 'constitution.yaml')

number = 0


def check(good, what, said=''):
    global number
    number += 1
    print(('ok' if good else 'not ok'), number, '-', what)
    if not good:
        print('#', str(said)[:400].replace('\n', '\n# '))
    return good


# --- the log -------------------------------------------------------------------------------------------
class Log:
    def __init__(self, host, prefix):
        self.host, self.prefix = host, prefix

    def get(self, path):
        c = http.client.HTTPConnection(self.host, timeout=20)
        c.request('GET', self.prefix + path)
        reply = c.getresponse()
        body = reply.read()
        c.close()
        return reply.status, dict(reply.getheaders()), body

    def key(self):
        name, ident, rest = self.get('/log.vkey')[2].decode().strip().split('+', 2)
        raw = base64.b64decode(rest)
        want = hashlib.sha256(name.encode() + b'\n' + raw).digest()[:4]
        return name, want if want.hex() == ident and raw[0] == 1 else None, raw[1:]

    def checkpoint(self, key):
        name, ident, public = key
        body = self.get('/checkpoint')[2]
        text, signatures = body.split(b'\n\n', 1)
        text += b'\n'
        for line in signatures.decode().splitlines():
            dash, who, sig = line.split(' ')
            raw = base64.b64decode(sig)
            if dash == '\u2014' and who == name and raw[:4] == ident and \
                    holds(public, text, raw[4:]):
                origin, size, root = text.decode().splitlines()[:3]
                return origin, int(size), base64.b64decode(root)
        return None

    def leaves(self, size):
        out = []
        for n in range((size + 255) // 256):
            width = min(256, size - 256 * n)
            groups = [('%03d' % (n // 1000 ** k % 1000)) for k in range(1 + (n >= 1000))][::-1]
            name = '/'.join(['x' + g for g in groups[:-1]] + groups[-1:])
            status, head, body = self.get('/tile/0/%s%s' % (name, '' if width == 256 else '.p/%d' % width))
            assert status == 200 and len(body) == 32 * width, (status, name, width)
            assert ('immutable' in head['Cache-Control']) == (width == 256)
            out += [body[i:i + 32] for i in range(0, len(body), 32)]
        return out


def lines(first, n):
    return ''.join('{"do": "enter", "kind": "person", "name": "p-%d"}\n' % i for i in range(first, first + n))


# An entry whose actor is a member without a mandate: number 604.
MEMBER = ('{"do": "enter", "kind": "region", "name": "attica"}\n'
          '{"do": "enter", "kind": "branch", "name": "piraeus", "within": "attica"}\n'
          '{"do": "enrol", "person": "p-2", "unit": "piraeus", "as": "p-1"}\n')


def koinon(*args, given=None):
    return subprocess.run([KOINON, *args], input=given, capture_output=True, text=True, check=False)


def follow(log, at, folder):
    key = log.key()
    check(key[1] is not None, 'the key is a vkey whose id fits')
    first = log.checkpoint(key)
    if not check(first is not None and first[0] == key[0], 'the checkpoint is signed by it'):
        return
    leaves = log.leaves(first[1])
    check(tree(leaves) == first[2], 'the tiles have the root that is signed')
    one = log.get('/tile/1/000.p/%d' % (first[1] // 256))[2]
    check(one == b''.join(tree(leaves[256 * i:256 * i + 256]) for i in range(first[1] // 256)),
          'tiles of level 1 are the roots of those below')
    good = True
    for seq in (0, 1, first[1] // 2, first[1] - 1):
        p = json.loads(log.get('/inclusion/%d' % seq)[2])
        good &= base64.b64decode(p['leaf']) == leaves[seq] and by_inclusion(
            seq, p['size'], leaves[seq], [base64.b64decode(h) for h in p['proof']]) == first[2]
    check(good, 'inclusion proofs lead to it')
    koinon('submit', at, '--quiet', given=lines(600, 77))
    second = log.checkpoint(key)
    p = json.loads(log.get('/consistency/%d' % first[1])[2])
    path = [base64.b64decode(h) for h in p['proof']]
    check(second is not None and second[1] == first[1] + 77
          and consistent(first[1], first[2], second[1], second[2], path),
          'the record grew, and begins with what it was', second)
    check(not consistent(first[1], first[2][::-1], second[1], second[2], path),
          'another beginning would be seen')
    receipts(log, folder)


def receipts(log, folder):
    proof, vkey, broken = (os.path.join(folder, n) for n in ('r.tlog-proof', 'log.vkey', 'b.tlog-proof'))
    status, _, receipt = log.get('/receipt/1')
    with open(proof, 'wb') as out:
        out.write(receipt)
    with open(vkey, 'wb') as out:
        out.write(log.get('/log.vkey')[2])
    held = koinon('verify', '--receipt', proof, '--key', vkey)
    check(status == 200 and held.returncode == 0 and 'entry 1' in held.stdout,
          'a receipt holds without the record', held)
    text = receipt.decode().splitlines(True)
    at = next(i for i, line in enumerate(text) if line.startswith('index')) + 1
    text[at] = ('A' if text[at][0] != 'A' else 'B') + text[at][1:]
    with open(broken, 'w', encoding='utf-8') as out:
        out.write(''.join(text))
    fell = koinon('verify', '--receipt', broken, '--key', vkey)
    check(fell.returncode == 1 and 'DOES NOT HOLD' in fell.stderr, 'a changed one does not', fell)
    hidden = log.get('/receipt/604')
    check(hidden[0] == 403 and b'inclusion' in hidden[2],
          'a receipt that would say who is who is not for everybody', hidden)
    bundle, hashes = log.get('/tile/entries/000'), log.get('/tile/0/000')[2]
    leaves, rest = [], bundle[2]
    while bundle[0] == 200 and rest:
        n = int.from_bytes(rest[:2], 'big')
        leaves.append(hashlib.sha256(b'\0' + rest[2:2 + n]).digest())
        rest = rest[2 + n:]
    check(len(leaves) == 256 and b''.join(leaves) == hashes,
          'a bundle of entries has the leaves whose hashes the tile has', bundle)
    last = log.get('/tile/entries/002.p/%d' % (605 - 512))
    check(last[0] == 403 and b'604' in last[2],
          'a bundle in which one leaf would say who is who is not given out', last)
    for path, status in [('/tile/entries/999', 404), ('/tile/0/999', 404), ('/tile/0/0', 400),
                         ('/tile/0/000.p/0', 400), ('/tile/64/000', 400), ('/inclusion/99999', 503),
                         ('/consistency/99999', 400), ('/inclusion/x', 404), ('/nothing', 404)]:
        got = log.get(path)
        check(got[0] == status and b'"error"' in got[2], '%s: %d with a reason' % (path, status), got)


def main():
    with tempfile.TemporaryDirectory() as folder:
        at = os.path.join(folder, 'm.koinon')
        koinon('new', at, '--constitution', UNION)
        koinon('submit', at, '--quiet', given=lines(0, 600) + MEMBER)
        server = subprocess.Popen([KOINON, 'serve', '--listen', '127.0.0.1:0', at],
                                  stdout=subprocess.PIPE, text=True)
        try:
            host = server.stdout.readline().strip().split('/')[2]
            follow(Log(host, '/api/v1/m/log'), at, folder)
        finally:
            server.terminate()
            server.wait()
    print('1..%d' % number)


main()
