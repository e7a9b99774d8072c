import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { skipFor } from '../../../../tools/skip.ts'
import { leftOut, play } from './play.ts'
import type { Scenario } from './scenario.ts'

const scenarios = JSON.parse(readFileSync(join(import.meta.dirname, 'cases/uniter.json'), 'utf8')) as Scenario[]

describe("the unit agent's recorded scenarios", () => {
  for (const scenario of scenarios) {
    const reason = leftOut[scenario.id]
    if (reason === undefined) test(`${scenario.id}: ${scenario.summary}`, () => play(scenario))
    else test(scenario.id, skipFor(`left out, ${reason}`), () => undefined)
  }

  test('leaves out none that does not exist', () => {
    const known = scenarios.map(({ id }) => id)
    expect(Object.keys(leftOut).filter((id) => !known.includes(id))).toEqual([])
  })
})
