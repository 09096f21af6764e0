#!/usr/bin/env python3
"""A checker of certificates of the Scottish rule (SSI 2007/42, rules 45-52), written from the rule alone.

A certificate says each step of a count: whom it moved, and with how many votes everybody stood after it.
The checker holds the papers itself, asks at each step whether the rule allows it, moves every paper by
itself in whole hundred-thousandths, and compares. It accepts or says what is wrong. Then it is tried on
counterfeits, each of which must be refused."""
import copy
import json
import os
import re
import subprocess
import tempfile

from count_data import COUNT, DATA, find, folders, tap

ONE = 100000


class Refused(Exception):
    pass


def require(condition, why):
    if not condition:
        raise Refused(why)


def papers(path):
    """(names, seats, [[weight, preferences]]) of a plain BLT file."""
    with open(path, encoding='utf-8') as file:
        text = file.read()
    n, seats = (int(x) for x in text.split('\n')[0].split()[:2])
    ballots = []
    for line in text.split('\n')[1:]:
        cells = line.split()
        if not cells or cells == ['0']:
            break
        ballots.append((int(cells[0]), [int(x) - 1 for x in cells[1:-1]]))
    return re.findall(r'"([^"]*)"', text)[:n], seats, [b for b in ballots if b[1]]


def units(text):
    whole, places = text.split('.')
    require(len(places) == 5, f'{text} has not five places')
    return int(whole) * ONE + int(places)


class Count:
    def __init__(self, path):
        self.names, self.seats, ballots = papers(path)
        self.number = {name: i for i, name in enumerate(self.names)}
        self.continuing, self.elected, self.surplus = set(range(len(self.names))), [], set()
        self.papers = [[w, p, ONE, p[0]] for w, p in ballots]  # weight, preferences, value, holder
        self.quota = (sum(w for w, _ in ballots) // (self.seats + 1) + 1) * ONE  # 46
        self.votes, self.history = self.recount(), []

    def recount(self):
        votes = [0] * len(self.names)
        for weight, _, value, holder in self.papers:
            if holder is not None:
                votes[holder] += weight * value
        return votes

    def left(self):
        return self.seats - len(self.elected)

    def deem_elected(self, said):
        """47: at the quota; 52: as many left as vacancies."""
        reached = {c for c in self.continuing if self.votes[c] >= self.quota}
        self.continuing -= reached
        self.elected += reached
        self.surplus |= {c for c in reached if self.votes[c] > self.quota}
        if 0 < len(self.continuing) <= self.left():
            reached |= self.continuing
            self.elected += self.continuing
            self.continuing = set()
        require({self.number[n] for n in said} == reached,
                f'elected {said}, the rule says {[self.names[c] for c in reached]}')

    def extreme(self, among, best):
        """48, 49, 51: most or fewest votes; of equal ones by the latest stage where they differ."""
        tied = {c for c in among if self.votes[c] == best(self.votes[x] for x in among)}
        for votes in reversed(self.history):
            tied = {c for c in tied if votes[c] == best(votes[x] for x in tied)}
        return tied  # more than one: the lot, any of them

    def transfer(self, c, value):
        for paper in self.papers:
            if paper[3] == c:
                paper[2] = value(paper[2])
                paper[3] = next((x for x in paper[1] if x in self.continuing), None)

    def step(self, stage):
        kind = stage['kind']
        if kind == 'surplus':
            require(self.surplus, 'there is no surplus')
            c = self.number[stage['transfers'][0]['from']]
            require(c in self.extreme(self.surplus, max), f'{self.names[c]} has not the largest surplus')
            over, had = self.votes[c] - self.quota, self.votes[c]
            self.transfer(c, lambda value: value * over // had)  # 48(3)
            self.surplus.discard(c)
            self.votes = self.recount()
            for e in self.elected:
                self.votes[e] = self.votes[e] if e in self.surplus else self.quota
            self.votes[c] = self.quota
        else:
            require(kind == 'exclusion' and not self.surplus and len(stage['excluded']) == 1,
                    f'{kind} {stage["excluded"]} is not what rule 50 allows')
            c = self.number[stage['excluded'][0]]
            require(c in self.continuing, f'{self.names[c]} does not continue')
            require(c in self.extreme(self.continuing, min), f'{self.names[c]} has not the fewest votes')
            self.continuing.discard(c)
            if len(self.continuing) > self.left():  # 52(2): else no further transfer
                held = {e: self.votes[e] for e in self.elected}
                self.transfer(c, lambda value: value)
                self.votes = self.recount()
                for e, votes in held.items():
                    self.votes[e] = votes


def check(path, certificate):
    count = Count(path)
    require(certificate['method'] == 'scottish', 'another method')
    require(units(certificate['quota']) == count.quota, f'quota {certificate["quota"]}')
    for number, stage in enumerate(certificate['stages']):
        if number == 0:
            require(stage['kind'] == 'first', 'no first stage')
        else:
            require(count.continuing and count.left(), 'the count was over')
            count.history.append(list(count.votes))
            count.step(stage)
        for name, votes in stage['votes'].items():
            require(units(votes) == count.votes[count.number[name]],
                    f'stage {number + 1}: {name} {votes}, the rule gives {count.votes[count.number[name]]}')
        count.deem_elected(stage['elected'])
    require(count.left() <= 0 or not count.continuing, 'seats are not filled')
    require({count.number[n] for n in certificate['winners']} == set(count.elected), 'other winners')


def certificate_of(path):
    with tempfile.TemporaryDirectory() as folder:
        at = os.path.join(folder, 'certificate')
        subprocess.run([COUNT, path, '--method', 'scottish', '--certificate', at], check=True,
                       capture_output=True)
        with open(at, encoding='utf-8') as file:
            return json.load(file)


def counterfeits(true):
    """(what, certificate) with one thing changed."""
    loser = next(group[0] for group in true['ranking'] if group[0] not in true['winners'])
    for what in ('winner', 'votes', 'quota', 'order', 'stage', 'excluded', 'elected'):
        false = copy.deepcopy(true)
        stages = false['stages']
        if what == 'winner':
            false['winners'][-1] = loser
        elif what == 'votes':
            name = next(iter(stages[-1]['votes']))
            stages[-1]['votes'][name] = stages[-1]['votes'][name][:-1] + \
                ('1' if stages[-1]['votes'][name][-1] == '0' else '0')
        elif what == 'quota':
            false['quota'] = str(int(false['quota'].split('.')[0]) + 1) + '.00000'
        elif what == 'order':
            stages[1], stages[2] = stages[2], stages[1]
        elif what == 'stage':
            del stages[1]
        elif what == 'excluded':
            stage = next(s for s in stages if s['kind'] == 'exclusion')
            stage['excluded'] = [max(stage['votes'], key=lambda n: units(stages[0]['votes'][n]))]
        elif what == 'elected':
            stages[0]['elected'] = stages[0]['elected'] + [loser]
        yield what, false


def ward(path):
    true = certificate_of(path)
    try:
        check(path, true)
    except Refused as why:
        return [f'a true certificate is refused: {why}']
    complaints = []
    for what, false in counterfeits(true) if len(true['stages']) > 3 else ():
        try:
            check(path, false)
            complaints.append(f'a counterfeit is accepted: {what}')
        except Refused:
            pass
    return complaints


tap([(os.path.basename(f), lambda f=f: ward(find(f, '.blt')[0]))
     for f in (folders('stv_scotland') if DATA else ())] or [('certificate', list)])
