#!/usr/bin/env python3
"""Every header of src/ compiles alone, and twice in a row, under the strictest flags.

    headers.py BUILD COMPILER...

Flags of the project's own sources are taken from the build; what they leave out is added here.
"""
import json
import os
import shlex
import subprocess
import sys
import tempfile

from house import TOP, c_files, tap

BUILD, COMPILER = sys.argv[1], sys.argv[2:]
STRICT = ['-Wall', '-Wextra', '-Wpedantic', '-Werror', '-Wshadow', '-Wundef', '-Wvla', '-Wcast-qual',
          '-Wpointer-arith', '-Wstrict-prototypes', '-Wmissing-prototypes', '-Wredundant-decls',
          '-Wold-style-definition', '-Wwrite-strings', '-Wimplicit-fallthrough', '-fsyntax-only']


def project_flags():
    """What every source of the project is compiled with: its macros, folders and -include."""
    with open(os.path.join(BUILD, 'compile_commands.json'), encoding='utf-8') as file:
        words = [word for command in json.load(file) for word in shlex.split(command['command'])]
    flags = sorted({word for word in words if word.startswith(('-D', '-I/usr', '-std='))})
    return flags + ['-I' + os.path.join(TOP, 'src'), '-include', os.path.join(TOP, 'src/banned.h')]


FLAGS = project_flags()


def compiles(include_lines):
    with tempfile.TemporaryDirectory() as folder:
        source = os.path.join(folder, 'alone.c')
        with open(source, 'w', encoding='utf-8') as out:
            out.write(include_lines + 'typedef int not_empty;\n')
        done = subprocess.run([*COMPILER, *FLAGS, *STRICT, source], cwd=TOP, capture_output=True, text=True)
        return '' if done.returncode == 0 else done.stderr.strip()[:600]


def headers_compile_alone():
    complaints = []
    for path in c_files('src'):
        if path.endswith('.h'):
            line = f'#include "{path[len("src/"):]}"\n'
            found = compiles(line + line)
            complaints += [f'{path}: {found}'] if found else []
    return complaints


def a_planted_mistake_is_found():
    return [] if compiles('struct x { size_tee n; };\n') and not compiles('') else ['compiles all or nothing']


tap([(test.__name__, test) for test in (headers_compile_alone, a_planted_mistake_is_found)])
