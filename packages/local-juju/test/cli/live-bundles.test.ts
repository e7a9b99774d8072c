// Bundles deployed, and what they made removed.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Live, startDemo } from './live.ts'

// Waiting is part of what is tested; the limit is only for tests that fail.
vi.setConfig({ testTimeout: 60_000 })

let live: Live

beforeAll(async () => {
  live = await startDemo()
}, 120_000)

afterAll(() => live.end())

describe('bundles', () => {
  test('a bundle is a difference to what is there', async () => {
    writeFileSync(
      join(live.folder, 'bundle.yaml'),
      'default-base: ubuntu@24.04\napplications:\n  balpha: {charm: ./alpha.charm, num_units: 1, options: {greeting: hi}}\n  bbeta: {charm: ./beta.charm, num_units: 1, to: [balpha]}\nrelations: [["balpha:db", "bbeta:database"]]\n',
    )
    const changes = `- upload charm ${live.folder}/alpha.charm for base ubuntu@24.04/stable
- deploy application balpha on ubuntu@24.04/stable
- upload charm ${live.folder}/beta.charm for base ubuntu@24.04/stable
- deploy application bbeta on ubuntu@24.04/stable
- add new machine 2
- add relation balpha:db - bbeta:database
- add unit balpha/0 to new machine 2
- add unit bbeta/0 to new machine 2
`
    expect(await live.juju('deploy', './bundle.yaml', '--dry-run')).toEqual({
      code: 0,
      stdout: `Changes to deploy bundle:\n${changes}`,
      stderr: '',
    })
    expect(await live.juju('deploy', './bundle.yaml')).toEqual({
      code: 0,
      stdout: `Executing changes:\n${changes}`,
      stderr: 'Deploy of bundle completed.\n',
    })
    expect(await live.juju('deploy', './bundle.yaml')).toEqual({ code: 0, stdout: '', stderr: 'No changes to apply.\n' })
    await live.reach('application', 'bbeta')
  })

  test('all that the charms and the model refuse is said before anything is made', async () => {
    writeFileSync(
      join(live.folder, 'bad.yaml'),
      `applications:
  c1: {charm: ./alpha.charm, num_units: 1, options: {nosuch: 1, count: many}, bindings: {nosuch: alpha, db: internal}, resources: {r: ./x}}
  c2: {charm: ./beta.charm, num_units: 1, base: ubuntu@20.04}
  c3: {charm: ./beta.charm, num_units: 1}
  c4: {charm: ./nothere.charm}
  alpha: {charm: ./alpha.charm, options: {nosuch: 1}}
relations: [["c1:db", "c3:cache"], ["c1:nosuch", c3]]
`,
    )
    const before = await live.juju('status', '--format', 'json')
    expect(await live.juju('deploy', './bad.yaml', '--map-machines', '0=77')).toEqual({
      code: 1,
      stdout: '',
      stderr: `ERROR cannot deploy bundle: the provided bundle has the following errors:
--map-machines: machine 77 not found
application "c2": base "ubuntu@20.04/stable" is not supported, supported bases are: ubuntu@24.04
charm path in application "c4" does not exist: ${live.folder}/nothere.charm
cannot validate application "alpha": configuration option "nosuch" not found in charm "./alpha.charm"
cannot validate application "c1": configuration option "nosuch" not found in charm "./alpha.charm"
cannot validate application "c1": option "count" expected int, got "many"
application "c1" wants to bind endpoint "nosuch" to space "alpha", but the endpoint is not defined by the charm
application "c1" wants to bind endpoint "db" to space "internal", but the model has no such space: juju add-space internal
resource "r" of application "c1" is not declared by the charm
cannot relate "c1:db" and "c3:cache": no relations found
cannot relate "c1:nosuch" and "c3": application "c1" has no "nosuch" relation
`,
    })
    const applications = (text: string): readonly string[] => Object.keys(JSON.parse(text).applications)
    expect(applications((await live.juju('status', '--format', 'json')).stdout)).toEqual(applications(before.stdout))
  })

  test('what it says of applications that are there and is not done is told', async () => {
    writeFileSync(
      join(live.folder, 'there.yaml'),
      'applications:\n  alpha: {charm: ./beta.charm, num_units: 1, constraints: mem=7G, annotations: {x: y}}\n',
    )
    expect(await live.juju('deploy', './there.yaml')).toEqual({
      code: 0,
      stdout: '',
      stderr: `WARNING local-juju does not use of the bundle: annotations of application "alpha"
WARNING application "alpha" is there already and keeps its charm (see juju refresh), constraints (see juju set-constraints)
No changes to apply.
`,
    })
  })

  test('removal asks, and does nothing without an answer', async () => {
    expect(await live.juju('remove-unit', 'bbeta/0')).toEqual({
      code: 1,
      stdout: 'will remove unit bbeta/0\n',
      stderr: 'WARNING This command will perform the following actions:\n\nContinue [y/N]? ERROR unit removal: aborted\n',
    })
    expect((await live.answering('y\n', 'remove-application', 'bbeta')).code).toBe(0)
    while ((await live.juju('status', '--format', 'json')).stdout.includes('bbeta'))
      await new Promise((resolve) => setTimeout(resolve, 100))
  })

  test('a wrong item does not stop the others', async () => {
    const { code, stdout, stderr } = await live.juju('remove-application', 'nosuch', 'balpha', '--no-prompt')
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: 'will remove application balpha\n- will remove unit balpha/0\n',
      stderr: 'ERROR removing application nosuch failed: application "nosuch" not found\n',
    })
    // Their machine goes with the last of the two; the others stay.
    const machines = async (): Promise<readonly string[]> =>
      Object.keys(JSON.parse((await live.juju('status', '--format', 'json')).stdout).machines)
    while ((await machines()).includes('2')) await new Promise((resolve) => setTimeout(resolve, 100))
    expect(await machines()).toEqual(['0', '1'])
  })
})
