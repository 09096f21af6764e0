#!/usr/bin/env python3
"""Writes one C source with the bytes of many files, for src/base/embedded.h.

    tools/embed.py --root TOP --out FILE.c --depfile FILE.d [--file PATH=FILE]... FOLDER...

Every file under TOP/FOLDER is found by its path from TOP ('templates/page.html'); --file adds one that
was made by the build ('po/el.mo'). Hidden files, editors' backups and meson.build are left out.
"""
import argparse
import os

LINE_BYTES = 60
PLAIN = {byte for byte in range(0x20, 0x7f)} - set(b'"\\?')


def files_under(root, folder, watched):
    """(path from root, file) of everything under the folder; all that was looked at goes to watched."""
    if not os.path.isdir(os.path.join(root, folder)):
        watched.append(root)
    for where, folders, names in os.walk(os.path.join(root, folder)):
        folders[:] = sorted(name for name in folders if not name.startswith('.'))
        watched.append(where)
        for name in sorted(names):
            if name.startswith('.') or name.endswith('~') or name == 'meson.build':
                continue
            file = os.path.join(where, name)
            watched.append(file)
            yield os.path.relpath(file, root).replace(os.sep, '/'), file


def literal(data):
    """A C string literal; octal escapes have three digits, so that a digit may follow."""
    lines = []
    for at in range(0, len(data), LINE_BYTES):
        part = data[at:at + LINE_BYTES]
        lines.append('"' + ''.join(chr(b) if b in PLAIN else f'\\{b:03o}' for b in part) + '"')
    return '\n'.join(lines) or '""'


def source(files):
    # Sorted as strcmp sorts: embedded() searches by halves.
    files = sorted(files, key=lambda each: each[0].encode())
    out = ['#include "base/embedded.h"', '', '#include <string.h>', '',
           'static const struct embedded_file files[] = {']
    for path, data in files:
        out.append(f'{{{literal(path.encode())}, {{(const uint8_t *)\n{literal(data)}, {len(data)}}}}},')
    out += ['{NULL, {NULL, 0}}};', f'#define FILES ((size_t){len(files)})', CODE]
    return '\n'.join(out)


CODE = '''
size_t embedded_count(void) {
    return FILES;
}

const struct embedded_file *embedded_at(size_t i) {
    return i < FILES ? &files[i] : NULL;
}

const struct bytes *embedded(const char *path) {
    size_t low = 0, high = FILES;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(files[middle].path, path);
        if (order == 0)
            return &files[middle].content;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}
'''


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--root', required=True)
    parser.add_argument('--out', required=True)
    parser.add_argument('--depfile', required=True)
    parser.add_argument('--file', action='append', default=[])
    parser.add_argument('folders', nargs='*')
    args = parser.parse_args()
    found, watched = [], []
    for folder in args.folders:
        found += files_under(args.root, folder, watched)
    for made in args.file:
        path, file = made.split('=', 1)
        found.append((path, file))
    contents = []
    for path, file in found:
        with open(file, 'rb') as opened:
            contents.append((path, opened.read()))
    with open(args.out, 'w', encoding='ascii') as out:
        out.write(source(contents))
    with open(args.depfile, 'w', encoding='utf-8') as out:
        out.write(args.out + ':' + ''.join(' ' + each.replace(' ', '\\ ') for each in watched) + '\n')


if __name__ == '__main__':
    main()
