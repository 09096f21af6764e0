"""What all checkers share: refusing, the order for ties, the lot, comparing what is said with what is found."""
import hashlib

from check_groups import groups_of


class Refused(Exception):
    pass


def require(condition, why):
    if not condition:
        raise Refused(why)


def same(said, found, where=''):
    """Whole values, with the first difference in words."""
    at = f'{where}: ' if where else ''
    if isinstance(said, dict) and isinstance(found, dict):
        for key in sorted(set(said) | set(found)):
            require(key in said, f'{at}{key} is not said; the rule gives {found.get(key)}')
            require(key in found, f'{at}{key} {said[key]!r} has no place here')
            same(said[key], found[key], f'{at}{key}')
        return
    if isinstance(said, list) and isinstance(found, list) and len(said) == len(found):
        for number, (one, other) in enumerate(zip(said, found), 1):
            same(one, other, where if not isinstance(other, (dict, list)) else f'{where} {number}')
        return
    require(type(said) is type(found) and said == found, f'{at}it says {said!r}, the rule gives {found!r}')


def draw(seed, n):
    """The lot (RFC 3797's manner): draw i takes SHA-256(i seed i) as a number, modulo what is left."""
    left, drawn = list(range(n)), []
    for i in range(n):
        index = i.to_bytes(2, 'big')
        number = int.from_bytes(hashlib.sha256(index + seed + index).digest(), 'big')
        drawn.append(left.pop(number % len(left)))
    return drawn


class Options:
    """What the certificate says was set: known names only."""

    def __init__(self, said, known):
        self.said, self.known = said, known.split()
        for key in said:
            require(key in self.known, f'option {key} is none of this method')

    def get(self, key, default=None):
        return self.said.get(key, default)

    def flag(self, key):
        return self.said.get(key, False) is True

    def word(self, key, default):
        value = self.said.get(key, default)
        return default if value == 'by-rule' else value


class Order:
    """Places for ties: the lot's, or those of the order fixed before the count."""

    def __init__(self, ballots, options):
        self.n = len(ballots.names)
        self.seed = options.get('seed', '').encode('utf-8', 'surrogateescape')
        named = options.get('order')
        order = [ballots.names.index(c) for c in named] if named else list(ballots.order or [])
        order += [c for c in range(self.n) if c not in order]
        self.fixed = {c: place for place, c in enumerate(order)}

    def places(self, lot):
        if not lot:
            return self.fixed
        require(self.seed, 'a lot without a seed')
        return {c: place for place, c in enumerate(draw(self.seed, self.n))}


def rules_of(options, backwards):
    """Rules for ties where none are given: earlier stages first (if the method's text says so), then
    the lot when there is a seed, else the order."""
    said = options.get('tie')
    if said:
        return said
    return (['backwards'] if backwards else []) + ['lot' if options.get('seed') else 'order-first']


def seats_of(ballots, options):
    return options.get('seats', 0) or ballots.seats or 1


def chosen_by_rank(groups, seats, order, options, names):
    """(winners, still tied, tie) when candidates are ranked by one number: groups from the top."""
    winners = []
    for group in groups:
        left = seats - len(winners)
        if left <= 0:
            break
        if len(group) <= left:
            winners += group
            continue
        rule = next((r for r in options.get('tie', []) if r in ('order', 'order-first', 'lot')), None)
        if rule is None:
            return winners, group, None
        places = order.places(rule == 'lot')
        row = sorted(group, key=places.get)
        tie = {'for': 'election' if left == 1 else 'the last seats', 'tied': [names[c] for c in group],
               'chosen': names[row[0]], 'rule': rule}
        return winners + row[:left], [], tie
    return winners, [], None


def seated_in_groups(said, ranking, seats, order, options, names):
    """(winners, [], ties): the ranking is seated from the top as the groups allow, equal ones by the rule for
    ties; without one either all or none of them."""
    rule = next((r for r in options.get('tie', []) if r in ('order', 'order-first', 'lot')), None)
    places = order.places(rule == 'lot')
    row = [c for group in ranking for c in (sorted(group, key=places.get) if rule else group)]
    groups = groups_of(names, options, row, seats)
    winners, steps = groups.seating(row, names)
    same(said.take('seating'), steps, 'seating')
    ties = []
    for group in ranking:
        seated = [c for c in winners if c in group]
        if 0 < len(seated) < len(group):
            require(rule, f'{[names[c] for c in group]} are equal, and no rule says who is seated')
            ties.append({'for': 'seat', 'tied': [names[c] for c in group], 'chosen': names[seated[0]],
                         'rule': rule})
    return winners, [], ties


def check_points(said, ballots, options, points, text=str):
    """One stage, one number for each candidate who runs: ranking, winners and ties follow."""
    names = ballots.names
    running = [c for c in range(len(names)) if c not in ballots.withdrawn]
    keys = {c: points[c] for c in running}
    groups = [[c for c in running if keys[c] == key] for key in sorted(set(keys.values()), reverse=True)]
    order, seats = Order(ballots, options), seats_of(ballots, options)
    if options.get('group'):
        winners, tied, ties = seated_in_groups(said, groups, seats, order, options, names)
    else:
        winners, tied, tie = chosen_by_rank(groups, seats, order, options, names)
        ties = [tie] if tie else []
    stage = {'kind': 'first', 'votes': {names[c]: text(points[c]) for c in running},
             'elected': [names[c] for c in winners], 'excluded': []}
    if ties:
        stage['tie'] = ties
    same(said.take('stages'), [stage], 'stage')
    same(said.take('ranking'), [[names[c] for c in group] for group in groups], 'ranking')
    same(said.take('winners'), [names[c] for c in winners], 'winners')
    same(said.take('tied_for_the_last_seats', []), [names[c] for c in tied], 'tied for the last seats')


class Said:
    """The certificate's values; each must be taken by whoever checks it, so that nothing stands
    unchecked."""

    def __init__(self, values):
        self.values = dict(values)

    def take(self, key, default=None):
        require(key in self.values or default is not None, f'{key} is not said')
        return self.values.pop(key, default)

    def end(self):
        require(not self.values, f'{", ".join(self.values)}: not a part of this method\'s certificate')
