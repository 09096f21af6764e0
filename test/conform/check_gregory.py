"""The single transferable vote by Gregory's weighted inclusive method: every paper of a surplus goes on with a
part of its value. Scottish councils (SSI 2007/42), WIGM and the reference rules of the Proportional
Representation Foundation, California's draft (CfER), Minneapolis."""
from collections import Counter, namedtuple

from check_common import same, seats_of
from check_stages import ELECTED, HOPEFUL, PENDING, Tally, numbers_of

# kind, places, quota; how a paper's value is cut; who is excluded together; and:
# one_by_one: one surplus a stage, the largest first (else all of a round, in the order of candidates)
# empty: a surplus of nothing is transferred, too       early: no transfer that can change nothing any more
# backwards: ties by earlier stages first               late: elected only when the surplus is transferred
# to_the_last: the last seats are filled only after a single exclusion
Rule = namedtuple('Rule', 'kind places quota cut batch one_by_one empty early backwards late to_the_last')
RULES = {
    'scottish': Rule('fixed', 5, 'droop', 'once', None, True, False, True, True, False, False),
    'wigm': Rule('guarded', 18, 'droop-fraction', 'twice', None, True, True, False, False, False, False),
    'wigm-prf': Rule('fixed', 4, 'droop-fraction', 'twice', None, True, True, True, False, False, False),
    'wigm-prf-batch': Rule('fixed', 4, 'droop-fraction', 'twice', 'sure', True, True, True, False, False, False),
    'cfer': Rule('fixed', 5, 'droop-fraction', 'twice', None, False, False, True, False, False, False),
    'cfer-batch': Rule('fixed', 5, 'droop-fraction', 'twice', 'cfer', False, False, True, False, False, False),
    'minneapolis': Rule('fixed', 4, 'droop', 'fraction', 'sure', True, False, True, False, True, False),
    'mpls': Rule('fixed', 4, 'droop', 'twice', 'sure', True, False, True, False, True, True),
}


