#!/usr/bin/env python3
"""What STYLE.md promises of headers and sources, and a machine can see."""
import re

from house import blank, c_files, code_only, finds, read, tap

DECLARATION = re.compile(r'^(?!static|typedef|extern "|#|\})[A-Za-z_][\w *]*?\b\**(\w+)\(([^;{}]*)\)\s*'
                         r'(?:__attribute__\s*\(\(.*?\)\)\s*)?;', re.M | re.S)
AS_GMP = ('src/count/number.h', 'src/count/matrix.h')  # results before what they are made of
TOLD = ('struct fail *', 'struct yaml_errors *', 'struct buf *')  # failures, and what is appended
BELOW_ENGINE = ('base', 'charter', 'count', 'seal', 'wire', 'law', 'yaml', 'store')


def own_floor(path):
    return path.split('/')[1]


def declarations(text):
    """(line, name, parameters) of each function that a header declares."""
    text = re.sub(r'/\*.*?\*/', lambda found: blank(found[0]), text, flags=re.S)
    for found in DECLARATION.finditer(text):
        yield text.count('\n', 0, found.start()) + 1, found[1], re.sub(r'\s+', ' ', found[2])


def guard_is_the_path(path, text):
    if not path.endswith('.h') or path == 'src/banned.h':
        return []
    want = 'KOINON_' + re.sub(r'\W', '_', path[len('src/'):]).upper()
    found = re.search(r'^#ifndef (\w+)\n#define (\w+)$', text, re.M)
    return [] if found and found[1] == found[2] == want else [f'{path}:1 its guard is not {want}']


def what_is_declared_is_explained(path, text):
    """Each function, or the group without a blank line that it stands in, has a comment."""
    if not path.endswith('.h'):
        return []
    complaints, start = [], 1
    for paragraph in re.split(r'\n[ \t]*\n', text):
        declared = list(declarations(paragraph))
        if declared and '/*' not in paragraph:
            complaints.append(f'{path}:{start + declared[0][0] - 1} nothing is said about {declared[0][1]}()')
        start += paragraph.count('\n') + 2
    return complaints


def results_come_last(path, text):
    """Out parameters are last, but for the room they have and where a failure is told. A first parameter
    that is a result is made in place."""
    complaints = []
    if path in AS_GMP:
        return []
    for line, name, parameters in declarations(text) if path.endswith('.h') else []:
        each = [part.strip() for part in re.sub(r'\([^()]*\)', '', parameters).split(',')]
        names = [re.sub(r'\[.*', '', part).split(' ')[-1].lstrip('*') for part in each]
        results = [i for i, word in enumerate(names) if word == 'ret' or word.startswith('ret_')]
        for i in range(results[0] if results and results[0] else len(names), len(names)):
            if i not in results and names[i] not in ('n', 'max') and not each[i].startswith(TOLD):
                complaints.append(f'{path}:{line} {name}(): {names[i]} stands behind a result')
                break
    return complaints


def what_is_made_can_be_freed(path, text):
    """What a function *_new gives, a function *_free of the same floor takes."""
    complaints = []
    for line, name, parameters in declarations(text) if path.endswith('.h') else []:
        made = re.search(r'struct (\w+) \*\*ret\b', parameters) if name.endswith('_new') else None
        if made and not any(re.search(rf'_free\(struct {made[1]} \*', read(header)) for header in HEADERS
                            if own_floor(header) == own_floor(path)):
            complaints.append(f'{path}:{line} what {name}() makes, nothing frees')
    return complaints


def only_the_command_line_exits(path, text):
    if own_floor(path) in ('cli', 'main.c') or path == 'src/base/check.c':
        return []
    return [f'{path}:{number} {line.strip()}' for number, line in enumerate(code_only(text).split('\n'), 1)
            if re.search(r'(?<![\w.>])(exit|abort|quick_exit)\s*\(', line)]


def nothing_is_logged_below_the_engine(path, text):
    if own_floor(path) not in BELOW_ENGINE or path == 'src/base/check.c':
        return []
    text = re.sub(r'__attribute__\s*\(\(.*?\)\)', '', code_only(text))
    return [f'{path}:{number} {line.strip()}' for number, line in enumerate(text.split('\n'), 1)
            if re.search(r'(?<![\w.>])(printf|puts|putchar|perror|syslog|fprintf\s*\(\s*std(out|err))\b', line)]


HEADERS = {path for path in c_files('src') if path.endswith('.h')}
HEAD = '#ifndef KOINON_LAW_X_H\n#define KOINON_LAW_X_H\n'
RULES = {
    guard_is_the_path: [('src/law/x.h', '#ifndef X_H\n#define X_H\n'), ('src/law/x.h', '')],
    what_is_declared_is_explained: [
        ('src/law/x.h', HEAD + '\n/* Says. */\nint f(void);\n\nint g(int a,\n  int b);\n')],
    results_come_last: [('src/law/x.h', 'int f(int b, int *ret_n, int a);\n'),
                        ('src/law/x.h', 'int f(int b, struct x **ret, int a,\n  struct fail *fail);\n')],
    what_is_made_can_be_freed: [('src/law/x.h', 'int x_new(struct alloc *a, struct nothing_such **ret);\n')],
    only_the_command_line_exits: [('src/law/x.c', 'void f(void) {\n    exit(1);\n}\n')],
    nothing_is_logged_below_the_engine: [('src/law/x.c', 'fprintf(stderr, "x");'),
                                         ('src/store/x.c', 'puts("x");')],
}


def over_all_files(rule):
    return lambda: [complaint for path in c_files('src') for complaint in rule(path, read(path))]


if __name__ == '__main__':
    tap([(rule.__name__, over_all_files(rule)) for rule in RULES] +
        [(rule.__name__ + '_finds_a_planted_mistake', lambda rule=rule: finds(rule, *RULES[rule]))
         for rule in RULES])
