import { describe, expect, test } from 'vitest'
import { newFlagSet } from '../../src/cli/flags.ts'
import { durationText, parseDuration } from '../../src/cli/go.ts'
import { sortNatural } from '../../src/cli/natural.ts'
import { nearest } from '../../src/cli/nearest.ts'
import { table } from '../../src/cli/table.ts'
import { actionTime, statusTime, timeAgo } from '../../src/cli/times.ts'

describe('flags', () => {
  const parse = (...words: string[]) => {
    const flags = newFlagSet()
    const units = flags.int(['n', 'num-units'], 'u', 1)
    const trust = flags.bool(['trust'], 'u')
    const to = flags.list<string>(['to'], 'u', (text) => text.split(','))
    return { rest: flags.parse(words), units: units.value, trust: trust.value, to: to.value }
  }

  test.each([['-n', '2'], ['-n2'], ['--num-units', '2'], ['--num-units=2']])('a value may stand as in %s %s', (...words) => {
    expect(parse('a', ...words, 'b')).toEqual({ rest: ['a', 'b'], units: 2, trust: false, to: [] })
  })

  test('a boolean never takes the next word', () => {
    expect(parse('--trust', 'false')).toMatchObject({ trust: true, rest: ['false'] })
    expect(parse('--trust=false')).toMatchObject({ trust: false })
  })

  test('the last scalar wins, lists append, -- ends the flags', () => {
    expect(parse('-n', '2', '-n', '3', '--to', '1,2', '--to=3', '--', '--trust')).toEqual({
      rest: ['--trust'],
      units: 3,
      trust: false,
      to: ['1', '2', '3'],
    })
  })

  test.each([
    [['--x'], 'option provided but not defined: --x'],
    [['-X'], 'option provided but not defined: -X'],
    [['-n'], 'option needs an argument: -n'],
    [['-n', 'two'], 'invalid value "two" for option -n: strconv.ParseInt: parsing "two": invalid syntax'],
    [['--trust=maybe'], 'invalid value "maybe" for option --trust: strconv.ParseBool: parsing "maybe": invalid syntax'],
  ])('%j is refused', (words, message) => {
    expect(() => parse(...words)).toThrow(expect.objectContaining({ message, exitCode: 2 }))
  })
})

test('durations are Go durations', () => {
  expect(['5s', '1m30s', '1.5h', '180.0s', '-1s', '0', '250ms'].map(parseDuration)).toEqual([
    5000, 90_000, 5_400_000, 180_000, -1000, 0, 250,
  ])
  expect([0, 100, 1500, 60_000, 600_000, 5_400_000].map(durationText)).toEqual(['0s', '100ms', '1.5s', '1m0s', '10m0s', '1h30m0s'])
  expect(() => parseDuration('5')).toThrow('time: missing unit in duration "5"')
  expect(() => parseDuration('5y')).toThrow('time: unknown unit "y" in duration "5y"')
  expect(() => parseDuration('')).toThrow('time: invalid duration ""')
})

test('names sort naturally', () => {
  expect(sortNatural(['a/10', 'a/2', 'a', '0/lxd/0', '10', '2', '0'])).toEqual(['0', '0/lxd/0', '2', '10', 'a', 'a/2', 'a/10'])
})

test('the hint is the nearest word, ties by name, and none if it shares nothing', () => {
  expect(nearest('frobnicate', ['relate', 'status', 'deploy'])).toBe('relate')
  expect(nearest('statsu', ['switch', 'status'])).toBe('status')
  expect(nearest('wait-for-it-all-day', ['run'])).toBeUndefined()
})

test('tables pad all cells but the last of a row', () => {
  expect(
    table(
      [
        ['ID', 'Name', 'N'],
        ['1', '', ''],
        ['10', 'abc', 'x'],
      ],
      { right: [0] },
    ),
  ).toBe('ID  Name  N\n 1        \n10  abc   x\n')
})

describe('times', () => {
  const moment = new Date('2026-11-23T00:54:18.360Z')

  test('with --utc they are sortable', () => {
    expect(statusTime(moment, true)).toBe('2026-11-23 00:54:18Z')
    expect(actionTime(moment, true)).toBe('2026-11-23 00:54:18.36 +0000 UTC')
  })

  test('how long ago', () => {
    const ago = (seconds: number): string => timeAgo(moment, new Date(moment.getTime() + seconds * 1000))
    expect([5, 60, 120, 3600, 100_000].map(ago)).toEqual(['just now', '1 minute ago', '2 minutes ago', '1 hour ago', '2026-11-23'])
  })
})
