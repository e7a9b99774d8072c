import { expect, test } from 'vitest'
import { run } from '../../../charm-testing/src/index.ts'
import { defineCharm, heldService, keep, maintenance, packages, remembered, service, status } from '../../src/index.ts'

const paused = remembered.boolean('paused')
const why = remembered.text('why')
const reasons = remembered.list('reasons')

const charm = defineCharm({
  name: 'napper',
  summary: 'Pauses',
  actions: (action) => ({
    pause: action({
      description: 'Stops the service until it is resumed',
      params: { why: { type: 'string', description: 'The reason' } },
      run: ({ recall }, { why: reason = '' }) => ({
        do: [keep(paused, true), keep(why, reason), keep(reasons, [...recall(reasons), reason])],
        results: {},
      }),
    }),
    resume: action({ description: 'Starts it', run: () => ({ do: keep(paused, false), results: {} }) }),
  }),
  desired: ({ recall }) => [
    packages('napper'),
    recall(paused) ? [heldService('napper'), status(maintenance(`Paused: ${recall(why)} (${recall(reasons).length})`))] : service('napper'),
  ],
})

test('what one hook keeps, the next ones know before they decide', async () => {
  const running = await run(charm, 'install')
  expect(running.status.name).toBe('active')
  const stopped = await run(charm, { action: 'pause', params: { why: 'upgrade' } }, running)
  const after = await run(charm, 'update-status', stopped)
  expect(after.status.message).toBe('Paused: upgrade (1)')
  expect(after.services?.napper?.masked).toBe(true)
  const still = await run(charm, 'update-status', after)
  expect([still.changes, still.writes]).toEqual([[], []])
  const resumed = await run(charm, 'update-status', await run(charm, { action: 'resume' }, still))
  expect(resumed.status.name).toBe('active')
})

test('keeping what is kept already writes nothing', async () => {
  const resumed = await run(charm, { action: 'resume' }, await run(charm, 'install'))
  expect(resumed.writes).not.toContain('state-set')
})

test('what another version of the charm has left, and this one cannot read, is as nothing', async () => {
  const left = { 'memory-paused': 'maybe', 'memory-reasons': '{"not":"a list"}', 'memory-why': 'x' }
  const out = await run(charm, 'update-status', { memory: left })
  expect(out.status.name).toBe('active')
  const again = await run(charm, 'update-status', await run(charm, { action: 'pause' }, out))
  expect(again.status.message).toBe('Paused:  (1)')
})

test('half a surrogate pair is not kept half', async () => {
  const out = await run(charm, { action: 'pause', params: { why: 'a\ud800' } }, await run(charm, 'install'))
  expect((await run(charm, 'update-status', out)).status.message).toBe('Paused: a\ufffd (1)')
})
