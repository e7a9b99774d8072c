/** The other side for a file of tests: its processes are started when they are first needed, and end with the file. */
import { afterAll, beforeAll } from 'vitest'
import { meet, type They } from '../meeting.ts'
import { installed, type Python, SIDES, startPython, whyNoPython } from '../python.ts'

export const startThey = (): They => {
  let folder = ''
  const running = new Map<string, Python>()
  // The first run brings the libraries.
  beforeAll(() => {
    if (whyNoPython === undefined) folder = installed()
  }, 180_000)
  afterAll(() => {
    for (const python of running.values()) python.stop()
  })
  return meet((side) => {
    const found = running.get(side) ?? startPython(SIDES[side], folder)
    running.set(side, found)
    return found
  })
}
