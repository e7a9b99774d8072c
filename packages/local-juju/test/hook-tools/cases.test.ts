/** Runs every recorded case of Juju 3.6: what the real tools printed, and what they did. */
import { afterAll, describe, expect, test } from 'vitest'
import { all, cases, direct, excluded, runCase } from './run-case.ts'

describe.each(cases)('%s', (_, one) => {
  test('prints and does what Juju 3.6 printed and did', async () => expect(await runCase(one, direct)).toEqual(one.expect))
})

test('the cases left out exist', () => expect([...excluded.keys()].filter((id) => !all.some((one) => one.id === id))).toEqual([]))

afterAll(() => {
  const others = all.length - cases.length - excluded.size
  console.log(`${cases.length} cases of Juju 3.6 were run, ${excluded.size} are left out (left-out.json), ${others} are of 4.0 only`)
})
