import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseDpkgStatus, realFacts } from '../../src/host/real/facts.ts'

const paragraph = (name: string, status = 'install ok installed'): string =>
  `Package: ${name}\nStatus: ${status}\nDescription: ${'about it '.repeat(40)}\nVersion: 1:${name}-2\nDepends: Package: none\n`
const file = (names: readonly string[]): Buffer => Buffer.from(names.map((name) => paragraph(name)).join('\n'))
const names = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9+.-]{1,12}$/), { minLength: 1, maxLength: 200 })

test('every package of a status file is found, whatever their order', () => {
  fc.assert(
    fc.property(names, fc.boolean(), (list, isSorted) => {
      const status = file(isSorted ? [...list].sort() : list)
      for (const name of list) expect(parseDpkgStatus(status, name)).toBe(`1:${name}-2`)
      expect(parseDpkgStatus(status, 'Not-a-package')).toBeUndefined()
    }),
    { numRuns: 200 },
  )
})

test('a package that is known and not installed has no version', () => {
  const status = Buffer.from([paragraph('a', 'deinstall ok config-files'), paragraph('b', 'install ok half-configured')].join('\n'))
  expect(parseDpkgStatus(status, 'a')).toBeUndefined()
  expect(parseDpkgStatus(status, 'b')).toBeUndefined()
})

test('on a machine without dpkg no package is installed, and looking for one is no error', () => {
  expect(realFacts('/nonexistent/status').facts.installed('dpkg')).toBeUndefined()
})
