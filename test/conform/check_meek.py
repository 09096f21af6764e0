"""Meek's and Warren's methods: of each vote the elected keep a part, chosen so that each keeps a quota. The
certificate gives the parts of every distribution; each is verified by one pass over the ballots, and by the
step that leads from it to the next. And Woodall's quota preferential by quotient."""
from collections import Counter
from fractions import Fraction
from math import comb

from check_common import require, same, seats_of
from check_stages import ELECTED, EXCLUDED, HOPEFUL, Numbers, Tally, numbers_of


class Meek(Tally):
    def __init__(self, method, ballots, options, said):
        self.method, prf = method, method == 'meek-prf'
        numbers = Numbers('fixed', 9, 0) if prf else \
            numbers_of(options, 'guarded', 18)
        super().__init__(ballots, options, said, numbers, False)
        omega = {'rational': 10, 'guarded': numbers.places // 2, 'fixed': numbers.places * 2 // 3}[numbers.kind]
        omega = 6 if prf else options.get('omega', omega)
        self.omega = Fraction(1, 10 ** omega) if numbers.kind == 'rational' else numbers.one // 10 ** omega
        equal = options.word('equal', '')
        self.batch, self.split = not prf and options.get('batch', True), equal == 'split'
        self.batch = self.batch and not self.groups
        self.equalize = method == 'meek' and options.flag('equalize')
        self.keep_places = options.get('keep-places', 0)
        self.keep = [numbers.one if s == HOPEFUL else 0 for s in self.standing]
        self.plain, self.tied = Counter(), Counter()
        for weight, ranks in ballots.ballots:
            if any(len(rank) > 1 for rank in ranks):
                self.tied[tuple(map(tuple, ranks))] += weight
            else:
                self.plain[tuple(rank[0] for rank in ranks if rank and rank[0] not in ballots.withdrawn)] += weight
        del self.plain[()]
        self.valid = sum(self.plain.values()) + sum(
            weight for ranks, weight in self.tied.items()
            if any(c not in ballots.withdrawn for rank in ranks for c in rank))

    # ---- one pass

    def part(self, keep, weight):
        """(kept, goes on) of a vote's weight."""
        numbers = self.numbers
        if self.method == 'warren':
            kept = keep if numbers.compare(keep, weight) < 0 else weight
            return kept, weight - kept
        if self.method == 'meek-prf':
            kept = numbers.mul(weight, keep, up=True)
            return kept, weight - kept
        return numbers.mul(weight, keep), numbers.mul(weight, numbers.one - keep)

    def distribute(self):
        self.votes = [0] * self.n
        for preferences, papers in self.plain.items():
            weight = self.numbers.one
            for c in preferences:
                if self.keep[c]:
                    kept, weight = self.part(self.keep[c], weight)
                    self.votes[c] += papers * kept
                    if self.numbers.compare(weight, 0) <= 0:
                        break
        for ranks, papers in self.tied.items():
            if self.equalize:
                self.all_orders(ranks, papers)
            else:
                self.share(ranks, self.numbers.one, papers)
        self.total = sum(self.votes)
        self.exhausted = self.valid * self.numbers.one - self.total

    def share(self, ranks, weight, papers):
        """Equal ones share what comes to them, and what each lets go on goes on by itself. A rank of which
        all are out ends the ballot, unless it was said (split) that it is passed over."""
        while ranks:
            alive = [c for c in ranks[0] if self.keep[c]]
            if alive or not self.split:
                break
            ranks = ranks[1:]
        for c in alive if ranks else ():
            kept, rest = self.part(self.keep[c], self.numbers.part(weight, len(alive)))
            self.votes[c] += papers * kept
            if self.numbers.compare(rest, 0) > 0:
                self.share(ranks[1:], rest, papers)

    def all_orders(self, ranks, papers):
        """As if the ballot stood for every order of its equal ones at once."""
        numbers, weight = self.numbers, self.numbers.one
        for rank in ranks:
            if not weight:
                break
            if len(rank) == 1:
                kept, weight = self.part(self.keep[rank[0]], weight)
                self.votes[rank[0]] += papers * kept
            elif rank:
                passed, n = [numbers.one - self.keep[c] for c in rank], len(rank)
                for c in rank:
                    sums = [numbers.one]  # elementary symmetric sums of what the others let pass
                    for other in (p for x, p in zip(rank, passed) if x != c):
                        sums = [a + numbers.mul(b, other) for a, b in zip(sums + [0], [0] + sums)]
                    comes = sum(numbers.part(s, comb(n - 1, j)) for j, s in enumerate(sums))
                    mine = numbers.part(numbers.mul(comes, self.keep[c]), n)
                    self.votes[c] += papers * numbers.mul(weight, mine)
                rest = numbers.one
                for p in passed:
                    rest = numbers.mul(rest, p)
                weight = numbers.mul(weight, rest)

    def set_quota(self, total):
        one = self.numbers.one
        self.quota = self.numbers.div(total, (self.seats + 1) * one) + self.numbers.least

    # ---- stages

    def first(self):
        one = self.numbers.one
        for preferences, papers in self.plain.items():
            self.votes[preferences[0]] += papers * one
        for ranks, papers in self.tied.items():
            alive = next((a for a in ([c for c in r if self.keep[c]] for r in ranks) if a), [])
            for c in alive:
                self.votes[c] += papers * self.numbers.part(one, len(alive))
        self.set_quota(self.valid * one)
        self.surplus = 0
        self.stage('first')

    def elect_those_with_quota(self):
        least = 1 if self.numbers.exact else 0
        if self.groups:  # one at a time, the most votes first: each election may doom others
            best = self.electable(self.quota)
            if best and self.numbers.compare(self.votes[best[0]], self.quota) >= least:
                self.elect(self.tie(best, True, 'election'))
                return True
            return False
        reached = [c for c in self.hopefuls() if self.numbers.compare(self.votes[c], self.quota) >= least]
        for c in reached:
            self.elect(c)
        return bool(reached)

    def next_keep(self, c):
        numbers = self.numbers
        keep = numbers.div(numbers.mul(self.keep[c], self.quota, up=True), self.votes[c], up=True)
        if self.keep_places > 0 and numbers.kind == 'rational':
            keep = Fraction(-(-keep.numerator * 10 ** self.keep_places // keep.denominator), 10 ** self.keep_places)
        return keep

    def iterate(self):
        """Distributions until somebody has a quota, the surplus is below omega or falls no more, or some
        cannot win: why it ended, and what the certificate must say of each."""
        numbers, last, rows = self.numbers, self.valid * self.numbers.one, []
        said = self.said_stages[len(self.found)].get('iterations', []) \
            if len(self.found) < len(self.said_stages) else []
        while True:
            require(len(rows) < len(said), f'stage {len(self.found) + 1}: it ends after {len(rows)} iterations')
            self.distribute()
            self.set_quota(self.total)
            elected = self.elect_those_with_quota()
            self.surplus = sum(self.votes[c] - self.quota for c in self.those(ELECTED))
            self.surplus = max(0, self.surplus) if self.method == 'meek-prf' else self.surplus
            rows.append({'keep': {self.names[c]: numbers.text(self.keep[c], True) for c in self.those(ELECTED)},
                         'quota': numbers.text(self.quota, True), 'surplus': numbers.text(self.surplus, True)})
            same(said[len(rows) - 1], rows[-1], f'stage {len(self.found) + 1}: iteration {len(rows)}')
            more = {'iterations': rows}
            below = numbers.compare(self.surplus, self.omega)
            if elected:
                return 'elected', more
            if below < 0 or (below == 0 and self.method != 'meek-prf'):
                return 'surplus below omega', more
            if numbers.compare(self.surplus, last) >= 0:
                return 'surplus no longer falls', more
            if self.batch and self.sure_losers():
                return 'sure losers', more
            last = self.surplus
            for c in self.those(ELECTED):
                self.keep[c] = self.next_keep(c)

    def sure_losers(self):
        """The largest set of lowest candidates who stay below the next with all surplus together."""
        row, together, sure = self.sorted(False), self.surplus, 0
        for n in range(1, min(len(row) - 1, len(row) - self.left()) + 1):
            together += self.votes[row[n - 1]]
            if self.numbers.compare(together, self.votes[row[n]]) < 0:
                sure = n
        return sorted(row[:sure])

    def drop(self, c):
        self.keep[c] = self.votes[c] = 0
        if self.method != 'meek-prf':  # what is shown next adds up
            self.distribute()

    def round(self):
        those, doomed = self.lowest() if self.groups else ([], False)
        if doomed:
            c = self.tie(those, False, 'exclusion')
            self.exclude(c)
            self.stage('exclusion', 'cannot be elected')
            self.drop(c)
            return
        why, more = self.iterate()
        if why == 'elected':
            self.stage('iteration', why, more)
            return
        if why == 'sure losers':
            those = self.sure_losers()
        else:  # who is within the surplus of the lowest is tied with her
            may = [c for c in self.hopefuls() if not self.guarded(c)]
            lowest = min(self.votes[c] for c in may) + max(0, self.surplus)
            those = [self.tie([c for c in may if self.numbers.compare(lowest, self.votes[c]) >= 0], False,
                              'exclusion')]
        for c in those:
            self.exclude(c)
            self.stage('exclusion', why, more)
            self.drop(c)
            more = None

    def finish(self):
        electing = self.left() > 0
        for c in self.hopefuls() if electing else ():
            self.elect(c)
        self.stage('end', 'as many left as seats' if electing else None)
        rest = self.hopefuls()
        for c in rest:
            self.drop(c)
        for c in rest:
            self.exclude(c)
        if rest:
            self.stage('end', 'seats filled')


class Quotients(Tally):
    """Woodall, Voting matters 17 (2003): an elected candidate's ballots have each elected 1/quotient of her;
    who has the highest quotient above the quota is elected, else the lowest is excluded and all begins anew."""

    def __init__(self, ballots, options, said):
        super().__init__(ballots, options, said, Numbers(
            options.word('arithmetic', 'guarded'), options.get('places', 9), options.get('guard', 9)), False)
        self.papers = Counter()
        for weight, ranks in ballots.ballots:
            require(all(len(rank) < 2 for rank in ranks), 'this method has no rule for equal ranks')
            self.papers[tuple(r[0] for r in ranks if r and r[0] not in ballots.withdrawn)] += weight
        del self.papers[()]
        self.valid = sum(self.papers.values())
        self.value, self.turn = {}, {}  # of the elected: what each of their ballots gave, the how-manieth

    def reckon(self):
        numbers, hers, given = self.numbers, Counter(), Counter()
        active = inactive = 0
        for preferences, weight in self.papers.items():
            gave, latest = 0, 0
            for c in preferences:
                if self.standing[c] == HOPEFUL:
                    hers[c] += weight
                    given[c] += weight * gave
                    active += weight
                    break
                if self.standing[c] == ELECTED and self.turn[c] > latest:
                    gave, latest = self.value[c], self.turn[c]
            else:
                inactive += weight * gave
        for c in self.hopefuls():
            self.votes[c] = numbers.div(hers[c] * numbers.one, numbers.one + given[c])
        self.quota = numbers.div(active * numbers.one, (self.seats + 1) * numbers.one - inactive)

    def step(self):
        """True: all begins anew."""
        self.reckon()
        those, doomed = self.lowest()
        if doomed:
            self.exclude(self.tie(those, False, 'exclusion'))
            self.stage('exclusion', 'cannot be elected')
            return True
        best = self.extreme(True)
        if self.numbers.compare(self.votes[best[0]], self.quota) > 0:
            c = self.tie(best, True, 'election')
            self.elect(c)
            self.turn[c], self.value[c] = len(self.winners), self.numbers.div(self.numbers.one, self.votes[c])
            self.stage('election', 'the highest quotient, above the quota')
            return False
        self.exclude(self.tie(those, False, 'exclusion'))
        self.stage('exclusion', 'the lowest quotient')
        return True

    def run(self):
        anew = False
        self.quota = 0
        while not self.is_complete():
            if anew:
                for c in self.those(ELECTED):
                    self.standing[c] = HOPEFUL
                self.winners.clear()
            anew = self.step()
        if not self.found:
            self.stage('end')
        if len(self.hopefuls()) <= self.left():
            for c in self.hopefuls():
                self.elect(c)
        self.amend('as many left as seats')


def check(method, ballots, options, said):
    if method == 'qpq':
        count = Quotients(ballots, options, said)
        count.run()
    else:
        count = Meek(method, ballots, options, said)
        count.first()
        while not count.is_complete():
            count.round()
        count.finish()
    count.end(count.valid)
