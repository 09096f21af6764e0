#!/usr/bin/env python3
"""tools/install, on a machine of straw: a folder of small programs instead of Debian's."""
import os
import shutil
import subprocess
import tempfile

from house import TOP, tap

REAL = ('sh', 'sed', 'tr', 'grep', 'env', 'mktemp', 'mkdir', 'wc', 'cat', 'rm', 'dirname')
PROGRAMS = {
    'dpkg-query': 'for p; do :; done; grep -qx "$p" "$STRAW/installed" && echo "install ok installed"',
    'apt-cache': 'grep -qx "$2" "$STRAW/available" && echo "Version: 1"',
    'apt-get': '''echo "apt-get $*" >>"$STRAW/log"
if [ -e "$STRAW/broken" ]; then echo "no network here"; exit 100; fi
if [ "$1" = install ]; then
    for p; do case $p in -* | install) ;; *) echo "$p" >>"$STRAW/installed" ;; esac; done
fi''',
    'sudo': 'echo "sudo $*" >>"$STRAW/log"; "$@"',
    'id': 'cat "$STRAW/uid"',
    'timeout': 'shift; "$@"',
}
NPM = {
    'node': '',
    'npm': '''echo "npm $*" >>"$STRAW/log"
[ ! -e "$STRAW/broken" ] || exit 1
mkdir -p node_modules/axe-core node_modules/playwright-core''',
}
PACKAGES = '''
# a comment
build  one          why
build  two|deux     why
check  new|old      why
browser nodejs      why
browser npm         why
'''


def install(sections, installed='', available='', uid='0', without=(), broken=False, npm=False,
            fetched=False):
    """Runs tools/install; returns (exit code, stdout, stderr, commands that it ran)."""
    with tempfile.TemporaryDirectory() as straw:
        def write(name, text, mode=0o644):
            with open(os.path.join(straw, name), 'w', encoding='utf-8') as out:
                out.write(text)
            os.chmod(os.path.join(straw, name), mode)
        os.makedirs(os.path.join(straw, 'bin'))
        os.makedirs(os.path.join(straw, 'tools'))
        shutil.copy(os.path.join(TOP, 'tools/install'), os.path.join(straw, 'tools/install'))
        write('tools/packages', PACKAGES)
        for name in REAL:
            os.symlink(shutil.which(name), os.path.join(straw, 'bin', name))
        os.makedirs(os.path.join(straw, 'test/browser'))
        if fetched:
            for name in ('axe-core', 'playwright-core'):
                os.makedirs(os.path.join(straw, 'test/browser/node_modules', name))
        for name, script in {**PROGRAMS, **(NPM if npm else {})}.items():
            if name not in without:
                write('bin/' + name, '#!/bin/sh\n' + script + '\n', 0o755)
        for name, words in (('installed', installed), ('available', available), ('uid', uid)):
            write(name, '\n'.join(words.split()) + '\n')
        write('log', '')
        if broken:
            write('broken', '')
        done = subprocess.run([os.path.join(straw, 'tools/install'), *sections.split()],
                              env={'PATH': os.path.join(straw, 'bin'), 'STRAW': straw},
                              capture_output=True, text=True)
        with open(os.path.join(straw, 'log'), encoding='utf-8') as file:
            return done.returncode, done.stdout, done.stderr, file.read().splitlines()


def expect(what, got, want):
    return [] if got == want else [f'{what}: got {got!r}, expected {want!r}']


def nothing_missing_says_and_does_nothing():
    return expect('all', install('build check', 'one deux old'), (0, '', '', []))


def only_what_is_missing_is_installed():
    code, out, _, log = install('build', 'one', 'one two')
    return expect('exit', code, 0) + expect('log', log, [
        'apt-get update -q', 'apt-get install -q -y --no-install-recommends two']) + \
        expect('names it', 'Installing 1 missing packages and what they need: two' in out, True)


def of_alternatives_the_first_that_exists_is_taken():
    *_, log = install('build check', 'one two', 'old')
    return expect('log', log[-1:], ['apt-get install -q -y --no-install-recommends old'])


def what_only_tests_need_is_not_installed_for_the_program():
    return expect('build', install('build', 'one two', 'new old'), (0, '', '', []))


def who_is_not_root_asks_sudo():
    *_, log = install('build', 'two', 'one', uid='1000')
    return expect('log', log[:1], ['sudo env DEBIAN_FRONTEND=noninteractive apt-get update -q'])


def without_sudo_it_says_what_root_must_do():
    code, _, errors, log = install('build', 'two', 'one', uid='1000', without=('sudo',))
    return expect('exit', code, 1) + expect('log', log, []) + \
        expect('names the package and the command',
               'install them: one' in errors and 'tools/install build' in errors, True)


def without_apt_it_names_what_is_needed():
    code, _, errors, _ = install('build', 'two', without=('apt-get',))
    return expect('exit', code, 1) + expect('names it', '    one\n' in errors, True)


def a_failure_shows_what_apt_said():
    code, _, errors, _ = install('build', 'two', 'one', broken=True)
    return expect('exit', code, 1) + expect('shows it', 'no network here' in errors, True)


def an_unknown_section_is_refused():
    return expect('exit', install('buidl')[0], 2) + expect('none', install('')[0], 2)


CI = 'npm ci --no-audit --no-fund --ignore-scripts --loglevel=error --fetch-retries=1'


def the_browser_suite_uses_the_node_that_is_there():
    code, *_, log = install('browser', available='nodejs npm', npm=True)
    return expect('exit', code, 0) + expect('log', log, [CI])


def the_browser_suite_gets_node_where_there_is_none():
    *_, log = install('browser', available='nodejs npm')
    return expect('log', log[:2], ['apt-get update -q',
                                   'apt-get install -q -y --no-install-recommends nodejs npm'])


def what_npm_fetched_is_not_fetched_again():
    return expect('all', install('browser', npm=True, fetched=True), (0, '', '', []))


def without_network_the_browser_suite_is_not_there_and_its_last_line_says_why():
    code, _, errors, log = install('browser', npm=True, broken=True)
    return expect('exit', code, 1) + expect('log', log, [CI]) + \
        expect('says so', 'npm could not fetch' in errors.splitlines()[-1], True)


tap([(test.__name__, test) for test in (
    the_browser_suite_uses_the_node_that_is_there, the_browser_suite_gets_node_where_there_is_none,
    what_npm_fetched_is_not_fetched_again,
    without_network_the_browser_suite_is_not_there_and_its_last_line_says_why,
    nothing_missing_says_and_does_nothing, only_what_is_missing_is_installed,
    of_alternatives_the_first_that_exists_is_taken,
    what_only_tests_need_is_not_installed_for_the_program, who_is_not_root_asks_sudo,
    without_sudo_it_says_what_root_must_do, without_apt_it_names_what_is_needed,
    a_failure_shows_what_apt_said, an_unknown_section_is_refused)])
