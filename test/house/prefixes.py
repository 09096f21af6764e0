#!/usr/bin/env python3
"""The first word of a name that other floors use belongs to one floor (STYLE.md, 1).

    prefixes.py BUILD NM

Looks at the symbols of the objects: what a floor defines and another one uses.
"""
import glob
import os
import re
import subprocess
import sys

from floors import FLOOR
from house import Skip, tap

BUILD, NM = sys.argv[1], sys.argv[2]
# Names that another floor's word begins: of law/, view/, web/ and engine/. None may be added.
OLD = {'charter_of', 'command_from_json', 'command_to_json', 'count_page', 'count_page_open',
       'count_page_close', 'member_open'}


def objects():
    """(floor, path) of each object made from src/."""
    for path in glob.glob(os.path.join(BUILD, 'src', '*', '*.a.p', '*.o')) + \
            glob.glob(os.path.join(BUILD, 'koinon.p', '*.o')):
        name = os.path.relpath(path, BUILD)
        found = re.match(r'src/(\w+)/', name) or re.search(r'/src_([a-z]+)_', name)
        if found and found[1] in FLOOR:
            yield found[1], path


def symbols():
    """(what each floor defines: {symbol: floor}, who uses it: {symbol: floors})."""
    defined, used = {}, {}
    for floor, path in objects():
        listed = subprocess.run([NM, '-g', '-P', path], capture_output=True, text=True, check=True).stdout
        for line in listed.splitlines():
            symbol, kind = line.split()[:2]
            if kind == 'U':
                used.setdefault(symbol, set()).add(floor)
            elif kind in 'TDRB' and not symbol.startswith('_'):
                defined[symbol] = floor
    return defined, used


def shared_words(defined, used):
    """Words that begin what is used from more than one floor."""
    words = {}
    for symbol, floor in defined.items():
        if symbol not in OLD and used.get(symbol, set()) - {floor}:
            words.setdefault(symbol.split('_')[0], {}).setdefault(floor, []).append(symbol)
    return [f'{word}_ is of {" and of ".join(sorted(floors))}: '
            + ', '.join(min(names) for _, names in sorted(floors.items()))
            for word, floors in sorted(words.items()) if len(floors) > 1]


def a_word_is_of_one_floor():
    defined, used = symbols()
    if len({floor for floor in defined.values()}) < 8:
        raise Skip('the build has no objects to look at')
    return shared_words(defined, used) + [f'{name} is no more: strike it from OLD'
                                          for name in sorted(OLD - set(defined))]


def a_planted_mistake_is_found():
    found = shared_words({'count_run': 'count', 'count_form': 'web', 'law_new': 'law'},
                         {'count_run': {'cli'}, 'count_form': {'cli', 'web'}, 'law_new': {'engine'}})
    return [] if len(found) == 1 and 'count_form' in found[0] else [str(found)]


tap([(test.__name__, test) for test in (a_word_is_of_one_floor, a_planted_mistake_is_found)])
