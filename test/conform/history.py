"""1917 as entered in examples/1917/commands.jsonl: every command is accepted, the record verifies,
and the numbers and events that the mechanisms ask for are what the folded effects hold. Usage: KOINON."""
import json
import os
import re
import subprocess
import sys
import tempfile

KOINON = sys.argv[1]
ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
EXAMPLE = os.path.join(ROOT, 'examples', '1917')
FOREVER = 9223372036854775807
RECOGNITION, OFFICE, SITED, STATE_OF_ACT = 205, 202, 216, 'state'
IN_FORCE, ANNULLED, BROKEN, DEFERRED, UNKNOWN, DECLINED = 503, 505, 518, 517, 519, 530

number = 0


def check(good, what):
    global number
    number += 1
    print(('ok' if good else 'not ok'), number, '-', what)
    return good


def run(*args):
    return subprocess.run([KOINON, *args], capture_output=True, text=True, check=False)


class Record:
    """What the effects say, folded without the program's own law."""

    def __init__(self, lines):
        self.words, self.names, self.ids = {}, {}, {}
        self.ties, self.states, self.figures, self.parts = {}, [], {}, {}
        self.closed, self.alternatives, self.whens, self.sources = {}, {}, {}, {}
        self.steps, self.claims, self.addressed = [], {}, []
        self.commands = []
        for line in lines:
            entry = json.loads(line)
            self.commands.append(entry['command'])
            for e in entry['effects']:
                self.fold(e)

    def fold(self, e):
        kind = e['effect']
        if kind == 'word':
            self.words[e['number']] = e['word']
        elif kind in ('thing', 'name') and e.get('name'):
            self.names.setdefault(e['id'], e['name'])
            self.ids[e['name']] = e['id']
        elif kind == 'tie':
            self.ties[e['id']] = dict(e)
        elif kind == 'tie-end':
            self.ties[e['id']]['until'] = e['until']
        elif kind == 'state':
            self.states.append(e)
        elif kind == 'figure':
            self.figures[e['id']] = e
        elif kind == 'figure-part':
            self.parts.setdefault(e['figure' if 'figure' in e else 'id'], []).append(e)
        elif kind == 'closed':
            self.closed[e['id']] = e['outcome']
        elif kind == 'alternative':
            self.alternatives[e['id']] = (e['of'], self.words[e['reading']])
        elif kind == 'when':
            self.whens.setdefault(e['id'], e['as-written'])
        elif kind == 'source':
            self.sources[e['id']] = e['line']
        elif kind == 'step':
            self.steps.append(e)
        elif kind == 'claim':
            self.claims[e['id']] = e

    def figure(self, name):
        return self.figures[self.ids[name]]['quantity']

    def part(self, name, of):
        for p in self.parts.get(self.ids[name], []):
            if self.names.get(p['of'], self.words.get(p['word'])) == of:
                return p['quantity']
        return None

    def act_in(self, act, order, part=0):
        """The last state that an order gives the act; 0: in no order."""
        state = None
        for s in self.states:
            if s['id'] == self.ids[act] and s['part'] == part and s['order'] == order:
                state = s['state']
        return state

    def tie(self, kind, frm, to=None, value=None):
        return [t for t in self.ties.values()
                if t['kind'] == kind and t['from'] == self.ids[frm]
                and (to is None or t['to'] == self.ids[to])
                and (value is None or self.words.get(t['value'], '') == value)]

    def when(self, name):
        return self.whens.get(self.ids[name])


