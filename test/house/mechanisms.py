#!/usr/bin/env python3
"""doc/mechanisms.md promises nothing that no test shows: a line that is built or recorded names a
test of the project, and that test speaks of the mechanism by its number."""
import os
import re

from house import TOP, read, tap

PAGE = 'doc/mechanisms.md'
LINE = re.compile(r'^\| M(\d+) \| (.+?) \| (built|recorded: .+?|not yet) \| (.*?) ?\| ?(.*?) ?\| ?(.*?) ?\|$')


def complaints(page, text_of):
    """TEXT_OF(path): what is in a file of the project, None when there is none."""
    wrong, numbers, count = [], [], {'built': 0, 'recorded': 0, 'not yet': 0}
    for at, line in enumerate(page.splitlines(), 1):
        where = f'{PAGE}:{at}'
        if not line.startswith('| M') or line.startswith('| M |'):
            continue
        m = LINE.match(line)
        if not m:
            wrong.append(f'{where} is not a line of the table: | Mnn | what | state | entries | seen at | test |')
            continue
        number, _, state, _, page_at, test = m.groups()
        numbers.append(int(number))
        count[state.split(':')[0]] += 1
        if state == 'not yet':
            wrong += [f'{where} M{number} is not yet, but names a test or a page'] if test or page_at else []
            continue
        if page_at != '–' and not re.fullmatch(r'/f/(1917|union|club)(/[\w/-]+)?', page_at):
            wrong.append(f'{where} M{number} is seen at no address: "{page_at}"')
        text = text_of(test) if test.startswith('test/') else None
        if text is None:
            wrong.append(f'{where} M{number} names no test that is there: "{test}"')
        elif not re.search(rf'\bM{number}\b', text):
            wrong.append(f'{where} {test} says nothing of M{number}')
    if numbers != list(range(1, 128)):
        wrong.append(f'{PAGE}: M01 to M127, each once and in order')
    sums = 'Built: {built}. Recorded: {recorded}. Not yet: {not yet}.'.format(**count)
    if sums not in page:
        wrong.append(f'{PAGE}: the sums are: {sums}')
    return wrong


def file_text(path):
    return read(path) if os.path.isfile(os.path.join(TOP, path)) else None


def page_of(first, built=1):
    lines = [first] + [f'| M{n:02d} | x | not yet | | | |' for n in range(2, 128)]
    return '\n'.join(lines) + f'\nBuilt: {built}. Recorded: 0. Not yet: {127 - built}.\n'


def planted(first, files, want, built=1):
    found = complaints(page_of(first, built), files.get)
    return [] if len(found) == want else [f'{want} complaints expected, got: {found}']


def a_line_with_its_test_passes():
    return planted('| M01 | x | built | tie | – | test/a.py |', {'test/a.py': 'checks M01'}, 0)


def a_test_that_is_not_there_is_found():
    return planted('| M01 | x | built | tie | – | test/a.py |', {}, 1)


def a_line_that_names_no_test_is_found():
    return planted('| M01 | x | built | tie | – | |', {'': 'M01'}, 1)


def a_test_that_does_not_speak_of_it_is_found():
    return planted('| M01 | x | built | tie | – | test/a.py |', {'test/a.py': 'checks M011'}, 1)


def a_wrong_sum_is_found():
    return planted('| M01 | x | built | tie | – | test/a.py |', {'test/a.py': 'M01'}, 1, built=2)


def the_page_holds():
    return complaints(read(PAGE), file_text)


tap([(test.__name__, test) for test in (
    a_line_with_its_test_passes, a_test_that_is_not_there_is_found,
    a_line_that_names_no_test_is_found, a_test_that_does_not_speak_of_it_is_found,
    a_wrong_sum_is_found, the_page_holds)])
