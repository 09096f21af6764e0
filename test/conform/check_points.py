"""One number a candidate: plurality, block, limited, approval, Borda, score, cumulative, majority judgment."""
from fractions import Fraction

from check_common import check_points, require, same, seats_of


def running_rank(ballots, rank):
    return [c for c in rank if c not in ballots.withdrawn]


def marked(ballots, marks, equal, places=None):
    """(points, valid): a vote for each of the first `marks` candidates of a ballot. Equal ranks that
    do not fit end it, share what is left (split; of each ballot cut to PLACES), or have a vote each (full)."""
    points, valid = [Fraction(0)] * len(ballots.names), 0
    for weight, ranks in ballots.ballots:
        left, counted = marks, False
        for rank in ranks:
            group = running_rank(ballots, rank)
            if left == 0 or (len(group) > left and equal not in ('split', 'full')):
                break
            each = Fraction(left, len(group)) if len(group) > left and equal == 'split' else 1
            if places is not None:
                each = Fraction(int(each * 10 ** places), 10 ** places)
            for c in group:
                points[c] += each * weight
            counted = counted or bool(group)
            left = max(0, left - len(group))
        valid += weight if counted else 0
    return points, valid


def borda(ballots, from_zero, explicit):
    """n points for the first of n; equal ones and the unranked share the mean of their places."""
    running = [c for c in range(len(ballots.names)) if c not in ballots.withdrawn]
    points, valid = [Fraction(0)] * len(ballots.names), 0
    for weight, ranks in ballots.ballots:
        groups = [g for g in (running_rank(ballots, rank) for rank in ranks) if g]
        if not groups:
            continue
        valid += weight
        rest = [c for c in running if not any(c in g for g in groups)]
        top = len(running) - (1 if from_zero else 0)
        for group in groups + ([rest] if rest and not explicit else []):
            for c in group:
                points[c] += weight * Fraction(2 * top - len(group) + 1, 2)
            top -= len(group)
    return points, valid


def graded(ballots, most, purse):
    points, valid = [0] * len(ballots.names), 0
    for (weight, _), grades in zip(ballots.ballots, ballots.scores):
        given = [grade or 0 for grade in grades]
        if all(grade is None for grade in grades) or (most and max(given) > most) or \
           (purse and not 0 < sum(given) <= purse):
            continue
        valid += weight
        points = [p + weight * g for p, g in zip(points, given)]
    return points, valid


def majority_values(ballots):
    """For each candidate the median grades in turn: the (lower) median vote is taken away, and again."""
    values = []
    for c in range(len(ballots.names)):
        grades = sorted(row[c] or 0 for row in ballots.scores)
        row = []
        while grades:
            row.append(grades.pop((len(grades) - 1) // 2))
        values.append(tuple(row))
    return values


def check(method, ballots, options, said):
    seats = seats_of(ballots, options)
    equal = options.word('equal', 'stop')
    require(equal != 'wait' or method not in ('plurality', 'block', 'limited', 'approval'),
            'equal ranks cannot wait here')
    if method in ('score', 'cumulative', 'majority-judgment'):
        require(ballots.scores is not None, 'the ballots have no grades')
    if method == 'majority-judgment':
        values = majority_values(ballots)
        same(said.take('valid'), ballots.total() - ballots.blank(), 'valid')
        check_points(said, ballots, options, values, lambda row: str(row[0] if row else 0))
        return
    if method == 'borda':
        points, valid = borda(ballots, options.flag('from-zero'), options.flag('explicit'))
    elif method in ('score', 'cumulative'):
        marks = options.get('marks', 0)
        points, valid = graded(ballots, marks if method == 'score' else 0,
                               (marks or seats) if method == 'cumulative' else 0)
    else:
        marks = {'plurality': 1, 'block': seats, 'approval': len(ballots.names),
                 'limited': options.get('marks', 0) or max(1, seats - 1)}[method]
        places = options.get('places', 9) if options.word('arithmetic', '') == 'fixed' else None
        points, valid = marked(ballots, marks, equal, places)
    same(said.take('valid'), valid, 'valid')
    check_points(said, ballots, options, points)
