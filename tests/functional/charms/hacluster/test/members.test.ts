import { describe, expect, test } from 'vitest'
import { type Candidate, decideMembers, isSafe, parseMembers, printMembers } from '../src/members.ts'

const unit = (number: number, ready = true): Candidate => ({
  id: 1000 + number,
  name: `juju-${number}`,
  address: `10.0.0.${number}`,
  ready,
})
const units = (...numbers: number[]): Candidate[] => numbers.map((number) => unit(number))
const ids = (members: readonly { readonly id: number }[]): number[] => members.map(({ id }) => id - 1000)
const decide = (recorded: number[], candidates: readonly Candidate[], enough: number, votes: number): number[] =>
  ids(decideMembers(units(...recorded), candidates, { enough, votes }))

describe('a list of nodes that corosync may read', () => {
  test.each([
    [1, 1, 1],
    [2, 1, 1],
    [2, 2, 3],
    [3, 2, 2],
    [3, 2, 5],
    [5, 3, 3],
  ])('of %i nodes with %i votes, %i nodes before', (size, votes, before) => expect(isSafe(size, votes, before)).toBe(true))

  test.each([
    [3, 1, 1],
    [2, 1, 3],
    [4, 2, 5],
    [5, 2, 2],
  ])('is none of %i nodes with %i votes, %i nodes before', (size, votes, before) => expect(isSafe(size, votes, before)).toBe(false))
})

describe('the leader', () => {
  test('waits until enough units are ready, and then takes all of them', () => {
    expect(decide([], [unit(0), unit(1), unit(2, false)], 3, 0)).toEqual([])
    expect(decide([], units(2, 0, 1, 3), 3, 0)).toEqual([0, 1, 2, 3])
  })

  test('lets new nodes in only as far as those that are here are quorate with them', () => {
    expect(decide([0], units(0, 1, 2), 1, 1)).toEqual([0, 1])
    expect(decide([0, 1], units(0, 1, 2, 3), 1, 2)).toEqual([0, 1, 2])
    expect(decide([0, 1, 2], units(0, 1, 2, 3, 4), 3, 3)).toEqual([0, 1, 2, 3, 4])
    expect(decide([0, 1, 2], units(0, 1, 2, 3), 3, 2)).toEqual([0, 1, 2])
  })

  test('takes those away that are gone, one or many, and keeps those that are not ready for a moment', () => {
    expect(decide([0, 1, 2, 3, 4], units(0, 1), 3, 2)).toEqual([0, 1])
    expect(decide([0, 1, 2], [unit(0), unit(1, false), unit(2)], 3, 3)).toEqual([0, 1, 2])
  })

  test('that is no node yet takes nobody away, since it may not have met all others', () => {
    expect(decide([0, 1, 2], units(5, 0), 3, 0)).toEqual([0, 1, 2])
  })

  test('begins anew when none of the nodes is left', () => {
    expect(decide([0, 1, 2], units(5, 6, 7), 3, 0)).toEqual([5, 6, 7])
  })
})

test('the list is read as it was written, and anything else is no list', () => {
  const members = [{ id: 1000, name: 'juju-0', address: '10.0.0.1' }]
  expect(parseMembers(printMembers(members))).toEqual(members)
  for (const text of [undefined, '', '{}', '[1]', '[["x","a","10.0.0.1"]]', '[[1000,"a\\nb","10.0.0.1"]]', '[[1000,"a","no address"]]'])
    expect(parseMembers(text)).toEqual([])
})
