import { afterAll, beforeAll, describe, test } from 'vitest'
import { skipFor } from '../../../tools/skip.ts'
import { FLOWS, type Flow, meet, named } from '../meeting.ts'
import { installed, type Python, SIDES, startPython, whyNoPython } from '../python.ts'
import { specs } from '../specs/index.ts'

let folder = ''
const running = new Map<string, Python>()
const they = meet((side) => {
  const found = running.get(side) ?? startPython(SIDES[side], folder)
  running.set(side, found)
  return found
})

// The first run brings the libraries.
beforeAll(() => {
  if (whyNoPython === undefined) folder = installed()
}, 180_000)

afterAll(() => {
  for (const python of running.values()) python.stop()
})

describe.each(specs)('$interface', ({ cells }) => {
  for (const flow of Object.keys(FLOWS) as Flow[]) {
    const meetings = cells[flow]?.meetings ?? []
    if (meetings.length === 0) continue
    describe(FLOWS[flow].text, () => {
      for (const { library, part, shows, run } of meetings) {
        test(`${named(library)}, ${part}: ${shows}`, { ...skipFor(whyNoPython), timeout: 60_000 }, () => run(they))
      }
    })
  }
})
