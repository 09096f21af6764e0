"""Elections described by files of rules: our own form (method, options, groups, ballots), and RCTab's config.json with
its cast vote records: CSV, ES&S workbooks, the common data format (JSON or XML), Dominion, Hart, Clear Ballot. Read from
what these formats say."""
import csv
import hashlib
import io
import json
import os
import re
import xml.etree.ElementTree
import zipfile
from fractions import Fraction

from check_ballots import TWO_MARKS, Ballots
from check_common import Refused, require, same
from check_java import Random

WRITE_INS = 'Undeclared Write-ins'
MODES = {'singleWinnerMajority': None, 'multiWinnerAllowMultipleWinnersPerRound': 'many-per-round',
         'multiWinnerAllowOnlyOneWinnerPerRound': 'one-per-round', 'bottomsUp': 'bottoms-up',
         'bottomsUpUsingPercentageThreshold': 'bottoms-up-threshold', 'multiPassIrv': 'sequential'}
OVERVOTES = {'exhaustImmediately': None, 'alwaysSkipToNextRank': 'skip', 'exhaustIfMultipleContinuing': 'multiple'}
TIES = {'random': ['rctab-random'], 'previousRoundCountsThenRandom': ['backwards', 'rctab-random'],
        'stopCountingAndAsk': ['refuse'], 'previousRoundCountsThenAsk': ['backwards', 'refuse'],
        'useCandidateOrder': ['order'], 'generatePermutation': ['order']}
