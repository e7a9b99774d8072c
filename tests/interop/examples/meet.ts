/** How the charm of a README meets the other side. */
import { active } from '@charm-layers/charm'
import { jujuBag } from '@charm-layers/relation/testing'
import { expect } from 'vitest'
import { relationOf, runHook, type Unit } from '../../../tools/examples.ts'
import type { InterfaceName, Role } from '../../../tools/readme.ts'
import type { Surroundings, They } from '../meeting.ts'
import { type Application, application, type Relation } from '../relation.ts'

/** One charm of a README, and how it meets a library. */
export interface ExampleMeeting {
  readonly of: InterfaceName
  readonly role: Role
  readonly library: string
  readonly part: string
  readonly shows: string
  readonly run: (they: They, ours: Unit) => Promise<void>
}

export const relationWith = (ours: Unit, theirs: Application, endpoint: string): Relation => {
  const own = relationOf(ours)
  const units = { [ours.name]: { ...jujuBag(ours.address), ...own?.localUnitData } }
  return { endpoint, ours: { name: ours.charm.name, app: own?.localAppData ?? {}, units }, theirs }
}

/** Runs hooks of our charm until there is nothing left to do. */
const settled = async (ours: Unit, theirs: Application) => {
  let { left, ...unit } = await runHook(ours, theirs)
  for (let hooks = 1; hooks < 5 && left.changes.length > 0; hooks++) ({ left, ...unit } = await runHook({ ...unit, left }, theirs))
  return { ...unit, left }
}

/** Lets them write, and our charm answer until it is active; gives the relation as they see it then. */
export const answered = async (ours: Unit, asked: Relation): Promise<Relation> => {
  const after = await settled(ours, asked.theirs)
  expect(after.left.status).toEqual(active())
  return relationWith(after, asked.theirs, asked.endpoint)
}

/** Has a classic charm ask with `relation_set`. */
export const asking = async (they: They, ours: Unit, endpoint: string, settings: object): Promise<Relation> =>
  (await they.charmhelpers('relation_set', relationWith(ours, TROVE, endpoint), { settings })).relation

export const TROVE = application('trove', ['10.5.0.21'])

/** Lets our charm ask; gives it with the relation as they see it. */
export const asked = async (ours: Unit, theirs: Application, endpoint: string): Promise<readonly [Unit, Relation]> => {
  const after = await settled(ours, theirs)
  expect(after.left.status.name).toBe('waiting')
  return [after, relationWith(after, theirs, endpoint)]
}

/** Lets our charm read their answer; gives the contents of its files. */
export const filesAfter = async (ours: Unit, { theirs }: Relation): Promise<Readonly<Record<string, string>>> => {
  const { left } = await settled(ours, theirs)
  expect(left.status).toEqual(active())
  return Object.fromEntries(Object.entries(left.files).map(([path, { content }]) => [path, content]))
}

export const context = (name: string) => ({ library: 'charmhelpers', part: `contrib.openstack.context.${name}` })

/** The machine of a classic charm that has a virtual address. */
export const around: Surroundings = {
  unit: 'trove/0',
  config: { vip: '10.20.30.40' },
  interfaces: { eth0: [['10.20.30.21', '255.255.255.0']] },
  bindings: { public: '10.20.30.21', internal: '10.20.30.21', admin: '10.20.30.21' },
}
