#!/usr/bin/env python3
"""Who may include what (ARCHITECTURE.md): floors see their own headers and those of floors below."""
import re

from house import c_files, code_only, finds, read, strings, tap

FLOOR = {'base': 0, 'charter': 1, 'count': 1, 'seal': 1, 'wire': 1, 'law': 2, 'yaml': 2, 'store': 3,
         'engine': 4, 'view': 5, 'http': 6, 'api': 7, 'web': 7, 'cli': 8, 'main.c': 9}
PURE = ('charter', 'count', 'wire', 'law')

# Faces see one door to write and one side to read, so that a page and the API cannot disagree.
FACES = {'api': ('base/', 'engine/engine.h', 'view/', 'http/'),
         'web': ('base/', 'engine/engine.h', 'view/', 'http/', 'count/count.h'),  # the page of a count
         # the command line also makes, checks, copies and verifies folders: that is no face of a
         # running federation, and writes go through engine/engine.h all the same
         'cli': ('base/', 'engine/engine.h', 'engine/follower.h', 'engine/verify.h', 'engine/beside.h', 'engine/member.h', 'engine/witness.h', 'view/', 'http/',
                 'api/api.h', 'web/pages.h',  # `serve` puts both behind one socket
                 'web/count_page.h', 'web/lang.h', 'web/said.h', 'web/refused.h',  # what it says to people, in their language
                 'count/count.h', 'yaml/yaml.h', 'charter/', 'store/folder.h', 'wire/')}

# Libraries that only one floor may see, by the beginning of what is included.
ONLY = [('libfyaml', ('yaml',)), ('openssl/bn', ('seal',)), ('openssl/ec', ('seal',)),
        ('event2/', ('http',)), ('evhttp', ('http',)), ('sqlite3', ('store',)),
        ('libpq-fe', ('store',)), ('libpq/', ('store',))]

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.M)
SQL = re.compile(r'\s*(select\s.*\bfrom\s|insert\s+(or\s+\w+\s+)?into\s|replace\s+into\s|'
                 r'update\s+\w+\s+set\s|delete\s+from\s|alter\s+table\s|pragma\s+\w+|'
                 r'(create|drop)\s+(\w+\s+)?(table|index|view|trigger)\s|vacuum\b|'
                 r'begin\s+(immediate|exclusive|transaction)|(?-i:BEGIN|COMMIT|ROLLBACK);?$)', re.I | re.S)
HTML = re.compile(r'</?(a|article|aside|body|br|button|caption|dd|details|div|dl|dt|em|fieldset|form|'
                  r'h[1-6]|head|header|footer|html|img|input|label|legend|li|link|main|meta|nav|ol|'
                  r'option|p|pre|script|section|select|small|span|strong|style|summary|table|tbody|td|'
                  r'textarea|th|thead|tr|ul)(\s|/?>)|<!doctype', re.I)


def own_floor(path):
    return path.split('/')[1]


def includes(text):
    """(line, mark, name); a comment may show an example of an include, so comments are left out."""
    text = re.sub(r'/\*.*?\*/', lambda found: re.sub(r'[^\n]', ' ', found[0]), text, flags=re.S)
    for found in INCLUDE.finditer(text):
        yield text.count('\n', 0, found.start()) + 1, found[1], found[2]


def sees_only_below(path, text):
    own, complaints = own_floor(path), []
    if own not in FLOOR:
        return [] if path == 'src/banned.h' else [f'{path}: src/{own} is not a floor']
    for line, mark, name in includes(text):
        floor = name.split('/')[0]
        if mark == '"' and floor not in FLOOR:
            complaints.append(f'{path}:{line} "{name}" does not begin with a floor, as "base/buf.h" does')
        elif floor in FLOOR and floor != own and FLOOR[floor] >= FLOOR[own]:
            complaints.append(f'{path}:{line} {own}/ (floor {FLOOR[own]}) may not see '
                              f'{floor}/ (floor {FLOOR[floor]})')
    return complaints


def faces_see_one_door(path, text):
    own = own_floor(path)
    if own not in FACES:
        return []
    allowed = FACES[own] + (own + '/',)
    return [f'{path}:{line} {own}/ may see {", ".join(FACES[own])}, not {name}'
            for line, mark, name in includes(text)
            if name.split('/')[0] in FLOOR and not name.startswith(allowed)]


def libraries_stay_in_their_floor(path, text):
    return [f'{path}:{line} <{name}> belongs to {", ".join(floors)}/ alone'
            for line, mark, name in includes(text) for library, floors in ONLY
            if name.startswith(library) and own_floor(path) not in floors]


def sql_is_in_sql(path, text):
    return [f'{path}:{line} SQL belongs in sql/: "{content[:50]}"'
            for line, content in strings(text) if SQL.match(content)]


def html_is_in_templates(path, text):
    return [f'{path}:{line} HTML belongs in templates/: "{content[:50]}"'
            for line, content in strings(text) if HTML.search(content)]


def pure_floors_count_exactly(path, text):
    if own_floor(path) not in PURE:
        return []
    return [f'{path}:{number} floating point: {line.strip()}'
            for number, line in enumerate(code_only(text).split('\n'), 1)
            if re.search(r'\b(float|double|_Float\w+|__float128)\b|(?<![\w.])\d+\.\d|math\.h', line)
            and not line.lstrip().startswith('#include "')]


RULES = {
    sees_only_below: [('src/law/tie.c', '#include "store/store.h"\n'),
                      ('src/count/stv.c', '#include "charter/charter.h"\n'),
                      ('src/base/buf.c', '#include "buf.h"\n'), ('src/attic/x.c', '')],
    faces_see_one_door: [('src/web/page.c', '#include "law/law.h"\n'),
                         ('src/api/x.c', '#include "engine/queue.h"\n')],
    libraries_stay_in_their_floor: [('src/law/tie.c', '# include <sqlite3.h>\n'),
                                    ('src/wire/x.c', '#include <openssl/bn.h>\n')],
    sql_is_in_sql: [('src/store/sqlite.c', 'x = "SELECT bytes "\n  "FROM entry WHERE sequence=?";'),
                    ('src/store/sqlite.c', 'run(db, "COMMIT");')],
    html_is_in_templates: [('src/web/page.c', 'buf_put("<div class=\\"x\\">");')],
    pure_floors_count_exactly: [('src/count/stv.c', 'double quota;\n'),
                                ('src/law/tie.c', 'x = n * 0.5;\n')],
}


def over_all_files(rule):
    return lambda: [complaint for path in c_files('src') for complaint in rule(path, read(path))]


if __name__ == '__main__':
    tap([(rule.__name__, over_all_files(rule)) for rule in RULES] +
        [(rule.__name__ + '_finds_a_planted_mistake', lambda rule=rule: finds(rule, *RULES[rule]))
         for rule in RULES])