NAMESPACE = {'s': 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'}


def bytes_of(path):
    try:
        with open(path, 'rb') as file:
            return file.read()
    except OSError as error:
        raise Refused(f'{path}: {error.strerror}') from error


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def is_rctab(rules):
    return isinstance(rules.get('rules'), dict)


def json_of(data):
    return json.loads(data.decode('utf-8', 'surrogateescape'))


# ---- our own form

FLAGS = set('equalize explicit from-zero duplicate-exhausts until-two first-round-quota cutoff absolute-majority '
            'quota-rounded units threshold-all winner-takes-one'.split())
SWITCHES = {'batch', 'one-remainder'}
WORDS = {'arithmetic': 'by-rule', 'quota': 'by-rule', 'equal': 'by-rule', 'strength': 'winning-votes',
         'overvote': 'exhaust', 'winners': 'single', 'minimum': 'lists',
         'voters': 'rounded'}  # and what is meant when nothing is said
SHARES = {'share', 'threshold', 'threshold-two', 'threshold-many', 'threshold-district', 'threshold-seats', 'quorum'}


def share_of(text):
    """1/20, 5%, 0.05"""
    text = str(text)
    return Fraction(text[:-1]) / 100 if text.endswith('%') else Fraction(text)


def listed(value, marks=',;'):
    mark = next((m for m in reversed(marks) if isinstance(value, str) and m in value), ',')
    return [str(v).strip() for v in (value.split(mark) if isinstance(value, str) else value) if str(v).strip()]


def as_certified(key, value, names):
    """An option as a file of rules may state it, in the form in which a certificate states it; None: as if it
    had not been stated."""
    def named(name):
        return name if name in names else names[int(name) - 1]

    if key == 'group':
        order = {name: at for at, name in enumerate(names)}
        return [{'name': group['name'], 'members': sorted(map(named, group['members']), key=order.get),
                 'min': group.get('min', 0), **({'max': group['max']} if 'max' in group else {})} for group in value]
    if key in FLAGS:
        return True if value in (True, 'yes', '') else None
    if key in SWITCHES:
        return value in (True, 'yes', '')
    if key in WORDS:
        return None if value == WORDS[key] else value
    if key in SHARES:
        return share_of(value)
    if key == 'majority':
        return [share_of(each) for each in listed(value, ',')]
    if key == 'tie':
        return listed(value, ',')
    if key == 'order':
        return [named(name) for name in (value if isinstance(value, list) else listed(value))]
    if key in ('write-in', 'default-option'):
        return named(str(value))
    if key == 'districts':
        return [int(n) for n in listed(value, ',')]
    if key == 'seed':
        return str(value)
    return None if value == 'unlimited' else int(value)


def own_options(rules, names):
    found = {}
    for key, value in rules.get('options', {}).items():
        key = 'places' if key == 'precision' else key
        value = as_certified(key, value, names)
        if value is not None:
            found[key] = value
    return found


def own(rules):
    """(method, ballots' path, their format); None where the rules do not say."""
    same(rules.get('rules'), 1, 'the form of the rules')
    require(set(rules) <= {'rules', 'title', 'method', 'ballots', 'format', 'options'}, 'rules: an unknown key')
    return rules.get('method'), rules.get('ballots'), rules.get('format')


# ---- RCTab: the rules

def switched(rules, key):
    return str(rules.get(key, '')).lower() == 'true'


def number(rules, key, missing):
    text = str(rules.get(key, ''))
    return int(text) if text.isdigit() else missing


def rctab_options(rules, names, write_in):
    mode, tie = MODES[rules['winnerElectionMode']], TIES[rules['tiebreakMode']]
    quota = ('hare' if switched(rules, 'hareQuota') else 'droop') + \
        ('-fraction' if switched(rules, 'nonIntegerWinningThreshold') else '')
    options = {'seats': number(rules, 'numberOfWinners', 1), 'quota': quota, 'tie': tie,
               'places': number(rules, 'decimalPlacesForVoteArithmetic', 4),
               'batch': switched(rules, 'batchElimination'), 'seed': str(rules.get('randomSeed', '')),
               'winners': mode, 'overvote': OVERVOTES[rules['overvoteRule']],
               'cutoff': switched(rules, 'cutoffElimination') or None,
               'first-round-quota': switched(rules, 'doesFirstRoundDetermineThreshold') or None,
               'until-two': switched(rules, 'continueUntilTwoCandidatesRemain') or None,
               'duplicate-exhausts': switched(rules, 'exhaustOnDuplicateCandidate') or None,
               'minimum-votes': number(rules, 'minimumVoteThreshold', 0) or None,
               'skips': number(rules, 'maxSkippedRanksAllowed', None), 'ranks': number(rules, 'maxRankingsAllowed', None),
               'stop-after': number(rules, 'stopTabulationEarlyAfterRound', 0) or None,
               'write-in': WRITE_INS if write_in else None}
    if mode == 'bottoms-up-threshold':
        options['seats'] = len(names)
        options['share'] = f'{number(rules, "multiSeatBottomsUpPercentageThreshold", 0)}/100'
    if rules['tiebreakMode'] == 'generatePermutation':
        options['order'] = Random(options['seed']).shuffled(sorted((n for n in names if n != WRITE_INS),
                                                                   key=lambda n: n.encode('utf-8', 'surrogateescape')))
    return {key: value for key, value in options.items() if value is not None and value != ''}


# ---- RCTab: the records

def cells_of_csv(data):
    """{row: {column: text}} of what is not blank."""
    rows = csv.reader(io.StringIO(data.decode('utf-8', 'surrogateescape'), newline=''))
    return {r: {c: text.strip() for c, text in enumerate(row) if text.strip()} for r, row in enumerate(rows) if row}


def column_of(reference):
    column = 0
    for letter in re.match('[A-Z]+', reference).group():
        column = column * 26 + ord(letter) - ord('A') + 1
    return column - 1


def cells_of_workbook(data):
    """The same of the first sheet."""
    book = zipfile.ZipFile(io.BytesIO(data))
    texts = []
    if 'xl/sharedStrings.xml' in book.namelist():
        for item in xml.etree.ElementTree.fromstring(book.read('xl/sharedStrings.xml')).findall('s:si', NAMESPACE):
            texts.append(''.join(t.text or '' for t in [*item.findall('s:t', NAMESPACE),
                                                        *item.findall('s:r/s:t', NAMESPACE)]))
    rows = {}
    sheet = xml.etree.ElementTree.fromstring(book.read('xl/worksheets/sheet1.xml'))
    for row in sheet.iterfind('.//s:sheetData/s:row', NAMESPACE):
        found = {}
        for cell in row.findall('s:c', NAMESPACE):
            value = cell.find('s:v', NAMESPACE)
            if cell.get('t') == 'inlineStr':
                text = ''.join(t.text or '' for t in cell.iter('{%s}t' % NAMESPACE['s']))
            elif value is None or value.text is None:
                continue
            else:
                text = texts[int(value.text)] if cell.get('t') == 's' else value.text
            if text.strip():
                found[column_of(cell.get('r'))] = text.strip()
        rows[int(row.get('r')) - 1] = found
    return rows


LISTS = {'CVR', 'CVRSnapshot', 'CVRContest', 'CVRContestSelection', 'SelectionPosition', 'Election', 'Contest',
         'ContestSelection', 'Candidate', 'Option'}  # elements of which there may be several


def tree(element):
    """An XML element as JSON of the same format would have it."""
    children = list(element)
    if not children and not element.get('ObjectId'):
        text = (element.text or '').strip()
        return int(text) if element.tag.endswith('}Rank') or element.tag == 'Rank' else text
    found = {'@id': element.get('ObjectId')} if element.get('ObjectId') else {}
    for child in children:
        name, value = child.tag.rsplit('}', 1)[-1], tree(child)
        if name == 'CandidateIds':
            found.setdefault(name, []).extend(value.split())
        elif name in LISTS:
            found.setdefault(name, []).append(value)
        else:
            found[name] = value
    return found


def report_of(data):
    if data.lstrip().startswith(b'<'):
        return tree(xml.etree.ElementTree.fromstring(data))
    return json_of(data)


class Records:
    def __init__(self, config, folder):
        self.config, self.folder, self.files = config, folder, []
        sources = config['cvrFileSources']
        self.ballots = Ballots()
        self.known = {}
        for number_of, candidate in enumerate(config['candidates']):
            self.ballots.names.append(candidate['name'])
            for name in [candidate['name'], *candidate.get('aliases', []), candidate.get('code', '')]:
                self.known.setdefault(name, number_of)
            if switched(candidate, 'excluded'):
                self.ballots.withdrawn.add(number_of)
        self.known.pop('', None)
        self.write_in, self.reports = None, {}
        if any(s.get('undeclaredWriteInLabel') or switched(s, 'treatBlankAsUndeclaredWriteIn') for s in sources) or \
                any(s['provider'] == 'cdf' and self.anybody_wrote_in(s) for s in sources):
            self.write_in = len(self.ballots.names)
            self.ballots.names.append(WRITE_INS)
        self.ranks = number(config['rules'], 'maxRankingsAllowed', None)
        for source in sources:
            self.read(source)

    def bytes_of(self, path):
        """As the rules name it; what was read is written down."""
        data = bytes_of(os.path.join(self.folder, path))
        self.files.append({'file': path, 'sha256': sha256(data)})
        return data

    def read(self, source):
        read = {'hart': self.hart, 'clearBallot': self.clear, 'ess': self.names, 'genericCsv': self.numbers, 'csv': self.numbers, 'cdf': self.common,
                'dominion': self.dominion}
        require(source['provider'] in read, f'records of {source["provider"]} are not read')
        read[source['provider']](source)

    def add(self, marks):
        """{rank: [candidates]} as a ballot, blank ranks between."""
        self.ballots.ballots.append((1, [marks.get(rank, []) for rank in range(1, max(marks, default=0) + 1)]))

    def candidate(self, source, text):
        """A candidate, an overvote, or None for a rank that is left out."""
        if text == source.get('skippedRankLabel', '') or not text:
            return None
        if text == source.get('overvoteLabel'):
            return TWO_MARKS
        if text == source.get('undeclaredWriteInLabel'):
            return self.write_in
        require(text in self.known, f'a record names {text!r}, who is no candidate')
        return self.known[text]

    def sheet(self, source):
        path = source['filePath']
        rows = (cells_of_workbook if path.endswith('.xlsx') else cells_of_csv)(self.bytes_of(path))
        return rows, number(source, 'firstVoteRowIndex', 2) - 1, number(source, 'firstVoteColumnIndex', 1) - 1

    def names(self, source):
        """A column for each rank."""
        rows, first_row, first = self.sheet(source)
        between, blank_is = source.get('overvoteDelimiter'), switched(source, 'treatBlankAsUndeclaredWriteIn')
        for at in sorted(rows):
            if at < first_row or not rows[at]:
                continue
            row = {column - first + 1: text for column, text in rows[at].items() if column >= first}
            last = max(row, default=0) if self.ranks is None else self.ranks
            marks = {}
            for rank in range(1, last + 1):
                texts = row.get(rank, '').split(between) if between else [row.get(rank, '')]
                found = [self.candidate(source, text.strip()) for text in texts] if rank in row else \
                    [self.write_in] if blank_is else []
                if any(c is not None for c in found):
                    marks[rank] = [c for c in found if c is not None]
            self.add(marks)

    def numbers(self, source):
        """A column for each candidate, with her rank."""
        rows, first_row, first = self.sheet(source)
        heads = {column: self.candidate(source, text) for column, text in rows[0].items() if column >= first}
        for at in sorted(rows):
            if at < first_row or not rows[at]:
                continue
            marks = {}
            for column, text in sorted(rows[at].items()):
                if column >= first:
                    marks.setdefault(int(text), []).append(heads[column])
            self.add(marks)

    def common(self, source):
        """The common data format: the snapshot that is said to be the current one."""
        election = report_of(self.bytes_of(source['filePath']))['Election'][0]
        people = {c['@id']: c['Name'] for c in election['Candidate']}
        selections = {}

        def who(selection):
            if switched(selections[selection], 'IsWriteIn'):
                return self.write_in
            person = selections[selection]['CandidateIds'][0]
            if people[person] in ('overvote', source.get('overvoteLabel') or 'overvote'):
                return TWO_MARKS
            return self.known[people[person]] if people[person] in self.known else self.known[person]

        for contest, one in self.common_records(source):
            selections = {s['@id']: s for s in contest['ContestSelection']}
            if one is not None:
                self.add(self.common_marks(one, who))

    def common_records(self, source):
        """(contest, what each record says of it); first the contest by itself."""
        report = report_of(bytes_of(os.path.join(self.folder, source['filePath'])))
        contest = next(c for c in report['Election'][0]['Contest'] if c['Name'] == source['contestId'])
        yield contest, None
        for record in report.get('CVR', []):
            current = [s for s in record['CVRSnapshot'] if s.get('@id', '') == record.get('CurrentSnapshotId', '')]
            found = [one for snapshot in current for one in snapshot.get('CVRContest', [])
                     if one.get('ContestId') == contest['@id']]
            if found:
                yield contest, found[0]

    def anybody_wrote_in(self, source):
        """Is there a mark for somebody who is written in?"""
        for contest, one in self.common_records(source):
            blank = {s['@id'] for s in contest['ContestSelection'] if switched(s, 'IsWriteIn')}
            for selection in self.decided(one or {}):
                if selection.get('ContestSelectionId') in blank or \
                        any('CVRWriteIn' in p for p in selection.get('SelectionPosition', [])):
                    return True
        return False

    @staticmethod
    def decided(one):
        """What waits for adjudication says nothing yet."""
        return [s for s in one.get('CVRContestSelection', []) if s.get('Status') != 'needs-adjudication']

    def common_marks(self, one, who):
        marks = {}
        for selection in self.decided(one):
            c = who(selection['ContestSelectionId'])
            if isinstance(selection.get('Rank'), int):
                marks.setdefault(selection['Rank'], []).append(c)
                continue
            for position in selection.get('SelectionPosition', []):
                c = self.write_in if 'CVRWriteIn' in position else c
                if 'no' not in (position.get('HasIndication'), position.get('IsAllocable')):
                    marks.setdefault(position['Rank'], []).append(c)
        return marks

    def hart(self, source):
        """A folder with a file for each ballot; an option's value has a 1 at each rank it was marked at."""
        folder = os.path.join(self.folder, source['filePath'])
        names = sorted((name for name in os.listdir(folder)
                        if name.endswith(('.xml', '.XML')) and not name.endswith('.sig.xml')), key=os.fsencode)
        sums = hashlib.sha256()
        for name in names:
            data = bytes_of(os.path.join(folder, name))
            sums.update(f'{sha256(data)}  '.encode() + os.fsencode(name) + b'\n')
            for contest in xml.etree.ElementTree.fromstring(data).iter():
                if contest.tag.rsplit('}', 1)[-1] == 'Contest':
                    self.hart_contest(source, contest)
        self.files.append({'file': source['filePath'], 'sha256': sums.hexdigest()})

    def hart_contest(self, source, contest):
        def child(element, name):
            return next((each for each in element if each.tag.rsplit('}', 1)[-1] == name), None)

        def text(element, name):
            found = child(element, name)
            return '' if found is None else (found.text or '').strip()

        if text(contest, 'Id') != source['contestId']:
            return
        marks = {}
        for option in child(contest, 'Options') or ():
            for rank, bit in enumerate(text(option, 'Value'), 1):
                c = self.candidate(source, text(option, 'Id')) if bit == '1' else None
                if c is not None:
                    marks.setdefault(rank, []).append(c)
        self.add(marks)

    def clear(self, source):
        """A column for each candidate at each rank, with 1 where she was marked; its head says which."""
        rows, columns = cells_of_csv(self.bytes_of(source['filePath'])), {}
        for column, head in rows[0].items():
            if column >= 10:
                _, contest, rank, _, name, _ = head.split(':')
                if contest == source['contestId'] and (self.ranks is None or int(rank) <= self.ranks):
                    columns[column] = int(rank), name
        for at in sorted(rows):
            marks = {}
            for column, text in sorted(rows[at].items()):
                if column in columns and text == '1':
                    rank, name = columns[column]
                    written = name == source.get('undeclaredWriteInLabel')
                    marks.setdefault(rank, []).append(self.write_in if written else self.known[name])
            if at and rows[at]:
                self.add(marks)

    def dominion(self, source):
        """CvrExport.json, or CvrExport_1.json and so on."""
        paths = [source['filePath'] + '/CvrExport.json']
        if not os.path.exists(os.path.join(self.folder, paths[0])):
            parts = [f'{source["filePath"]}/CvrExport_{n}.json' for n in range(1, 10000)]
            paths = [path for path in parts if os.path.exists(os.path.join(self.folder, path))]
        for path in paths:
            for session in json_of(self.bytes_of(path))['Sessions']:
                data = session['Original']
                data = data if data.get('IsCurrent') else session['Modified']
                for card in data.get('Cards', [data]):
                    for contest in card['Contests']:
                        if str(contest['Id']) == source['contestId']:
                            self.dominion_contest(source, contest)

    def dominion_contest(self, source, contest):
        marks = {}
        for mark in contest['Marks']:
            c = None if mark.get('IsAmbiguous') else self.candidate(source, str(mark['CandidateId']))
            if c is not None:
                marks.setdefault(mark['Rank'], []).append(c)
        self.add(marks)


def rctab(config, folder):
    """(ballots, options, files)"""
    records = Records(config, folder)
    return records.ballots, rctab_options(config['rules'], records.ballots.names, records.write_in is not None), \
        records.files