def councils(r):
    check(r.ids['provisional-executive'] and r.when('first-session') == '1917-02-28'
          and r.when('call-for-delegates') == '1917-02-27',
          'M03 M04 a committee of 27 February calls the council that first sits on the 28th')
    renamed = [c for c in r.commands if c and c['do'] == 'rename' and c['of'] == 'petrograd-soviet']
    check([c['when'] for c in renamed] == ['1917-02-27', '1917-02-28'],
          'M02 the council has another name from 28 February, and is the same body')
    check([r.figure('levels-of-' + n) for n in ('committees', 'peasant-soviets')] == ['3', '2'],
          'M08 committees at three levels, councils of peasants at two')
    check([r.figure('soviets-in-' + m) for m in ('may', 'august', 'october')]
          == ['400', '600', '900'],
          'M05 400, 600, 900 councils')
    check(r.figure('soviet-in-march') == '2000..3000'
          and r.part('soviet-in-march', 'bolsheviks') == '40',
          'M17 40 of 2000 to 3000')
    made = r.tie(256, 'committee-of-struggle', 'mrc')
    check(len(made) == 1 and r.whens[made[0]['id']] == '1917-09-25',
          'M12 the committee of August becomes the committee of 25 September')
    keys = [int(r.figure('members-' + m)) / int(r.figure('congress-%s-delegates' % m))
            for m in ('may', 'august')]
    check([r.figure('duma-' + n) for n in ('mensheviks', 'menshevik-workers', 'bolsheviks',
                                           'bolshevik-workers')] == ['7', '136000', '6', '1144000'],
          'M18 M19 seven deputies for 136 000 workers, six for 1 144 000')
    check(r.figure('democratic-conference-seats') == '1200'
          and r.act_in('making-of-the-pre-parliament', r.ids['state']) == IN_FORCE,
          'M21 a conference of 1200 appoints the Pre-parliament')
    check(r.figure('constituencies-of-the-conference') == '7',
          'M20 an assembly of seven constituencies')
    check(len(r.tie(206, 'local-soviet/moscow', 'petrograd-soviet')) == 1
          and len(r.tie(218, 'democratic-conference', 'soviets')) == 1,
          'M06 M54 a council affiliates; a conference is set against the councils')
    check(any(s['in'] == r.ids['pre-parliament-session'] for s in r.steps)
          and sum(s['in'] == r.ids['second-congress'] for s in r.steps) == 2,
          'M72 who walks out of which sitting')
    check(abs(keys[0] - 529.8) < 0.05 and abs(keys[1] - 1011.4) < 0.05,
          'M18 members for each delegate: 529.8 and 1 011.4')


def factions(r):
    check(r.figure('executive-of-3-march') == '39'
          and r.part('executive-of-3-march', 'bolsheviks') == '6', 'M22 6 of 39')
    check(r.figure('first-congress-seats') == '1090'
          and r.part('first-congress-seats', 'bolsheviks') == '105', 'M22 105 of 1090')
    sr, me = (int(r.part('first-congress-seats', p)) for p in ('srs', 'mensheviks'))
    check(sr + me == 533 and 2 * (sr + me) < 1090,
          'M24 533 of 1090 is not an absolute majority')
    check(r.closed[r.ids['support-of-the-government']] == 619,
          'M24 a vote without counts names no majority')
    check(r.figure('second-congress-seats') == '650'
          and r.part('second-congress-seats', 'bolsheviks') == 'about 390', 'M22 about 390 of 650')
    name = 'executive-of-the-second-congress'
    parts = [int(r.part(name, p))
             for p in ('bolsheviks', 'srs', 'mensheviks', 'united-internationalists')]
    check(parts == [14, 7, 3, 1] and sum(parts) == int(r.figure(name)), 'M22 14 + 7 + 3 + 1 = 25')
    check(r.part('second-congress-wings', 'right-bloc') == 'at most 100'
          and r.part('second-congress-seats', 'srs') == '160..190'
          and r.part('second-congress-seats', 'mensheviks') == '60..70',
          'M23 a bloc of at most 100 across parties of 160 to 190 and 60 to 70')


def offices(r):
    def holds(who, body, kind, date):
        return any(t['kind'] == OFFICE and r.words.get(t['value']) == kind
                   and r.whens.get(t['id']) == date for t in r.tie(OFFICE, who, body))
    check(holds('chkheidze', 'provisional-executive', 'chair', '1917-02-27')
          and holds('kerensky', 'provisional-executive', 'vice-chair', '1917-02-27')
          and holds('trotsky', 'petrograd-soviet', 'chair', '1917-09-09')
          and holds('nogin', 'local-soviet/moscow', 'chair', '1917-09-23')
          and holds('kamenev', 'cec', 'chair', '1917-10-26'),
          'M27 five officers, each with the date')
    trotsky = r.tie(OFFICE, 'trotsky', 'petrograd-soviet')[0]
    before = r.tie(OFFICE, 'chkheidze', 'petrograd-soviet')[0]
    check(before['until'] == trotsky['since'], 'M27 the chair before is held until the next begins')
    declined = r.tie(258, 'grand-duke-michael', 'throne')
    check(len(declined) == 1 and declined[0]['since'] == declined[0]['until']
          and not r.tie(OFFICE, 'grand-duke-michael', 'throne'),
          'M29 an office that was declined was never held')


