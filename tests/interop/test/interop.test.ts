import { describe, test } from 'vitest'
import { skipOutsideCi } from '../../../tools/skip.ts'
import { FLOWS, type Flow, named } from '../meeting.ts'
import { whyNoPython } from '../python.ts'
import { specs } from '../specs/index.ts'
import { startThey } from './they.ts'

const they = startThey()

describe.each(specs)('$interface', ({ cells }) => {
  for (const flow of Object.keys(FLOWS) as Flow[]) {
    const meetings = cells[flow]?.meetings ?? []
    if (meetings.length === 0) continue
    describe(FLOWS[flow].text, () => {
      for (const { library, part, shows, run } of meetings) {
        test(`${named(library)}, ${part}: ${shows}`, { ...skipOutsideCi(whyNoPython), timeout: 60_000 }, () => run(they))
      }
    })
  }
})
