/**
 * How machines byte-compile Python: once after an installation, with all processors, where Debian starts a compiler for each package. What
 * one machine has compiled the others take from a directory of the host's cache: for Trove's 232 packages Debian's way takes 25 seconds of
 * processor time, to compile once 11, to take them from the cache 2.
 */
import { join } from 'node:path'
import type { Layout } from './paths.ts'

/** Where a machine sees the directory with what machines have compiled. */
export const compiledDirInside = '/run/juju-compiled'

/** Gives that directory on the host: all models of a user share it. */
export const compiledDir = ({ cacheDir }: Pick<Layout, 'cacheDir'>): string => join(cacheDir, 'python')

const program = '/usr/local/sbin/compile-python'

/** What takes the place of Debian's compiler: a note while packages are installed, and one run at the end. Calls with more than a package's name are Debian's own. */
export const compileOnce: Readonly<Record<'divert' | 'script' | 'program' | 'apt', string>> = {
  divert: '/usr/bin/py3compile',
  script: '#!/bin/sh\n[ "$#" = 2 ] && [ "$1" = -p ] && exec touch /run/python-to-compile\nexec /usr/bin/py3compile.distrib "$@"\n',
  program: program,
  apt: `DPkg::Post-Invoke { "if rm /run/python-to-compile 2>/dev/null; then ${program} || true; fi"; };`,
}

/**
 * The program. A file's code is known by its path, time and size, by which Python itself tells whether compiled code is current; packages
 * have the same times in all machines.
 */
export const compileScript: string = `#!/usr/bin/python3
"""Byte-compiles what packages have installed, or takes it from what other machines have compiled."""
import compileall
import os
import shutil
import struct
import sys
from importlib.util import MAGIC_NUMBER, cache_from_source

packages = "/usr/lib/python3/dist-packages"
store = "${compiledDirInside}/" + sys.implementation.cache_tag


def copy(source, target):
    os.makedirs(os.path.dirname(target), exist_ok=True)
    new = "%s.%d" % (target, os.getpid())
    shutil.copyfile(source, new)
    os.replace(new, target)


def header(path):
    try:
        with open(path, "rb") as file:
            return file.read(16)
    except OSError:
        return b""


missing = []
for folder, _, names in os.walk(packages):
    for name in names:
        path = os.path.join(folder, name)
        if name.endswith(".py") and os.path.isfile(path):
            seen = os.stat(path)
            current = MAGIC_NUMBER + struct.pack("<III", 0, int(seen.st_mtime) & 0xFFFFFFFF, seen.st_size & 0xFFFFFFFF)
            target = cache_from_source(path)
            if header(target) == current:
                continue
            kept = "%s%s.%d.%d" % (store, path, int(seen.st_mtime), seen.st_size)
            if header(kept) == current:
                copy(kept, target)
            else:
                missing.append((target, kept, current))
if missing:
    compileall.compile_dir(packages, quiet=2, workers=0)
    for target, kept, current in missing:
        if header(target) == current and os.path.isdir("${compiledDirInside}"):
            try:
                copy(target, kept)
            except OSError:
                break
`