def laws(r):
    check([c['terms'] for c in r.commands if c and c.get('name') == 'support'
           and len(c['terms']) == 8] != [], 'M32 the agreement of 2 March has eight terms')
    check([r.act_in('support', 0, n) for n in (1, 7, 8)] == [UNKNOWN, DEFERRED, BROKEN],
          'M32 M33 one term unknown, one deferred, one broken by a later order')
    check(all(r.ids[n] not in r.closed for n in ('form-of-state', 'land-question')),
          'M43 two matters left to an assembly that never sits stay open')
    check(r.closed[r.ids['coalition-talks']] == 617
          and r.ids['inquiry-into-the-coup'] not in r.closed,
          'M41 M64 talks broken off; an inquiry whose end is not told')
    check(len(r.tie(210, 'sovnarkom', 'soviet-congress')) == 1
          and len(r.tie(210, 'sovnarkom', 'cec')) == 1,
          'M39 the government answers to the congress and to its executive')
    check([c['answer'] for c in r.commands if c and c['do'] == 'comply']
          == ['refused', 'refused', 'refused'], 'M44 M52 three orders that were refused')
    check(r.act_in('garrison-to-the-front', r.ids['soviets']) == ANNULLED
          and r.act_in('garrison-to-the-front', r.ids['state']) == IN_FORCE,
          'M35 an order void in one legal order, in force in the other')
    claims = [t for t in r.ties.values() if t['kind'] == 203
              and t['to'] == r.ids['petrograd-garrison']
              and r.words.get(t['value']) == 'command']
    check({r.names[t['from']] for t in claims} == {'mrc', 'provisional-government'},
          'M36 two bodies claim command over one garrison')
    check(r.act_in('consent-of-4-july', r.ids['soviets']) == IN_FORCE, 'M38 the consent of 4 July')
    check(r.when('ultimatum') == '1917-10-25 19:00'
          and r.act_in('ultimatum', r.ids['soviets']) == UNKNOWN
          and r.tie(238, 'ultimatum', 'provisional-government') != [],
          'M45 the ultimatum of 19:00, its addressee, its outcome not told')
    clock = ['fall-of-the-government', 'ultimatum', 'shots-at-the-palace', 'entry-into-the-palace',
             'second-congress', 'decree-on-the-government']
    check([r.when(n)[-5:] for n in clock] == ['10:00', '19:00', '21:40', '01:00', '10:40', '02:30'],
          'M46 six clock times of two days')
    warrants = [len(c['to-whom']) for c in r.commands
                if c and c.get('name', '').startswith('arrests-of-july')]
    check(warrants == [3, 2], 'M47 warrants against three and two')
    check(r.when('abdication') == '1917-03-02'
          and any(s['id'] == r.ids['throne'] and s['state'] == 515 for s in r.states),
          'M48 the abdication, and the end of the office')


def allegiance(r):
    def count(date):
        return [t['quantity'] for t in r.tie(RECOGNITION, 'petrograd-garrison', 'soviets')
                if r.whens[t['id']] == date]
    check(count('1917-02-27') == ['67000'] and count('1917-02-28') == ['127000'],
          'M51 67 000 on 27 February, 127 000 the day after')
    check(len(r.tie(RECOGNITION, 'peter-and-paul', 'soviets')) == 1
          and r.tie(RECOGNITION, 'cossacks', value='neutral') != [],
          'M51 M53 the fortress after talks; the Cossacks neutral')
    check(r.closed[r.ids['talks-at-the-fortress']] == 616, 'M53 the talks ended in agreement')
    sites = {b: [r.names[t['to']] for t in r.tie(SITED, b) if t['until'] == FOREVER]
             for b in ('provisional-government', 'pre-parliament', 'mrc')}
    check(sites == {'provisional-government': ['winter-palace'], 'pre-parliament': ['mariinsky-palace'],
                    'mrc': ['smolny']}, 'M56 Winter Palace, Mariinsky, Smolny')


