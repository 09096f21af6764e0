"""Instant run-off, and what grew from it: rounds over whole ballots, with blank ranks, several marks in a rank,
names twice; several winners by surplus, from the bottom up, or one seat after another."""
from fractions import Fraction

from check_ballots import TWO_MARKS
from check_common import require, seats_of
from check_stages import ELECTED, EXCLUDED, HOPEFUL, WITHDRAWN, Numbers, Tally

ACTIVE = None
IDLE = ['exhausted_choices', 'overvotes', 'repeated_ranks', 'skipped_ranks', 'final_surplus']
CHOICES, OVERVOTE, REPEATED, SKIPPED, SURPLUS = IDLE
UNMARKED = 'unmarked'


class Paper:
    __slots__ = ('ranks', 'weight', 'holder', 'status', 'value')

    def __init__(self, ranks, weight):
        self.ranks, self.weight = ranks, weight


class Rounds(Tally):
    def __init__(self, ballots, options, said):
        self.mode = options.word('winners', 'single')
        self.by_surplus = self.mode in ('many-per-round', 'one-per-round')
        numbers = Numbers('rational' if self.mode == 'bottoms-up-threshold' else 'fixed',
                          options.get('places', 4) if self.by_surplus else 0, 0)
        if 'write-in' in options.said:
            self.write_in = ballots.names.index(options.get('write-in'))
        super().__init__(ballots, options, said, numbers, True)
        require(self.mode != 'single' or self.seats == 1, 'several seats and a single winner')
        require(not self.groups or self.mode != 'bottoms-up-threshold', 'groups have no share of unfixed seats')
        self.papers = [Paper(ranks, weight) for weight, ranks in ballots.ballots]
        self.all_seats, self.goal = self.seats, self.seats
        self.until_two = options.flag('until-two')
        self.first_quota = options.flag('first-round-quota')
        self.overvote, self.equal = options.word('overvote', 'exhaust'), options.word('equal', '')
        self.skips, self.ranks_max = options.get('skips', -1), options.get('ranks', -1)
        self.minimum = options.get('minimum-votes', 0) * numbers.one
        self.share = Fraction(options.get('share', '0/1') if options.get('share', '0/1') != '0/0' else 0)
        self.since, self.note = 0, None

    # ---- a ballot

    def continuing(self, c):
        return self.standing[c] == HOPEFUL or (self.standing[c] == ELECTED and self.until_two)

    def choice(self, paper):
        """(who, status): whom it counts for now."""
        last, seen = 0, set()
        for place, rank in enumerate(paper.ranks, 1):
            if 0 <= self.ranks_max < place:
                break
            if not rank:
                continue
            if self.skips >= 0 and place - last > self.skips + 1:
                return None, SKIPPED
            last = place
            if self.options.flag('duplicate-exhausts') and (seen & set(rank) or len(set(rank)) < len(rank)):
                return None, REPEATED
            seen |= set(rank)
            alive = [c for c in rank if c != TWO_MARKS and self.continuing(c)]
            labelled = TWO_MARKS in rank
            if len(rank) > 1 or labelled:
                if not labelled and (self.equal == 'wait' or self.overvote == 'multiple'):
                    if len(alive) > 1:
                        return None, ACTIVE if self.equal == 'wait' else OVERVOTE
                elif self.overvote == 'skip':
                    continue
                else:
                    return None, OVERVOTE
            if alive:
                return alive[0], ACTIVE
        return None, CHOICES if last else UNMARKED

    def distribute(self):
        full = len(self.winners) - self.since >= self.goal
        moved = {}
        for paper in self.papers:
            if paper.status is not ACTIVE or (paper.holder is not None and self.continuing(paper.holder)):
                continue
            source = paper.holder
            paper.holder, paper.status = (None, SURPLUS) if full and self.by_surplus else self.choice(paper)
            if source is not None:
                said = moved.setdefault((source, self.n if paper.holder is None else paper.holder), [0, 0])
                said[0] += paper.value * paper.weight
                said[1] += paper.weight
            if paper.status is not ACTIVE:
                self.idle[paper.status] += paper.value * paper.weight
        for c in range(self.n):
            if self.continuing(c) or self.standing[c] == EXCLUDED:
                self.votes[c] = 0
        for paper in self.papers:
            if paper.holder is not None and self.continuing(paper.holder):
                self.votes[paper.holder] += paper.value * paper.weight
        self.exhausted = sum(self.idle[status] for status in IDLE)
        self.write_transfers(moved)

    def write_transfers(self, moved):
        """They belong to the round before."""
        if self.round == 1:
            return
        for (source, to), (votes, papers) in sorted(moved.items()):
            if votes:
                self.transfer(source, 'exhausted' if to == self.n else to, votes, papers)
        if self.transfers_now:
            self.found[-1]['transfers'], self.transfers_now = self.transfers_now, []

    # ---- winners

    def set_quota(self):
        self.set_threshold()
        self.quota = max(self.quota, self.minimum)

    def set_threshold(self):
        total, one = sum(self.votes[c] for c in range(self.n) if self.continuing(c)), self.numbers.one
        if self.mode == 'bottoms-up-threshold':
            self.quota = total * self.share
            return
        kind = self.options.word('quota', 'droop')
        unit = one if kind in ('droop', 'hare') else 1
        if kind.startswith('hare'):
            self.quota = -(-total // (unit * self.goal)) * unit
        else:
            self.quota = (total // (unit * (self.goal + 1)) + 1) * unit

    def quota_again(self):
        if self.round == 1:
            return True
        if self.first_quota or (self.goal > 1 and self.mode != 'bottoms-up-threshold'):
            return False
        return self.mode == 'bottoms-up-threshold' or not self.until_two or len(self.winners) == self.since

    def write_in_left(self):
        if self.write_in is None or self.standing[self.write_in] != HOPEFUL:
            return False
        won = len(self.winners) - self.since
        return self.votes[self.write_in] != 0 or (won < self.goal and len(self.hopefuls()) <= self.goal - won)

    def winners_of_round(self, unfilled):
        """(who, must one be chosen)"""
        row = self.sorted(True)
        reached = [c for c in row if self.votes[c] >= self.quota]
        if self.mode == 'bottoms-up-threshold':
            return (row if len(reached) == len(row) else []), False
        if unfilled == 0 or len(row) <= unfilled:
            return (row if unfilled else []), False
        if self.first_quota and len(row) == self.goal + 1:
            won = self.extreme(True)
        else:
            won = [] if self.mode == 'bottoms-up' else reached
        several = len(won) > 1 and (self.mode == 'one-per-round' or self.first_quota)
        last_two = self.goal == 1 and not won and len(row) == 2 and unfilled == 1 and \
            self.mode != 'bottoms-up' and not self.below(self.minimum)
        return (self.extreme(True), True) if several or last_two else (won, False)

    def elect_within(self, unfilled):
        """With groups one after the other, the most votes first; was somebody elected?"""
        left, any_yet = len(self.hopefuls()), False
        rest, by_votes = left <= unfilled, self.mode != 'bottoms-up'
        top = by_votes and (left == self.goal + 1 if self.first_quota else self.goal == 1 and left == 2 and not self.below(self.minimum))
        only_one = self.mode == 'one-per-round' or self.first_quota
        while unfilled and not (any_yet and only_one and not rest):
            best = self.electable(self.quota) if by_votes and not rest and self.quota else []
            if not best and (rest or (top and not any_yet)):
                best = self.electable(0)
            best = [c for c in best if c != self.write_in]
            if not best:
                break
            self.elect_all([best[0] if rest else self.tie(best, True, 'election')])
            any_yet, unfilled = True, unfilled - 1
        return any_yet

    def decide_within(self, won):
        """(was somebody elected, excluded): who is doomed goes at the same round, before votes go on."""
        elected = not self.write_in_left() and self.elect_within(max(0, self.goal - won))
        excluded = not elected and not self.write_in_left() and self.exclude_doomed()
        if not elected and not excluded and (won < self.goal or
                                             (self.until_two and len(self.hopefuls()) + won > 2)):
            self.eliminate()
            excluded = True
        if not (elected and self.mode == 'sequential' and not self.until_two):
            excluded = self.exclude_doomed() or excluded
        return elected, excluded

    def elect_all(self, those):
        for c in those:
            self.elect(c)
        for c in those if self.by_surplus else ():
            part = 0
            if self.votes[c] > self.quota:
                part = self.numbers.div(self.votes[c] - self.quota, self.votes[c])
            for paper in self.papers:
                if paper.holder == c and paper.status is ACTIVE:
                    paper.value = self.numbers.mul(paper.value, part)

    # ---- elimination

    def batch(self):
        row, together, sure, before = self.sorted(False), 0, 0, 0
        for n, c in enumerate(row):
            if n and together < self.votes[c]:
                before, sure = sure, n
            together += self.votes[c]
        if self.until_two and len(row) + len(self.winners) - self.since == sure + 1:
            sure = before
        return row[:sure] if sure > 1 else []

    def below(self, least):
        return [c for c in self.hopefuls() if self.votes[c] < least]

    def still_open(self):
        """A pass gives one seat: who is out of it comes back for the next."""
        if self.mode != 'sequential':
            return [c for c in self.hopefuls() if c != self.write_in]
        return [c for c in range(self.n) if c not in self.winners and c not in self.ballots.withdrawn
                and c != self.write_in]

    def guarded(self, c):
        return self.mode != 'sequential' and c != self.write_in and super().guarded(c)

    def doomed(self, c):
        return c != self.write_in and super().doomed(c)

    def exclude_doomed(self):
        doomed = [c for c in self.hopefuls() if self.doomed(c)]
        for c in doomed:
            self.exclude(c)
        return bool(doomed)

    def eliminate_within(self):
        """With groups one after the other, and nobody who is guarded."""
        first = True
        while True:
            those, _ = self.lowest()
            if not those or not (first or self.votes[those[0]] < self.minimum):
                return
            self.exclude(self.tie(those, False, 'exclusion'))
            first = False

    def eliminate(self):
        those = [self.write_in] if self.write_in_left() else []
        if not those:
            those = self.below(self.minimum)
            require(len(those) < len(self.hopefuls()), 'nobody has the least number of votes')
        if self.groups and those != [self.write_in]:
            self.eliminate_within()
            return
        if not those and self.mode == 'bottoms-up-threshold' and self.options.flag('cutoff'):
            those = self.below(self.quota)
            those = those if len(those) < len(self.hopefuls()) else []
        if not those and self.options.get('batch') is True:
            those = self.batch()
        if not those:
            those = [self.tie(self.extreme(False), False, 'exclusion')]
        for c in those:
            self.exclude(c)

    # ---- rounds

    def decide(self, won):
        """(was somebody elected, excluded)"""
        those, choose = ([], False) if self.write_in_left() else self.winners_of_round(max(0, self.goal - won))
        those = [c for c in those if c != self.write_in]
        if choose and len(those) > 1:
            those = [self.tie(those, True, 'election')]
        if those:
            self.elect_all(those)
        elif won < self.goal or (self.until_two and len(self.hopefuls()) + won > 2) or \
                self.mode == 'bottoms-up-threshold':
            self.eliminate()
            return False, True
        return bool(those), False

    def one_round(self):
        """(was somebody elected, excluded)"""
        self.round += 1
        for c in self.those(ELECTED) if self.by_surplus else ():
            self.votes[c] = min(self.votes[c], self.quota)
        won = len(self.winners) - self.since
        self.distribute()
        if self.quota_again():
            self.set_quota()
        decide = self.decide_within if self.groups else self.decide
        elected, excluded = decide(won)
        text = self.numbers.text
        self.stage('election', self.note, {'inactive': {status: text(self.idle[status]) for status in IDLE}})
        return elected, excluded

    def goes_on(self, elected, excluded):
        won, left, stop = len(self.winners) - self.since, len(self.hopefuls()), self.options.get('stop-after', 0)
        if 0 < stop <= self.round or (left == 0 and not elected):
            return False
        if self.until_two:
            return left + won > 2 or excluded or won == 0
        if self.mode == 'bottoms-up-threshold':
            return won == 0
        return left > 0 if won < self.goal else self.by_surplus and elected

    def passes(self):
        for c in range(self.n):
            self.standing[c] = HOPEFUL if self.standing[c] in (HOPEFUL, EXCLUDED) else WITHDRAWN
        for paper in self.papers:
            paper.holder, paper.status, paper.value = None, ACTIVE, self.numbers.one
        self.idle = dict.fromkeys(IDLE + [UNMARKED], 0)
        self.round, self.since = 0, len(self.winners)
        while self.goes_on(*self.one_round()):
            pass

    def run(self):
        if self.mode != 'sequential':
            self.passes()
            return
        self.goal = 1
        for seat in range(1, self.all_seats + 1):
            self.note = f'seat {seat}'
            if len(self.winners) < self.all_seats:
                self.passes()
            if not self.hopefuls() and not self.those(EXCLUDED):  # who is out of this pass stands again
                return


def check(method, ballots, options, said):
    count = Rounds(ballots, options, said)
    count.run()
    count.end(ballots.total() - ballots.blank())
