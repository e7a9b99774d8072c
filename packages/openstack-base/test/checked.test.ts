import { blocked, option } from '@charm-layers/charm'
import { charmFiles } from '@charm-layers/charm/manifest'
import { run } from '@charm-layers/charm-testing'
import { describe, expect, test } from 'vitest'
import { atLeast, checked, configFile, defineOpenStackCharm, feature, matches } from '../src/index.ts'
import { machine, settle, text } from '../src/testing/index.ts'

const asked = feature({
  options: { name: checked(option.string({ default: 'n', description: 'A name' }), matches(/^[a-z]+$/, 'a name')) },
  apply: ({ config }) => ({ data: { name: config.name }, packages: [`for-${config.name}`] }),
})
const charm = defineOpenStackCharm({
  name: 'barbican',
  summary: 'Keeps secrets',
  user: 'barbican',
  release: { package: 'barbican-common', versions: { 15: 'zed' } },
  packages: ['barbican-common'],
  services: { api: { unit: 'barbican-api' } },
  features: [asked],
  config: { quota: checked(option.int({ description: 'A quota' }), atLeast(0)) },
  files: [configFile('/etc/f', (data) => JSON.stringify(data.options), { format: 'yaml', restarts: ['api'] })],
})
const given = machine('bookworm', {
  'barbican-common': { version: '15.0.0-2', services: ['barbican-api'] },
  'for-n': { version: '1', services: [] },
})

describe('while a check refuses', () => {
  test.each([
    [{ quota: -1 }, "option 'quota' is -1, it has to be 0 or more"],
    [{ name: 'A b' }, "option 'name' is not a name"],
    [{ name: '' }, "option 'name' is not a name"],
  ])('%j, the unit says so and goes on as it was', async (config, message) => {
    const before = await settle(charm, given)
    expect(before.status.name).toBe('active')
    const out = await run(charm, 'config-changed', { ...before, config })
    expect(out.status).toEqual(blocked(message))
    expect(text(out, '/etc/f')).toBe(text(before, '/etc/f'))
    expect(out.services?.['barbican-api']).toEqual(before.services?.['barbican-api'])
    expect(out.packages).toEqual(before.packages)
    expect((await settle(charm, { ...out, config: { quota: 0 } })).status.name).toBe('active')
  })

  test('on a new unit, no service starts', async () => {
    const out = await settle(charm, { ...given, config: { quota: -1 } })
    expect([out.status.name, out.started]).toEqual(['blocked', []])
  })
})

test('Juju gets the options without their checks', () => {
  expect(charmFiles(charm, { base: 'ubuntu@24.04', architectures: ['amd64'] })['config.yaml'].options).toMatchObject({
    quota: { type: 'int', description: 'A quota' },
  })
  expect(charm.config?.quota).not.toHaveProperty('check')
})

test.each([{ 'worker-multiplier': 1e300 }, { 'worker-multiplier': -0.5 }, { 'os-public-network': 'x' }, { 'os-admin-hostname': 'a b' }])(
  '%j is refused by a charm without an API as well',
  async (config) => {
    const out = await settle(charm, { ...given, config })
    expect(out.status.name).toBe('blocked')
    expect(out.status.message).toContain(Object.keys(config)[0])
  },
)
