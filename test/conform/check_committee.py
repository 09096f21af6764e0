"""Committees from approvals: sequential PAV, sequential Phragmen, the method of equal shares. Every round's
scores are said; ties are followed to all committees that they allow."""
from fractions import Fraction

from check_common import require, same, seats_of

LEAVES_MAX = 200000


class Profile:
    def __init__(self, ballots, seats):
        self.voters = [(weight, frozenset(c for rank in ranks for c in rank)) for weight, ranks in ballots.ballots]
        self.running = [c for c in range(len(ballots.names)) if c not in ballots.withdrawn]
        self.seats, self.total = seats, ballots.total()

    def supporters(self, c):
        return [v for v, (_, approved) in enumerate(self.voters) if c in approved]

    def gain(self, c, members):
        """Each further member that a voter approves counts 1/2, 1/3..."""
        return sum(Fraction(self.voters[v][0], 1 + len(self.voters[v][1] & members)) for v in self.supporters(c))

    def load(self, c, loads):
        """One load of 1, shared by her voters so that each then bears the same."""
        those = self.supporters(c)
        heads = sum(self.voters[v][0] for v in those)
        return (1 + sum(self.voters[v][0] * loads[v] for v in those)) / Fraction(heads) if heads else None

    def price(self, c, budgets):
        """The least most that any of her voters pays when all together pay 1; None: they cannot."""
        those = sorted(self.supporters(c), key=lambda v: budgets[v])
        unpaid, heads = Fraction(1), sum(self.voters[v][0] for v in those)
        for v in those:
            if budgets[v] * heads >= unpaid:
                return unpaid / heads
            unpaid -= budgets[v] * self.voters[v][0]
            heads -= self.voters[v][0]
        return None


def round_of(profile, method, members, state, shares):
    """(phase, scores, best candidates): gains are best when large, loads and prices when small."""
    left = [c for c in profile.running if c not in members]
    if method == 'seqpav':
        scores = {c: profile.gain(c, members) for c in left}
        best = max(scores.values(), default=None)
        phase = 'gain'
    else:
        scores = {c: profile.price(c, state) if shares else profile.load(c, state) for c in left}
        scores = {c: score for c, score in scores.items() if score is not None}
        best = min(scores.values(), default=None)
        phase = 'price' if shares else 'load'
    if not scores:
        return 'unapproved', {}, left
    return phase, scores, [c for c in left if scores.get(c) == best]


def after(profile, state, c, phase, score):
    state = list(state)
    for v in profile.supporters(c):
        state[v] = score if phase == 'load' else max(Fraction(0), state[v] - score)
    return state


class Walk:
    """All committees, in the order in which ties are followed: by the candidates' numbers."""

    def __init__(self, profile, method):
        self.profile, self.method, self.found, self.first, self.steps = profile, method, [], [], 0

    def go(self, members, state, shares, rounds):
        self.steps += 1
        require(self.steps <= LEAVES_MAX, 'more ties than can be followed')
        if len(members) == self.profile.seats:
            if not self.found:
                self.first = rounds
            if members not in self.found:
                self.found.append(members)
            return
        phase, scores, best = round_of(self.profile, self.method, members, state, shares)
        if shares and not scores:  # nobody can be paid for: Phragmen goes on, what is unspent is credit
            self.go(members, [-budget for budget in state], False, rounds)
            return
        for c in best:
            then = state if phase in ('gain', 'unapproved') else after(self.profile, state, c, phase, scores[c])
            self.go(members | {c}, then, shares, rounds + [(phase, scores, best, c)])


def check(method, ballots, options, said):
    names, seats = ballots.names, seats_of(ballots, options)
    profile = Profile(ballots, seats)
    require(seats <= len(profile.running), 'more seats than candidates')
    shares = method == 'equal-shares'
    state = [Fraction(seats, profile.total or 1) if shares else Fraction(0)] * len(profile.voters)
    walk = Walk(profile, method)
    walk.go(frozenset(), state, shares, [])
    same(said.take('valid'), ballots.total() - ballots.blank(), 'valid')
    same(said.take('rounds'),
         [{'by': phase, 'scores': {names[c]: str(score) for c, score in scores.items()},
           'best': [names[c] for c in best], 'chosen': names[chosen]}
          for phase, scores, best, chosen in walk.first], 'round')
    same(said.take('winners'), [names[chosen] for _, _, _, chosen in walk.first], 'winners')
    same(said.take('committees'), [[names[c] for c in sorted(members)] for members in walk.found], 'committee')
