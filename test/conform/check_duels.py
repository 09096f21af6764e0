"""Methods on duels: Schulze, ranked pairs, minimax, Copeland, and Debian's constitution, A.6."""
import re
from fractions import Fraction

from check_common import Order, check_points, require, same, seats_of as stated_seats


def seats_of(ballots, options):
    return 1 if 'seats' not in options.known else stated_seats(ballots, options)


def duels(ballots, explicit):
    """(matrix, valid): how many prefer x to y. Who is not ranked stands below all who are, unless only
    explicit preferences count."""
    n = len(ballots.names)
    over, valid = [[0] * n for _ in range(n)], 0
    running = [c for c in range(n) if c not in ballots.withdrawn]
    for weight, ranks in ballots.ballots:
        place = {c: r for r, rank in enumerate(ranks) for c in rank if c in running}
        valid += weight if place else 0
        for x in place:
            for y in running:
                if place[x] < place.get(y, place[x] if explicit else len(ranks)):
                    over[x][y] += weight
    return over, valid, running


class Duel:
    def __init__(self, ballots, options, said):
        self.names = ballots.names
        self.over, valid, self.running = duels(ballots, options.flag('explicit'))
        same(said.take('valid'), valid, 'valid')
        names = self.names
        same(said.take('pairwise'),
             {
    names[x] : {names[y]: self.over[x][y] for y in self.running if y != x
    } for
        x in self.running},
             'pairwise')
        self.kind = options.word('strength', 'winning-votes')
        self.order = None

    def by_place(self):
        """A.6.7: of defeats with equally many votes the one with more against it is weaker. A strength is
        a place among all defeats, the weakest 1."""
        self.order = sorted({(self.over[x][y], -self.over[y][x]) for x in self.running for y in self.running
                             if self.over[x][y] > self.over[y][x]})

    def defeat(self, x, y):
        """Strength of the defeat of y by x; 0: none."""
        won, lost = self.over[x][y], self.over[y][x]
        if self.order is not None:
            return self.order.index((won, -lost)) + 1 if won > lost else 0
        return 0 if won <= lost else won - lost if self.kind == 'margins' else won


def strongest_paths(duel, among, said):
    """Each path said exists and is as strong as its weakest defeat; and no defeat makes any path
    stronger (so these are the strongest). Whom nobody can reach has no path."""
    names, strength = duel.names, {(x, y): 0 for x in range(len(duel.names)) for y in range(len(duel.names))
}
    number = {name: c for c, name in enumerate(names)}
    paths = said.take('paths')
    same(sorted(paths), sorted(names[c] for c in duel.running), 'paths: of whom')
    for start, row in paths.items():
        for end, path in row.items():
            require(set(path) == {'strength', 'by'}, f'path {start} to {end}: strength and by')
            steps = [start, *reversed(path['by']), end]
            require(all(number[c] in among for c in steps), f'path {steps}: somebody is not in the contest')
            require(len(set(steps)) == len(steps), f'path {steps}: somebody twice')
            weakest = min(duel.defeat(number[a], number[b]) for a, b in zip(steps, steps[1:]))
            require(weakest > 0, f'path {steps}: not each beats the next')
            same(path['strength'], weakest, f'path {steps}')
            strength[number[start], number[end]] = weakest
    for x in among:
        for y in among:
            for k in among:
                by = min(strength[x, k], duel.defeat(k, y)) if x != k else duel.defeat(x, y)
                require(x == y or by <= strength[x, y],
                        f'a stronger path leads from {names[x]} to {names[y]}: by {names[k]}, {by}')
    return strength


def layers(n, running, beats):
    """Points: whom nobody left beats stands first; they are taken away, and so on."""
    points, left, layer = {}, list(running), 0
    while left:
        layer += 1
        top = [x for x in left if not any(beats(y, x) for y in left)]
        points.update({x: n - layer for x in top})
        left = [x for x in left if x not in top]
    return [points.get(c, 0) for c in range(n)]


