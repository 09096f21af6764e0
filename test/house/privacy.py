#!/usr/bin/env python3
"""No file says where it was written: no paths of a machine, no hosts that packages came from."""
import glob
import os
import re

from house import TOP, finds, project_files, read, tap

# Written with classes of one letter, so that this file does not find itself.
MACHINE_PATHS = re.compile(r'(?<![\w.~-])/(?:[r]oot|[h]ome/\w+|[w]ork|[U]sers/\w+)/[\w.]')
RESOLVED = re.compile(r'"resolved"\s*:\s*"https?:')
SOURCES = ('/etc/apt/sources.list', '/etc/apt/sources.list.d/*', '/etc/npmrc', '~/.npmrc',
           '/etc/pip.conf', '~/.config/pip/pip.conf')
SKIP_ENDINGS = ('.png', '.ico', '.woff2', '.gz', '.xlsx', '.db')


def package_hosts():
    hosts = set()
    for pattern in SOURCES:
        for path in glob.glob(os.path.expanduser(pattern)):
            with open(path, encoding='utf-8', errors='replace') as file:
                hosts.update(re.findall(r'^[^#\n]*https?://([\w.-]+)', file.read(), re.M))
    for name, value in os.environ.items():
        if name.lower().startswith(('npm_config_registry', 'pip_index_url')):
            hosts.update(re.findall(r'https?://([\w.-]+)', value))
    return hosts - {'127.0.0.1', 'localhost'}


HOSTS = package_hosts()
HOME = os.path.expanduser('~')
OWN = [path for path in (TOP, HOME) if path.count('/') > 1]


def no_path_of_this_machine(path, text):
    complaints = []
    for number, line in enumerate(text.split('\n'), 1):
        found = MACHINE_PATHS.search(line)
        if found or any(own in line for own in OWN):
            complaints.append(f'{path}:{number} names a path of a machine: {line.strip()[:80]}')
    return complaints


def no_host_of_packages(path, text):
    return [f'{path}:{number} names a host of packages'
            for number, line in enumerate(text.split('\n'), 1)
            if RESOLVED.search(line) or any(host in line for host in HOSTS)]


RULES = {
    no_path_of_this_machine: [('x.c', '"/' + 'root/x"'), ('x', 'in ' + TOP + '/src')],
    no_host_of_packages: [('package-lock.json', '"resolved": "' + 'https://a/b.tgz"')] +
                         [('x', 'from ' + host) for host in HOSTS],
}


def over_all_files(rule):
    return lambda: [complaint for path in project_files() if not path.endswith(SKIP_ENDINGS)
                    for complaint in rule(path, read(path))]


tap([(rule.__name__, over_all_files(rule)) for rule in RULES] +
    [(rule.__name__ + '_finds_a_planted_mistake', lambda rule=rule: finds(rule, *RULES[rule]))
     for rule in RULES])
