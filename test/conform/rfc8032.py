"""Ed25519 as RFC 8032, 5.1 writes it, for tests: slow, and not ours."""
import hashlib

P = 2 ** 255 - 19
L = 2 ** 252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
I = pow(2, (P - 1) // 4, P)


def recover(y, sign):
    if y >= P:
        return None
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * I % P
    if (x * x - x2) % P or (x == 0 and sign):
        return None
    return P - x if x & 1 != sign else x


def point(b):
    n = int.from_bytes(b, 'little')
    y, sign = n & ((1 << 255) - 1), n >> 255
    x = recover(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(n, p):
    q = (0, 1, 1, 0)
    while n:
        if n & 1:
            q = add(q, p)
        p, n = add(p, p), n >> 1
    return q


BY = 4 * pow(5, P - 2, P) % P
BASE = (recover(BY, 0), BY, 1, recover(BY, 0) * BY % P)


def holds(public, message, signature):
    a, r, s = point(public), point(signature[:32]), int.from_bytes(signature[32:], 'little')
    if a is None or r is None or s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), 'little') % L
    x, y = times(s, BASE), add(r, times(h, a))
    return (x[0] * y[2] - y[0] * x[2]) % P == 0 and (x[1] * y[2] - y[1] * x[2]) % P == 0


def packed(p):
    z = pow(p[2], P - 2, P)
    x, y = p[0] * z % P, p[1] * z % P
    return (y | (x & 1) << 255).to_bytes(32, 'little')


def expanded(secret):
    h = hashlib.sha512(secret).digest()
    return (int.from_bytes(h[:32], 'little') & (1 << 254) - 8) | 1 << 254, h[32:]


def public_of(secret):
    return packed(times(expanded(secret)[0], BASE))


def sign(secret, message):
    a, prefix = expanded(secret)
    public = packed(times(a, BASE))
    r = int.from_bytes(hashlib.sha512(prefix + message).digest(), 'little') % L
    first = packed(times(r, BASE))
    h = int.from_bytes(hashlib.sha512(first + public + message).digest(), 'little') % L
    return first + ((r + h * a) % L).to_bytes(32, 'little')
