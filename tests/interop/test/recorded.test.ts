import { describe, expect, test } from 'vitest'
import { skipOutsideCi } from '../../../tools/skip.ts'
import { whyNoPython } from '../python.ts'
import { readers, readRecorded, recordedFor } from '../recorded.ts'
import { startThey } from './they.ts'

const they = startThey()

describe.each(readers)('a recorded databag reads as the kit says it does: $name', (reader) => {
  const cases = recordedFor(reader)

  test('there are some', () => {
    expect(cases.length).toBeGreaterThan(0)
  })

  for (const one of cases) test(one.name, { ...skipOutsideCi(whyNoPython), timeout: 60_000 }, () => readRecorded(they, reader, one))
})
