/** Runs every recorded case of Juju 3.6: what the real tools printed, and what they did. */
import { describe, expect, test } from 'vitest'
import { skipFor } from '../../../../tools/skip.ts'
import { all, cases, direct, excluded, runCase } from './run-case.ts'

describe.each(cases)('%s', (_, one) => {
  test('prints and does what Juju 3.6 printed and did', async () => expect(await runCase(one, direct)).toEqual(one.expect))
})

test('the cases left out exist', () => expect([...excluded.keys()].filter((id) => !all.some((one) => one.id === id))).toEqual([]))

for (const [id, reason] of excluded) test(id, skipFor(`left out, ${reason}`), () => undefined)
