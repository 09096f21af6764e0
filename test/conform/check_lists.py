"""Seats for lists: highest averages, largest remainders, the Dutch rules for councils, biproportional seats."""
from fractions import Fraction

from check_common import Order, require, same, seats_of

INFINITE = Fraction(10) ** 30
AVERAGES = {
    'dhondt': lambda k: Fraction(k + 1), 'sainte-lague': lambda k: Fraction(2 * k + 1),
    'modified-sainte-lague': lambda k: Fraction(7, 5) if k == 0 else Fraction(2 * k + 1),
    'imperiali': lambda k: Fraction(k + 2), 'danish': lambda k: Fraction(3 * k + 1),
    'adams': Fraction,
}


def votes_of(ballots):
    votes = [0] * len(ballots.names)
    for weight, ranks in ballots.ballots:
        if ranks and ranks[0]:
            votes[ranks[0][0]] += weight
    return votes


def text(quotient):
    return 'infinite' if quotient == INFINITE else str(quotient)


class Lists:
    def __init__(self, method, ballots, options, said):
        self.method, self.names, self.options = method, ballots.names, options
        self.n, self.seats = len(ballots.names), seats_of(ballots, options)
        self.votes = votes_of(ballots)
        self.total, self.base = sum(self.votes), options.get('base-seats', 0)
        self.past = [self.is_past(c, ballots) for c in range(self.n)]
        self.had = [self.base if past else 0 for past in self.past]  # seats so far
        self.place = Order(ballots, options).places('seed' in options.said or options.get('tie', [''])[0] == 'lot')
        self.ties, self.given, self.extra = [], [], [{} for _ in self.names]
        self.said = said

    def is_past(self, c, ballots):
        members = ballots.members[c] if ballots.members else 0
        share = self.options.get('threshold', '0')
        if members >= 2:
            share = self.options.get('threshold-two', share)
        if members >= 4:
            share = self.options.get('threshold-many', share)
        return self.votes[c] > 0 and c not in ballots.withdrawn and self.votes[c] >= Fraction(share) * self.total

    def take(self, tied, left):
        """One of those tied: the earliest in the order; if not all can have a seat, a rule must be there."""
        c = min(tied, key=self.place.get)
        if len(tied) > left:
            rule = 'lot' if 'seed' in self.options.said else self.options.get('tie', [''])[0]
            require(rule in ('lot', 'order', 'order-first'), 'a tie for a seat that no rule settles')
            self.ties.append({'for': 'seat', 'tied': [self.names[x] for x in sorted(tied)],
                              'chosen': self.names[c], 'rule': rule})
        return c

    def left(self):
        return self.seats - sum(self.had)

    def quotient(self, c, k, divisors):
        divisor = divisors(k)
        return self.votes[c] / divisor if divisor else INFINITE

#-- -- highest averages : the border

    def averages(self, said_lists):
        """No list's last seat cost less than another list's next one would: that is the rule, and the order
        of seats need not be told. Lists that meet at the border are tied; those first in the order have it."""
        divisors = AVERAGES[self.method]
        seats = [one['seats'] for one in said_lists]
        inside = [c for c in range(self.n) if self.past[c]]
        for c in range(self.n):
            require(isinstance(seats[c], int) and seats[c] >= self.had[c], f'{self.names[c]}: {seats[c]} seats')
            require(self.past[c] or seats[c] == 0, f'{self.names[c]} is below the threshold and has seats')
        same(sum(seats), self.seats, 'seats of all lists together')
        last = {c: self.quotient(c, seats[c] - 1, divisors) for c in inside if seats[c] > self.base}
        after = {c: self.quotient(c, seats[c], divisors) for c in inside}
        border = min(last.values(), default=INFINITE)
        for c in inside:
            require(not last or after[c] <= border, f'{self.names[c]} has too few seats: {text(after[c])} for one '
                    f'more, when {text(border)} was enough elsewhere')
            self.extra[c] = {'next': text(after[c])}
            if c in last:
                self.extra[c]['last'] = text(last[c])
        meet = [c for c in inside if border in (last.get(c), after[c])]
        seated = [c for c in meet if last.get(c) == border]
        if border == INFINITE and seated:  # Adams, fewer seats than lists: the most votes first
            least = min(self.votes[c] for c in seated)
            require(all(c in seated for c in meet if self.votes[c] > least), 'a list with more votes has no seat')
            meet, seated = ([c for c in some if self.votes[c] == least] for some in (meet, seated))
        for left in range(len(seated), 0, -1) if len(meet) > len(seated) else ():
            chosen = self.take(meet, left)
            require(chosen in seated, f'{self.names[chosen]} comes first in the tie for a seat')
            meet = [c for c in meet if c != chosen]
        self.had = seats

