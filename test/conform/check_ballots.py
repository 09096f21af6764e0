"""Ballots from a file, in the formats a count takes. A ballot is (weight, ranks); a rank is a list of
candidates counted from 0, several when equal, none when it was left blank; TWO_MARKS where a record says so."""
import re

from check_common import Refused


TWO_MARKS = -1


class Ballots:
    def __init__(self, names=(), seats=0):
        self.names, self.seats, self.withdrawn = list(names), seats, set()
        self.ballots, self.order, self.members, self.scores = [], None, None, None
        self.districts, self.district_seats, self.won = 0, [], None

    def total(self):
        return sum(weight for weight, _ in self.ballots)

    def blank(self):
        return sum(weight for weight, ranks in self.ballots
                   if not ranks or (self.scores is None and not any(c >= 0 for rank in ranks for c in rank)))


class Words:
    """Words of a BLT file: numbers, '-', '=', brackets, names in quotes; # begins a comment."""
    SHAPE = re.compile(r'(?:[ \t\r\n]|#[^\n]*)*(\[|\]|=|\([^)\n]*\)?|"[^"]*"|[^ \t\r\n=\]]+|$)')

    def __init__(self, text):
        self.text, self.at = text, 0

    def next(self):
        found = self.SHAPE.match(self.text, self.at)
        self.at = found.end()
        return found.group(1)

    def peek(self):
        return self.SHAPE.match(self.text, self.at).group(1)

    def names(self, n):
        """What is in quotes (a mark within is doubled), or bare to the end of its line; runs of blanks are one.
        Where each line has two, the second is the candidate's list."""
        lines = [line for line in self.text[self.at:].split('\n') if line.strip() and line.strip()[0] != '#'][:n]
        two = re.compile(r'\s*"(?:[^"]|"")+"\s+"(?:[^"]|"")*"\s*')
        pairs, found = len(lines) == n and all(two.fullmatch(line) for line in lines), []
        while len(found) < n * (1 + pairs):
            match = re.compile(r'(?:[ \t\r\n]|#[^\n]*)*(?:"((?:[^"]|"")*)"|([^\n#]*))').match(self.text, self.at)
            self.at = match.end()
            text = match.group(1).replace('""', '"') if match.group(1) is not None else match.group(2)
            found.append(' '.join(text.split()))
        if not pairs:
            return found
        return [f'{name} ({of})' if of else name for name, of in zip(found[::2], found[1::2])]

    def joined(self):
        """Does '=' follow at once?"""
        if self.text[self.at:self.at + 1] == '=':
            self.at += 1
            return True
        return False


def blt(text):
    words = Words(text)
    n, seats = int(words.next()), int(words.next())
    b, nicks = Ballots([''] * n, seats), {}

    def candidate(word):
        number = int(word) if word.isdigit() else nicks[word]
        if not 1 <= number <= n:
            raise ValueError(f'candidate {word}')
        return number - 1

    while words.peek() == '[' or re.fullmatch(r'-\d+', words.peek()):
        word = words.next()
        if word != '[':
            b.withdrawn.add(candidate(word[1:]))
            continue
        key, inside = words.next(), []
        while (word := words.next()) not in (']', ''):
            inside.append(word)
        if key == 'nick':
            nicks.update({nick: number for number, nick in enumerate(inside, 1)})
        elif key == 'tie':
            b.order = [candidate(w) for w in inside]
        elif key == 'withdrawn':
            b.withdrawn |= {candidate(w) for w in inside}
    while True:
        word = words.next()
        if word.startswith('('):
            word = words.next()
        if (weight := int(word)) == 0:
            break
        ranks, tied = [], False
        while (word := words.next()) != '0' or tied:
            one = [] if word == '-' and not tied else [candidate(word)]
            if tied:
                ranks[-1] += one
            else:
                ranks.append(one)
            tied = words.joined()
        b.ballots.append((weight, ranks))
    b.names = words.names(n)
    return b


def preflib(text):
    b = Ballots()
    lines = iter(line.strip() for line in text.splitlines())

    def order(line):
        ranks = []
        for part in re.findall(r'\{[^}]*\}|\d+', line):
            inside = [int(c) - 1 for c in re.findall(r'\d+', part)]
            if inside:
                ranks.append(inside)
        return ranks

    for line in lines:
        name = re.match(r'# ALTERNATIVE NAME \d+:(.*)', line)
        if name:
            b.names.append(name.group(1).strip())
        elif line and line[0] != '#' and not b.names:
            b.names = [next(lines).split(',', 1)[1].strip() for _ in range(int(line))]
            next(lines)
        elif line and line[0] != '#':
            weight, rest = re.split('[:,]', line, maxsplit=1)
            b.ballots.append((int(weight), order(rest)))
    return b


