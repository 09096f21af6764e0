"""java.util.Random and what RCTab makes of it: a shuffle, and one of several who are tied."""

FACTOR, MASK = 0x5DEECE66D, (1 << 48) - 1


class Random:
    def __init__(self, seed):
        self.state = (int(seed) ^ FACTOR) & MASK

    def next(self, bits):
        self.state = (self.state * FACTOR + 11) & MASK
        return self.state >> (48 - bits)

    def below(self, n):
        """nextInt(n)"""
        if n & (n - 1) == 0:
            return n * self.next(31) >> 31
        while True:
            bits = self.next(31)
            if bits - bits % n + n - 1 < 1 << 31:
                return bits % n

    def shuffled(self, row):
        """Collections.shuffle"""
        row = list(row)
        for i in range(len(row), 1, -1):
            j = self.below(i)
            row[i - 1], row[j] = row[j], row[i - 1]
        return row

    def one_of(self, row):
        """floor(nextDouble() * n)"""
        high = self.next(26)
        return row[((high << 27) + self.next(27)) * len(row) >> 53]


def hash_order(names):
    """As a HashSet of so many texts gives them back: by bucket, within one in the order of the alphabet (as they
    went in)."""
    buckets = 16
    while buckets < len(names) + len(names) // 3 + 1:
        buckets *= 2

    def bucket(name):
        code, units = 0, name.encode('utf-16-be', 'surrogatepass')
        for i in range(0, len(units), 2):
            code = (code * 31 + int.from_bytes(units[i:i + 2], 'big')) & 0xffffffff
        return (code ^ code >> 16) & (buckets - 1)

    return sorted(names, key=lambda name: (bucket(name), name.encode()))