# ---- largest remainders

    def full_quotas(self):
        by = {'hare': 0, 'droop': 1, 'hagenbach-bischoff': 1, 'imperiali-remainders': 2, 'dutch': 0}[self.method]
        votes = self.total if self.method == 'dutch' else sum(v for v, past in zip(self.votes, self.past) if past)
        quota = Fraction(votes, self.seats + by)
        if self.method == 'droop':
            quota = Fraction(quota.numerator // quota.denominator + 1)
        elif self.options.flag('quota-rounded'):
            quota = Fraction((2 * quota.numerator + quota.denominator) // (2 * quota.denominator))
        same(self.said.take('quota'), str(quota), 'quota')
        self.quota, self.remainder = quota, [Fraction(0)] * self.n
        for c in range(self.n):
            if self.past[c]:
                whole = self.votes[c] / quota
                full = whole.numerator // whole.denominator
                self.remainder[c] = whole - full
                self.had[c] += full
                self.extra[c] = {'full': full, 'remainder': str(self.remainder[c])}
        require(self.left() >= 0, 'the quota gives more seats than there are')

    def remainders(self, share):
        waiting = [c for c in range(self.n) if self.past[c] and self.votes[c] >= share * self.quota]
        last = None
        while self.left() and waiting:
            best = max(self.remainder[c] for c in waiting)
            c = last = self.take([x for x in waiting if self.remainder[x] == best], self.left())
            waiting.remove(c)
            self.had[c] += 1
            self.given.append({'to': self.names[c], 'by': 'remainder', 'number': str(best)})
        return last

    def dutch_averages(self, among, once):
        last = None
        while self.left() and among:
            best = max(self.votes[c] / Fraction(self.had[c] + 1) for c in among)
            c = last = self.take([x for x in among if self.votes[x] / Fraction(self.had[x] + 1) == best],
                                 self.left())
            self.had[c] += 1
            self.given.append({'to': self.names[c], 'by': 'average', 'number': str(best)})
            among = [x for x in among if x != c] if once else among
        return last

    def absolute_majority(self, last):
        """P 9: more than half of the votes and not more than half of the seats: one more, from whoever had
        the last of the remainders."""
        for c in range(self.n):
            if last not in (None, c) and 2 * self.votes[c] > self.total and 2 * self.had[c] <= self.seats:
                self.had[c] += 1
                self.had[last] -= 1
                self.given.append({'to': self.names[c], 'by': 'majority'})
                return

    def by_quota(self):
        self.full_quotas()
        share = Fraction(self.options.get('threshold-seats', '0'))
        inside = [c for c in range(self.n) if self.past[c]]
        if self.method != 'dutch':
            last = self.remainders(share)
        elif self.seats >= 19:  # P 7
            last = self.dutch_averages(inside, False)
        else:  # P 8
            last = self.remainders(share if 'threshold-seats' in self.options.said else Fraction(3, 4))
            for once in (True, False):
                further = self.dutch_averages(inside, once)
                last = last if further is None else further
        if self.method == 'dutch' or self.options.flag('absolute-majority'):
            self.absolute_majority(last)

    def end(self):
        said, names = self.said, self.names
        same(said.take('given', []), self.given, 'seat')
        stage = {'kind': 'first', 'votes': {names[c]: str(self.votes[c]) for c in range(self.n)}, 'elected': [],
                 'excluded': []}
        if self.ties:
            stage['tie'] = self.ties
        same(said.take('stages'), [stage], 'stage')
        same(said.take('winners'), [], 'winners')


def check(method, ballots, options, said):
    same(said.take('valid'), ballots.total() - ballots.blank(), 'valid')
    if method in ('biproportional', 'levelling'):
        (biproportional if method == 'biproportional' else levelling)(ballots, options, said)
        return
    said_lists = said.take('lists')
    one = Lists(method, ballots, options, said)
    require(len(said_lists) == one.n, 'not as many lists as in the file')
    require(any(one.past) and one.left() >= 0, 'no list is past the threshold, or base seats are too many')
    if method in AVERAGES:
        one.averages(said_lists)
    else:
        one.by_quota()
    same(said_lists, [dict(one.extra[c], list=one.names[c], votes=one.votes[c], past_threshold=one.past[c],
                           seats=one.had[c]) for c in range(one.n)], 'list')
    one.end()


def table_votes(ballots):
    return [0 if c in ballots.withdrawn else v for c, v in enumerate(votes_of(ballots))]


def rounds_to(quotient, seats):
    """Standard rounding: a half may go either way."""
    return seats - Fraction(1, 2) <= quotient <= seats + Fraction(1, 2)


def admitted(votes, districts, options):
    """Votes of parties past the threshold: a share of the whole, or of any one district; both with threshold-all."""
    rows = [votes[at:at + districts] for at in range(0, len(votes), districts)]
    of = [sum(row[d] for row in rows) for d in range(districts)]
    tests = []
    if 'threshold' in options.said:
        tests.append(lambda row: sum(row) >= Fraction(options.get('threshold')) * sum(votes))
    if 'threshold-district' in options.said:
        share = Fraction(options.get('threshold-district'))
        tests.append(lambda row: any(v and v >= share * all_votes for v, all_votes in zip(row, of)))
    passes = all if options.flag('threshold-all') else any
    return [v if not tests or passes(test(row) for test in tests) else 0 for row in rows for v in row]


def strongest(votes, districts, seats):
    """The least of each list: 1 for the strongest of a district, for several only if it has so many seats."""
    least = [0] * len(votes)
    for d in range(districts):
        column = votes[d::districts]
        if 0 < column.count(max(column)) <= seats[d] and max(column):
            for p, v in enumerate(column):
                least[p * districts + d] = int(v == max(column))
    return least


def voters(votes, seats, way):
    """How many voters a list has, each of whom has as many votes as there are seats."""
    number = Fraction(votes, seats if seats and way != 'votes' else 1)
    return Fraction((2 * number.numerator + number.denominator) // (2 * number.denominator)) \
        if way == 'rounded' else number


class Circles:
    """Lists whose quotient lies on a half may hand a seat on (1 to 0) or take one: a directed step between a
    party and a district. A circle of such steps leads to another table that is as good."""

    def __init__(self, parties, districts):
        self.parties, self.districts, self.steps = parties, districts, {}

    def add(self, at, takes):
        party, district = at // self.districts, self.parties + at % self.districts
        self.steps[at] = (district, party) if takes else (party, district)

    def reached(self, start, backwards):
        found, waiting = {start}, [start]
        while waiting:
            node = waiting.pop()
            for one, other in self.steps.values():
                one, other = (other, one) if backwards else (one, other)
                if one == node and other not in found:
                    found.add(other)
                    waiting.append(other)
        return found

    def through(self, at):
        """All lists on circles with this one: the order decides among them."""
        start = self.steps[at][0]
        both = self.reached(start, False) & self.reached(start, True)
        if self.steps[at][1] not in both:
            return []
        return sorted(c for c, (one, other) in self.steps.items() if one in both and other in both)


def party_seats_of(numbers, seats, place, tie):
    """Sainte-Lague by its border: no party's last seat cost less than another's next would."""
    last = [Fraction(n, 2 * s - 1) if s else INFINITE for n, s in zip(numbers, seats)]
    after = [Fraction(n, 2 * s + 1) for n, s in zip(numbers, seats)]
    border = min(last)
    require(max(after) <= border, 'the parties\' seats are not those of their voter numbers')
    meet = [p for p in range(len(seats)) if border in (last[p], after[p])]
    seated = [p for p in meet if last[p] == border]
    while len(seated) < len(meet) and seated:
        first = min(meet, key=lambda p: place[p])
        require(first in seated, f'party {first + 1} comes first in the tie for a seat')
        tie('seat of all districts', meet, first)
        meet, seated = ([p for p in some if p != first] for some in (meet, seated))


def biproportional(ballots, options, said):
    """The divisors are given; checking them needs no search: each cell is its votes over both divisors,
    rounded, and both sums hold. Parties' seats: Sainte-Lague on voter numbers (votes over the seats of the
    district, summed, rounded), by its border. Where circles of halves leave several tables, the order of lists
    must have been followed: none of them could have more with those before it as they are."""
    district_seats = options.get('districts') or ballots.district_seats
    districts, names = len(district_seats), ballots.names
    votes = admitted(table_votes(ballots), districts, options)
    parties = len(votes) // districts
    least = strongest(votes, districts, district_seats) if options.flag('winner-takes-one') else [0] * len(votes)
    same(said.take('seats'), sum(district_seats), 'seats')
    rows = [Fraction(x) for x in said.take('party_divisors')]
    columns = [Fraction(x) for x in said.take('district_divisors')]
    party_seats, cells = said.take('party_seats'), said.take('cells')
    require((len(rows), len(columns), len(party_seats), len(cells)) == (parties, districts, parties, len(votes)),
            'the table has another shape')
    require(min(rows + columns) > 0, 'a divisor is not above nothing')
    circles = Circles(parties, districts)
    for at, name in enumerate(names):
        quotient = votes[at] / rows[at // districts] / columns[at % districts]
        require(isinstance(cells[at], int) and cells[at] >= least[at] and (votes[at] or not cells[at]) and
                (rounds_to(quotient, cells[at]) or cells[at] == least[at] and quotient < cells[at]),
                f'{name}: {cells[at]} seats, {votes[at]} votes over both divisors is {float(quotient):.6f}')
        if votes[at] and quotient.denominator == 2 and (quotient > cells[at] or cells[at] > least[at] and
                                                        cells[at] - quotient == Fraction(1, 2)):
            circles.add(at, quotient > cells[at])
    for p in range(parties):
        same(sum(cells[p * districts:(p + 1) * districts]), party_seats[p], f'seats of party {p + 1}')
    for d in range(districts):
        same(sum(cells[d::districts]), district_seats[d], f'seats of district {d + 1}')
    rule = 'lot' if 'seed' in options.said else options.get('tie', [''])[0]
    place, ties = Order(ballots, options).places(rule == 'lot'), []

    def tie(what, tied, chosen):
        require(rule in ('lot', 'order', 'order-first'), 'a tie that no rule settles')
        ties.append({'for': what, 'tied': [names[c] for c in tied], 'chosen': names[chosen], 'rule': rule})

    numbers = [sum(voters(votes[p * districts + d], district_seats[d], options.word('voters', 'rounded'))
                   for d in range(districts)) for p in range(parties)]
    party_seats_of(numbers, party_seats, [place[p * districts] for p in range(parties)],
                   lambda what, tied, one: tie(what, [p * districts for p in tied], one * districts))
    for at in sorted(circles.steps, key=place.get):
        tied = circles.through(at)
        if tied:
            require(circles.steps[at][0] < parties, f'{names[at]} comes first in the tie for a seat')
            tie('seat', tied, at)
        del circles.steps[at]
    given = {name: str(v) for name, v in zip(names, table_votes(ballots))}
    stage = {'kind': 'first', 'votes': given, 'elected': [], 'excluded': []}
    same(said.take('stages'), [dict(stage, tie=ties) if ties else stage], 'stage')
    same(said.take('winners'), [], 'winners')


def share(votes, seats, up_to, place, settles):
    """Sainte-Lague: further seats one by one to the highest quotient, the first in the order of several."""
    while sum(seats) < up_to:
        quotients = [Fraction(v, 2 * s + 1) for v, s in zip(votes, seats)]
        best = max(quotients)
        tied = [i for i, quotient in enumerate(quotients) if quotient == best]
        require(best > 0, 'seats to share and no votes')
        require(settles or len(tied) <= up_to - sum(seats), 'a tie for a seat that no rule settles')
        seats[min(tied, key=lambda i: place[i])] += 1
    return seats


def levelling(ballots, options, said):
    """Bundeswahlgesetz of 2013, section 6: minimums region by region; the smallest house in which shares of
    votes give every party its minimum (but for `overhang` seats, which are added); then regions."""
    region_seats = options.get('districts') or ballots.district_seats
    regions, votes = len(region_seats), table_votes(ballots)
    parties = range(len(votes) // regions)
    won = ballots.won or [0] * len(votes)
    lot = 'seed' in options.said or options.get('tie', [''])[0] == 'lot'
    place = Order(ballots, options).places(lot)
    settles = lot or options.get('tie', [''])[0] in ('order', 'order-first')
    rows = [slice(p * regions, (p + 1) * regions) for p in parties]
    of_party = [sum(votes[row]) for row in rows]
    direct = options.get('threshold-direct', 0)
    inside = [of_party[p] > 0 and (of_party[p] >= Fraction(options.get('threshold', '0')) * sum(of_party) or
                                   0 < direct <= sum(won[rows[p]])) for p in parties]
    outside = sum(sum(won[rows[p]]) for p in parties if not inside[p])
    minimum = [0 for _ in parties]
    for d in range(regions):
        kept = sum(won[p * regions + d] for p in parties if not inside[p])
        by_lists = [0 for _ in parties]
        if options.word('minimum', 'lists') == 'lists':
            share([votes[p * regions + d] if inside[p] else 0 for p in parties], by_lists,
                  max(0, region_seats[d] - kept), [place[p * regions + d] for p in parties], settles)
        for p in parties:
            minimum[p] += max(by_lists[p], won[p * regions + d]) if inside[p] else 0
    same(said.take('party_minimums'), minimum, 'what a party is owed')
    base = max(0, (options.get('seats', 0) or sum(region_seats)) - outside)
    ahead = [place[p * regions] for p in parties]
    shared = [of_party[p] if inside[p] else 0 for p in parties]
    house, seats = base, share(shared, [0 for _ in parties], base, ahead, settles)
    while sum(max(0, least - has) for least, has in zip(minimum, seats)) > options.get('overhang', 0):
        house += 1
        share(shared, seats, house, ahead, True)
        require(house <= 100000, 'the house grows without end')
    seats = [max(least, has) for least, has in zip(minimum, seats)]
    same(said.take('party_seats'), seats, 'seats of parties')
    same(said.take('seats'), sum(seats) + outside, 'seats')
    cells = []
    for p in parties:
        row, at = list(won[rows[p]]), range(p * regions, (p + 1) * regions)
        cells += share(votes[rows[p]], row, seats[p], [place[c] for c in at], settles) if inside[p] else row
    same(said.take('cells'), cells, 'seats of lists')
    same(said.take('winners'), [], 'winners')
