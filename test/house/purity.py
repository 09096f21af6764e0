#!/usr/bin/env python3
"""What the objects of the pure floors call and own, read with nm and objdump.

    purity.py BUILD NM OBJDUMP

A pure floor calls nothing outside itself, its pure neighbours and base/, but for the short list in
pure-symbols; and it owns no variable that can change. The files of base/ that do reach the world are
named here. Sanitizers add calls and variables of their own, which are left out of account.
"""
import fnmatch
import json
import os
import re
import subprocess
import sys
import tempfile

from house import Skip, TOP, read, tap

PURE = ('charter', 'count', 'wire', 'law')
BASE_REACHES_OUT = ('alloc.c', 'alloc_heap.c', 'check.c')
SANITIZERS = re.compile(r'_*(asan|ubsan|lsan|tsan|msan|odr_asan|sanitizer)[_.]|asan\.module|_sub_[ID]_')

BUILD, NM, OBJDUMP = sys.argv[1:4]


def objects():
    """{source: object} of the static libraries of src/, from the build's own list of commands."""
    with open(os.path.join(BUILD, 'compile_commands.json'), encoding='utf-8') as file:
        commands = json.load(file)
    found = {}
    for command in commands:
        source = os.path.relpath(os.path.normpath(os.path.join(command['directory'], command['file'])), TOP)
        output = os.path.join(command['directory'], command['output'])
        if source.startswith('src/') and '.a.p/' in command['output'] and os.path.exists(output):
            found[source] = output
    return found


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def symbols(files):
    """{file: (what it calls, what it offers)}, by one run of nm."""
    found = {file: (set(), set()) for file in files}
    for line in run(NM, '-A', '-P', *files).splitlines():
        file, words = line.split(': ', 1)[0], line.split(': ', 1)[1].split()
        if words[1] in 'Uwv' and len(words) < 3:
            found[file][0].add(words[0])
        elif words[1].isupper() or words[1] == 'u':
            found[file][1].add(words[0])
    return found


def variables(files):
    """{file: names of the variables that can change}, by one run of objdump. Constants that hold
    addresses are written once by the loader and are in .data.rel.ro, read-only when the program runs."""
    found, names = {file: [] for file in files}, []
    for line in run(OBJDUMP, '-t', *files).splitlines():
        head = re.match(r'(.*):\s+file format ', line)
        if head:
            names = found[head[1]]
        row = re.match(r'\S+ (.{7}) (\S+)\s+\S+\s+(?:\.hidden )?(\S+)$', line)
        if not row or 'd' in row[1]:
            continue
        section, name = row[2], row[3]
        if re.match(r'(\.data(?!\.rel\.ro)|\.bss|\.tdata|\.tbss|\*COM\*)', section) \
                and not SANITIZERS.match(name) and not name.startswith('.L'):
            names.append(name)
    return found


def allowed_symbols(floor):
    patterns = []
    for line in read('test/house/pure-symbols').splitlines():
        columns = re.split(r'\s{2,}', line.strip())
        if line.startswith('#') or len(columns) < 3:
            continue
        if columns[0] in ('all', floor):
            patterns += columns[1].split()
    return patterns


def is_allowed(symbol, patterns):
    bare = re.sub(r'@.*', '', symbol).lstrip('_')
    return any(fnmatch.fnmatchcase(bare, pattern) for pattern in patterns)


ALL = objects()
SYMBOLS = symbols(ALL.values()) if ALL else {}
VARIABLES = variables(ALL.values()) if ALL else {}


def of_floor(floor):
    found = {source: file for source, file in ALL.items() if source.startswith(f'src/{floor}/')
             and not (floor == 'base' and os.path.basename(source) in BASE_REACHES_OUT)}
    if not found:
        raise Skip(f'no objects of {floor}/')
    return found


def calls_only_what_is_pure(floor):
    neighbours = ('base',) if floor == 'base' else ('base',) + PURE
    known = {symbol for source, file in ALL.items() if source.split('/')[1] in neighbours
             for symbol in SYMBOLS[file][1]}
    patterns = allowed_symbols(floor)
    return [f'{source} calls {symbol}, which is not in test/house/pure-symbols'
            for source, file in sorted(of_floor(floor).items()) for symbol in sorted(SYMBOLS[file][0])
            if symbol not in known and not is_allowed(symbol, patterns) and not SANITIZERS.match(symbol)]


def owns_nothing_that_changes(floor):
    return [f'{source} has the variable {name}; make it const, or pass it'
            for source, file in sorted(of_floor(floor).items()) for name in VARIABLES[file]]


def offered_by_libraries(program):
    """{symbol: library}: of the shared libraries the program is linked with, the C library apart."""
    found = {}
    for path in re.findall(r'=> (/\S+)', run('ldd', program)):
        if re.match(r'(libc|libm|ld-|libasan|libubsan|libgcc_s|libstdc)', os.path.basename(path)):
            continue
        for line in run(NM, '-D', '-P', '--defined-only', path).splitlines():
            found[re.sub(r'@.*', '', line.split()[0])] = os.path.basename(path)
    return found


def no_name_is_a_librarys():
    """A function of ours named as one of a library would be called in its place, by us and by the library."""
    program = os.path.join(BUILD, 'koinon')
    if not os.path.exists(program):
        raise Skip('no program was built')
    theirs = offered_by_libraries(program)
    return [f'{source} has {symbol}, which is a name of {theirs[symbol]}'
            for source, file in sorted(ALL.items()) for symbol in sorted(SYMBOLS[file][1])
            if symbol in theirs and not SANITIZERS.match(symbol)]


IMPURE = '''
#include <stdio.h>
#include <time.h>
static int counter;
int shared = 3;
static _Thread_local long last;
static const char *const words[] = {"a", "b"};
long tick(int i) { static int calls; calls++; last = time(NULL); puts(words[i]); return counter++ + last; }
'''


def a_planted_mistake_is_found():
    with tempfile.TemporaryDirectory() as folder:
        source, file = os.path.join(folder, 'x.c'), os.path.join(folder, 'x.o')
        with open(source, 'w', encoding='utf-8') as out:
            out.write(IMPURE)
        run(os.environ.get('CC', 'cc'), '-fPIC', '-O1', '-c', '-o', file, source)
        names = {re.sub(r'\.\d+$', '', name).replace('tick.', '') for name in variables([file])[file]}
        calls = {symbol for symbol in symbols([file])[file][0] if not is_allowed(symbol, allowed_symbols('law'))}
    complaints = []
    if not {'counter', 'shared', 'last', 'calls'} <= names or 'words' in names:
        complaints.append(f'variables found: {sorted(names)}')
    if not {'time', 'puts'} <= calls:
        complaints.append(f'calls found: {sorted(calls)}')
    return complaints


FLOORS = ('base',) + PURE
tap([(f'{floor}_calls_only_what_is_pure', lambda floor=floor: calls_only_what_is_pure(floor))
     for floor in FLOORS] +
    [(f'{floor}_owns_nothing_that_changes', lambda floor=floor: owns_nothing_that_changes(floor))
     for floor in FLOORS] +
    [('no_name_is_a_librarys', no_name_is_a_librarys), ('a_planted_mistake_is_found', a_planted_mistake_is_found)])
