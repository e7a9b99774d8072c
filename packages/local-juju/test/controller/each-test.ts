// A controller of its own for each test of a file, and a folder for the charms that the file packs.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { type Harness, startHarness } from './harness.ts'

/** The controller of the test that runs. */
export let juju: Harness
/** The folder of the file's charms. */
export let charms: string

beforeAll(() => {
  charms = mkdtempSync(join(tmpdir(), 'lj-charms-'))
})
afterAll(() => rmSync(charms, { recursive: true, force: true }))
beforeEach(async () => {
  juju = await startHarness()
})
afterEach(() => juju.end())
