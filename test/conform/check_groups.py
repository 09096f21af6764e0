"""Groups with a least and a most of seats, which may overlap: who can no longer be elected (doomed) or excluded
(guarded). Whether the seats can still be filled is found by adding one kind of candidates after the other (a
kind: those of the same groups) and keeping every row of numbers, one for each group, that can be reached."""
from collections import Counter


class Groups:
    def __init__(self, names, stated, standing, seats):
        """STATED as options have them: name, members, min, max (none: as many as there are)."""
        self.names = [group['name'] for group in stated]
        self.members = [frozenset(names.index(c) for c in group['members']) for group in stated]
        self.min = [group['min'] for group in stated]
        self.max = [group.get('max') for group in stated]
        self.seats, self.known = min(seats, len(standing)), {}
        self.contradict = not self.possible((), standing)

    def kind(self, c):
        return tuple(c in members for members in self.members)

    def possible(self, elected, still_open, least=None, most=None):
        """Can the seats that are left be filled from those still open, with the bounds given (else all)?"""
        least, most = self.min if least is None else least, self.max if most is None else most
        left = self.seats - len(elected)
        if left < 0:
            return False
        kinds = Counter(self.kind(c) for c in still_open)
        have = tuple(sum(c in members for c in elected) for members in self.members)
        key = have, left, frozenset(kinds.items()), tuple(least), tuple(most)
        if key not in self.known:
            self.known[key] = self.reach(have, left, kinds, least, most)
        return self.known[key]

    @staticmethod
    def reach(have, left, kinds, least, most):
        rows = {(left, have)}
        for kind, number in kinds.items():
            more = set()
            for open_seats, row in rows:
                for take in range(min(number, open_seats) + 1):
                    then = tuple(n + take * inside for n, inside in zip(row, kind))
                    if all(bound is None or n <= bound for n, bound in zip(then, most)):
                        # beyond its least a group without a most is no longer counted
                        more.add((open_seats - take, tuple(
                            min(n, low) if high is None else n for n, low, high in zip(then, least, most))))
            rows = more
        return any(open_seats == 0 and all(n >= low and (high is None or n <= high)
                                           for n, low, high in zip(row, least, most)) for open_seats, row in rows)

    def after(self, c, elected, still_open, electing, **bounds):
        rest = [other for other in still_open if other != c]
        return self.possible([*elected, c] if electing else elected, rest, **bounds)

    def doomed(self, c, elected, still_open):
        return len(elected) < self.seats and not self.after(c, elected, still_open, True)

    def guarded(self, c, elected, still_open):
        return len(elected) < self.seats and not self.after(c, elected, still_open, False)

    def reason(self, c, elected, still_open, doomed):
        """The first bound, the most of a group before its least, without which she could be elected (doomed)
        or excluded (guarded); with the numbers it turns on."""
        left = {'seats_left': self.seats - len(elected)}
        electable = [other for other in still_open if doomed or not self.doomed(other, elected, still_open)]
        if not doomed and len(electable) == left['seats_left']:
            return {'by': 'seats', 'still_open': len(electable), **left}
        for g, name in enumerate(self.names):
            for word, bounds in (('max', self.max), ('min', self.min)):
                loose = list(bounds)
                loose[g] = None if word == 'max' else 0
                if self.after(c, elected, still_open, doomed, **{'most' if word == 'max' else 'least': loose}):
                    return {'group': name, word: bounds[g], 'elected': len(self.members[g] & set(elected)),
                            'still_open': len(self.members[g] & set(still_open)), **left}
        return {'by': 'all groups together', 'still_open': len(electable), **left}

    def seating(self, ranking, names):
        """(who sits, steps): the ranking from the top, the doomed passed over."""
        sits, rest, steps = [], list(ranking), []
        while rest and len(sits) < self.seats:
            c = rest[0]
            passed = self.doomed(c, sits, rest)
            why = self.reason(c, sits, rest, True) if passed else {}
            steps.append({'candidate': names[c], 'seated': not passed, **why})
            sits += [] if passed else [c]
            rest = rest[1:]
        return sits, steps


def groups_of(names, options, standing, seats):
    """None without groups; ValueError when no choice would do."""
    stated = options.get('group')
    if not stated:
        return None
    groups = Groups(names, stated, standing, seats)
    if groups.contradict:
        raise ValueError('no choice satisfies all groups')
    return groups
