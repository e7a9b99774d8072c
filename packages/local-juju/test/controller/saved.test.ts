import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadModel, modelFile } from '../../src/controller/models/store.ts'
import { integrate } from '../../src/model/relations.ts'
import { charm, deployIn, newSim } from '../uniter/sim.ts'

let directory: string

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'lj-saved-'))
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

/** Keys that models got after the first that were saved. */
const LATER = new Set(['principal', 'container', 'power', 'network'])

test('a model that an earlier local-juju has saved gets what it lacks', () => {
  const sim = newSim()
  deployIn(sim, charm('web', 0, { db: 'requirer mysql', cluster: 'peer web' }), 'web', 2)
  deployIn(sim, charm('mysql', 0, { server: 'provider mysql' }), 'mysql')
  sim.change((model, now) => void integrate(model, ['web', 'mysql'], now))
  sim.settle()
  writeFileSync(
    modelFile(directory),
    JSON.stringify(sim.model, (key, value: unknown) => (LATER.has(key) ? undefined : value)),
  )
  expect(loadModel(directory)).toEqual(sim.model)
})
