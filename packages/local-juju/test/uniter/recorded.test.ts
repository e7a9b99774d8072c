import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { leftOut, play, type Scenario } from './play.ts'

const scenarios = JSON.parse(readFileSync(join(import.meta.dirname, 'cases/uniter.json'), 'utf8')) as Scenario[]

describe("the unit agent's recorded scenarios", () => {
  for (const scenario of scenarios) {
    const reason = leftOut[scenario.id]
    if (reason === undefined) test(`${scenario.id}: ${scenario.summary}`, () => play(scenario))
    else test.skip(`${scenario.id}: left out, ${reason}`, () => undefined)
  }

  test('says how many are left out', () => {
    const known = scenarios.map(({ id }) => id)
    expect(Object.keys(leftOut).filter((id) => !known.includes(id))).toEqual([])
    console.log(`recorded scenarios of the unit agent: ${known.length}, left out: ${Object.keys(leftOut).length}`)
    for (const [id, reason] of Object.entries(leftOut)) console.log(`  ${id}: ${reason}`)
  })
})
