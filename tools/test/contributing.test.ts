import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { lostPlaces, readPlaces } from '../where.ts'
import { layOut } from './lay-out.ts'

const root = dirname(dirname(import.meta.dirname))
const text = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8')

test('every path to look in is there', () => {
  expect(lostPlaces(root, readPlaces(text))).toEqual([])
})

test.each([
  /option .*since a release/,
  /IPv6 address of a VIP/,
  /a hook tool/,
  /a key on a wire/,
  /the HA feature/,
  /pause/,
  /a new release/,
  /a charm `barbican`/,
  /a `juju` command with its help/,
  /an nrpe check/,
])('%s has one line', (change) => {
  expect(readPlaces(text).filter((place) => change.test(place.change))).toHaveLength(1)
})

const table = (...lines: readonly string[]): string => `Text\n\n| to change … | look in |\n|---|---|\n${lines.join('\n')}\n\nMore\n`
const problems = (line: string): readonly string[] => lostPlaces(layOut({ 'packages/interface-a/src/a.ts': '' }), readPlaces(table(line)))

test.each([
  '| a thing | `packages/interface-a/src/a.ts`, in its own form in `packages/interface-*/src` |',
  '| a thing | `packages/interface-a/src` (not built yet) |',
])('a line that leads somewhere is well: %s', (line) => {
  expect(problems(line)).toEqual([])
})

test.each([
  ['| a thing | `packages/interface-a/src/a.ts` and `packages/b` |', 'there is no packages/b'],
  ['| a thing | `packages/*/src/b.ts` |', 'there is no packages/*/src/b.ts'],
  ['| a thing | somewhere |', 'names no path'],
  ['| a thing | `packages/b` (not built yet) |', 'there is no packages/b'],
  ['| a thing | `packages/interface-a/src/a.ts` (not built yet) |', 'packages/interface-a/src/a.ts is no folder'],
])('a line that leads nowhere is found: %s', (line, problem) => {
  expect(problems(line)).toEqual([`a thing: ${problem}`])
})
