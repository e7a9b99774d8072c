/** The shared libraries of each base, compared with what the runtime in a charm needs: it is started before the charm can install anything. */
import type { Needs } from './elf.ts'

/** The newest version of the symbols of each kind that a base has. */
interface Versions {
  readonly GLIBC: string
  readonly GLIBCXX: string
  readonly CXXABI: string
  readonly GCC: string
}

// From the packages libc6, libstdc++6 and libgcc-s1 of each release. For one that is still supported, updates do not raise them.
const bases: Readonly<Record<string, Versions>> = {
  'ubuntu@20.04': { GLIBC: '2.31', GLIBCXX: '3.4.28', CXXABI: '1.3.12', GCC: '7.0.0' },
  'ubuntu@22.04': { GLIBC: '2.35', GLIBCXX: '3.4.30', CXXABI: '1.3.13', GCC: '12.0.0' },
  'ubuntu@24.04': { GLIBC: '2.39', GLIBCXX: '3.4.33', CXXABI: '1.3.15', GCC: '14.0.0' },
  'ubuntu@26.04': { GLIBC: '2.42', GLIBCXX: '3.4.34', CXXABI: '1.3.16', GCC: '14.0.0' },
  'debian@11': { GLIBC: '2.31', GLIBCXX: '3.4.28', CXXABI: '1.3.12', GCC: '7.0.0' },
  'debian@12': { GLIBC: '2.36', GLIBCXX: '3.4.30', CXXABI: '1.3.13', GCC: '12.0.0' },
  'debian@13': { GLIBC: '2.41', GLIBCXX: '3.4.33', CXXABI: '1.3.15', GCC: '14.0.0' },
}

/** What the smallest image of every base has, since apt or dpkg needs it. By the kind of the versions of its symbols. */
const libraries: Readonly<Record<string, readonly (keyof Versions)[]>> = {
  'ld-linux-aarch64.so.1': ['GLIBC'],
  'ld-linux-x86-64.so.2': ['GLIBC'],
  'libc.so.6': ['GLIBC'],
  'libdl.so.2': ['GLIBC'],
  'libgcc_s.so.1': ['GCC'],
  'libm.so.6': ['GLIBC'],
  'libpthread.so.0': ['GLIBC'],
  'libresolv.so.2': ['GLIBC'],
  'librt.so.1': ['GLIBC'],
  'libstdc++.so.6': ['GLIBCXX', 'CXXABI'],
  'libutil.so.1': ['GLIBC'],
  'libz.so.1': [],
}

const isNewer = (version: string, than: string): boolean => {
  const [left, right] = [version, than].map((text) => text.split('.').map(Number))
  for (const at of [0, 1, 2]) {
    const difference = (left?.[at] ?? 0) - (right?.[at] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return false
}

const lacking = (library: string, versions: readonly string[], has: Versions): readonly string[] => {
  const kinds = Object.hasOwn(libraries, library) ? libraries[library] : undefined
  if (kinds === undefined) return [library]
  return kinds.flatMap((kind) => {
    const newest = versions
      .flatMap((version) => (version.startsWith(`${kind}_`) ? [version.slice(kind.length + 1)] : []))
      .filter((version) => /^[\d.]+$/.test(version))
      .reduce<string | undefined>((high, version) => (high === undefined || isNewer(version, high) ? version : high), undefined)
    return newest !== undefined && isNewer(newest, has[kind]) ? [`${library} with ${kind}_${newest} (it has ${kind}_${has[kind]})`] : []
  })
}

/** Names the libraries that a program needs and a base does not have when the charm's first hook starts. Nothing for a base in no table. */
export const missingLibraries = (needs: Needs, base: string): readonly string[] => {
  const has = Object.hasOwn(bases, base) ? bases[base] : undefined
  return has === undefined ? [] : [...needs].flatMap(([library, versions]) => lacking(library, versions, has))
}

/** Says that a program would not start on a base; undefined when it does. */
export const startFault = (needs: Needs | undefined, base: string): string | undefined => {
  if (needs === undefined) return 'is no program for a 64 bit Linux'
  const missing = missingLibraries(needs, base)
  if (missing.length === 0) return undefined
  return `needs ${missing.join(', ')}, which a machine with ${base} does not have: no hook would start, so the charm could not install it. Use another base, or a Node.js that needs less`
}