def world(r):
    check([r.figure(n) for n in ('strikers-of-1914', 'strikes-of-1916', 'strikers-of-1916',
                                 'strikers-of-12-august')] == ['1425000', '1410', '1086000', '400000']
          and r.part('strikers-of-1914', 'political') == '1059000', 'M102 strikes')
    check([r.figure(n) for n in ('closed-firms', 'workers-of-closed-firms')] == ['768', '165372'],
          'M86 firms closed and their workers')
    check([r.figure(n) for n in ('rifles', 'revolvers', 'armed-workers')]
          == ['40000', '30000', 'about 40000'], 'M94 M99 arms handed out, workers in arms')
    check([r.figure(n) for n in ('casualties-of-july', 'casualties-of-26-february',
                                 'dead-of-the-palace')] == ['400', 'hundreds', '10'],
          'M100 losses as they are told')
    check(r.figure('towns-by-february') == '97' and r.part('towns-by-february', 'peacefully') == '79',
          'M114 79 towns of 97')
    check(r.when('treaty-of-brest') == '1918-03-13' and r.when('peace-decree') == '1917-10-26',
          'M116 the decree on peace, the treaty')
    check([s for s in r.ties.values() if s['from'] == r.ids['reply-to-kamenev']
           and s['to'] == r.ids['article-against-the-rising']] != [], 'M113 an article and its reply')
    check(any(t['kind'] == 221 for t in r.tie(221, 'trotsky', 'bolsheviks')), 'M75 a spokesman')


def parties(r):
    bodies = ['local-soviet/petrograd', 'district-soviet/vyborg', 'factory-committee/putilov',
              'soldiers-committee/front', 'party-congress/bolsheviks', 'soviet-congress']
    check(all(b in r.ids for b in bodies),
          'M01 M80 a council for each town, quarter, factory and army; a congress of each party')
    roles = r.tie(226, 'petrograd-soviet')
    check([r.words[t['value']] for t in roles] == ['organ-of-education-and-pressure', 'organ-of-power']
          and roles[0]['until'] == roles[1]['since'], 'M10 one role at a time, the second ends the first')
    status = r.tie(227, 'bolsheviks')
    check(len(status) == 2 and status[0]['until'] == status[1]['since'],
          'M76 a legal status lasts until the next')
    stances = r.tie(213, 'kamenev', 'decision-of-10-october')
    check([r.words[t['value']] for t in stances] == ['opposed', 'agrees']
          and stances[0]['until'] == stances[1]['since'] and stances[1]['until'] == FOREVER
          and r.tie(213, 'bolsheviks', 'support', 'criticises') != [],
          'M34 M68 a stance ends when another is taken; none is lost')
    first = r.figures[r.ids['first-cabinet']]
    check(not first.get('quantity') and r.part('first-cabinet', 'kadets') == '5',
          'M59 M124 five ministries of a number that is not told')
    check(r.act_in('pledge-of-1907', 0, 1) == BROKEN, 'M77 the pledge of 1907, broken')
    founders = {r.names[t['to']] for t in r.tie(230, 'provisional-executive')}
    check(founders == {'srs', 'mensheviks'}, 'M13 the founders of the executive')
    check(len(r.tie(225, 'cec')) == 1 and len(r.tie(224, 'petrograd-soviet')) == 1,
          'M07 rank and prestige are told apart')
    check([r.figure(n) for n in ('members-after-february', 'members-may', 'members-august')]
          == ['24000', '80000', '177000'], 'M66 M67 members of a party, and its congresses')
    check(r.closed[r.ids['april-crisis']] == 616 and r.closed[r.ids['july-crisis']] == 616,
          'M61 two crises, opened by those who left and ended by a new cabinet')
    check(r.tie(246, 'land-decree', 'srs') != [] and r.tie(219, 'bolsheviks', 'mensheviks') != []
          and r.tie(238, 'call-to-boycott', 'bolsheviks') != [],
          'M71 M78 M106 a call to stay out, a position taken over, an alliance for one purpose')
    said = [c['kind'] for c in r.commands if c and c.get('of') in ('march-of-18-june', 'womens-day')]
    check(said == ['purpose', 'demand', 'slogan', 'slogan', 'slogan']
          and r.tie(245, 'april-counter-march', 'april-march') != [],
          'M103 M104 M105 purpose apart from demand; a counter-march; slogans')
    check(r.tie(217, 'committee-for-salvation', 'mrc') != []
          and r.tie(217, 'local-soviet/moscow', 'moscow-city-duma') != [],
          'M57 M115 bodies set against each other')
    check(r.tie(244, 'trains-stopped', 'third-cavalry-corps') != []
          and r.tie(205, 'rail-post-telecom', value='uncertain') != [],
          'M91 M92 services with an allegiance of their own, that stop trains')


