"""Counts that proceed by stages: the arithmetic a rule prescribes, who stands where, ties, and the comparison
of each stage with what is said of it."""
from fractions import Fraction

from check_common import Order, Refused, require, rules_of, same, seats_of
from check_groups import groups_of
from check_java import Random, hash_order

HOPEFUL, PENDING, ELECTED, EXCLUDED, WITHDRAWN = range(5)


class Numbers:
    """Fixed: whole units of the last place, cut. Guarded: more digits than count; numbers nearer than half a
    unit of the last place that counts are equal. Rational: exact. A vote is `one`."""

    def __init__(self, kind, places, guard):
        self.kind, self.places, self.guard = kind, places, guard if kind == 'guarded' else 0
        self.exact = kind != 'fixed'
        self.one = Fraction(1) if kind == 'rational' else 10 ** (places + self.guard)
        self.near = max(1, 10 ** self.guard // 2) if kind == 'guarded' else 1
        self.least = 1 if kind == 'fixed' else 0  # what makes a fractional quota exceeded

    def words(self):
        if self.kind == 'rational':
            return 'exact fractions'
        if self.kind == 'guarded':
            return f'decimals with {self.places} places and {self.guard} guard digits'
        return f'decimals with {self.places} places' if self.places else 'whole numbers'

    def mul(self, a, b, up=False):
        if self.kind == 'rational':
            return a * b
        return -(-a * b // self.one) if up and self.kind == 'fixed' else a * b // self.one

    def div(self, a, b, up=False):
        if self.kind == 'rational':
            return Fraction(a) / b
        return -(-a * self.one // b) if up and self.kind == 'fixed' else a * self.one // b

    def part(self, a, n):
        """A whole n-th, cut."""
        return Fraction(a) / n if self.kind == 'rational' else a // n

    def compare(self, a, b):
        difference = a - b
        if self.kind == 'guarded' and abs(difference) < self.near:
            return 0
        return (difference > 0) - (difference < 0)

    def text(self, x, every_digit=False):
        if self.kind == 'rational':
            return str(x)
        places = self.places + (self.guard if every_digit else 0)
        if self.guard and not every_digit:
            x = (x + self.near) // 10 ** self.guard
        if places == 0:
            return str(x)
        digits = str(abs(x)).rjust(places + 1, '0')
        return ('-' if x < 0 else '') + digits[:-places] + '.' + digits[-places:]


def numbers_of(options, kind, places, guard=None, other_places=9):
    """The method's arithmetic, unless another was asked for; guard digits are half the places."""
    asked = options.word('arithmetic', kind)
    places = options.get('places', places if asked == kind else other_places)
    return Numbers(asked, places, options.get('guard', places // 2 if guard is None else guard))


class Tally:
    write_in = None  # those who stand for nobody in particular: no seat is theirs

    def __init__(self, ballots, options, said, numbers, backwards):
        self.names, self.ballots, self.options, self.said, self.numbers = \
            ballots.names, ballots, options, said, numbers
        self.n, self.seats = len(ballots.names), seats_of(ballots, options)
        self.standing = [WITHDRAWN if c in ballots.withdrawn else HOPEFUL for c in range(self.n)]
        self.votes, self.exhausted, self.quota, self.surplus = [0] * self.n, 0, None, None
        self.order, self.rules = Order(ballots, options), rules_of(options, backwards)
        self.history, self.found, self.winners, self.random = [], [], [], None
        self.elected_now, self.excluded_now, self.ties_now, self.transfers_now = [], [], [], []
        self.groups = groups_of(self.names, options, self.still_open(), self.seats)
        self.doom = {}  # who was excluded at this stage since she was doomed: why
        self.said_stages = said.take('stages')
        require(isinstance(self.said_stages, list), 'stages are no list')
        same(said.take('arithmetic'), numbers.words(), 'arithmetic')

    # ---- who stands where

    def those(self, standing):
        return [c for c in range(self.n) if self.standing[c] == standing]

    def hopefuls(self):
        return self.those(HOPEFUL)

    def left(self):
        return max(0, self.seats - len(self.winners))

    def is_complete(self):
        return self.left() == 0 or len(self.hopefuls()) <= self.left()

    def elect(self, c, standing=ELECTED):
        if self.standing[c] == HOPEFUL:
            self.winners.append(c)
            self.elected_now.append(c)
        self.standing[c] = standing

    def exclude(self, c):
        require(self.standing[c] == HOPEFUL, f'{self.names[c]} is not in the contest')
        require(not self.guarded(c), f'{self.names[c]} is guarded')
        if self.doomed(c):
            self.doom[c] = self.groups.reason(c, self.winners, self.still_open(), True)
        self.standing[c] = EXCLUDED
        self.excluded_now.append(c)

    # ---- groups

    def still_open(self):
        return self.hopefuls()

    def doomed(self, c):
        return self.groups is not None and self.groups.doomed(c, self.winners, self.still_open())

    def guarded(self, c):
        return self.groups is not None and self.groups.guarded(c, self.winners, self.still_open())

    def electable(self, least):
        """Of those who may be elected and have at least so many votes, those with the most."""
        those = [c for c in self.hopefuls() if self.votes[c] >= least and not self.doomed(c)]
        most = max((self.votes[c] for c in those), default=0)
        return [c for c in those if self.numbers.compare(self.votes[c], most) == 0]

    def lowest(self):
        """(those with the fewest votes, doomed): of the doomed, else of those who may be excluded."""
        doomed = [c for c in self.hopefuls() if self.doomed(c)]
        those = doomed or [c for c in self.hopefuls() if not self.guarded(c)]
        fewest = min((self.votes[c] for c in those), default=0)
        return [c for c in those if self.numbers.compare(self.votes[c], fewest) == 0], bool(doomed)

    def constraints(self):
        found, still_open = [], self.still_open() if self.groups else []
        for c in sorted({*self.hopefuls(), *self.doom} if self.groups else ()):
            state = 'doomed' if c in self.doom or self.doomed(c) else 'guarded' if self.guarded(c) else None
            if state:
                why = self.doom.get(c) or self.groups.reason(c, self.winners, still_open, state == 'doomed')
                found.append({'candidate': self.names[c], 'state': state, **why})
        self.doom = {}
        return found

    def sorted(self, most_first, standing=HOPEFUL):
        """By votes, equal ones in the order of candidates."""
        row = self.those(standing)
        if self.numbers.kind != 'guarded':
            return sorted(row, key=lambda c: (-self.votes[c] if most_first else self.votes[c], c))
        done = []
        for c in row:  # nearly equal ones keep their order
            at = len(done)
            while at and self.numbers.compare(self.votes[c], self.votes[done[at - 1]]) == (1 if most_first else -1):
                at -= 1
            done.insert(at, c)
        return done

    def extreme(self, most, standing=HOPEFUL):
        those = self.those(standing)
        if not those:
            return []
        best = (max if most else min)(self.votes[c] for c in those)
        return [c for c in those if self.numbers.compare(self.votes[c], best) == 0]

    # ---- ties

    def tie(self, tied, high, what):
        """One of those tied: `high` seeks who stands highest (a surplus, an election), else the lowest."""
        if len(tied) == 1:
            return tied[0]
        left, rule, stage = list(tied), None, None
        for rule in self.rules:
            if rule in ('backwards', 'forwards'):
                left, at = self.look(left, high, rule)
                stage = at if at is not None else stage
            elif rule in ('order', 'order-first', 'lot'):
                places = self.order.places(rule == 'lot')
                left = [(min if high or rule == 'order-first' else max)(left, key=places.get)]
            elif rule == 'rctab-random':
                left = [self.by_rctab(left)]
            else:
                raise Refused(f'stage {len(self.found) + 1}: a tie for {what}; {rule} is no rule this checker knows')
            if len(left) == 1:
                break
        require(len(left) == 1, f'stage {len(self.found) + 1}: a tie for {what} that no rule settles')
        said = {'for': what, 'tied': [self.names[c] for c in tied], 'chosen': self.names[left[0]], 'rule': rule}
        if rule in ('backwards', 'forwards'):
            said['by_stage'] = (stage or 0) + 1
        self.ties_now.append(said)
        return left[0]

    def by_rctab(self, left):
        """The tabulator's random choice: from the names in the order of the alphabet, or in that of a HashSet when
        it looked back before."""
        self.random = self.random or Random(self.order.seed)
        names = sorted((self.names[c] for c in left), key=lambda name: name.encode('utf-8', 'surrogateescape'))
        if self.rules[0] == 'backwards' and self.history:
            names = hash_order(names)
        return self.names.index(self.random.one_of(names))

    def look(self, left, high, rule):
        """Of those left the highest (lowest) at each earlier stage in turn; and the last stage that told."""
        told = None
        stages = range(len(self.history)) if rule == 'forwards' else reversed(range(len(self.history)))
        for stage in stages:
            votes = self.history[stage]
            kept = left[:1]
            for c in left[1:]:
                difference = self.numbers.compare(votes[c], votes[kept[0]])
                if difference and (difference > 0) == high:
                    kept = [c]
                elif difference == 0:
                    kept.append(c)
            if len(kept) < len(left):
                told = stage
            left = kept
            if len(left) == 1:
                break
        return left, told

    # ---- stages

    def transfer(self, source, to, votes, ballots=None):
        said = {'from': self.names[source], 'to': to if isinstance(to, str) else self.names[to],
                'votes': self.numbers.text(votes)}
        if ballots is not None:
            said['ballots'] = ballots
        self.transfers_now.append(said)

    def stage(self, kind, note=None, more=None):
        """As the rule has it; what may still be added to it (last seats, transfers) waits for `end`."""
        text = self.numbers.text
        self.history.append(list(self.votes))
        found = {'kind': kind, 'votes': {self.names[c]: text(self.votes[c]) for c in range(self.n)
                                         if self.standing[c] != WITHDRAWN},
                 'elected': [self.names[c] for c in self.elected_now],
                 'excluded': [self.names[c] for c in self.excluded_now], 'exhausted': text(self.exhausted)}
        for key, value in (('quota', self.quota), ('surplus', self.surplus)):
            if value is not None:
                found[key] = text(value)
        if note:
            found['note'] = note
        if self.transfers_now:
            found['transfers'] = self.transfers_now
        if self.ties_now:
            found['tie'] = self.ties_now
        constraints = self.constraints()
        if constraints:
            found['constraints'] = constraints
        found.update(more or {})
        found['_excluded'] = list(self.excluded_now)
        self.elected_now, self.excluded_now, self.ties_now, self.transfers_now = [], [], [], []
        self.found.append(found)
        number = len(self.found)
        require(number <= len(self.said_stages), f'it ends before stage {number}, {kind}')
        if number > 1:
            self.compare(number - 2)

    def compare(self, at):
        found = {key: value for key, value in self.found[at].items() if key[0] != '_'}
        same(self.said_stages[at], found, f'stage {at + 1}')

    def amend(self, note):
        """Who was elected since the last stage belongs to it."""
        if self.elected_now:
            self.found[-1]['elected'] += [self.names[c] for c in self.elected_now]
            self.found[-1].setdefault('note', note)
            self.elected_now = []

    def ranking(self):
        groups = [[c] for c in self.winners]
        rest = []
        for c in self.sorted(True):
            if rest and self.numbers.compare(self.votes[c], self.votes[rest[-1][-1]]) == 0:
                rest[-1].append(c)
            else:
                rest.append([c])
        groups, gone = groups + rest, set()
        for stage in reversed(self.found):
            group = [c for c in stage['_excluded'] if self.standing[c] == EXCLUDED and c not in gone]
            gone |= set(stage['_excluded'])
            groups += [group] if group else []
        return [[self.names[c] for c in group] for group in groups]

    def end(self, valid):
        self.compare(len(self.found) - 1)
        same(len(self.said_stages), len(self.found), 'number of stages')
        said = self.said
        same(said.take('valid'), valid, 'valid')
        if self.quota is not None:
            same(said.take('quota'), self.numbers.text(self.quota), 'quota')
        same(said.take('exhausted'), self.numbers.text(self.exhausted), 'exhausted')
        same(said.take('winners'), [self.names[c] for c in self.winners], 'winners')
        same(said.take('ranking'), self.ranking(), 'ranking')
