"""The single transferable vote of the Electoral Reform Society (Newland and Britton, 3rd edition 1997, sections 5
and 6): hundredths, the last batch of papers, surpluses deferred, exclusions batch by batch."""
from collections import Counter

from check_common import seats_of
from check_stages import ELECTED, HOPEFUL, PENDING, Numbers, Tally


class Ers(Tally):
    def __init__(self, ballots, options, said):
        super().__init__(ballots, options, said, Numbers('fixed', 2, 0), False)
        if 'tie' not in options.said:  # 5.2.3, 5.2.5: the first difference, then the lot
            self.rules = ['forwards'] + self.rules
        self.open, self.batch = set(self.hopefuls()), 0
        self.held = [[] for _ in range(self.n)]  # [batch, value, {ranks left: papers}], the latest last
        first = [Counter() for _ in range(self.n)]
        for weight, ranks in ballots.ballots:
            to, rest = self.next(tuple(map(tuple, ranks)))
            if to is not None:
                first[to][rest] += weight
        for c in range(self.n):
            self.votes[c] = sum(first[c].values()) * 100
            self.held[c].append((0, 100, first[c]))
        self.valid = sum(self.votes) // 100
        self.set_quota()

    def next(self, ranks):
        for at, rank in enumerate(ranks):
            if len(rank) > 1:
                break
            if rank and rank[0] in self.open:
                return rank[0], ranks[at:]
        return None, ()

    def set_quota(self):
        """5.1.6, 5.4.8: to two places, a remainder makes it one hundredth more."""
        self.quota = -(-(self.valid * 100 - self.exhausted) // (self.seats + 1))

    def active_vote(self):
        """5.6.1"""
        elected = (c for c in range(self.n) if self.standing[c] in (PENDING, ELECTED))
        return self.valid * 100 - self.exhausted - sum(min(self.votes[c], self.quota) for c in elected)

    def reaches(self, c):
        return self.votes[c] > 0 and (self.votes[c] >= self.quota or
                                      self.votes[c] * (self.left() + 1) >= self.active_vote())

    def deem(self, c):
        self.elect(c, PENDING if self.votes[c] > self.quota else ELECTED)
        self.open.discard(c)

    def elect_in_turn(self):
        """5.1.7, 5.3.13, 5.4.9; of equal ones who were ahead at the earliest difference (5.6.2)."""
        while self.groups and self.left():  # one after the other: each election may doom others
            best = self.electable(0)
            if not best or not self.reaches(best[0]):
                break
            self.deem(self.tie(best, True, 'election'))
        row = [] if self.groups else self.sorted(True)
        while row and self.left() and self.reaches(row[0]):
            equal = [c for c in row if self.votes[c] == self.votes[row[0]]]
            row = row[len(equal):]
            while equal and self.left():
                ahead, _ = self.look(equal, True, 'forwards')
                if len(ahead) > self.left():
                    return
                for c in ahead:
                    self.deem(c)
                equal = [c for c in equal if c not in ahead]

    def write(self, kind, note=None):
        self.elect_in_turn()
        self.surplus = sum(self.votes[c] - self.quota for c in self.those(PENDING))
        self.stage(kind, note)

    def pass_on(self, papers, value, moved):
        """To the next open preference of each, as part of this batch."""
        received = {}
        for ranks, weight in papers.items():
            to, rest = self.next(ranks[1:])
            moved[to] += weight
            if to is None:
                self.exhausted += weight * value
            else:
                received.setdefault(to, Counter())[rest] += weight
                self.votes[to] += weight * value
        for to, those in received.items():
            self.held[to].append((self.batch, value, those))

    def write_transfers(self, source, moved, value):
        for to in sorted(moved, key=lambda x: self.n if x is None else x):
            if moved[to]:
                self.transfer(source, 'exhausted' if to is None else to, moved[to] * value, moved[to])
                self.transfers_now[-1]['value'] = self.numbers.text(value)

    def transfer_surplus(self, c):
        over, was, moved = self.votes[c] - self.quota, self.exhausted, Counter()
        self.elect(c)
        last = [(value, papers) for batch, value, papers in self.held[c] if batch == self.held[c][-1][0]]
        value = last[0][0]
        transferable = sum(weight for _, papers in last for ranks, weight in papers.items()
                           if self.next(ranks[1:])[0] is not None)
        if transferable * value > over:  # 5.3.7
            value = over // transferable
        self.batch += 1
        for _, papers in last:
            self.pass_on(papers, value, moved)
        self.held[c], self.votes[c] = [], self.quota
        del moved[None]
        lost = over - sum(moved.values()) * value  # 5.3.9: what is not transferable, and the remainder
        self.exhausted = was + lost
        self.write_transfers(c, moved, value)
        if lost:
            self.transfer(c, 'exhausted', lost, 0)
        self.write('surplus')

    def exclude_all(self, those):
        for c in those:
            self.exclude(c)
            self.open.discard(c)
        if self.is_complete():  # 5.5.1
            self.stage('exclusion')
            return
        values = sorted({value for c in those for _, value, papers in self.held[c] if papers}, reverse=True)
        for number, value in enumerate(values or [0]):
            self.batch += 1
            for c in those:
                moved = Counter()
                for _, of, papers in self.held[c]:
                    if of == value:
                        self.votes[c] -= value * sum(papers.values())
                        self.pass_on(papers, value, moved)
                self.write_transfers(c, moved, value)
            if not self.winners:  # 5.4.8
                self.set_quota()
            self.write('exclusion', 'the next batch of papers' if number else None)
            if not self.left():  # 5.5.2
                return

    def step_within(self):
        """With groups one at a time: the doomed before any surplus, the guarded never."""
        those, doomed = self.lowest()
        pending = self.extreme(True, PENDING)
        if doomed or not pending:
            self.exclude_all([self.tie(those, False, 'exclusion')])
        else:
            self.transfer_surplus(self.tie(pending, True, 'surplus'))

    def step(self):
        if self.groups:
            self.step_within()
            return
        row, together, count = self.sorted(False), self.surplus, 0
        for n in range(1, min(len(row) - 1, len(row) - self.left()) + 1):  # 5.2.5
            together += self.votes[row[n - 1]]
            count = n if together <= self.votes[row[n]] else count
        if not count:
            self.transfer_surplus(self.tie(self.extreme(True, PENDING), True, 'surplus'))
            return
        border = self.votes[row[count - 1]]
        equal = [at for at in range(len(row)) if self.votes[row[at]] == border]
        if equal[-1] >= count:
            for at in range(equal[0], count):
                c = self.tie(row[at:equal[-1] + 1], False, 'exclusion')
                other = row.index(c)
                row[other], row[at] = row[at], c
        self.exclude_all(row[:count])


def check(method, ballots, options, said):
    count = Ers(ballots, options, said)
    count.write('first')
    while not count.is_complete():
        count.step()
    for c in count.those(PENDING):
        count.standing[c] = ELECTED
    if count.hopefuls() and len(count.hopefuls()) <= count.left():
        for c in count.sorted(True):
            count.elect(c)
    count.amend('as many left as seats')
    count.end(count.valid)