class Gregory(Tally):
    def __init__(self, method, ballots, options, said):
        self.rule = RULES[method]
        numbers = numbers_of(options, self.rule.kind, self.rule.places)
        super().__init__(ballots, options, said, numbers, self.rule.backwards)
        self.open = set(self.hopefuls())  # who receives papers
        self.held = [Counter() for _ in range(self.n)]  # {(ranks left, value): papers}
        first = Counter()
        for weight, ranks in ballots.ballots:
            first[tuple(map(tuple, ranks))] += weight
        self.valid = 0
        for ranks, weight in first.items():
            to, rest = self.next(ranks)
            if to is not None:
                self.held[to][rest, numbers.one] += weight
                self.votes[to] += weight * numbers.one
                self.valid += weight
        kind = options.word('quota', self.rule.quota)
        seats = self.seats + (0 if kind.startswith('hare') else 1)
        if kind in ('droop', 'hare'):
            self.quota = (self.valid // seats + (kind == 'droop')) * numbers.one
        else:
            self.quota = numbers.div(self.valid * numbers.one, seats * numbers.one)
            self.quota += numbers.least if kind == 'droop-fraction' else 0
        self.to_exceed = numbers.exact and kind == 'droop-fraction'
        batch = options.get('batch')
        self.batch = self.rule.batch if batch is None else (self.rule.batch or 'zero') if batch else None
        self.batch = None if self.groups else self.batch
        self.over = False

    def next(self, ranks):
        """(who, ranks from her on): the first open one; an equal rank ends a paper."""
        for at, rank in enumerate(ranks):
            if len(rank) > 1:
                break
            if rank and rank[0] in self.open:
                return rank[0], ranks[at:]
        return None, ()

    def has_quota(self, c):
        difference = self.numbers.compare(self.votes[c], self.quota)
        return difference > 0 if self.to_exceed else difference >= 0

    def all_surpluses(self):
        counting = (PENDING, HOPEFUL) if self.rule.late else (PENDING,)
        return sum(max(0, self.votes[c] - self.quota) for c in range(self.n) if self.standing[c] in counting)

    def elect_those_with_quota(self):
        reached = [c for c in self.sorted(True) if self.has_quota(c)]
        if self.rule.late and len(reached) < self.left():
            return
        if self.rule.late and not self.groups:
            for c in reached:
                self.elect(c)
            return
        if self.groups:
            self.elect_within()
            return
        while len(reached) > self.left() > 0:  # with Hare's quota of few votes: the highest
            best = self.extreme(True)
            self.seat(self.tie(best, True, 'election') if len(best) > self.left() else best[0])
            reached = [] if self.left() == 0 else self.hopefuls()
        for c in reached:
            self.seat(c)

    def seat(self, c):
        over = self.votes[c] > self.quota or self.rule.empty
        self.elect(c, PENDING if over and not self.rule.late else ELECTED)
        self.open.discard(c)

    def elect_within(self):
        """With groups one after the other, the most votes first: each election may doom others."""
        while self.left():
            best = self.electable(self.quota)
            if not best or not self.has_quota(best[0]):
                return
            self.seat(self.tie(best, True, 'election'))

    def write(self, kind, note=None, electing=True):
        if not self.rule.early:
            self.over = self.is_complete()
        if electing and (self.rule.early or not self.over):
            self.elect_those_with_quota()
        if self.rule.early:
            self.over = self.left() == 0 if self.rule.to_the_last else self.is_complete()
        self.surplus = self.all_surpluses()
        self.stage(kind, note)

    def pass_on(self, c, value_of):
        """All papers of c, each to the next open preference with its new value."""
        moved, papers = Counter(), Counter()
        holding, self.held[c] = self.held[c], Counter()
        for (ranks, value), weight in holding.items():
            to, rest = self.next(ranks[1:])
            value = value_of(value)
            moved[to] += weight * value
            papers[to] += weight
            if to is None:
                self.exhausted += weight * value
            else:
                self.held[to][rest, value] += weight
                self.votes[to] += weight * value
        for to in sorted(papers, key=lambda x: self.n if x is None else x):
            self.transfer(c, 'exhausted' if to is None else to, moved[to], papers[to])
        return sum(moved.values())

    def transfer_surplus(self, c, electing):
        had, over, numbers = self.votes[c], self.votes[c] - self.quota, self.numbers

        def value_of(value):
            if numbers.kind == 'rational':
                return value * over / had
            if self.rule.cut == 'once':
                return value * over // had
            if self.rule.cut == 'twice':
                return numbers.div(numbers.mul(value, over), had)
            return numbers.mul(value, numbers.div(over, had))

        self.elect(c)
        self.open.discard(c)
        moved = self.pass_on(c, value_of)
        self.votes[c] = self.quota
        if over != moved:
            self.transfer(c, 'rounding', over - moved)
        self.write('surplus', electing=electing)

    def surplus_stage(self):
        if not self.rule.one_by_one:
            those = self.those(PENDING)
            for c in those:
                self.transfer_surplus(c, c == those[-1])
            return bool(those)
        those = self.extreme(True, HOPEFUL if self.rule.late else PENDING)
        if not those or (self.rule.late and not self.has_quota(those[0])):
            return False
        self.transfer_surplus(self.tie(those, True, 'surplus'), True)
        return True

    # ---- exclusion

    def losers(self):
        row, sure = self.sorted(False), 0
        if self.batch == 'zero':
            while sure < len(row) and self.votes[row[sure]] == 0:
                sure += 1
            return sorted(row[:sure])
        together, all_surpluses = 0, self.all_surpluses()
        gap = self.quota - self.votes[row[-1]] if row else 0
        for n in range(1, min(len(row) - 1, len(row) - self.left()) + 1):
            without_last = together
            together += self.votes[row[n - 1]]
            if self.numbers.compare(together + all_surpluses, self.votes[row[n]]) >= 0:
                continue
            if self.batch == 'cfer':  # (k): and no order of election may change
                fits = self.left() == 1 or len(row) - n == self.left() or together + all_surpluses < gap
                if not fits and not (all_surpluses == 0 and without_last < gap):
                    continue
            sure = n
        return sorted(row[:sure])

    def exclude_all(self, those, note=None):
        for c in those:
            self.exclude(c)
            self.open.discard(c)
        if self.rule.early and self.is_complete() and (self.groups or not (note and self.rule.to_the_last)):
            self.write('exclusion', note, electing=False)
            self.over = True
            return
        for c in those:
            self.pass_on(c, lambda value: value)
            self.votes[c] = 0
        self.write('exclusion', note)

    def step(self):
        those, doomed = self.lowest() if self.groups else ([], False)
        if doomed:  # before any surplus, which would be lost on her
            self.exclude_all([self.tie(those, False, 'exclusion')], 'cannot be elected')
            return
        losers = self.losers() if self.batch in ('sure', 'cfer') else []
        if losers:
            self.exclude_all(losers, 'sure losers')
        elif not self.surplus_stage():
            losers = self.losers() if self.batch == 'zero' else []
            if losers and len(losers) < len(self.hopefuls()):
                self.exclude_all(losers, 'no votes')
            elif self.is_complete():
                self.over = True
            else:
                self.exclude_all([self.tie(those or self.extreme(False), False, 'exclusion')])


def check(method, ballots, options, said):
    count = Gregory(method, ballots, options, said)
    count.write('first')
    while not count.over:
        count.step()
    for c in count.those(PENDING):
        count.standing[c] = ELECTED
    if count.hopefuls() and len(count.hopefuls()) <= count.left():
        for c in count.sorted(True):
            count.elect(c)
    count.amend('as many left as seats')
    count.end(count.valid)
