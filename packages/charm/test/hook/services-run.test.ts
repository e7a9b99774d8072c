import { describe, expect, test } from 'vitest'
import { run } from '../../../charm-testing/src/index.ts'
import { blocked, command, defineCharm, packages, service, servicesRun } from '../../src/index.ts'

const charm = defineCharm({
  name: 'later',
  summary: 'Has something done once its service runs',
  desired: () => [packages('later'), service('later', 9001), servicesRun(), command('tell', ['/bin/tell'], { tries: 3 })],
})

describe('what stands behind servicesRun()', () => {
  test('is done when the services before it listen', async () => {
    const out = await run(charm, 'install')
    expect(out.ran.map(({ argv }) => argv)).toEqual([['/bin/tell']])
    expect(out.status.name).toBe('active')
  })

  test('is not done while one of them does not listen, and the status says which port', async () => {
    const out = await run(charm, 'install', { silent: ['9001/tcp'] })
    expect(out.ran).toEqual([])
    expect(out.status).toEqual(blocked('Services with ports not open that should be: later: [9001]'))
  })

  test('is not done while one of them has died', async () => {
    const out = await run(charm, 'install', { failing: { later: 'exit-code 1' } })
    expect(out.ran).toEqual([])
    expect(out.status.message).toBe('Services not running that should be: later (exit-code 1)')
  })
})

test('a command is tried as often as it says before it counts as failed, and its last word is told', async () => {
  let left = 2
  const framed = 'No response from central\n**********\n\n'
  const failing = () => (left-- > 0 ? { code: 1, stderr: framed } : {})
  expect((await run(charm, 'install', { commands: failing })).status.name).toBe('active')
  left = 9
  const out = await run(charm, 'install', { commands: failing })
  expect(out.status).toEqual(blocked('tell failed with exit status 1: No response from central'))
  expect(out.ran).toHaveLength(3)
})
