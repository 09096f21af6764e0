#!/usr/bin/env python3
"""The size of functions and lines, and the comment at the top of every header (STYLE.md).

    shape.py functions | lines
"""
import re
import sys

from house import c_files, code_only, finds, read, tap

FUNCTION_LINES, COLUMNS = 70, 100
FOLDERS = ('src', 'test', 'bench')
NOT_A_FUNCTION = re.compile(r'\s*(typedef|struct|union|enum|extern "C")\b[^()]*$|.*=')


def functions(text):
    """(line, lines, name) of each function, by braces in the first column, as .clang-format writes it."""
    lines, start = code_only(text).split('\n'), None
    for number, line in enumerate(lines, 1):
        if start is None:
            if re.match(r'[A-Za-z_]', line) and not line.endswith('\\'):
                start, head = number, ''
            else:
                continue
        if re.match(r'}', line) and head is None:
            if name:
                yield start, number - start + 1, name
            start = None
        elif head is not None:
            head += ' ' + line.strip()
            if line.rstrip().endswith('{'):
                found = re.search(r'(\w+)\s*\(', head)
                name = found[1] if found and not NOT_A_FUNCTION.match(head) else None
                if name == 'TEST':
                    name = re.search(r'\(\s*(\w+)', head)[1]
                head = None
            elif line.rstrip().endswith((';', '}')):
                start = None


def functions_are_short(path, text):
    return [f'{path}:{line} {name} has {lines} lines, {FUNCTION_LINES} at most'
            for line, lines, name in functions(text) if lines > FUNCTION_LINES]


def lines_are_short(path, text):
    return [f'{path}:{number} has {len(line)} columns, {COLUMNS} at most'
            for number, line in enumerate(text.split('\n'), 1) if len(line) > COLUMNS]


def lines_are_clean(path, text):
    complaints = [f'{path}:{number} has a tab or a space at its end'
                  for number, line in enumerate(text.split('\n'), 1)
                  if '\t' in line or line != line.rstrip()]
    return complaints + ([] if text.endswith('\n') else [f'{path}: the last line does not end'])


def headers_teach(path, text):
    return [] if not path.endswith('.h') or text.lstrip().startswith('/*') else [
        f'{path}:1 a header begins with a comment that says what it is for']


LONG = 'static int f(int a,\n             int b) {\n' + '    a++;\n' * 70 + '}\n'
RULES = {'functions': {
    functions_are_short: [('x.c', LONG), ('x.c', 'TEST(a) {\n' + '\n' * 70 + '}\n')],
    headers_teach: [('x.h', '#ifndef X\n')],
}, 'lines': {
    lines_are_short: [('x.c', 'int a;' + ' ' * 90 + 'int b;\n')],
    lines_are_clean: [('x.c', '\tint a;\n'), ('x.c', 'int a; \n'), ('x.c', 'int a;')],
}}[sys.argv[1]]


def over_all_files(rule):
    return lambda: [complaint for path in c_files(*FOLDERS) for complaint in rule(path, read(path))]


def what_is_no_function_is_not_measured():
    table = 'static const struct x table[] = {\n' + '    {1, f(2)},\n' * 80 + '};\n'
    struct = 'struct x {\n' + '    int (*f)(int);\n' * 80 + '};\n'
    macro = '#define X(a) \\\n' + '    do { \\\n' * 80 + '    }\n'
    return functions_are_short('x.c', table + struct + macro + 'int g(void);\nint h(void) {\n}\n')


def measured_functions_have_their_names():
    got = list(functions('int g(void);\n\nstatic int f(int a,\n  int b) {\n  if (a) {\n  }\n}\nTEST(t) {\n}\n'))
    return [] if got == [(3, 5, 'f'), (8, 2, 't')] else [got]


tap([(rule.__name__, over_all_files(rule)) for rule in RULES] +
    [(rule.__name__ + '_finds_a_planted_mistake', lambda rule=rule: finds(rule, *RULES[rule]))
     for rule in RULES] +
    [(test.__name__, test) for test in (what_is_no_function_is_not_measured,
                                        measured_functions_have_their_names)])
