import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Charm } from '@charm-layers/charm'
import { active, type Relation, type Result, run, type State } from '@charm-layers/charm-testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codeLines, type Example, INTERFACES, type InterfaceName, type Role, readExamples, readmePath } from '../readme.ts'

// Below the repository's root, so that the examples find the packages by their names.
const folder = mkdtempSync(join(import.meta.dirname, 'readme-'))
const examples = INTERFACES.flatMap(readExamples)
const fileOf = ({ of, role }: Pick<Example, 'of' | 'role'>): string => join(folder, of, `${role}.ts`)

/** What the example of a certificate authority leaves to its author. */
const AUTHORITY = `
import { secret } from '@charm-layers/charm'
const pem = (text: string) => '-----BEGIN CERTIFICATE-----\\n' + btoa(text) + '\\n-----END CERTIFICATE-----'
export const issue = (name: string, sans: readonly string[]) => ({ cert: pem(name + sans.join()), key: secret(pem('key of ' + name)) })
export const authority = { ca: pem('authority'), globalClient: issue('client', []) }
`

beforeAll(() => {
  for (const example of examples) {
    mkdirSync(join(folder, example.of), { recursive: true })
    writeFileSync(fileOf(example), example.code)
  }
  writeFileSync(join(folder, 'tls-certificates', 'authority.ts'), AUTHORITY)
  const compilerOptions = {
    composite: false,
    incremental: false,
    noEmit: true,
    isolatedDeclarations: false,
    allowImportingTsExtensions: true,
  }
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: '../../../tsconfig.base.json',
      compilerOptions: { ...compilerOptions, rewriteRelativeImportExtensions: false },
    }),
  )
})
afterAll(() => rmSync(folder, { recursive: true }))

test('every interface has a charm for each of its roles', () => {
  const roles = (name: InterfaceName): readonly Role[] => (name === 'openstack-ha' ? ['peer'] : ['provider', 'requirer'])
  for (const name of INTERFACES) {
    expect(
      readExamples(name)
        .map(({ role }) => role)
        .sort(),
      name,
    ).toEqual(roles(name))
  }
})

test.for(INTERFACES)('%s: the README has the sections of all, in their order', (name) => {
  const sections = [...readFileSync(readmePath(name), 'utf8').matchAll(/^## (.*)$/gm)].map(([, title = '']) => title)
  const sides = sections.filter((title) => title.startsWith('The side that '))
  expect(sides).toHaveLength(name === 'openstack-ha' ? 1 : 2)
  expect(sections).toEqual([
    ...sides,
    'Who sends what',
    'States a reader can meet',
    'Which upstream reader is followed, and why',
    'What cannot be sent',
    'Tests of your charm',
  ])
})

test.for(examples)('the $role of $of has at most ten lines beside its imports', ({ code }) => {
  expect(codeLines(code).length).toBeLessThanOrEqual(10)
})

test('the examples compile with the strictest options', { timeout: 120_000 }, () => {
  const { stdout } = spawnSync('tsc', ['--project', folder], { encoding: 'utf8' })
  expect(stdout).toBe('')
})

const ADDRESSES: Readonly<Record<string, string>> = { requirer: '10.0.0.21', provider: '10.0.0.31', peer: '10.0.0.41' }
const juju = (address: string) => ({ 'egress-subnets': `${address}/32`, 'ingress-address': address, 'private-address': address })

/** A charm with one unit in one relation, and what its last hook has left behind. */
interface Unit {
  readonly charm: Charm
  readonly name: string
  readonly endpoint: string
  readonly interface: string
  readonly address: string
  readonly left: State
}

const unitOf = async (of: InterfaceName, role: Role): Promise<Unit> => {
  const { default: charm }: { readonly default: Charm } = await import(fileOf({ of, role }))
  const [[endpoint, side] = ['', undefined]] = [
    ...Object.entries(charm.requires ?? {}).map(([name, { requires }]) => [name, requires] as const),
    ...Object.entries(charm.peers ?? {}).map(([name, { peers }]) => [name, peers] as const),
    ...Object.entries(charm.provides ?? {}).map(([name, { provides }]) => [name, provides] as const),
  ].filter(([, { interface: name }]) => (name === 'openstack-ha') === (of === 'openstack-ha'))
  const address = ADDRESSES[role] ?? ''
  const left = { leader: true, addresses: { [endpoint]: address } }
  return { charm, name: `${charm.name}/0`, endpoint, interface: side?.interface ?? '', address, left }
}

const relationOf = ({ endpoint, left }: Unit): Relation | undefined => left.relations?.find((relation) => relation.endpoint === endpoint)

/** Runs a hook of a unit that sees what the other has written so far. */
const next = async (unit: Unit, other: Unit): Promise<Unit & { readonly left: Result }> => {
  const own = relationOf(unit)
  const theirs = relationOf(other)
  const relation: Relation = {
    endpoint: unit.endpoint,
    interface: unit.interface,
    id: 1,
    remoteApp: other.charm.name,
    remoteAppData: theirs?.localAppData ?? {},
    remoteUnits: { [other.name]: { ...juju(other.address), ...theirs?.localUnitData } },
    localUnitData: { ...juju(unit.address), ...own?.localUnitData },
    ...(own?.localAppData ? { localAppData: own.localAppData } : {}),
  }
  const others = (unit.left.relations ?? []).filter(({ endpoint }) => endpoint !== unit.endpoint)
  return { ...unit, left: await run(unit.charm, 'config-changed', { ...unit.left, relations: [relation, ...others] }) }
}

describe.for(INTERFACES.filter((name) => name !== 'openstack-ha'))('the charms of %s', (name) => {
  test('become ready by what they write for each other, and then have nothing to do', async () => {
    let asking = await next(await unitOf(name, 'requirer'), await unitOf(name, 'provider'))
    let answering = await next(await unitOf(name, 'provider'), asking)
    const before = [asking.left.status, answering.left.status]
    expect(before).not.toEqual([active(), active()])
    for (let round = 0; round < 4; round++) {
      asking = await next(asking, answering)
      answering = await next(answering, asking)
    }
    expect([asking.left.status, answering.left.status]).toEqual([active(), active()])
    expect([asking.left.changes, answering.left.changes]).toEqual([[], []])
    expect(Object.keys({ ...asking.left.files, ...answering.left.files })).not.toEqual([])
  })
})

test('two units of the charm of openstack-ha know each other by what they tell', async () => {
  const first = await unitOf('openstack-ha', 'peer')
  const second = { ...first, name: 'greeter/1', address: '10.0.0.42', left: { ...first.left, unit: 1 } }
  const told = await next(second, first)
  const { left } = await next(first, told)
  expect(left.status).toEqual(active())
  expect(left.files['/etc/backends']?.content).toBe('greeter/1 10.0.0.42\n')
})
