#!/usr/bin/env python3
"""The scripts of the house: the counter of tests, the embedder, the tables that others read."""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

from house import TOP, tap

OK, FAIL = ('x', 'OK', 0), ('x', 'FAIL', 1)
GOOD = 'TAP version 13\n1..2\nok 1 a\nok 2 b # SKIP no network\n'
BAD = '1..2\nok 1 a\nnot ok 2 b\n'


def count(*programs, again=()):
    """The last line and exit code of tap-count over programs [((name, result, exit code), stdout)]."""
    with tempfile.TemporaryDirectory() as folder:
        logs = []
        for name, part in (('log.json', programs), ('again.json', again)):
            logs += [os.path.join(folder, name)]
            with open(logs[-1], 'w', encoding='utf-8') as out:
                for (program, result, code), stdout in part:
                    out.write(json.dumps({'name': program, 'result': result, 'returncode': code,
                                          'stdout': stdout}) + '\n')
        done = subprocess.run([sys.executable, os.path.join(TOP, 'tools/tap-count'), logs[0],
                               '--again', logs[1]], capture_output=True, text=True)
    return done.stdout.splitlines()[-1], done.returncode


def expect(got, want):
    return [] if got == want else [f'got {got}, expected {want}']


def tap_count_counts_every_line_of_every_program():
    return expect(count((OK, GOOD), (OK, '1..1\nok 1 - c\n')), ('2 passed, 0 failed, 1 skipped', 0))


def tap_count_fails_when_a_line_fails():
    return expect(count((OK, GOOD), (FAIL, BAD)), ('2 passed, 1 failed, 1 skipped', 1))


def tap_count_adds_a_failure_for_a_crash():
    return expect(count((('x', 'FAIL', -6), GOOD)), ('1 passed, 1 failed, 1 skipped', 1))


def tap_count_adds_a_failure_for_a_timeout():
    return expect(count((('x', 'TIMEOUT', -15), '1..2\nok 1 a\nok 2 b\n')),
                  ('2 passed, 1 failed, 0 skipped', 1))


def tap_count_adds_a_failure_for_tests_that_did_not_run():
    return expect(count((OK, '1..3\nok 1 a\nok 2 b\n')), ('2 passed, 1 failed, 0 skipped', 1)) + \
        expect(count((OK, 'ok 1 a\n')), ('1 passed, 1 failed, 0 skipped', 1))


def tap_count_counts_a_program_without_tap_as_one():
    return expect(count((OK, 'hello\n'), (FAIL, ''), (('x', 'SKIP', 77), '')),
                  ('1 passed, 1 failed, 1 skipped', 1))


def tap_count_fails_when_nothing_ran():
    return expect(count(), ('0 passed, 0 failed, 0 skipped', 1)) + \
        expect(count((OK, '1..0 # SKIP not here\n')), ('0 passed, 0 failed, 1 skipped', 1))


def tap_count_counts_another_build_only_when_it_fails():
    return expect(count((OK, GOOD), again=[(OK, GOOD)]), ('1 passed, 0 failed, 1 skipped', 0)) + \
        expect(count((OK, GOOD), again=[(FAIL, BAD)]), ('1 passed, 1 failed, 1 skipped', 1))


def embed_keeps_every_byte():
    every = bytes(range(256)) * 2 + b'??=1"\\'
    main = ('#include "base/embedded.h"\n#include <stdio.h>\nint main(void) {'
            'const struct bytes *b = embedded("deep/er/f.bin");'
            'return !b || fwrite(b->at, 1, b->n, stdout) != b->n || embedded_count() != 2; }')
    with tempfile.TemporaryDirectory() as folder:
        def path(*names):
            return os.path.join(folder, *names)
        os.makedirs(path('deep/er'))
        for name, content in (('deep/er/f.bin', every), ('deep/empty', b''), ('deep/.hidden', b'x'),
                              ('main.c', main.encode())):
            with open(path(name), 'wb') as out:
                out.write(content)
        subprocess.run([sys.executable, os.path.join(TOP, 'tools/embed.py'), '--root', folder, '--out',
                        path('e.c'), '--depfile', path('e.d'), 'deep', 'absent'], check=True)
        subprocess.run([os.environ.get('CC', 'cc'), '-I', os.path.join(TOP, 'src'), '-o', path('main'),
                        path('main.c'), path('e.c')], check=True)
        got = subprocess.run([path('main')], capture_output=True)
        with open(path('e.d'), encoding='utf-8') as file:
            watched = file.read()
    return expect((got.returncode, got.stdout), (0, every)) + \
        expect([name in watched for name in (path('deep/er/f.bin'), path('deep/er'), folder)], [True] * 3)