def debian(text):
    b = Ballots()
    for line in text.splitlines():
        line = line.strip().lstrip('/| ')
        option = re.match(r'Option (\d+)-[^:]*:(.*)', line)
        if option and not b.ballots:
            b.names.append(option.group(2).strip())
        elif line.startswith('V: '):
            ranks = {}
            for c, mark in enumerate(line[3:].strip()[:len(b.names)]):
                if mark not in '-0':
                    ranks.setdefault(int(mark, 36), []).append(c)
            b.ballots.append((1, [ranks[r] for r in sorted(ranks)]))
    return b


def condorcet(text):
    b = Ballots()
    for line in text.splitlines():
        line = line.strip()
        if line.startswith('#/'):
            key, _, value = line[2:].partition(':')
            if key.strip() == 'Candidates':
                b.names = [name.strip() for name in value.split(';')]
            elif key.strip() == 'Number of Seats':
                b.seats = int(value)
            continue
        line = line.split('#')[0].strip()
        if not line:
            continue
        line = line.split('||')[-1]
        line, _, times = line.partition('*')
        line, _, weight = line.partition('^')
        ranks = [] if line.strip() == '/EMPTY_RANKING/' else [
            [b.names.index(name.strip()) for name in rank.split('=')] for rank in line.split('>')]
        b.ballots.append((int(times or 1) * int(weight or 1), ranks))
    return b


def cells(line):
    mark = next((m for m in ';\t' if m in line), ',')
    row = re.findall(r'\s*(?:"([^"]*)"[^%s]*|([^%s]*))(?:%s|$)' % (mark, mark, mark), line)
    row = [quoted or bare.strip() for quoted, bare in row]
    return row[:-1] if row and row[-1] == '' and not line.endswith(mark) else row


def lists(text):
    b = Ballots()
    b.members = []
    for line in text.splitlines():
        row = cells(line)
        if not line.strip() or line[0] == '#' or (not b.names and not row[1].isdigit()):
            continue
        b.names.append(row[0])
        b.members.append(int(row[2]) if len(row) > 2 and row[2] else 0)
        b.ballots.append((int(row[1]), [[len(b.names) - 1]]))
    return b


def districts(text):
    b = Ballots()
    rows = [cells(line) for line in text.splitlines() if line.strip()]
    b.districts = len(rows[0]) - 1
    for party, *numbers in rows[1:]:
        if party.lower() == 'seats':
            b.district_seats = [int(n) for n in numbers]
            continue
        for district, votes in zip(rows[0][1:], numbers):
            votes, _, won = votes.partition(':')
            b.names.append(f'{party} / {district}')
            b.ballots.append((int(votes), [[len(b.names) - 1]]))
            b.won = (b.won or []) + [int(won or 0)]
    return b


def scores(text):
    rows = [line for line in text.splitlines() if line.strip()]
    b = Ballots(cells(rows[0]))
    b.scores = []
    for line in rows[1:]:
        row = (cells(line) + [''] * len(b.names))[:len(b.names)]
        b.scores.append([int(grade) if grade else None for grade in row])
        b.ballots.append((1, [] if not any(row) else [[]]))
    return b


def abc(text):
    def number(key):
        found = re.search(r'^%s:\s*(\d+)' % key, text, re.M)
        return int(found.group(1)) if found else 0

    b = Ballots([str(c) for c in range(number('num_cand'))], number('committeesize'))
    profile = re.search(r'^profile:\s*\[((?:\s|,|\[[^\]]*\])*)\]', text, re.M).group(1)
    for one in re.findall(r'\[([^\]]*)\]', profile):
        approved = [int(c) for c in re.findall(r'\d+', one)]
        b.ballots.append((1, [approved] if approved else []))
    return b


FORMATS = {'blt': blt, 'preflib': preflib, 'debian': debian, 'condorcet': condorcet, 'lists': lists,
           'districts': districts, 'scores': scores, 'abc': abc}


def read(data, name):
    if name not in FORMATS:
        raise Refused(f'no format {name!r}')
    try:
        return FORMATS[name](data.decode('utf-8', 'surrogateescape').removeprefix('\ufeff'))
    except (ValueError, IndexError, KeyError, AttributeError, StopIteration) as error:
        raise Refused(f'the ballots are not {name}: {error}') from error