def told(r):
    tasks = r.tie(229, 'local-soviet', value='runs-local-affairs')
    check(len(tasks) == 1 and tasks[0]['standing'] == 802
          and r.names[tasks[0]['cause']] == 'no-authority-in-the-towns',
          'M11 a task taken over in practice, and why')
    check(len(r.tie(247, 'soviets', 'soviet-congress')) == 1
          and r.when('power-to-the-councils') == '1917-10-26', 'M40 where the highest power lies')
    check(sorted(r.words[t['value']] for t in r.tie(229, 'duma-committee'))
          == ['holds-the-treasury', 'recognised-abroad'], 'M50 M119 attributes of an authority')
    cabinet = [c for c in r.commands if c and c['do'] == 'figure' and c['of'] == 'sovnarkom']
    check([c['parts'][0]['n'] for c in cabinet] == [100], 'M65 a cabinet of one party')
    check({r.names[t['to']] for t in r.tie(238, 'alert-of-24-october')}
          == {'petrograd-garrison', 'red-guard'}, 'M98 whom the alert calls')
    published = [c['act'] for c in r.commands if c and c['do'] == 'publish']
    check(published == ['april-theses'], 'M108 an appeal and the day it was published')
    check(r.tie(244, 'raid-on-pravda', 'pravda') != []
          and len(r.tie(243, 'meetings-of-22-october')) == 2, 'M110 M112 a raid on a paper; who spoke')
    check(len(r.tie(242, 'article-against-the-rising', 'decision-of-10-october')) == 1,
          'M70 an article against a decision is tied to it')
    check(r.tie(232, 'left-srs', 'srs') != [] and {'c31a', 'c31b'} <= set(r.ids),
          'M74 a split, under two readings')


def keeping(r):
    sides = {}
    for thing, (of, reading) in r.alternatives.items():
        if reading != 'all-peasants':
            sides.setdefault(reading[:3], []).append((reading[3:], of, thing))
    good = all(sorted(s[0] for s in v) == ['a', 'b'] and
               [s[1] for s in v if s[0] == 'b'] == [s[2] for s in v if s[0] == 'a']
               for v in sides.values())
    check(sorted(sides) == ['c%02d' % n for n in range(1, 41)] and good,
          'M121 C01 to C40, two statements each, neither overwritten')
    interpretations = [c for c in r.claims.values() if c['standing'] == 809]
    rumours = [c for c in r.claims.values() if c['standing'] == 808]
    check(len(interpretations) == 2 and len(rumours) == 1,
          'M111 M125 a rumour and interpretations, each with its standing')
    check(r.figure('votes-of-electors') == 'tens' and r.figure('firms-with-committees') == 'over 2100'
          and r.figure('armed-workers') == 'about 40000', 'M122 tens, over, about')
    spellings = [c['of'] for c in r.commands
                 if c and c['do'] == 'rename' and set(c['title']) == {'el'}]
    check(sorted(spellings) == ['kerensky', 'krasnov', 'lunacharsky', 'nogin', 'zinoviev'],
          'M126 other spellings of five names')
    check([r.figure(n) for n in ('share-of-peasants', 'share-of-nationalities')] == ['80', '57'],
          'M118 M127 the shares of the population')
    past = [c for c in r.commands if c and c['do'] not in ('found', 'adopt', 'tick')]
    check(all(c.get('source') and 7 <= c.get('line', 0) <= 129 for c in past),
          'M123 every entry names its line of the article')
    check(all(re.match(r'(early |mid |late |about |before |after )?\d{4}', c['when'])
              for c in past if 'when' in c), 'M120 every date as written, with its precision')


