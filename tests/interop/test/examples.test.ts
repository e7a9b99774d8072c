import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deployExample, removeExamples, writeExamples } from '../../../tools/examples.ts'
import { INTERFACES, readExamples } from '../../../tools/readme.ts'
import { skipOutsideCi } from '../../../tools/skip.ts'
import { exampleMeetings } from '../examples/index.ts'
import { named } from '../meeting.ts'
import { whyNoPython } from '../python.ts'
import { startThey } from './they.ts'

const they = startThey()
let folder = ''
beforeAll(() => {
  folder = writeExamples()
})
afterAll(() => removeExamples(folder))

describe.for(INTERFACES.flatMap(readExamples))('the $role in the README of $of', ({ of, role }) => {
  const meetings = exampleMeetings.filter((meeting) => meeting.of === of && meeting.role === role)

  test('meets somebody', () => expect(meetings).not.toEqual([]))

  for (const { library, part, shows, run } of meetings) {
    test(`${named(library)}, ${part}: ${shows}`, { ...skipOutsideCi(whyNoPython), timeout: 60_000 }, async () =>
      run(they, await deployExample(folder, of, role)),
    )
  }
})