def locked(duel, ballots, options, said):
    """Every defeat once, the strongest first; among those of one strength, the smaller opposition first
    where winning votes count; then by the order for ties: the earlier winner, then the later loser. A
    defeat is locked unless those locked before lead from the beaten one to the winner."""
    order = Order(ballots, options)
    place = order.places('seed' in options.said)
    number = {name: c for c, name in enumerate(duel.names)}
    all_of_them = {(x, y) for x in duel.running for y in duel.running if duel.defeat(x, y)}

    def key(x, y):
        return (-duel.defeat(x, y), 0 if duel.kind == 'margins' else duel.over[y][x], place[x], -place[y])

    before, reach, seen = None, {
    c : { c } for
            c in duel.running
    }, set()
    for number_of, said_one in enumerate(said.take('defeats'), 1):
        x, y = number[said_one['over']], number[said_one['under']]
        where = f'defeat {number_of}'
        require((x, y) in all_of_them and (x, y) not in seen, f'{where}: there is none such, or twice')
        require(before is None or before < key(x, y), f'{where}: it comes before its turn')
        before = key(x, y)
        seen.add((x, y))
        fits = x not in reach[y]
        same(said_one, {'over': duel.names[x], 'under': duel.names[y], 'won': duel.over[x][y],
                        'lost': duel.over[y][x], 'locked': fits}, where)
        for c in duel.running:
            if fits and x in reach[c]:
                reach[c] |= reach[y]
    same(len(seen), len(all_of_them), 'number of defeats')
    return reach


def greatest_defeat(duel, x):
    worst = []
    for y in duel.running:
        against, against_her = duel.over[y][x], duel.over[x][y]
        if y != x:
            worst.append(against - against_her if duel.kind == 'margins' else against
                         if duel.kind == 'opposition' or against > against_her else 0)
    return max(worst, default=0)


def check(method, ballots, options, said):
    duel = Duel(ballots, options, said)
    n = len(duel.names)
    if method == 'debian':
        debian(duel, ballots, options, said)
        return
    if method == 'schulze':
        strength = strongest_paths(duel, duel.running, said)
        points = layers(n, duel.running, lambda x, y: strength[x, y] > strength[y, x])
    elif method == 'ranked-pairs':
        reach = locked(duel, ballots, options, said)
        points = layers(n, duel.running, lambda x, y: x != y and y in reach[x])
    elif method == 'minimax':
        points = [-greatest_defeat(duel, c) if c in duel.running else 0 for c in range(n)]
    else:
        points = [sum((duel.over[x][y] > duel.over[y][x]) - (duel.over[x][y] < duel.over[y][x])
                      for y in duel.running) if x in duel.running else 0 for x in range(n)]
    check_points(said, ballots, options, points)


def debian(duel, ballots, options, said):
    """A.6.2 to A.6.8: an option stays when V(A,D) reaches the quorum (a multiple of the square root of the
    electorate, never rounded) and exceeds its majority times V(D,A); then the strongest paths."""
    names = duel.names
    default = names.index(options.get('default-option')) if 'default-option' in options.said else len(names) - 1
    quorum, electorate = Fraction(options.get('quorum', '3/2')), options.get('electorate', 0)
    stated, among, tests = options.get('majority', []), [default], []
    for c in duel.running:
        if c == default:
            continue
        titled = re.search(r'\[([1-9]):([1-9])\]', names[c])
        ratio = stated[c] if c < len(stated) and not stated[c].endswith('/0') \
            else '/'.join(titled.groups()) if titled else '1/1'
        won, lost = duel.over[c][default], duel.over[default][c]
        reached = won * won >= quorum * quorum * electorate
        passed = won > Fraction(ratio) * lost
        tests.append({'option': names[c], 'won': won, 'lost': lost, 'majority': ratio,
                      'quorum_reached': reached, 'majority_reached': passed})
        if reached and passed:
            among.append(c)
    same(said.take('tested', []), tests, 'option')
    among = sorted(c for c in among if c in duel.running)
    duel.by_place()
    strength = strongest_paths(duel, among, said)
    best = [x for x in among if all(strength[y, x] <= strength[x, y] for y in among)]
    same(said.take('winners'), [names[c] for c in best] if len(best) == 1 else [], 'winners')
    same(said.take('tied_for_the_last_seats', []), [names[c] for c in best] if len(best) != 1 else [],
         'those among whom the casting vote decides')