def shown(at):
    """What the read side makes of it: findings and bodies, derived and never entered."""
    def show(*args):
        return json.loads(run('show', at, *args, '--json').stdout)
    found = {f['id']: f['says'] for f in show('findings')['findings']}
    one = found['under-represented-bolsheviks']
    check([one['a%d' % n] for n in range(2, 6)] == [6, 13, 1144000, 1280000]
          and (one['seat_share'], one['base_share'], one['per_seat'])
          == ('6/13', '143/160', '572000/3')
          and round(600 / 13, 1) == 46.2 and round(14300 / 160, 1) == 89.4
          and 'under-represented-mensheviks' not in found,
          'M18 M19 46.2 % of the seats for 89.4 % of the workers; 190 666.7 for each')
    check(found['rank-reversed-cec']['a2']['name'] == 'petrograd-soviet',
          'M07 formally above, in fact below: both are told, and that they differ')
    practice = found['in-practice-local-soviet']['matters']
    check([m['value'] for m in practice] == ['runs-local-affairs']
          and practice[0]['cause']['name'] == 'no-authority-in-the-towns'
          and found['in-practice-factory-committee']['a2'] == 4,
          'M11 what is done in practice adds up to a finding')

    def figures(body):
        return {f['figure']['name']: f for f in show('body', body)['figures']}
    range_of = figures('petrograd-soviet')['soviet-in-march']
    check(range_of['parts'][0]['share'] == '1/75..0.02'
          and range_of['unstated']['text'] == '1960..2960',
          'M17 of a range of seats no share is one number')
    seats = figures('soviet-congress')
    first = seats['first-congress-seats']
    stated = sum(p['n']['low'] for p in first['parts'])
    check(first['unstated']['text'] == str(1090 - stated) and 0 < stated < 1090,
          'M22 what the parts leave is unstated, and named so')
    overlapping = [f for f in seats.values() if f.get('complete') == 'overlapping']
    check(overlapping and all('unstated' not in f for f in overlapping),
          'M23 parts that overlap are not added')
    check(show('body', 'state-conference')['quotas'] == {'total_not_stated': True},
          'M20 quotas whose numbers no source gives make no total')
    far = {b: show('body', b)['distance'] for b in ('petrograd-soviet', 'soviet-congress', 'cec')}
    check((far['petrograd-soviet']['least'], far['petrograd-soviet']['most']) == (1, 1)
          and far['cec']['least'] == far['soviet-congress']['least'] + 1,
          'M08 steps to the electors: computed from who sends whom')


def main():
    with tempfile.TemporaryDirectory() as folder:
        at = os.path.join(folder, '1917')
        made = run('new', at, '--constitution', os.path.join(EXAMPLE, 'constitution.yaml'),
                   '--stamps-as-given', '--seed', '1917', '--at', '2026-01-05T06:00:00Z')
        check(made.returncode == 0, 'the record is founded ' + made.stderr.strip())
        entered = run('submit', at, os.path.join(EXAMPLE, 'commands.jsonl'), '--quiet')
        if not check(entered.returncode == 0, 'every command is accepted'):
            print('#', entered.stdout[:2000].replace('\n', '\n# '))
        check(run('verify', at).returncode == 0, 'the record verifies')
        log = run('log', at, '--json')
        check(log.returncode == 0, 'the record can be read ' + log.stderr.strip())
        shown(at)
    r = Record(log.stdout.splitlines())
    for part in (councils, factions, offices, laws, allegiance, parties, world, told,
                 keeping):
        part(r)
    print('1..%d' % number)


main()
