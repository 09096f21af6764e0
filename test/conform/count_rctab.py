#!/usr/bin/env python3
"""RCTab's own configurations and cast vote records: every tally, threshold, decision and reason of
inactive ballots, round by round."""
import json
import os
import tempfile
from fractions import Fraction

from count_data import DATA, TOP, count, find, folders, load, run, tap

REASONS = {'exhaustedChoices': 'exhausted_choices', 'overvotes': 'overvotes',
           'repeatedRankings': 'repeated_ranks', 'skippedRankings': 'skipped_ranks',
           'finalRoundSurplus': 'final_surplus'}


def round_agrees(ours, theirs):
    votes = {n: Fraction(v) for n, v in ours['votes'].items()}
    wrong = [f'{n} {float(votes[n])}, expected {v}' for n, v in theirs['tally'].items()
             if votes[n] != Fraction(v)]
    wrong += [f'{n} has votes and is not in the tally' for n, v in votes.items()
              if v and n not in theirs['tally']]
    if Fraction(ours['quota']) != Fraction(theirs['threshold']):
        wrong.append(f'threshold {ours["quota"]}, expected {theirs["threshold"]}')
    for reason, number in theirs['inactiveBallots'].items():
        if Fraction(ours['inactive'][REASONS[reason]]) != Fraction(number):
            wrong.append(f'{reason} {ours["inactive"][REASONS[reason]]}, expected {number}')
    elected = sorted(r['elected'] for r in theirs['tallyResults'] if 'elected' in r)
    excluded = sorted(r['eliminated'] for r in theirs['tallyResults'] if 'eliminated' in r)
    if sorted(ours['elected']) != elected:
        wrong.append(f'elected {ours["elected"]}, expected {elected}')
    if sorted(ours['excluded']) != excluded:
        wrong.append(f'excluded {ours["excluded"]}, expected {excluded}')
    return wrong


def agrees(folder):
    result = count('--rules', find(folder, '_config.json')[0])
    rounds = [r for path in find(folder, '_expected_detailed_report.json') for r in load(path)['results']]
    if len(rounds) != len(result['stages']):
        return [f'{len(result["stages"])} rounds, expected {len(rounds)}']
    for i, (ours, theirs) in enumerate(zip(result['stages'], rounds)):
        wrong = round_agrees(ours, theirs)
        if wrong:
            return [f'round {i + 1}: ' + '; '.join(wrong)]
    return []



# --- the common data format as XML, as JSON, and broken ---------------------------------------------

CONFIG = {'outputSettings': {'contestName': 'Chair'}, 'candidates': [{'name': n} for n in ('Ann', 'Bo', 'Cy')],
          'rules': {'tiebreakMode': 'useCandidateOrder', 'overvoteRule': 'exhaustImmediately',
                    'winnerElectionMode': 'singleWinnerMajority', 'numberOfWinners': '1',
                    'maxSkippedRanksAllowed': 'unlimited', 'maxRankingsAllowed': 'max'}}
ELECTION = {'Candidate': [{'@id': 'c1', 'Name': 'Ann'}, {'@id': 'c2', 'Name': 'Bo'}, {'@id': 'c3', 'Name': 'Cy'}],
            'Contest': [{'@id': 'other', 'Name': 'Else', 'ContestSelection': []},
                        {'@id': 'x', 'Name': 'Chair', 'ContestSelection': [
                            {'@id': 's1', 'CandidateIds': ['c1']}, {'@id': 's2', 'CandidateIds': ['c2']},
                            {'@id': 's3', 'CandidateIds': ['c3']}, {'@id': 's4', 'IsWriteIn': 'true'}]}]}
BALLOTS = [[('s1', 1), ('s2', 2)], [('s1', 1)], [('s2', 1), ('s3', 2)], [('s3', 1), ('s2', 2)], [('s4', 1), ('s3', 2)]]


def selection(which, rank, status=None):
    found = {'ContestSelectionId': which, 'SelectionPosition': [{'HasIndication': 'yes', 'Rank': rank},
                                                                {'HasIndication': 'no', 'Rank': 9}]}
    return dict(found, Status=status) if status else found


def report(ballots):
    """The report as the JSON form has it; every ballot also has an older snapshot, and another contest."""
    cvrs = []
    for ballot in ballots:
        chosen = [selection(*one) for one in ballot] + [selection('s3', 1, 'needs-adjudication')]
        cvrs.append({'CurrentSnapshotId': 'now', 'CVRSnapshot': [
            {'@id': 'then', 'CVRContest': [{'ContestId': 'x', 'CVRContestSelection': [selection('s3', 1)]}]},
            {'@id': 'now', 'CVRContest': [{'ContestId': 'other'}, {'ContestId': 'x', 'CVRContestSelection': chosen}]}]})
    return {'CVR': cvrs, 'Election': [ELECTION]}