def messages_are_found_in_c_and_in_templates_and_must_be_translated():
    header = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    sources = {'src/x.c': 'x = N_("not %1"); NC_("month", "May"); lang_plural(l, "{n} vote", "{n} votes", n);',
               'src/law/y.c': 'refuse(d, V, "bodies.x y", name(x), a ? "no \\"seat\\" (yet)" : "word", "");',
               'templates/x.html': '<p>{{_ Bodies}} {{#_ "By {who}"}}{{:who}}{{name}}{{/_}} {{name}}',
               'po/LINGUAS': 'el\n', 'po/el.po': header}
    good = {'not %1': 'όχι %1', 'May': 'Μάιος', 'Bodies': 'Σώματα', 'By {who}': 'Από {who}',
            'no \\"seat\\" (yet)': 'καμία έδρα ακόμη'}
    with tempfile.TemporaryDirectory() as folder:
        for path, text in sources.items():
            os.makedirs(os.path.dirname(os.path.join(folder, path)), exist_ok=True)
            with open(os.path.join(folder, path), 'w', encoding='utf-8') as out:
                out.write(text)
        os.makedirs(os.path.join(folder, 'tools'))
        tool = shutil.copy(os.path.join(TOP, 'tools/messages'), os.path.join(folder, 'tools'))

        def run(*arguments):
            return subprocess.run([sys.executable, tool, *arguments], capture_output=True, text=True)

        def translate(translations):
            with open(os.path.join(folder, 'po/el.po'), encoding='utf-8') as file:
                po = file.read().replace('msgstr[0] ""', 'msgstr[0] "{n} ψήφος"') \
                    .replace('msgstr[1] ""', 'msgstr[1] "{n} ψήφοι"')
            for text, translation in translations.items():
                po = re.sub(f'(msgid "{re.escape(text)}"\nmsgstr ").*"', rf'\g<1>{translation}"', po)
            with open(os.path.join(folder, 'po/el.po'), 'w', encoding='utf-8') as out:
                out.write(po)
        first, update = run('--check'), run()
        translate(good)
        whole = run('--check')
        translate({'By {who}': 'Από {ποιον}'})
        wrong = run('--check')
    return expect(first.stdout.count('no translation of'), 6) + \
        expect(update.stdout, 'po/el.po: 6 texts, 6 not translated\n') + \
        expect((whole.returncode, whole.stdout.count('\nok')), (0, 2)) + \
        expect((wrong.returncode, 'not ok 2' in wrong.stdout), (1, True))


def every_package_has_a_why():
    complaints, names = [], set()
    with open(os.path.join(TOP, 'tools/packages'), encoding='utf-8') as file:
        for number, line in enumerate(file, 1):
            words = line.split()
            if not words or words[0].startswith('#'):
                continue
            if words[0] not in ('build', 'check', 'browser') or len(words) < 3 or words[1] in names:
                complaints.append(f'tools/packages:{number} {line.strip()}')
            names.add(words[1])
    return complaints + ([] if names else ['tools/packages is empty'])


def demo_lists_the_records_that_determinism_compares():
    done = subprocess.run([os.path.join(TOP, 'demo'), '--list'], capture_output=True, text=True)
    rows = [line.split() for line in done.stdout.splitlines()]
    return expect([len(row) for row in rows], [3] * len(rows)) + ([] if rows else ['no records'])


tap([(test.__name__, test) for test in (
    tap_count_counts_every_line_of_every_program, tap_count_fails_when_a_line_fails,
    tap_count_adds_a_failure_for_a_crash, tap_count_adds_a_failure_for_a_timeout,
    tap_count_adds_a_failure_for_tests_that_did_not_run, tap_count_counts_a_program_without_tap_as_one,
    tap_count_fails_when_nothing_ran, tap_count_counts_another_build_only_when_it_fails, embed_keeps_every_byte, messages_are_found_in_c_and_in_templates_and_must_be_translated, every_package_has_a_why,
    demo_lists_the_records_that_determinism_compares)])
