// A machine loses its power, or its network, while a hook runs on it.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Api } from '../../src/controller/api/requests.ts'
import { packCharm } from './charms.ts'
import { charms, juju } from './each-test.ts'
import { rests } from './harness.ts'

const LIMIT = 90_000

type State = Pick<Api['set-power']['request'], 'power'> | Pick<Api['set-network']['request'], 'network'>

const losses: readonly { readonly what: string; readonly lost: State; readonly back: State; readonly boots: boolean }[] = [
  { what: 'power', lost: { power: 'off' }, back: { power: 'on' }, boots: true },
  { what: 'network', lost: { network: 'cut' }, back: { network: 'connected' }, boots: false },
]

for (const { what, lost, back, boots } of losses) {
  test(`a hook that a machine without ${what} was running has failed when it is back, and runs again`, { timeout: LIMIT }, async () => {
    await juju.deploy(slowOnce(), 'slow')
    await juju.until('slow rests', (now) => rests(now, 'slow/0', 'active'))
    await juju.ask('config', { application: 'slow', set: { note: 'x' }, setYaml: {}, reset: [] })
    await expect.poll(() => existsSync(join(juju.unitDirectory('slow/0', '0'), 'waited')), { timeout: LIMIT }).toBe(true)

    await set(lost)
    await juju.until('the hook has ended', () => hooks().at(-1) === 'config-changed lost')
    // Nothing begins meanwhile: neither the hook again, nor another.
    await juju.ask('config', { application: 'slow', set: { note: 'y' }, setYaml: {}, reset: [] })
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    expect(hooks().at(-1)).toBe('config-changed lost')

    await set(back)
    const shown = await juju.until('the hook has failed', (now) => now.units['slow/0']?.error !== null)
    expect(shown.units['slow/0']?.error?.message).toBe('hook failed: "config-changed"')
    await juju.until('the hook ran', (now) => rests(now, 'slow/0', 'active', 'y'))
    const after = (): string[] => hooks().slice(hooks().indexOf('config-changed lost') + 1)
    await juju.until('all ran', () => after().length === (boots ? 2 : 1))
    expect(after()).toEqual(['config-changed committed', ...(boots ? ['start committed'] : [])])
  })
}

const set = (state: State): Promise<unknown> =>
  'power' in state
    ? juju.ask('set-power', { machine: '0', power: state.power })
    : juju.ask('set-network', { machine: '0', network: state.network })

const hooks = (): string[] => juju.trace().map(({ run, outcome }) => `${run} ${outcome}`)

/** Waits in its second config-changed, once. */
const slowOnce = (): string =>
  packCharm(charms, 'slow', {
    'manifest.yaml': "bases:\n- {name: ubuntu, channel: '24.04'}\n",
    'metadata.yaml': 'name: slow\nsummary: s\ndescription: d\n',
    'config.yaml': 'options:\n  note: {type: string, default: none}\n',
    dispatch: `#!/bin/sh
status-set active "$(config-get note)"
if [ "$(config-get note)" != none ] && [ ! -e ../waited ]; then touch ../waited; sleep 60; fi
`,
  })