def xml(name, value, prefix):
    if isinstance(value, list) and name == 'CandidateIds':
        value = ' '.join(value)
    if isinstance(value, list):
        return ''.join(xml(name, each, prefix) for each in value)
    if not isinstance(value, dict):
        return f'<{prefix}{name}>{value}</{prefix}{name}>\n'
    at = f' ObjectId="{value["@id"]}"' if '@id' in value else ''
    inside = ''.join(xml(key, each, prefix) for key, each in value.items() if key != '@id')
    return f'<{prefix}{name}{at}>{inside}</{prefix}{name}>\n'


def written(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)
    return path


def config(folder, file, provider='cdf', contest='Chair'):
    source = {'filePath': file, 'provider': provider, 'contestId': contest}
    return written(folder, 'config.json', json.dumps(dict(CONFIG, cvrFileSources=[source])))


def both_forms():
    wanted = [{'Ann': '2', 'Bo': '1', 'Cy': '1', 'Undeclared Write-ins': '1'}, {'Ann': '2', 'Bo': '1', 'Cy': '2'}]
    with tempfile.TemporaryDirectory() as folder:
        forms = {'r.json': json.dumps(report(BALLOTS))}
        for prefix in ('', 'cdf:'):
            space = ' xmlns:cdf="NIST_V0_cast_vote_records.xsd"' if prefix else ''
            text = xml('CastVoteRecordReport', report(BALLOTS), prefix).replace('Report>', f'Report{space}>', 1)
            forms[f'{prefix[:3]}.xml'] = '<?xml version="1.0" encoding="UTF-8"?>\n' + text
        for name, text in forms.items():
            written(folder, name, text)
            stages = count('--rules', config(folder, name))['stages']
            got = [{n: v.split('.')[0] for n, v in s['votes'].items() if Fraction(v)} for s in stages[:2]]
            if got != wanted:
                return [f'{name}: {got}, expected {wanted}']
    return []


def refused(text, words, name='b.xml', provider='cdf', contest='Chair', file=None):
    with tempfile.TemporaryDirectory() as folder:
        written(folder, name, text)
        done = run('--rules', config(folder, file or name, provider, contest))
        said = done.stderr.strip()
        return [] if done.returncode in (3, 4) and all(w in said for w in words) else [f'{done.returncode} {said}']


def broken_records():
    whole = xml('CastVoteRecordReport', report(BALLOTS), '')
    clear = '"R","B","P","I","C","S","N","M","T","D","Choice_1:Chair:1:rule:Ann:NON"\n'
    row = '1,"b",1,"i",2,1,"n","m",0,0,'
    return (refused(whole[:400], ['b.xml', 'line']) +
            refused(whole.replace('s1</ContestSelectionId>', 's9</ContestSelectionId>', 1), ['record 1', '"s9"']) +
            refused(whole, ['no contest "Mayor"'], contest='Mayor') +
            refused('<a>' * 100 + '</a>' * 100, ['levels']) +
            refused(clear + row + '7\n', ['row 2', 'column 11', '0 or 1', '"7"'], 'c.csv', 'clearBallot') +
            refused(clear.replace(':rule', ''), ['column 11', 'choice:contest:rank'], 'c.csv', 'clearBallot') +
            refused(clear.replace('Ann', 'Eve') + row + '1\n', ['row 2', 'no candidate "Eve"'], 'c.csv', 'clearBallot') +
            refused('x', ['no cast vote records'], 'h.txt', 'hart', file='.') +
            refused('x', ['h.txt'], 'h.txt', 'hart') + refused('x', ['no such file'], file='none.xlsx', provider='ess'))


HERE = os.path.join(TOP, 'test', 'data', 'rctab')
KEPT = [os.path.join(HERE, name) for name in sorted(os.listdir(HERE)) if name not in ('README.md', '_shared')]
TESTS = [(f'kept {os.path.basename(f)}', lambda f=f: agrees(f)) for f in KEPT]
TESTS += [('the common data format as JSON and as XML', both_forms), ('broken records name their place', broken_records)]
TESTS += [(os.path.basename(f), lambda f=f: agrees(f)) for f in (folders('rcv_rctab') if DATA else ())]
tap(TESTS, data=False)
