/** Runs the charms in the READMEs of the interface packages. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Charm } from '@charm-layers/charm'
import { type Relation, type Result, run, type State } from '@charm-layers/charm-testing'
import type { Databag } from '@charm-layers/relation'
import { jujuBag } from '@charm-layers/relation/testing'
import { INTERFACES, type InterfaceName, type Role, readExamples } from './readme.ts'

/** What the example of a certificate authority leaves to its author. */
const AUTHORITY = `
import { secret } from '@charm-layers/charm'
const pem = (text: string) => '-----BEGIN CERTIFICATE-----\\n' + btoa(text) + '\\n-----END CERTIFICATE-----'
export const issue = (name: string, sans: readonly string[]) => ({ cert: pem(name + sans.join()), key: secret(pem('key of ' + name)) })
export const authority = { ca: pem('authority'), globalClient: issue('client', []) }
`

/** Writes the examples as files `<interface>/<role>.ts` into a folder in which they find the packages by their names, and gives its path. */
export const writeExamples = (): string => {
  const folder = mkdtempSync(join(import.meta.dirname, 'test', 'readme-'))
  for (const { of, role, code } of INTERFACES.flatMap(readExamples)) {
    mkdirSync(join(folder, of), { recursive: true })
    writeFileSync(join(folder, of, `${role}.ts`), code)
  }
  writeFileSync(join(folder, 'tls-certificates', 'authority.ts'), AUTHORITY)
  return folder
}

/** Removes the folder again. */
export const removeExamples = (folder: string): void => rmSync(folder, { recursive: true })

const ADDRESSES: Readonly<Record<Role, string>> = { requirer: '10.0.0.21', provider: '10.0.0.31', peer: '10.0.0.41' }

/** A charm with one unit, which is the leader, and what its last hook has left behind. */
export interface Unit {
  readonly charm: Charm
  readonly name: string
  readonly endpoint: string
  readonly interface: string
  readonly address: string
  readonly left: State
}

/** Deploys an example. */
export const deployExample = async (folder: string, of: InterfaceName, role: Role): Promise<Unit> => {
  const { default: charm }: { readonly default: Charm } = await import(join(folder, of, `${role}.ts`))
  const [[endpoint, side] = ['', undefined]] = [
    ...Object.entries(charm.requires ?? {}).map(([name, { requires }]) => [name, requires] as const),
    ...Object.entries(charm.peers ?? {}).map(([name, { peers }]) => [name, peers] as const),
    ...Object.entries(charm.provides ?? {}).map(([name, { provides }]) => [name, provides] as const),
  ].filter(([, { interface: name }]) => (name === 'openstack-ha') === (of === 'openstack-ha'))
  const address = ADDRESSES[role]
  const left = { leader: true, addresses: { [endpoint]: address } }
  return { charm, name: `${charm.name}/0`, endpoint, interface: side?.interface ?? '', address, left }
}

/** The databags of the other side. */
export interface Remote {
  readonly name: string
  readonly app: Databag
  readonly units: Readonly<Record<string, Databag>>
}

/** Gives the relation of the interface as a unit has left it. */
export const relationOf = ({ endpoint, left }: Unit): Relation | undefined =>
  left.relations?.find((relation) => relation.endpoint === endpoint)

/** Runs a hook of a unit that sees what the other side has written so far. */
export const runHook = async (unit: Unit, remote: Remote): Promise<Unit & { readonly left: Result }> => {
  const own = relationOf(unit)
  const relation: Relation = {
    endpoint: unit.endpoint,
    interface: unit.interface,
    id: 1,
    remoteApp: remote.name,
    remoteAppData: remote.app,
    remoteUnits: remote.units,
    localUnitData: { ...jujuBag(unit.address), ...own?.localUnitData },
    ...(own?.localAppData ? { localAppData: own.localAppData } : {}),
  }
  const others = (unit.left.relations ?? []).filter(({ endpoint }) => endpoint !== unit.endpoint)
  return { ...unit, left: await run(unit.charm, 'config-changed', { ...unit.left, relations: [relation, ...others] }) }
}
