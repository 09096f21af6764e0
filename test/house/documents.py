#!/usr/bin/env python3
"""What the documents say of the house is so: files, links, names in C, floors, suites, verbs."""
import fnmatch
import glob
import os
import re

from floors import FLOOR
from house import TOP, c_files, finds, project_files, read, tap

FOLDERS = ('src', 'test', 'bench', 'tools', 'templates', 'static', 'po', 'sql', 'examples', 'share', 'doc')
FLOORS = tuple(name for name in FLOOR if not name.endswith('.c'))
PATH = re.compile(r'(?:[\w.*-]+/)+[\w.*-]*|[\w*-]+\.(?:md|c|h|py|scene|html|css|yaml|jsonl|po)')
NOT_OURS = ('config.json', 'build/', 'share/koinon/', 'tlog-')
NAME_IN_C = re.compile(r'(?:struct |enum )?([a-z]\w*_\w+)(?:\([^()]*\))?')


def documents():
    return [path for path in project_files() if path.endswith('.md')]


def prose(text):
    """The text without fenced blocks; lines stay where they are."""
    return re.sub(r'^```.*?^```', lambda found: re.sub(r'[^\n]', ' ', found[0]), text, flags=re.M | re.S)


def blank_span(found):
    return ' ' * len(found[0])


def code_spans(text):
    """(line, content) of what stands between backticks."""
    text = prose(text)
    for found in re.finditer(r'(?<!`)`([^`\n]+)`(?!`)', text):
        yield text.count('\n', 0, found.start()) + 1, found[1]


def is_there(path, beside):
    """A path of the project, or one as a file of src/ includes it, or beside the document; a bare name
    anywhere."""
    if '/' not in path:
        return any(fnmatch.fnmatch(os.path.basename(name), path) for name in project_files())
    return path.rstrip('/') in FLOORS or any(glob.glob(os.path.join(TOP, place))
                                             for place in (path, os.path.join(beside, path), 'src/' + path))


def files_that_are_named_are_there(path, text):
    named = list(code_spans(text)) + \
        [(text.count('\n', 0, found.start()) + 1, found[0])
         for found in re.finditer(r'\b(?:src|doc|test|tools)/[\w/.-]*\w', re.sub('`[^`\n]*`', blank_span, text))]
    complaints = []
    for line, span in named:
        name = re.sub(r'NAME|<\w+>', '*', span)
        first = name.split('/')[0]
        if PATH.fullmatch(name) and not name.startswith(NOT_OURS) and \
                ('/' not in name or first in FOLDERS + FLOORS) and not is_there(name, os.path.dirname(path)):
            complaints.append(f'{path}:{line} there is no {span}')
    return complaints


def links_lead_somewhere(path, text):
    complaints = []
    for found in re.finditer(r'\]\(([^)#:\s]+)(#[^)]*)?\)', prose(text)):
        if not os.path.exists(os.path.join(TOP, os.path.dirname(path), found[1])):
            line = text.count('\n', 0, found.start()) + 1
            complaints.append(f'{path}:{line} a link to {found[1]}, which is not there')
    return complaints


SOURCES = set()


def names_in_c_are_there(path, text):
    if not SOURCES:
        for name in c_files('src', 'test', 'bench'):
            SOURCES.update(re.findall(r'\w+', read(name)))
        for name in project_files():
            if name.endswith(('.py', '.build', '.sql', '.html')):
                SOURCES.update(re.findall(r'\w+', read(name)))
    complaints = []
    for line, span in code_spans(text):
        found = NAME_IN_C.fullmatch(span)
        if found and found[1] not in SOURCES and not found[1].endswith('_'):
            complaints.append(f'{path}:{line} nothing is called {found[1]}')
    return complaints


def names_stand_where_it_is_said(path, text):
    """`name` (`file.c`), `name()` in `file.c`."""
    complaints = []
    for found in re.finditer(r'`(?:enum |struct )?(\w+)(?:\(\))?`(?: \(| in )`([\w/.]+\.[ch])`', prose(text)):
        files = [name for name in (found[2], 'src/' + found[2]) if os.path.isfile(os.path.join(TOP, name))]
        if files and not re.search(rf'\b{found[1]}\b', read(files[0])):
            line = text.count('\n', 0, found.start()) + 1
            complaints.append(f'{path}:{line} {found[1]} is not in {files[0]}')
    return complaints


def floors_are_those_of_the_table(path, text):
    if path != 'ARCHITECTURE.md':
        return []
    said = {name.rstrip('/'): int(row[0]) for row in re.findall(r'^\| (\d) \| `([^`|]+)` ', text, re.M)
            for name in row[1].split()}
    return [f'{path}: {name} is said to be floor {said.get(name)}, and is {FLOOR.get(name)}'
            for name in sorted(set(said) | set(FLOOR)) if said.get(name) != FLOOR.get(name)]


def suites_are_told(path, text):
    if path != 'ARCHITECTURE.md':
        return []
    suites = {suite for name in project_files() if name.endswith('meson.build')
              for group in re.findall(r"suite: *\[?((?:'\w+',? *)+)", read(name))
              for suite in re.findall(r"'(\w+)'", group)} - {'slow'}
    return [f'{path} does not say what the suite {suite} is' for suite in sorted(suites)
            if f'`{suite}`' not in text]


RULES = {
    files_that_are_named_are_there: [('doc/x.md', 'see `src/law/nope.c`'), ('README.md', '`law/nope.h`'),
                                     ('doc/x.md', 'see `nope.py`'), ('STYLE.md', 'terms (doc/nope.md)')],
    links_lead_somewhere: [('doc/x.md', 'see [this](nope.md)')],
    names_in_c_are_there: [('doc/x.md', 'see `law_' + 'nope()`')],
    names_stand_where_it_is_said: [('doc/x.md', '`law_decide()` (`law/tally.c`)'),
                                   ('doc/x.md', 'see `tally_voter` in `src/law/law.c`')],
    floors_are_those_of_the_table: [('ARCHITECTURE.md', '| 2 | `store/` | x |')],
    suites_are_told: [('ARCHITECTURE.md', '')],
}


def over_all_documents(rule):
    return lambda: [complaint for path in documents() for complaint in rule(path, read(path))]


if __name__ == '__main__':
    tap([(rule.__name__, over_all_documents(rule)) for rule in RULES] +
        [(rule.__name__ + '_finds_a_planted_mistake', lambda rule=rule: finds(rule, *RULES[rule]))
         for rule in RULES])
